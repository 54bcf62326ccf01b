/// A way to a peer that exists already: a connection, or one of our UDP sockets with the peer's address (RFC 5626 §3).
///
/// What came over a flow can be answered over it, and a phone behind NAT can be reached over the flow it registered
/// through. A flow is a name: it keeps nothing open.
public struct SIPFlow: Hashable, Sendable, CustomStringConvertible {
    /// The endpoint that has it: ``SIPEndpointSettings/identifier``.
    public let endpoint: UInt16
    /// What carries it.
    public let transport: SIPTransportKind
    /// The connection or UDP socket in its endpoint; never used twice while the process runs.
    public let link: UInt64
    /// The peer's end, as seen from here.
    public let remote: TransportAddress

    /// The flow of an endpoint's link to a peer.
    public init(endpoint: UInt16, transport: SIPTransportKind, link: UInt64, remote: TransportAddress) {
        self.endpoint = endpoint
        self.transport = transport
        self.link = link
        self.remote = remote
    }

    /// For logs: `udp 192.0.2.1:5060 #3`.
    public var description: String { "\(self.transport) \(self.remote) #\(self.link)" }
}

/// Where a message came from.
public struct SIPSource: Hashable, Sendable {
    /// The flow it came over.
    public let flow: SIPFlow
    /// Our end; the wildcard address where a UDP socket is bound to it.
    public let local: TransportAddress

    /// A message's flow and the local end of it.
    public init(flow: SIPFlow, local: TransportAddress) {
        self.flow = flow
        self.local = local
    }

    /// What carried it.
    public var transport: SIPTransportKind { self.flow.transport }
    /// The peer's end.
    public var remote: TransportAddress { self.flow.remote }
}
