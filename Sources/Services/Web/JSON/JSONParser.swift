/// Why bytes are not acceptable JSON.
struct JSONParseError: Error, Equatable {
    enum Code: String, Sendable {
        case malformed
        /// Nested deeper than ``JSONParser/depthLimit``.
        case tooDeep = "too-deep"
        /// A name twice in one object: readers disagree about which counts.
        case repeatedName = "repeated-name"
    }

    let code: Code
    /// The byte at which it was noticed.
    let offset: Int
}

/// Reads one JSON document (RFC 8259) from hostile bytes: strict, bounded in depth, UTF-8 only.
struct JSONParser {
    /// Arrays and objects within one another.
    static let depthLimit = 32

    private let bytes: [UInt8]
    private var index = 0

    static func parse(_ bytes: [UInt8]) throws(JSONParseError) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.index == bytes.count else { throw parser.error(.malformed) }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var next: UInt8? { self.index < self.bytes.count ? self.bytes[self.index] : nil }

    private func error(_ code: JSONParseError.Code) -> JSONParseError {
        JSONParseError(code: code, offset: self.index)
    }

    private mutating func skipSpace() {
        while let byte = self.next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { self.index += 1 }
    }

    private mutating func expect(_ byte: UInt8) throws(JSONParseError) {
        guard self.next == byte else { throw self.error(.malformed) }
        self.index += 1
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard self.next == byte else { return false }
        self.index += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONParseError) -> JSONValue {
        guard depth < Self.depthLimit else { throw self.error(.tooDeep) }
        self.skipSpace()
        switch self.next {
        case UInt8(ascii: "{"): return try self.object(depth: depth)
        case UInt8(ascii: "["): return try self.array(depth: depth)
        case UInt8(ascii: "\""): return .string(try self.string())
        case UInt8(ascii: "t"): return try self.word("true", .boolean(true))
        case UInt8(ascii: "f"): return try self.word("false", .boolean(false))
        case UInt8(ascii: "n"): return try self.word("null", .null)
        default: return try self.number()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONParseError) -> JSONValue {
        let length = word.utf8CodeUnitCount
        guard self.bytes.count - self.index >= length else { throw self.error(.malformed) }
        let matches = word.withUTF8Buffer { $0.elementsEqual(self.bytes[self.index..<self.index + length]) }
        guard matches else { throw self.error(.malformed) }
        self.index += length
        return value
    }

    private mutating func object(depth: Int) throws(JSONParseError) -> JSONValue {
        self.index += 1
        var members: [JSONMember] = []
        var names: Set<String> = []
        self.skipSpace()
        if self.take(UInt8(ascii: "}")) { return .object([]) }
        while true {
            self.skipSpace()
            let name = try self.string()
            guard names.insert(name).inserted else { throw self.error(.repeatedName) }
            self.skipSpace()
            try self.expect(UInt8(ascii: ":"))
            members.append(JSONMember(name: name, value: try self.value(depth: depth + 1)))
            self.skipSpace()
            if self.take(UInt8(ascii: "}")) { return .object(members) }
            try self.expect(UInt8(ascii: ","))
        }
    }

    private mutating func array(depth: Int) throws(JSONParseError) -> JSONValue {
        self.index += 1
        var elements: [JSONValue] = []
        self.skipSpace()
        if self.take(UInt8(ascii: "]")) { return .array([]) }
        while true {
            elements.append(try self.value(depth: depth + 1))
            self.skipSpace()
            if self.take(UInt8(ascii: "]")) { return .array(elements) }
            try self.expect(UInt8(ascii: ","))
        }
    }

    private mutating func string() throws(JSONParseError) -> String {
        try self.expect(UInt8(ascii: "\""))
        var text: [UInt8] = []
        while let byte = self.next {
            self.index += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw self.error(.malformed) }
                return string
            case UInt8(ascii: "\\"):
                try self.escape(into: &text)
            case 0..<0x20:
                throw self.error(.malformed)
            default:
                text.append(byte)
            }
        }
        throw self.error(.malformed)
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONParseError) {
        guard let byte = self.next else { throw self.error(.malformed) }
        self.index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: try self.scalar().utf8)
        default: throw self.error(.malformed)
        }
    }

    /// What follows `\u`: four hexadecimal digits, or two such groups for a surrogate pair; a lone half is refused.
    private mutating func scalar() throws(JSONParseError) -> String {
        let first = try self.hexadecimal()
        var code = first
        if (0xd800..<0xdc00).contains(first) {
            try self.expect(UInt8(ascii: "\\"))
            try self.expect(UInt8(ascii: "u"))
            let second = try self.hexadecimal()
            guard (0xdc00..<0xe000).contains(second) else { throw self.error(.malformed) }
            code = 0x10000 + (first - 0xd800) << 10 + (second - 0xdc00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw self.error(.malformed) }
        return String(Character(scalar))
    }

    private mutating func hexadecimal() throws(JSONParseError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = self.next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw self.error(.malformed)
            }
            code = code << 4 | UInt32(digit)
            self.index += 1
        }
        return code
    }

    private mutating func number() throws(JSONParseError) -> JSONValue {
        let start = self.index
        var isWhole = true
        _ = self.take(UInt8(ascii: "-"))
        if !self.take(UInt8(ascii: "0")) { try self.digits() }
        if self.take(UInt8(ascii: ".")) {
            isWhole = false
            try self.digits()
        }
        if self.take(UInt8(ascii: "e")) || self.take(UInt8(ascii: "E")) {
            isWhole = false
            if !self.take(UInt8(ascii: "+")) { _ = self.take(UInt8(ascii: "-")) }
            try self.digits()
        }
        let text = String(decoding: self.bytes[start..<self.index], as: UTF8.self)
        if isWhole, let number = Int64(text) { return .integer(number) }
        guard let number = Double(text), number.isFinite else { throw self.error(.malformed) }
        return .number(number)
    }

    private mutating func digits() throws(JSONParseError) {
        let start = self.index
        while let byte = self.next, (0x30...0x39).contains(byte) { self.index += 1 }
        guard self.index > start else { throw self.error(.malformed) }
    }
}
