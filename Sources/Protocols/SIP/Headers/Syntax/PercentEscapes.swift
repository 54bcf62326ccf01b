/// Percent escapes of URIs (RFC 3261 §19.1.2, RFC 3986 §2.1).
extension FieldScanner {
    /// Whether every percent sign in the range is followed by two hexadecimal digits.
    func hasSoundEscapes(_ range: Range<Int>) -> Bool {
        var position = range.lowerBound
        while position < range.upperBound {
            guard self.bytes[position] == Octet.percent else {
                position &+= 1
                continue
            }
            guard position &+ 2 < range.upperBound, self.bytes[position &+ 1].hexValue != nil,
                self.bytes[position &+ 2].hexValue != nil
            else { return false }
            position &+= 3
        }
        return true
    }

    /// The text of the range with its escapes undone.
    func unescaped(_ range: Range<Int>) -> String {
        self.slice(range).unescaped
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The text with its escapes undone; a percent sign that starts none stays.
    var unescaped: String {
        guard self.contains(Octet.percent) else { return String(decoding: self, as: UTF8.self) }
        return String(decoding: self.unescapedOctets, as: UTF8.self)
    }

    var unescapedOctets: [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(self.count)
        var position = 0
        while position < self.count {
            if self[position] == Octet.percent, position + 2 < self.count, let high = self[position + 1].hexValue,
                let low = self[position + 2].hexValue
            {
                plain.append(high << 4 | low)
                position += 3
            } else {
                plain.append(self[position])
                position += 1
            }
        }
        return plain
    }
}

extension String {
    /// The text with percent escapes undone.
    var percentUnescaped: String {
        self.utf8.contains(Octet.percent) ? self.withOctets { $0.unescaped } : self
    }

    /// The text with every octet escaped that does not belong to the class.
    func percentEscaped(leaving plain: CharacterClass) -> String {
        guard !self.utf8.allSatisfy({ plain.contains($0) }) else { return self }
        var output: [UInt8] = []
        output.append(escaping: self, leaving: plain)
        return String(decoding: output, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends the text with every octet escaped that does not belong to the class.
    mutating func append(escaping text: String, leaving plain: CharacterClass) {
        for byte in text.utf8 {
            if plain.contains(byte) {
                self.append(byte)
            } else {
                self.append(Octet.percent)
                self.append(Self.capitalHexDigit(byte >> 4))
                self.append(Self.capitalHexDigit(byte & 15))
            }
        }
    }

    private static func capitalHexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x37 + value
    }
}
