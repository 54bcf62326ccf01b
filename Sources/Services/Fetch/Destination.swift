/// Where this server may be sent by an address that somebody typed in: out to the public network, and not back into the
/// one that it stands in, whose machines trust it.
package enum Destination {
    /// - Parameter bytes: of IPv4 (4) or IPv6 (16), in network order.
    package static func isPublic(_ bytes: [UInt8]) -> Bool {
        switch bytes.count {
        case 4: Self.isPublic(v4: bytes)
        case 16: Self.isPublic(v6: bytes)
        default: false
        }
    }

    /// This machine itself.
    package static func isLoopback(_ bytes: [UInt8]) -> Bool {
        switch bytes.count {
        case 4: bytes[0] == 127
        case 16: bytes == Array(repeating: 0, count: 15) + [1] || Self.mapped(bytes).map { $0[0] == 127 } ?? false
        default: false
        }
    }

    /// RFC 6890 and the ranges registered since: what is not for the whole network.
    private static func isPublic(v4 bytes: [UInt8]) -> Bool {
        switch (bytes[0], bytes[1]) {
        case (0, _), (10, _), (127, _), (224..., _): false
        case (100, 64...127), (169, 254), (172, 16...31), (192, 168), (198, 18...19): false
        case (192, 0): bytes[2] != 0 && bytes[2] != 2
        case (192, 88): bytes[2] != 99
        case (198, 51): bytes[2] != 100
        case (203, 0): bytes[2] != 113
        default: true
        }
    }

    private static func isPublic(v6 bytes: [UInt8]) -> Bool {
        if let inner = Self.mapped(bytes) { return Self.isPublic(v4: inner) }
        // NAT64 leads to an IPv4 address (RFC 6052).
        if bytes.starts(with: [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) {
            return Self.isPublic(v4: Array(bytes.suffix(4)))
        }
        // Global unicast is 2000::/3; without documentation, Teredo, ORCHID and 6to4, which wraps any IPv4 address.
        guard bytes[0] & 0xe0 == 0x20 else { return false }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return false }
        if bytes[0] == 0x20, bytes[1] == 0x01, bytes[2] < 0x02 { return false }
        if bytes[0] == 0x20, bytes[1] == 0x01, bytes[2] == 0x0d, bytes[3] == 0xb8 { return false }
        return !(bytes[0] == 0x3f && bytes[1] == 0xff && bytes[2] < 0x10)
    }

    private static func mapped(_ bytes: [UInt8]) -> [UInt8]? {
        bytes.starts(with: Array(repeating: 0, count: 10) + [0xff, 0xff]) ? Array(bytes.suffix(4)) : nil
    }
}
