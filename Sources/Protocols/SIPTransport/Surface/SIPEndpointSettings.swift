public import SIP

/// What a ``SIPEndpoint`` does by itself, and the limits it keeps.
public struct SIPEndpointSettings: Sendable {
    /// Names the endpoint in ``SIPFlow/endpoint``, where a process has one for each event loop.
    public var identifier: UInt16 = 0
    /// The base timers of all transactions.
    public var timing = TransactionTiming()
    /// `Server` in the answers that the endpoint makes itself (400, 482 …); `nil` leaves it out.
    public var serverName: String?
    /// What this machine calls itself towards which peers (BYD-04).
    public var addressRules: [AddressRule] = []

    /// A longer request leaves over TCP instead of UDP (RFC 3261 §18.1.1). Bytes; default 1300.
    public var datagramSwitchSize = 1_300
    /// Whether long requests switch to TCP at all. They return to UDP where no TCP connection comes about.
    public var switchesLargeRequests = true
    /// The longest message over a connection, in bytes. Default 256 KiB.
    public var messageLimit = 262_144

    /// Connections in all. Default 20 000.
    public var connectionLimit = 20_000
    /// Connections from one IP address. Default 256.
    public var connectionLimitPerSource = 256
    /// Transactions in all; past it new requests get 503 without becoming one. Default 200 000.
    public var transactionLimit = 200_000
    /// Bytes that wait for one slow connection before it is closed. Default 512 KiB.
    public var outputLimit = 524_288

    /// A connection over which nothing comes for so long is closed. Default 1 h.
    public var idleTimeout = Duration.seconds(3_600)
    /// How soon after the connection the first whole message has to be there. Default 30 s.
    public var firstMessageTimeout = Duration.seconds(30)
    /// How soon a message that began has to be complete. Default 10 s.
    public var partialMessageTimeout = Duration.seconds(10)
    /// How long a connection, its TLS handshake included, may take to come about. Default 4 s.
    public var connectTimeout = Duration.seconds(4)
    /// How often a connection that we opened gets a CRLF ping (RFC 5626 §3.5.1), and a WebSocket a ping frame.
    /// Default 60 s. A WebSocket that leaves one unanswered is closed.
    public var keepAliveInterval = Duration.seconds(60)

    /// Whether a request that came over two paths gets 482 on the second (RFC 3261 §8.2.2.2).
    public var refusesMergedRequests = true
    /// Whether `Max-Forwards: 0` gets 483. Requests in a dialog, REGISTER and OPTIONS are delivered all the same: they
    /// go no further than here.
    public var refusesExhaustedRequests = true

    /// The defaults above.
    public init() {}
}

/// A place to listen.
public struct SIPListener: Hashable, Sendable {
    /// What to expect there.
    public var transport: SIPTransportKind
    /// The local address; port 0 takes a free one.
    public var address: TransportAddress
    /// Whether other sockets may be bound to the same port (`SO_REUSEPORT`), so that each event loop has its own and the
    /// kernel spreads the peers over them.
    public var sharesPort: Bool

    /// A place to listen.
    public init(_ transport: SIPTransportKind, _ address: TransportAddress, sharesPort: Bool = false) {
        self.transport = transport
        self.address = address
        self.sharesPort = sharesPort
    }
}
