/// JSON in the making, as bytes: what it costs to write an event is what the journal costs.
struct JSONText {
    private(set) var bytes: [UInt8] = []
    /// Whether a comma is due before the next member or element.
    private var needsComma = false

    init(reserving capacity: Int = 0) {
        self.bytes.reserveCapacity(capacity)
    }

    var text: String { String(decoding: self.bytes, as: UTF8.self) }

    // MARK: - Structure

    mutating func beginObject() {
        self.separate()
        self.bytes.append(UInt8(ascii: "{"))
        self.needsComma = false
    }

    mutating func endObject() {
        self.bytes.append(UInt8(ascii: "}"))
        self.needsComma = true
    }

    mutating func beginArray() {
        self.separate()
        self.bytes.append(UInt8(ascii: "["))
        self.needsComma = false
    }

    mutating func endArray() {
        self.bytes.append(UInt8(ascii: "]"))
        self.needsComma = true
    }

    // MARK: - Members; keys are ours and need no escaping

    mutating func member(_ key: StaticString, _ value: String) {
        self.key(key)
        self.appendString(value)
    }

    /// Left out when `nil`.
    mutating func member(_ key: StaticString, _ value: String?) {
        if let value { self.member(key, value) }
    }

    mutating func member(_ key: StaticString, _ value: Int64) {
        self.key(key)
        self.appendInteger(value)
    }

    mutating func member(_ key: StaticString, _ value: Int) {
        self.member(key, Int64(value))
    }

    mutating func member(_ key: StaticString, _ value: Bool) {
        self.key(key)
        self.append(value ? "true" : "false")
    }

    /// The shortest text that reads back as the same number; JSON has no infinity and no NaN, so they become `null`.
    mutating func member(_ key: StaticString, _ value: Double) {
        self.key(key)
        if value.isFinite {
            // Most figures of a call are whole: no packet lost, nothing to print exactly.
            if value == value.rounded(), abs(value) < 1e15, value != 0 || value.sign == .plus {
                self.appendInteger(Int64(value))
            } else {
                self.bytes.append(contentsOf: value.description.utf8)
            }
        } else {
            self.append("null")
        }
    }

    mutating func member(_ key: StaticString, _ value: Double?) {
        if let value { self.member(key, value) }
    }

    // MARK: - Parts

    private mutating func separate() {
        if self.needsComma { self.bytes.append(UInt8(ascii: ",")) }
        self.needsComma = true
    }

    private mutating func key(_ key: StaticString) {
        self.separate()
        self.bytes.append(UInt8(ascii: "\""))
        self.append(key)
        self.bytes.append(UInt8(ascii: "\""))
        self.bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append(_ text: StaticString) {
        self.bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func appendInteger(_ value: Int64) {
        if value < 0 { self.bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        guard rest >= 10 else { return self.bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest)) }
        // The last digit comes first, so they are written into the twenty places from the end.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = 20
            while rest > 0 {
                start -= 1
                digits[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            self.bytes.append(contentsOf: digits[start...])
        }
    }

    private mutating func appendString(_ value: String) {
        self.bytes.append(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { utf8 in
            if utf8.allSatisfy(Self.isPlain) {
                self.bytes.append(contentsOf: utf8)
            } else {
                for byte in utf8 { self.appendEscaped(byte) }
            }
        }
        self.bytes.append(UInt8(ascii: "\""))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            self.bytes.append(UInt8(ascii: "\\"))
            self.bytes.append(byte)
        case 0..<0x20:
            self.append("\\u00")
            self.bytes.append(UInt8(ascii: "0") + byte >> 4)
            self.bytes.append(Self.hexadecimalDigits[Int(byte & 15)])
        default:
            self.bytes.append(byte)
        }
    }

    private static let hexadecimalDigits = Array("0123456789abcdef".utf8)
}
