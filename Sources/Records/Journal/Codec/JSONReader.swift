/// A value of a JSON text (RFC 8259).
enum JSONValue: Equatable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// In the order of the text.
    case object([Member])

    struct Member: Equatable, Sendable {
        var key: String
        var value: JSONValue
    }
}

/// Reads JSON text strictly. What lies on disk may be damaged, so nothing in it can crash or nest without a limit.
struct JSONReader {
    static let depthLimit = 16

    private let bytes: [UInt8]
    private var index = 0

    static func read(_ bytes: [UInt8]) throws(EventCodecError) -> JSONValue {
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.index == bytes.count else { throw reader.error("has text behind its end") }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func error(_ problem: String) -> EventCodecError {
        EventCodecError("the JSON text \(problem), at byte \(self.index)")
    }

    private var current: UInt8? { self.index < self.bytes.count ? self.bytes[self.index] : nil }

    private mutating func skipSpace() {
        while let byte = self.current, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { self.index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        self.skipSpace()
        guard self.current == byte else { return false }
        self.index += 1
        return true
    }

    private mutating func value(depth: Int) throws(EventCodecError) -> JSONValue {
        guard depth < Self.depthLimit else { throw self.error("nests too deep") }
        self.skipSpace()
        switch self.current {
        case UInt8(ascii: "{"): return try self.object(depth: depth)
        case UInt8(ascii: "["): return try self.array(depth: depth)
        case UInt8(ascii: "\""): return .string(try self.string())
        case UInt8(ascii: "t"): return try self.literal("true", .boolean(true))
        case UInt8(ascii: "f"): return try self.literal("false", .boolean(false))
        case UInt8(ascii: "n"): return try self.literal("null", .null)
        case .some: return try self.number()
        case .none: throw self.error("ends too early")
        }
    }

    private mutating func object(depth: Int) throws(EventCodecError) -> JSONValue {
        self.index += 1
        var members: [JSONValue.Member] = []
        if self.take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            self.skipSpace()
            guard self.current == UInt8(ascii: "\"") else { throw self.error("lacks a key") }
            let key = try self.string()
            guard self.take(UInt8(ascii: ":")) else { throw self.error("lacks a colon") }
            members.append(JSONValue.Member(key: key, value: try self.value(depth: depth + 1)))
        } while self.take(UInt8(ascii: ","))
        guard self.take(UInt8(ascii: "}")) else { throw self.error("lacks a closing brace") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(EventCodecError) -> JSONValue {
        self.index += 1
        var elements: [JSONValue] = []
        if self.take(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            elements.append(try self.value(depth: depth + 1))
        } while self.take(UInt8(ascii: ","))
        guard self.take(UInt8(ascii: "]")) else { throw self.error("lacks a closing bracket") }
        return .array(elements)
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(EventCodecError) -> JSONValue {
        let end = self.index + text.utf8CodeUnitCount
        guard end <= self.bytes.count else { throw self.error("ends too early") }
        for offset in 0..<text.utf8CodeUnitCount where self.bytes[self.index + offset] != text.utf8Start[offset] {
            throw self.error("has an unknown word")
        }
        self.index = end
        return value
    }

    private mutating func number() throws(EventCodecError) -> JSONValue {
        let start = self.index
        var isWhole = true
        scan: while let byte = self.current {
            switch byte {
            case 0x30...0x39, UInt8(ascii: "-"): break
            case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): isWhole = false
            default: break scan
            }
            self.index += 1
        }
        let text = String(decoding: self.bytes[start..<self.index], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text) else { throw self.error("has a word that is no number") }
        return .number(number)
    }

    private mutating func string() throws(EventCodecError) -> String {
        self.index += 1
        let start = self.index
        while let byte = self.current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { self.index += 1 }
        if self.current == UInt8(ascii: "\"") {
            defer { self.index += 1 }
            return String(decoding: self.bytes[start..<self.index], as: UTF8.self)
        }
        var text = Array(self.bytes[start..<self.index])
        while let byte = self.current {
            self.index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text.append(contentsOf: try self.escape())
            default: text.append(byte)
            }
        }
        throw self.error("ends within a string")
    }

    private mutating func escape() throws(EventCodecError) -> [UInt8] {
        guard let byte = self.current else { throw self.error("ends within a string") }
        self.index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0c]
        case UInt8(ascii: "n"): return [0x0a]
        case UInt8(ascii: "r"): return [0x0d]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return try self.unicodeEscape()
        default: throw self.error("has an unknown escape")
        }
    }

    /// `\uXXXX`, or two of them for a character beyond the first plane.
    private mutating func unicodeEscape() throws(EventCodecError) -> [UInt8] {
        var units = [try self.fourHexadecimalDigits()]
        if UTF16.isLeadSurrogate(units[0]), self.current == UInt8(ascii: "\\") {
            self.index += 1
            guard self.current == UInt8(ascii: "u") else { throw self.error("has half a character") }
            self.index += 1
            units.append(try self.fourHexadecimalDigits())
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    private mutating func fourHexadecimalDigits() throws(EventCodecError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = self.current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw self.error("has a broken \\u escape")
            }
            unit = unit << 4 | UInt16(digit)
            self.index += 1
        }
        return unit
    }
}
