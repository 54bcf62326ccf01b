public import Kernel
public import Logging
public import NIOCore
import NIOSSL
public import SIP
import STUN

/// SIP over UDP, TCP, TLS and WebSocket on one event loop: sockets, connections and transactions (RFC 3261 §17, §18).
///
/// Everything happens on the loop, which is the lock: every method traps anywhere else. A process with several loops has
/// an endpoint for each, on shared ports. ``shutDown()`` has to be called before the endpoint is let go.
///
/// By itself the endpoint sends 100 Trying after 200 ms, retransmits, answers what is malformed (400), merged (482), out
/// of forwards (483) or of another version (505), and keep-alives. Authentication, routing and dialogs are its user's.
public final class SIPEndpoint {
    /// The loop it lives on.
    public let eventLoop: any EventLoop
    /// As given to `init`.
    public let settings: SIPEndpointSettings
    /// What happens to new requests. Without a delegate they time out.
    public weak var delegate: (any SIPEndpointDelegate)?
    /// Sees messages as they go over the wire (BYD-06). Costs nothing while it is `nil`.
    public var trace: ((SIPTraceRecord) -> Void)?
    /// Which messages ``trace`` is to see: asked before anything is made for it.
    public var isTraced: (SIPMessage, SIPTraceRecord.Direction) -> Bool = { _, _ in true }
    /// What was done so far.
    public internal(set) var counters = SIPCounters()

    var tls: SIPTLSContexts
    var tokens: TokenSource
    let logger: Logger
    let streamLimits: SIPLimits

    // Links. Numbers are never used twice, so that an old flow cannot mean a new link.
    var lastLink: UInt64 = 0
    var datagramLinks: [(number: UInt64, link: any DatagramLink)] = []
    var listening: [(listener: SIPListener, channel: any Channel)] = []
    var connections: [UInt64: Connection] = [:]
    var connectionsByPeer: [PeerKey: UInt64] = [:]
    var connectionsPerSource: [IPAddress: Int] = [:]
    /// Peers that took no TCP connection for a large request, and until when that is believed.
    var unreachableByTCP: [TransportAddress: Moment] = [:]

    // Addresses.
    let addressRules: AddressRules
    var routes = RouteTable()
    var advertisedCache = AdvertisedCache()

    // Transactions.
    var table = TransactionTable()
    private(set) lazy var transactionTimers = LoopTimers<TransactionShell.DueTimer>(
        on: self.eventLoop,
        granularity: .milliseconds(10),
        // Nobody waits for a transaction to be forgotten (5 s and more).
        coarse: .init(granularity: .milliseconds(500), from: .seconds(5))
    ) { [unowned self] due in
        self.table[due.slot]?.fired(due.timer)
    }
    private(set) lazy var connectionTimers = LoopTimers<(connection: UInt64, timer: Connection.Timer)>(
        on: self.eventLoop,
        granularity: .seconds(1)
    ) { [unowned self] due in
        self.connections[due.connection]?.fired(due.timer)
    }

    /// Where messages are printed before they are sent; kept, so that printing allocates nothing.
    private var output: [UInt8] = []

    /// An endpoint that neither listens nor connects yet.
    ///
    /// - Parameters:
    ///   - tls: certificates for TLS and secure WebSockets; see ``replace(tls:)``.
    ///   - tokens: branches and tags come from it.
    ///   - logger: gets one `debug` line per connection that could not be made, and nothing else.
    public init(
        on eventLoop: any EventLoop,
        settings: SIPEndpointSettings = SIPEndpointSettings(),
        tls: SIPTLSContexts = SIPTLSContexts(),
        tokens: TokenSource = .system(),
        logger: Logger
    ) {
        self.eventLoop = eventLoop
        self.settings = settings
        self.tls = tls
        self.tokens = tokens
        self.logger = logger
        self.streamLimits = SIPLimits(messageBytes: settings.messageLimit)
        self.addressRules = AddressRules(settings.addressRules)
        self.output.reserveCapacity(4_096)
    }

    /// The loop's moment.
    var now: Moment { self.eventLoop.moment }

    /// Takes new certificates. Connections that stand keep theirs (BYD-03).
    public func replace(tls: SIPTLSContexts) {
        self.eventLoop.preconditionInEventLoop()
        self.tls = tls
    }

    /// Closes listeners and connections and forgets all transactions, telling nobody.
    public func shutDown() -> EventLoopFuture<Void> {
        self.eventLoop.preconditionInEventLoop()
        self.delegate = nil
        for case let shell as ClientShell in self.table.removeAll() { shell.abandon() }
        self.transactionTimers.stop()
        for (_, link) in self.datagramLinks { link.close() }
        self.datagramLinks.removeAll()
        for connection in Array(self.connections.values) { connection.close() }
        self.connectionTimers.stop()
        let closing = self.listening.map { $0.channel.close() }
        self.listening.removeAll()
        return EventLoopFuture.andAllComplete(closing, on: self.eventLoop)
    }

    /// Runs `body` once the loop is through with what it is at.
    func later(_ body: @escaping () -> Void) {
        self.eventLoop.assumeIsolated().execute(body)
    }

    func newLink() -> UInt64 {
        self.lastLink &+= 1
        return self.lastLink
    }

    // MARK: Sending bytes

    /// Sends a message over a flow now. `false`: the flow is closed or the peer cannot be reached.
    func transmit(_ message: SIPMessage, over flow: SIPFlow) -> Bool {
        self.output.removeAll(keepingCapacity: true)
        message.write(into: &self.output)
        let isSent = self.output.withUnsafeBytes { self.send($0, over: flow) }
        guard isSent else { return false }
        self.counters.countSent(SIPCounters.Message(message), over: flow.transport)
        self.traced(.sent, message, flow)
        return true
    }

    /// How long a message is on the wire.
    func printedSize(of message: SIPMessage) -> Int {
        self.output.removeAll(keepingCapacity: true)
        message.write(into: &self.output)
        return self.output.count
    }

    private func send(_ bytes: UnsafeRawBufferPointer, over flow: SIPFlow) -> Bool {
        guard flow.transport == .udp else { return self.connection(flow)?.send(bytes) ?? false }
        guard let link = self.datagramLink(for: flow) else { return false }
        switch link.send(bytes, to: flow.remote) {
        case .sent:
            return true
        case .overflow:
            // The same to the transaction as a datagram lost on the way.
            self.counters.countDropped(.outputOverflow)
            return true
        case .unreachable, .tooLong:
            return false
        }
    }

    func traced(
        _ direction: SIPTraceRecord.Direction,
        _ message: SIPMessage,
        octets: [UInt8]? = nil,
        _ flow: SIPFlow
    ) {
        guard let trace = self.trace, self.isTraced(message, direction) else { return }
        let link = flow.transport == .udp ? self.datagramLink(for: flow)?.local : self.connection(flow)?.source.local
        let local = link ?? TransportAddress(.anyIPv4, port: 0)
        trace(SIPTraceRecord(direction, message, octets: octets, over: flow, local: local, at: self.now))
    }

    /// Our address that packets to a peer leave from; `nil` when there is no route. Asks the kernel, by four system calls,
    /// on whatever thread.
    public static func source(toward peer: IPAddress) -> IPAddress? { RouteTable.ask(peer) }
}
