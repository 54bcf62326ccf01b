/// The rules that several kinds of objects share. Each problem is one sentence that says what is permitted.
enum Validity {
    static func require(_ holds: Bool, _ sentence: @autoclosure () -> String) throws(ModelError) {
        guard holds else { throw ModelError(.invalid, sentence()) }
    }

    static func requireIdentifier(_ text: String, of object: String) throws(ModelError) {
        try Self.require(
            (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7e).contains($0) },
            "The identifier of a \(object) has 1 to 64 printable characters without spaces."
        )
    }

    /// What people read: within the length, and nothing that breaks a line or a page.
    static func requireShownName(
        _ text: String,
        of object: String,
        length: ClosedRange<Int>
    ) throws(ModelError) {
        let permitted = length.lowerBound == 0 ? "at most" : "\(length.lowerBound) to"
        try Self.require(
            length.contains(text.count) && text.utf8.count <= length.upperBound * 8 && Self.isPrintable(text),
            "The shown name of a \(object) has \(permitted) \(length.upperBound) characters and no control characters."
        )
    }

    static func isPrintable(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
            default: true
            }
        }
    }

    /// 1 to 64 of `a–z 0–9 . _ -`.
    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                switch $0 {
                case 0x61...0x7a, 0x30...0x39, 0x2e, 0x5f, 0x2d: true
                default: false
                }
            }
    }

    static func isDigits(_ text: String, _ length: ClosedRange<Int>) -> Bool {
        length.contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// A hash in lower-case hexadecimal, or nothing.
    static func isHexadecimal(_ text: String, length: Int) -> Bool {
        text.isEmpty
            || text.utf8.count == length
                && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// A host name, an IPv4 or an IPv6 address; letters in either case.
    static func isHost(_ text: String) -> Bool {
        Domain.isValid(name: text.lowercased()) || Self.isIPv6(text)
    }

    /// An address or a network with its prefix length, `192.0.2.0/24`, `2001:db8::/32`.
    static func isNetwork(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { return false }
        let isSix = Self.isIPv6(String(parts[0]))
        guard isSix || Self.isIPv4(parts[0]) else { return false }
        guard parts.count == 2 else { return true }
        guard Self.isDigits(String(parts[1]), 1...3), let prefix = Int(parts[1]) else { return false }
        return prefix <= (isSix ? 128 : 32)
    }

    private static func isIPv4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { Self.isDigits(String($0), 1...3) && Int($0) ?? 256 <= 255 }
    }

    /// Groups of up to four hexadecimal digits, at most eight, with at most one `::` (RFC 4291 §2.2).
    private static func isIPv6(_ text: String) -> Bool {
        let groups = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (3...9).contains(groups.count) else { return false }
        guard groups.allSatisfy({ $0.utf8.count <= 4 && $0.allSatisfy(\.isHexDigit) && $0.utf8.count == $0.count })
        else {
            return false
        }
        var inner = groups[...]
        if inner.first?.isEmpty == true {
            guard inner.dropFirst().first?.isEmpty == true else { return false }
            inner = inner.dropFirst()
        }
        if inner.last?.isEmpty == true {
            guard inner.dropLast().last?.isEmpty == true else { return false }
            inner = inner.dropLast()
        }
        let gaps = inner.count { $0.isEmpty }
        return gaps == 0 ? inner.count == 8 : gaps == 1 && inner.count <= 8
    }
}
