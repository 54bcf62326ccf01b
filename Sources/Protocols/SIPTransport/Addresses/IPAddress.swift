/// An IPv4 or IPv6 address as a plain value of 16 bytes.
///
/// IPv4 is kept as its IPv4-mapped form (RFC 4291 §2.5.5.2), so a peer that reaches a dual-stack socket as
/// `::ffff:192.0.2.1` is the same peer as `192.0.2.1`.
public struct IPAddress: Hashable, Sendable {
    /// The first eight bytes in network order, as a number.
    let high: UInt64
    /// The last eight bytes in network order, as a number.
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The IPv4 address `first.second.third.fourth`.
    public static func v4(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) -> IPAddress {
        IPAddress(
            v4: UInt32(first) << 24 | UInt32(second) << 16 | UInt32(third) << 8 | UInt32(fourth)
        )
    }

    /// An IPv4 address from its 32 bits in host order.
    public init(v4 bits: UInt32) {
        self.high = 0
        self.low = 0xffff_0000_0000 | UInt64(bits)
    }

    /// An IPv6 address from its bytes in network order; the mapped form is an IPv4 address.
    ///
    /// - Parameter bytes: 16 bytes, or 4 for IPv4. Any other count is no address.
    public init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4:
            self.init(v4: bytes.reduce(0) { $0 << 8 | UInt32($1) })
        case 16:
            let high = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let low = bytes.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            self.init(high: high, low: low)
        default:
            return nil
        }
    }

    /// `0.0.0.0`: every IPv4 address of this machine.
    public static let anyIPv4 = IPAddress(v4: 0)
    /// `::`: every IPv6 address of this machine.
    public static let anyIPv6 = IPAddress(high: 0, low: 0)

    /// Whether this is IPv4.
    public var isIPv4: Bool { self.high == 0 && self.low >> 32 == 0xffff }
    /// Whether this is IPv6.
    public var isIPv6: Bool { !self.isIPv4 }
    /// The 32 bits of an IPv4 address in host order; `nil` for IPv6.
    public var v4: UInt32? { self.isIPv4 ? UInt32(truncatingIfNeeded: self.low) : nil }
    /// Whether this is `0.0.0.0` or `::`, which can be bound but never reached.
    public var isWildcard: Bool { self == Self.anyIPv4 || self == Self.anyIPv6 }

    /// Whether this is `127.0.0.0/8` or `::1`.
    public var isLoopback: Bool {
        if let v4 = self.v4 { return v4 >> 24 == 127 }
        return self.high == 0 && self.low == 1
    }

    /// Whether this is an IPv6 address that means something only on one link (`fe80::/10`).
    public var isLinkLocalIPv6: Bool { self.high >> 54 == 0x3fa }

    /// The address in network order: 4 bytes for IPv4, 16 for IPv6.
    public var bytes: [UInt8] {
        if let v4 = self.v4 {
            return (0..<4).map { UInt8(truncatingIfNeeded: v4 >> (24 - 8 * UInt32($0))) }
        }
        return (0..<16).map { index in
            let half = index < 8 ? self.high : self.low
            return UInt8(truncatingIfNeeded: half >> (56 - 8 * UInt64(index & 7)))
        }
    }
}
