import Crypto
import Model

/// Lists that are short by their nature: sessions, tokens, prompts. Whoever asks without a limit gets all of it, whoever
/// pages gets pages, and everybody may search (BYD-09).
enum ShortList {
    static let parameters = [
        Parameter("limit", .integer(1...200), note: "Rows of one page; without it all rows, which are few."),
        Paging.cursor, Self.search,
    ]

    static let search = Common.search("Part of any text of a row.")

    static func schema(_ element: Schema, atMost limit: Int = 100_000) -> Schema {
        .object(Self.fields(element, atMost: limit))
    }

    /// For an answer that says more than the rows.
    static func fields(_ element: Schema, atMost limit: Int) -> [SchemaField] {
        [
            SchemaField("items", .list(element, atMost: limit)),
            SchemaField("total", .integer(0...limit), note: "Rows of all pages."),
            Paging.next,
        ]
    }

    /// A page of rows that come in an order of their own.
    ///
    /// The cursor tells how many rows have been seen and which was the last. Rows that came or went meanwhile neither repeat
    /// others nor hide them, as long as the last one is there; when it has gone, its place is where to go on.
    /// - Parameter more: what the answer says beside the rows.
    static func answer(
        _ request: APIRequest,
        _ rows: [JSONValue],
        more: [JSONMember] = []
    ) throws -> APIAnswer {
        let found = request.found(rows) { $0 }
        var start = 0
        if let cursor = request.query["cursor"]?.text {
            guard let place = Self.place(cursor) else { throw APIError.notFound("page", field: "cursor") }
            // Rows may be alike: the place where it was is looked at first.
            let former = place.seen - 1
            let isThere = former < found.count && Self.key(found[former]) == place.key
            let last = isThere ? former : found.firstIndex { Self.key($0) == place.key }
            start = last.map { $0 + 1 } ?? min(former, found.count)
        }
        let page = found[start...].prefix(request.query["limit"]?.whole ?? .max)
        let next = page.endIndex < found.count ? page.last.map { "\(page.endIndex).\(Self.key($0))" } : nil
        return APIAnswer(
            .object(
                more + [
                    JSONMember(name: "items", value: .array(Array(page))),
                    JSONMember(name: "total", value: .whole(found.count)),
                    JSONMember(name: "next", value: .text(next)),
                ]
            )
        )
    }

    private static func place(_ cursor: String) -> (seen: Int, key: String)? {
        let parts = cursor.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let seen = Int(parts[0]), seen > 0 else { return nil }
        return (seen, String(parts[1]))
    }

    /// What tells a row from the others: its identity, else all of it.
    private static func key(_ row: JSONValue) -> String {
        let bytes = row["id"]?.text.map { Array($0.utf8) } ?? row.compact
        return Hexadecimal.encode(SHA256.hash(data: bytes).prefix(12))
    }

    /// Whether a text of the row has the words in it, in capital letters or not.
    static func contains(_ words: String, in row: JSONValue) -> Bool {
        let sought = words.lowercased()
        return row.hasText { $0.lowercased().contains(sought) }
    }
}

extension APIRequest {
    /// The rows that have what is searched in a text that is shown of them.
    func found<Row>(_ rows: [Row], shownAs json: (Row) -> JSONValue) -> [Row] {
        guard let words = self.search else { return rows }
        return rows.filter { ShortList.contains(words, in: json($0)) }
    }
}

extension JSONValue {
    fileprivate func hasText(_ isFound: (String) -> Bool) -> Bool {
        switch self {
        case .string(let text): isFound(text)
        case .array(let elements): elements.contains { $0.hasText(isFound) }
        case .object(let members): members.contains { $0.value.hasText(isFound) }
        case .null, .boolean, .integer, .number: false
        }
    }
}
