/// Where to send a message: the end of RFC 3263's resolution, or a flow.
public struct SIPDestination: Hashable, Sendable, CustomStringConvertible {
    /// How a TLS peer's certificate is checked.
    public enum Verification: Hashable, Sendable {
        /// Chain and name (``SIPDestination/serverName``, or the numeric address).
        case full
        /// Not at all: the line is encrypted, the peer unknown.
        case none
    }

    /// What to send over.
    public var transport: SIPTransportKind
    /// The peer. Its port is never 0.
    public var address: TransportAddress
    /// Use this flow and nothing else. A closed connection fails at once; a UDP flow whose socket is gone leaves from
    /// another socket of its family.
    public var flow: SIPFlow?
    /// The host name behind the address: TLS server name and the name the certificate must have.
    public var serverName: String?
    /// The check of a TLS peer. Default: full.
    public var verification: Verification

    /// A peer by address.
    public init(
        _ transport: SIPTransportKind,
        _ address: TransportAddress,
        serverName: String? = nil,
        verification: Verification = .full
    ) {
        self.transport = transport
        self.address = address
        self.flow = nil
        self.serverName = serverName
        self.verification = verification
    }

    /// The peer at the end of a flow.
    public init(flow: SIPFlow) {
        self.init(flow.transport, flow.remote)
        self.flow = flow
    }

    /// The peer a message came from.
    public init(source: SIPSource) {
        self.init(flow: source.flow)
    }

    /// For logs: `tls 192.0.2.1:5061`.
    public var description: String { "\(self.transport) \(self.address)" }
}
