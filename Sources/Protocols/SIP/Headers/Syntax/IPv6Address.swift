/// Recognises IPv6 addresses as RFC 3261 and RFC 5954 write them; the octets stand without brackets.
enum IPv6Address {
    /// Whether the octets are an IPv6 address (RFC 5954 §4.1): at most eight groups, `::` once, IPv4 at the end.
    static func isWellFormed(_ octets: UnsafeBufferPointer<UInt8>) -> Bool {
        self.groups(of: octets) != nil
    }

    /// The address in its sixteen octets, or `nil`.
    static func groups(of octets: UnsafeBufferPointer<UInt8>) -> [UInt16]? {
        guard (2...45).contains(octets.count) else { return nil }
        var groups: [UInt16] = []
        var gap: Int?
        var index = 0
        while index < octets.count {
            if octets[index] == Octet.colon {
                let isDouble = index + 1 < octets.count && octets[index + 1] == Octet.colon
                if isDouble {
                    guard gap == nil else { return nil }
                    gap = groups.count
                    index += 2
                    continue
                }
                // A single colon stands between two groups only. RFC 3261's own grammar allowed a third one before an
                // IPv4 address, which RFC 5118 §4.10 wants tolerated.
                guard index > 0, index + 1 < octets.count else { return nil }
                let isThird = octets[index - 1] == Octet.colon
                let rest = UnsafeBufferPointer(rebasing: octets[(index + 1)...])
                guard !isThird || IPv4Address.value(of: rest) != nil else { return nil }
                index += 1
                continue
            }
            let start = index
            var value: UInt32 = 0
            while index < octets.count, let digit = octets[index].hexValue {
                value = value << 4 | UInt32(digit)
                index += 1
                guard index - start <= 4 else { return nil }
            }
            if index < octets.count, octets[index] == Octet.dot {
                let tail = UnsafeBufferPointer(rebasing: octets[start...])
                guard let address = IPv4Address.value(of: tail) else { return nil }
                groups.append(UInt16(truncatingIfNeeded: address >> 16))
                groups.append(UInt16(truncatingIfNeeded: address))
                index = octets.count
            } else {
                guard index > start, index == octets.count || octets[index] == Octet.colon else { return nil }
                groups.append(UInt16(truncatingIfNeeded: value))
            }
            guard groups.count <= 8 else { return nil }
        }
        guard let gap else { return groups.count == 8 ? groups : nil }
        guard groups.count < 8 else { return nil }
        groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
        return groups
    }
}

/// Recognises dotted IPv4 addresses.
enum IPv4Address {
    /// The address as a number, or `nil` when the octets are not four numbers up to 255.
    static func value(of octets: UnsafeBufferPointer<UInt8>) -> UInt32? {
        var value: UInt32 = 0
        var part: UInt32 = 0
        var digits = 0
        var dots = 0
        for byte in octets {
            if byte == Octet.dot {
                guard digits > 0, dots < 3 else { return nil }
                value = value << 8 | part
                (part, digits, dots) = (0, 0, dots + 1)
            } else {
                guard CharacterClass.digit.contains(byte), digits < 3 else { return nil }
                part = part * 10 + UInt32(byte - Octet.zero)
                digits += 1
                guard part <= 255 else { return nil }
            }
        }
        guard dots == 3, digits > 0 else { return nil }
        return value << 8 | part
    }
}
