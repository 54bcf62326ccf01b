/// A network in CIDR notation, for instance `10.0.0.0/8` or `2001:db8::/32`.
public struct IPNetwork: Hashable, Sendable, CustomStringConvertible {
    /// The first address of the network.
    public let base: IPAddress
    /// How many leading bits count: 0 to 32 for IPv4, 0 to 128 for IPv6.
    public let prefixLength: Int
    /// The same, counted in the 128 bits that both families share.
    private let bits: Int

    /// Every IPv4 address.
    public static let allIPv4 = IPNetwork(unchecked: .anyIPv4, prefixLength: 0)
    /// Every IPv6 address.
    public static let allIPv6 = IPNetwork(unchecked: .anyIPv6, prefixLength: 0)

    /// The network of `address` with this many leading bits; `nil` when the family has not so many.
    public init?(_ address: IPAddress, prefixLength: Int) {
        guard (0...(address.isIPv4 ? 32 : 128)).contains(prefixLength) else { return nil }
        self.init(unchecked: address, prefixLength: prefixLength)
    }

    /// Reads `address/length`, or a bare address, which is a network of one.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ IPAddress($0) }) else { return nil }
        guard parts.count == 2 else {
            self.init(unchecked: address, prefixLength: address.isIPv4 ? 32 : 128)
            return
        }
        guard let length = Int(parts[1]), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        self.init(address, prefixLength: length)
    }

    private init(unchecked address: IPAddress, prefixLength: Int) {
        self.prefixLength = prefixLength
        self.bits = address.isIPv4 ? 96 + prefixLength : prefixLength
        self.base = Self.masked(address, bits: self.bits)
    }

    /// Whether the address is of this network's family and inside it.
    public func contains(_ address: IPAddress) -> Bool {
        address.isIPv4 == self.base.isIPv4 && Self.masked(address, bits: self.bits) == self.base
    }

    /// `base/length`.
    public var description: String { "\(self.base)/\(self.prefixLength)" }

    private static func masked(_ address: IPAddress, bits: Int) -> IPAddress {
        let high = bits >= 64 ? UInt64.max : ~(UInt64.max >> UInt64(bits))
        let low = bits <= 64 ? 0 : bits >= 128 ? UInt64.max : ~(UInt64.max >> UInt64(bits - 64))
        return IPAddress(high: address.high & high, low: address.low & low)
    }
}
