/// A value of CBOR (RFC 8949), as far as authenticators use it: no floating point, tags or values of unknown length
/// (CTAP 2.1 §8).
indirect enum CBORValue: Equatable, Sendable {
    case integer(Int64)
    case bytes([UInt8])
    case text(String)
    case array([CBORValue])
    case map([CBORPair])
    case boolean(Bool)
    case null

    /// The value of that name, when this is a map that has it.
    subscript(name: CBORValue) -> CBORValue? {
        guard case .map(let pairs) = self else { return nil }
        return pairs.first { $0.name == name }?.value
    }

    subscript(number: Int64) -> CBORValue? { self[.integer(number)] }
    subscript(text: String) -> CBORValue? { self[.text(text)] }

    var integer: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }

    var bytes: [UInt8]? {
        guard case .bytes(let bytes) = self else { return nil }
        return bytes
    }

    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }
}

/// One name and value of a CBOR map.
struct CBORPair: Equatable, Sendable {
    var name: CBORValue
    var value: CBORValue
}

/// Why bytes are no CBOR that is read here.
enum CBORError: Error, Equatable {
    case endsEarly
    /// Floating point, tags, unknown lengths, integers beyond 64 bits with sign, and other simple values.
    case unsupported
    /// A length or number in more bytes than it needs.
    case notShortest
    case notUTF8
    case repeatedName
    case tooDeep
    case tooMany
    case goesOn
}

/// Reads CBOR from hostile bytes: strict, bounded in depth and in values, and it takes no memory for what is not there.
struct CBORReader {
    /// Arrays and maps within one another.
    static let depthLimit = 8
    /// Values of one reading, at all depths.
    static let valueLimit = 1_024

    private let bytes: [UInt8]
    private(set) var index: Int
    private var values = 0

    init(_ bytes: [UInt8], from index: Int = 0) {
        self.bytes = bytes
        self.index = index
    }

    /// The one value that the bytes are.
    static func read(_ bytes: [UInt8]) throws(CBORError) -> CBORValue {
        var reader = CBORReader(bytes)
        let value = try reader.value()
        guard reader.index == bytes.count else { throw .goesOn }
        return value
    }

    /// The next value; ``index`` stands behind it then.
    mutating func value(depth: Int = 0) throws(CBORError) -> CBORValue {
        self.values += 1
        guard self.values <= Self.valueLimit else { throw .tooMany }
        let first = try self.next()
        let (major, low) = (first >> 5, first & 31)
        switch major {
        case 0: return .integer(try self.number(low))
        case 1: return .integer(-1 - (try self.number(low)))
        case 2: return .bytes(try self.take(low))
        case 3:
            guard let text = String(validating: try self.take(low), as: UTF8.self) else { throw .notUTF8 }
            return .text(text)
        case 4: return .array(try self.elements(try self.count(low), depth))
        case 5: return .map(try self.pairs(try self.count(low), depth))
        case 7:
            switch low {
            case 20: return .boolean(false)
            case 21: return .boolean(true)
            case 22: return .null
            default: throw .unsupported
            }
        default: throw .unsupported
        }
    }

    private mutating func elements(_ count: Int, _ depth: Int) throws(CBORError) -> [CBORValue] {
        guard depth < Self.depthLimit else { throw .tooDeep }
        var elements: [CBORValue] = []
        for _ in 0..<count { elements.append(try self.value(depth: depth + 1)) }
        return elements
    }

    private mutating func pairs(_ count: Int, _ depth: Int) throws(CBORError) -> [CBORPair] {
        guard depth < Self.depthLimit else { throw .tooDeep }
        var pairs: [CBORPair] = []
        for _ in 0..<count {
            let name = try self.value(depth: depth + 1)
            guard !pairs.contains(where: { $0.name == name }) else { throw .repeatedName }
            pairs.append(CBORPair(name: name, value: try self.value(depth: depth + 1)))
        }
        return pairs
    }

    private mutating func next() throws(CBORError) -> UInt8 {
        guard self.index < self.bytes.count else { throw .endsEarly }
        defer { self.index += 1 }
        return self.bytes[self.index]
    }

    /// RFC 8949 §3: in the byte itself, or in 1, 2, 4 or 8 bytes behind it.
    private mutating func number(_ low: UInt8) throws(CBORError) -> Int64 {
        guard low >= 24 else { return Int64(low) }
        guard low <= 27 else { throw .unsupported }
        let length = 1 << Int(low - 24)
        var number: UInt64 = 0
        for _ in 0..<length { number = number << 8 | UInt64(try self.next()) }
        let least: UInt64 = low == 24 ? 24 : 1 << UInt64(length * 4)
        guard number >= least else { throw .notShortest }
        guard let signed = Int64(exactly: number) else { throw .unsupported }
        return signed
    }

    /// A length, which is never more than what is left.
    private mutating func count(_ low: UInt8) throws(CBORError) -> Int {
        let number = try self.number(low)
        guard number <= Int64(self.bytes.count - self.index) else { throw .endsEarly }
        return Int(number)
    }

    private mutating func take(_ low: UInt8) throws(CBORError) -> [UInt8] {
        let count = try self.count(low)
        defer { self.index += count }
        return Array(self.bytes[self.index..<self.index + count])
    }
}
