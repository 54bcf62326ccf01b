/// A page of a list: how it is asked for, described and answered.
enum Paging {
    static let defaultLimit = 50

    static let parameters = [
        Parameter("limit", .integer(1...200), note: "Rows of one page; default \(Self.defaultLimit)."), Self.cursor,
    ]

    static let cursor = Parameter(
        "cursor",
        .text(1...512, pattern: TextPattern("[A-Za-z0-9_.-]+")),
        note: "`next` of the page before."
    )
    static let next = SchemaField(
        "next",
        .optional(.text(1...512)),
        note: "The cursor of the next page; null on the last."
    )

    static func schema(_ element: Schema) -> Schema {
        .object([
            SchemaField("items", .list(element, atMost: 200)),
            SchemaField("total", .optional(.integer(0...Int(Int32.max))), note: "Rows of all pages, when it is known."),
            Self.next,
        ])
    }

    /// The schema of a list that is never long.
    static func wholeSchema(_ element: Schema, atMost limit: Int = 100_000) -> Schema {
        .object([SchemaField("items", .list(element, atMost: limit))])
    }

    static func whole(_ items: [JSONValue]) -> APIAnswer { APIAnswer(["items": .array(items)]) }

    static func answer(_ items: [JSONValue], total: Int?, next: String?) -> APIAnswer {
        APIAnswer(["items": .array(items), "total": .whole(total), "next": .text(next)])
    }

    /// A page of rows that are all in memory, in the order of a key that is unique among them.
    static func answer<Row>(
        _ request: APIRequest,
        rows: [Row],
        key: (Row) -> String,
        json: (Row) -> JSONValue
    ) throws -> APIAnswer {
        let keyed = rows.map { (key: key($0), row: $0) }.sorted { $0.key < $1.key }
        return try Self.answer(request, sorted: keyed, key: \.key) { json($0.row) }
    }

    /// The same of rows that are in their order already.
    static func answer<Row>(
        _ request: APIRequest,
        sorted rows: [Row],
        key: (Row) -> String,
        json: (Row) -> JSONValue
    ) throws -> APIAnswer {
        var rest = rows[...]
        if let cursor = request.query["cursor"]?.text {
            guard let last = Self.decode(cursor) else { throw APIError.notFound("page", field: "cursor") }
            rest = rows[Self.firstIndex(after: last, in: rows, key: key)...]
        }
        let page = rest.prefix(request.limit)
        let next = page.count < rest.count ? page.last.map { Self.encode(key($0)) } : nil
        return Self.answer(page.map(json), total: rows.count, next: next)
    }

    /// By bisection.
    private static func firstIndex<Row>(after last: String, in rows: [Row], key: (Row) -> String) -> Int {
        var range = 0..<rows.count
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            range = key(rows[middle]) <= last ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }

    /// Any text as a cursor: hexadecimal, so that nobody is tempted to read it.
    static func encode(_ text: String) -> String { Hexadecimal.encode(text.utf8) }

    static func decode(_ cursor: String) -> String? {
        Hexadecimal.decode(cursor).flatMap { String(validating: $0, as: UTF8.self) }
    }
}

extension APIRequest {
    /// The rows of one page, 1 to 200.
    var limit: Int { self.query["limit"]?.whole ?? Paging.defaultLimit }
    /// What is searched, without space around it; `nil` when there is nothing to search.
    var search: String? {
        guard let text = self.query["search"]?.text else { return nil }
        let words = text.split(separator: " ").joined(separator: " ")
        return words.isEmpty ? nil : words
    }
}
