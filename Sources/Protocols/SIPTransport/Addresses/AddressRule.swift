/// How peers of one network reach this machine (BYD-04).
public struct AddressRule: Hashable, Sendable {
    /// The peers the rule is about. The longest prefix wins.
    public var network: IPNetwork
    /// Send from the UDP socket bound to this address; `nil` takes the first of the peer's family.
    public var local: IPAddress?
    /// What Via, Contact and SDP name: a public address or a host name. `nil`: `local`, or the address by route.
    public var advertisedHost: String?
    /// The port that goes with it where a port is forwarded to another; `nil`: the listener's own.
    public var advertisedPort: UInt16?

    /// A rule for the peers of `network`.
    public init(
        network: IPNetwork,
        local: IPAddress? = nil,
        advertisedHost: String? = nil,
        advertisedPort: UInt16? = nil
    ) {
        self.network = network
        self.local = local
        self.advertisedHost = advertisedHost
        self.advertisedPort = advertisedPort
    }
}

/// What this machine calls itself towards one peer.
public struct AdvertisedAddress: Hashable, Sendable {
    /// A host name, an IPv4 address, or an IPv6 address in brackets, as it stands in a URI.
    public let host: String
    /// The port peers connect to.
    public let port: UInt16
    /// The transport the two belong to.
    public let transport: SIPTransportKind

    /// A host and port that peers reach over the transport.
    public init(host: String, port: UInt16, transport: SIPTransportKind) {
        self.host = host
        self.port = port
        self.transport = transport
    }

    /// `host:port`, without the port where it is the transport's default (RFC 3261 §18.1.1 `sent-by`).
    public var sentBy: String {
        self.port == self.transport.defaultPort ? self.host : "\(self.host):\(self.port)"
    }
}

/// The rules in the order they are tried: the narrowest network first.
struct AddressRules {
    private let rules: [AddressRule]

    init(_ rules: [AddressRule]) {
        self.rules = rules.sorted { $0.network.prefixLength > $1.network.prefixLength }
    }

    func rule(for peer: IPAddress) -> AddressRule? {
        self.rules.first { $0.network.contains(peer) }
    }
}
