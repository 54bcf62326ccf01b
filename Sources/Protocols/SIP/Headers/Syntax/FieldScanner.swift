/// Walks over the octets of one header value; every parser of a value works through it.
///
/// It only borrows the octets: it is valid inside the call that handed it out and must not be kept. It never reads
/// outside its bounds, and each of its steps moves forward or fails, so no input can make a parser hang.
public struct FieldScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    /// The position of the next octet to read.
    var index: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        self.index = 0
    }

    @inline(__always)
    var end: Int { self.bytes.count }

    /// Whether everything has been read.
    @inline(__always)
    public var isAtEnd: Bool { self.index >= self.bytes.count }

    /// The next octet, without taking it.
    @inline(__always)
    public var peek: UInt8? { self.index < self.bytes.count ? self.bytes[self.index] : nil }

    /// Skips spaces and tabs. Folded lines were joined when the message was read.
    @inline(__always)
    public mutating func skipSpace() {
        while self.index < self.bytes.count {
            let byte = self.bytes[self.index]
            guard byte == Octet.space || byte == Octet.tab else { return }
            self.index &+= 1
        }
    }

    /// Takes the octet if it comes next.
    @inline(__always)
    public mutating func take(_ byte: UInt8) -> Bool {
        guard self.index < self.bytes.count, self.bytes[self.index] == byte else { return false }
        self.index &+= 1
        return true
    }

    /// Takes the octet with white space before and after it (SEMI, EQUAL, COMMA of RFC 3261 §25.1), or nothing.
    @inline(__always)
    public mutating func takeSeparator(_ byte: UInt8) -> Bool {
        let start = self.index
        self.skipSpace()
        guard self.take(byte) else {
            self.index = start
            return false
        }
        self.skipSpace()
        return true
    }

    /// Takes octets while they belong to the class; the range may be empty.
    @inline(__always)
    mutating func run(of members: CharacterClass) -> Range<Int> {
        let start = self.index
        while self.index < self.bytes.count, members.contains(self.bytes[self.index]) { self.index &+= 1 }
        return start..<self.index
    }

    /// Takes a token (RFC 3261 §25.1).
    public mutating func token(_ what: StaticString) throws(SIPParseError) -> String {
        self.text(in: try self.tokenRange(what))
    }

    mutating func tokenRange(_ what: StaticString) throws(SIPParseError) -> Range<Int> {
        let range = self.run(of: .token)
        guard !range.isEmpty else { throw .malformed("no token where \(what) belongs") }
        return range
    }

    /// Takes a decimal number of at most 32 bits.
    public mutating func number(_ what: StaticString) throws(SIPParseError) -> UInt32 {
        guard let value = try self.digits(what) else { throw .malformed("\(what) is too large") }
        return value
    }

    /// Takes a decimal number; one that needs more than 32 bits counts as the largest (delta-seconds).
    mutating func clampedNumber(_ what: StaticString) throws(SIPParseError) -> UInt32 {
        try self.digits(what) ?? .max
    }

    private mutating func digits(_ what: StaticString) throws(SIPParseError) -> UInt32? {
        let start = self.index
        var value: UInt64 = 0
        var isTooLarge = false
        while let byte = self.peek, byte &- Octet.zero < 10 {
            value = value &* 10 &+ UInt64(byte &- Octet.zero)
            if value > UInt32.max {
                isTooLarge = true
                value = 0
            }
            self.index &+= 1
        }
        guard self.index > start else { throw .malformed("no number where \(what) belongs") }
        return isTooLarge ? nil : UInt32(truncatingIfNeeded: value)
    }

    /// Takes the port after a colon: 0 to 65535.
    mutating func port() throws(SIPParseError) -> UInt16 {
        let value = try self.number("a port")
        guard let port = UInt16(exactly: value) else { throw .malformed("a port is above 65535") }
        return port
    }

    /// Takes a quoted string whose opening quote comes next; the range is what stands between the quotes, escapes kept.
    mutating func quotedRange() throws(SIPParseError) -> Range<Int> {
        guard self.take(Octet.quote) else { throw .malformed("no quoted string where one belongs") }
        let start = self.index
        while self.index < self.bytes.count {
            switch self.bytes[self.index] {
            case Octet.quote:
                self.index &+= 1
                return start..<self.index &- 1
            case Octet.backslash:
                self.index &+= 2
            default:
                self.index &+= 1
            }
        }
        self.index = self.bytes.count
        throw .malformed("a quoted string is not closed")
    }

    /// Takes a quoted string and undoes its backslashes.
    public mutating func quotedString() throws(SIPParseError) -> String {
        self.unquoted(try self.quotedRange())
    }

    /// Takes a host: a name, an IPv4 address or an IPv6 address in brackets, which the range includes.
    mutating func hostRange() throws(SIPParseError) -> Range<Int> {
        let start = self.index
        if self.take(Octet.openBracket) {
            let inner = self.run(of: .ipv6)
            guard self.take(Octet.closeBracket), IPv6Address.isWellFormed(self.slice(inner)) else {
                throw .malformed("an IPv6 address is malformed")
            }
            return start..<self.index
        }
        let range = self.run(of: .host)
        guard !range.isEmpty else { throw .malformed("a host is missing") }
        return range
    }

    // MARK: What was taken

    @inline(__always)
    func slice(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: self.bytes[range])
    }

    @inline(__always)
    func text(in range: Range<Int>) -> String {
        String(decoding: self.slice(range), as: UTF8.self)
    }

    /// The text between quotes without the backslashes that escape.
    func unquoted(_ range: Range<Int>) -> String {
        guard self.slice(range).contains(Octet.backslash) else { return self.text(in: range) }
        var plain: [UInt8] = []
        plain.reserveCapacity(range.count)
        var position = range.lowerBound
        while position < range.upperBound {
            if self.bytes[position] == Octet.backslash, position + 1 < range.upperBound { position += 1 }
            plain.append(self.bytes[position])
            position += 1
        }
        return String(decoding: plain, as: UTF8.self)
    }

    /// Whether the octets of the range are the lower-case word, capitals aside.
    @inline(__always)
    func matches(_ range: Range<Int>, _ word: StaticString) -> Bool {
        self.slice(range).equalsIgnoringCase(word)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether the octets are the lower-case word, capitals aside.
    @inline(__always)
    func equalsIgnoringCase(_ word: StaticString) -> Bool {
        guard self.count == word.utf8CodeUnitCount else { return false }
        let other = word.utf8Start
        for index in 0..<self.count where self[index].lowercased != other[index] { return false }
        return true
    }

    /// Whether both are the same octets, capitals aside.
    func equalsIgnoringCase(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard self.count == other.count else { return false }
        for index in 0..<self.count where self[index].lowercased != other[index].lowercased { return false }
        return true
    }
}

