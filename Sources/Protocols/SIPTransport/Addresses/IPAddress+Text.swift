extension IPAddress: CustomStringConvertible, LosslessStringConvertible {
    /// Reads `192.0.2.1`, `2001:db8::1` or `[2001:db8::1]`; anything else, a zone (`%eth0`) included, is `nil`.
    public init?(_ text: some StringProtocol) {
        var bytes = Array(text.utf8)
        if bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") {
            bytes = Array(bytes[1..<(bytes.count - 1)])
            guard bytes.contains(UInt8(ascii: ":")) else { return nil }
        }
        guard bytes.count <= 45 else { return nil }
        if bytes.contains(UInt8(ascii: ":")) {
            guard let groups = Self.groups(bytes[...]) else { return nil }
            self.init(
                high: groups[0..<4].reduce(0) { $0 << 16 | UInt64($1) },
                low: groups[4..<8].reduce(0) { $0 << 16 | UInt64($1) }
            )
        } else {
            guard let bits = Self.dotted(bytes[...]) else { return nil }
            self.init(v4: bits)
        }
    }

    /// Reads `192.0.2.1`, `2001:db8::1` or `[2001:db8::1]`.
    public init?(_ description: String) {
        self.init(description[...])
    }

    /// Dotted decimal for IPv4, RFC 5952 for IPv6, without brackets.
    public var description: String {
        if let v4 = self.v4 { return Self.dotted(v4) }
        let groups = (0..<8).map { index in
            UInt16(truncatingIfNeeded: (index < 4 ? self.high : self.low) >> (48 - 16 * UInt64(index & 3)))
        }
        guard let zeros = Self.longestZeros(in: groups) else {
            return groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        let head = groups[..<zeros.lowerBound].map { String($0, radix: 16) }.joined(separator: ":")
        let tail = groups[zeros.upperBound...].map { String($0, radix: 16) }.joined(separator: ":")
        return head + "::" + tail
    }

    /// The address as it stands in a SIP URI or Via: IPv6 in brackets (RFC 3261 §25.1 `IPv6reference`).
    public var hostText: String {
        self.isIPv4 ? self.description : "[\(self.description)]"
    }

    /// Stands in the Via of nearly every message, so it is written without a detour.
    private static func dotted(_ bits: UInt32) -> String {
        String(unsafeUninitializedCapacity: 15) { buffer in
            var count = 0
            func append(_ byte: UInt8) {
                buffer[count] = byte
                count += 1
            }
            for shift in stride(from: 24, through: 0, by: -8) {
                let number = UInt8(truncatingIfNeeded: bits >> UInt32(shift))
                if number >= 100 { append(UInt8(ascii: "0") + number / 100) }
                if number >= 10 { append(UInt8(ascii: "0") + number / 10 % 10) }
                append(UInt8(ascii: "0") + number % 10)
                if shift > 0 { append(UInt8(ascii: ".")) }
            }
            return count
        }
    }

    private static func dotted(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            let number = part.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - 0x30) }
            guard number <= 255 else { return nil }
            bits = bits << 8 | number
        }
        return bits
    }

    /// The eight groups of an IPv6 address (RFC 4291 §2.2).
    private static func groups(_ bytes: ArraySlice<UInt8>) -> [UInt16]? {
        var head: [UInt16] = []
        var tail: [UInt16] = []
        var isAfterGap = false
        var rest = bytes
        let colon = UInt8(ascii: ":")
        if rest.starts(with: [colon, colon]) {
            isAfterGap = true
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let part = rest.prefix { $0 != colon }
            if part.contains(UInt8(ascii: ".")) {
                guard part.endIndex == rest.endIndex, let bits = Self.dotted(part) else { return nil }
                let pair = [UInt16(truncatingIfNeeded: bits >> 16), UInt16(truncatingIfNeeded: bits)]
                if isAfterGap { tail += pair } else { head += pair }
                break
            }
            guard let group = Self.group(part), head.count + tail.count < 8 else { return nil }
            if isAfterGap { tail.append(group) } else { head.append(group) }
            rest = rest[part.endIndex...]
            guard !rest.isEmpty else { break }
            rest = rest.dropFirst()
            if rest.first == colon {
                guard !isAfterGap else { return nil }
                isAfterGap = true
                rest = rest.dropFirst()
            } else if rest.isEmpty {
                return nil
            }
        }
        let missing = 8 - head.count - tail.count
        guard isAfterGap ? missing >= 1 : missing == 0 else { return nil }
        return head + Array(repeating: 0, count: missing) + tail
    }

    private static func group(_ part: ArraySlice<UInt8>) -> UInt16? {
        guard (1...4).contains(part.count) else { return nil }
        var group: UInt16 = 0
        for byte in part {
            switch byte {
            case 0x30...0x39: group = group << 4 | UInt16(byte - 0x30)
            case 0x41...0x46: group = group << 4 | UInt16(byte - 0x41 + 10)
            case 0x61...0x66: group = group << 4 | UInt16(byte - 0x61 + 10)
            default: return nil
            }
        }
        return group
    }

    /// The longest run of at least two zero groups, the first of equals (RFC 5952 §4.2).
    private static func longestZeros(in groups: [UInt16]) -> Range<Int>? {
        var best: Range<Int>?
        var start: Int?
        for index in 0...groups.count {
            if index < groups.count, groups[index] == 0 {
                start = start ?? index
            } else if let from = start {
                if index - from >= 2, index - from > (best?.count ?? 0) { best = from..<index }
                start = nil
            }
        }
        return best
    }
}
