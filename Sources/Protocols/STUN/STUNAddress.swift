/// A transport address as STUN carries it (RFC 8489 §14.1).
public struct STUNAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address in network order: 4 bytes for IPv4, 16 for IPv6.
    public let bytes: [UInt8]
    /// The port at the address.
    public let port: UInt16

    /// `nil` when the address has neither 4 nor 16 bytes.
    public init?(bytes: some Collection<UInt8>, port: UInt16) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = Array(bytes)
        self.port = port
    }

    /// Dotted or in groups of four hexadecimal digits, with the port.
    public var description: String {
        guard self.bytes.count == 16 else {
            return self.bytes.map { String($0) }.joined(separator: ".") + ":\(self.port)"
        }
        let groups = stride(from: 0, to: 16, by: 2).map { index in
            String(UInt16(self.bytes[index]) << 8 | UInt16(self.bytes[index + 1]), radix: 16)
        }
        return "[\(groups.joined(separator: ":"))]:\(self.port)"
    }

    /// Reads the value of MAPPED-ADDRESS, or with `mask` that of XOR-MAPPED-ADDRESS; `nil` when it is malformed.
    init?(value: [UInt8], mask: [UInt8]? = nil) {
        guard value.count >= 4 else { return nil }
        switch (value[1], value.count) {
        case (1, 8), (2, 20): break
        default: return nil
        }
        var port = UInt16(value[2]) << 8 | UInt16(value[3])
        var address = Array(value[4...])
        if let mask {
            port ^= UInt16(mask[0]) << 8 | UInt16(mask[1])
            for index in address.indices { address[index] ^= mask[index] }
        }
        self.bytes = address
        self.port = port
    }

    /// The attribute's value, with `mask` for XOR-MAPPED-ADDRESS (RFC 8489 §14.2).
    func value(mask: [UInt8]? = nil) -> [UInt8] {
        var port = self.port
        var address = self.bytes
        if let mask {
            port ^= UInt16(mask[0]) << 8 | UInt16(mask[1])
            for index in address.indices { address[index] ^= mask[index] }
        }
        let head: [UInt8] = [0, address.count == 4 ? 1 : 2, UInt8(port >> 8), UInt8(port & 0xff)]
        return head + address
    }
}
