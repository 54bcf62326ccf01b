import Hummingbird
import Kernel
import Model

/// Schemas and parameters that several features share.
enum Common {
    /// Nothing that breaks a line or a page: the same as the model's rule for shown names.
    private static let noControls = "[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]"

    /// A text of one line for people.
    static func line(_ length: ClosedRange<Int>) -> Schema {
        let pattern = TextPattern("\(Self.noControls){\(length.lowerBound),\(length.upperBound)}")
        let complaint = "This must be one line of \(length.lowerBound) to \(length.upperBound) characters."
        return .text(length, pattern: pattern, complaint: complaint)
    }

    /// An id as the server gives it.
    static let id = Schema.text(
        1...128,
        pattern: TextPattern("[A-Za-z0-9._:~-]{1,128}"),
        complaint: "This is not an id that the server gave."
    )

    /// A host name of labels of 1 to 63 characters.
    static func hostPattern(letters: String) -> String {
        let label = "[\(letters)0-9](?:[\(letters)0-9-]{0,61}[\(letters)0-9])?"
        return "\(label)(?:\\.\(label))*"
    }

    static let domain = Schema.text(
        1...253,
        pattern: TextPattern(Self.hostPattern(letters: "a-z")),
        complaint: "A domain's name is a lower-case host name such as acme.example.",
        example: "acme.example"
    )

    static let login = Schema.text(
        1...64,
        pattern: TextPattern("[a-z0-9._-]{1,64}"),
        complaint: "A login is 1 to 64 of a–z 0–9 . _ -",
        example: "ivan"
    )

    static let `extension` = Schema.text(
        1...5,
        pattern: TextPattern("[0-9]{1,5}"),
        complaint: "An extension is 1 to 5 digits.",
        example: "101"
    )

    static let number = Schema.text(
        1...64,
        pattern: TextPattern(#"\+?[*#]{0,20}[0-9][0-9*#]{0,40}"#),
        complaint: "A number is digits, * and #, with + in front when it has its country code.",
        example: "+74951234567"
    )

    static let email = Schema.text(
        3...254,
        pattern: TextPattern("[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,189}"),
        complaint: "This is not an e-mail address.",
        example: "ivan@acme.example"
    )

    /// TEN-11: at least 6 characters with Latin letters and digits.
    static let newPassword = Schema.text(
        6...128,
        pattern: TextPattern("(?:[ -~]*[A-Za-z][ -~]*[0-9][ -~]*|[ -~]*[0-9][ -~]*[A-Za-z][ -~]*)"),
        complaint: "A password is 6 to 128 characters with at least one Latin letter and one digit.",
        example: "secret42",
        isSecret: true
    )

    static let ringTime = Schema.integer(5...120)
    static let role = Schema.choice(Role.allCases.map(\.rawValue))
    static let version = Schema.integer(0...2_147_483_647)

    static let domainParameter = Parameter("domain", Self.domain, note: "Narrows the answer to one domain.")
    static let targetDomain = Parameter("domain", Self.domain, note: "Where it is made; default: the caller's own domain.")

    static func search(_ note: String) -> Parameter { Parameter("search", Self.line(0...100), note: note) }
}

/// A page of a list: how it is asked for, described and answered.
enum Paging {
    static let defaultLimit = 50

    static let parameters = [
        Parameter("limit", .integer(1...200), note: "Rows of one page; default \(Self.defaultLimit)."),
        Parameter("cursor", .text(1...512, pattern: TextPattern("[A-Za-z0-9_.-]+")), note: "`next` of the page before."),
    ]

    static func schema(_ element: Schema) -> Schema {
        .object([
            SchemaField("items", .list(element, atMost: 200)),
            SchemaField("total", .optional(.integer(0...Int(Int32.max))), note: "Rows of all pages, when it is known."),
            SchemaField("next", .optional(.text(1...512)), note: "The cursor of the next page; null on the last."),
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
        var rest = keyed[...]
        if let cursor = request.query["cursor"]?.text {
            guard let last = Self.decode(cursor) else { throw APIError.notFound("page", field: "cursor") }
            rest = keyed[Self.firstIndex(after: last, in: keyed.map(\.key))...]
        }
        let page = rest.prefix(request.limit)
        let next = page.count < rest.count ? page.last.map { Self.encode($0.key) } : nil
        return Self.answer(page.map { json($0.row) }, total: rows.count, next: next)
    }

    /// By bisection.
    private static func firstIndex(after last: String, in keys: [String]) -> Int {
        var range = 0..<keys.count
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            range = keys[middle] <= last ? middle + 1..<range.upperBound : range.lowerBound..<middle
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

/// Lower-case hexadecimal text.
enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    static func decode(_ text: String) -> [UInt8]? {
        let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}