extension String {
    /// Lends the text's UTF-8 octets.
    @inline(__always)
    func withOctets<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var copy = self
        // `withUTF8` is declared with untyped rethrows; the result carries the typed error out.
        let outcome = copy.withUTF8 { octets -> Swift.Result<Result, Failure> in
            do throws(Failure) { return .success(try body(octets)) } catch { return .failure(error) }
        }
        return try outcome.get()
    }

    /// Whether both texts are the same, ASCII capitals aside.
    func equalsIgnoringCase(_ other: String) -> Bool {
        guard self.utf8.count == other.utf8.count else { return false }
        return self.withOctets { left in other.withOctets { left.equalsIgnoringCase($0) } }
    }
}

extension [UInt8] {
    /// Appends the text's UTF-8 octets.
    @inline(__always)
    mutating func append(text: String) {
        self.append(contentsOf: text.utf8)
    }

    /// Appends a decimal number without making a `String`.
    mutating func append(decimal value: UInt64) {
        guard value >= 10 else { return self.append(Octet.zero &+ UInt8(value)) }
        self.append(decimal: value / 10)
        self.append(Octet.zero &+ UInt8(value % 10))
    }

    /// Appends the text as a quoted string (RFC 3261 §25.1): quotes, backslashes and control characters are escaped.
    mutating func append(quoted text: String) {
        self.append(Octet.quote)
        for byte in text.utf8 {
            // A line end cannot be escaped in SIP and would end the header.
            if byte == Octet.carriageReturn || byte == Octet.lineFeed {
                self.append(Octet.space)
                continue
            }
            if byte == Octet.quote || byte == Octet.backslash || byte == 0x7f || (byte < 0x20 && byte != Octet.tab) {
                self.append(Octet.backslash)
            }
            self.append(byte)
        }
        self.append(Octet.quote)
    }

    /// Appends the text as a token where it is one, otherwise as a quoted string.
    mutating func append(tokenOrQuoted text: String) {
        if !text.isEmpty, text.utf8.allSatisfy({ CharacterClass.parameterValue.contains($0) }) {
            self.append(text: text)
        } else {
            self.append(quoted: text)
        }
    }
}
