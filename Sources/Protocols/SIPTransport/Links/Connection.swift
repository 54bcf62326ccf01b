import Kernel
import NIOCore
import NIOWebSocket
import SIP

/// One TCP, TLS or WebSocket connection: cuts messages out of what comes, and sends in order within a bound.
///
/// Everything that waits has a deadline (RFC 3261 says nothing here, so a peer that opens a connection and sends half a
/// message could keep memory for ever): the first message, the rest of a message that began, an answer to a ping.
final class Connection {
    /// Who opened it.
    enum Origin {
        case accepted
        case opened
    }

    /// The deadlines of a connection.
    enum Timer {
        /// The first message, or the rest of one that began, is overdue.
        case guardian
        /// Nothing came for long, perhaps.
        case idle
        /// Time for a ping.
        case ping
        /// The connection, TLS included, took too long to come about.
        case connect
    }

    typealias Ticket = LoopTimers<(connection: UInt64, timer: Timer)>.Ticket

    private enum State {
        /// Not there yet: what is to be sent waits.
        case connecting(queue: [ByteBuffer])
        case open(any Channel)
        case closed
    }

    let flow: SIPFlow
    let origin: Origin
    /// Under which the endpoint finds the connection for further requests; `nil` for accepted ones.
    let peer: PeerKey?
    private(set) var local: TransportAddress
    /// Client transactions that wait for an answer over this connection.
    var transactions: Set<TransactionSlot> = []

    private let endpoint: SIPEndpoint
    private var state = State.connecting(queue: [])
    /// A WebSocket's channel before its upgrade: nothing can be sent over it yet, and it must not outlive the connection.
    private var unready: (any Channel)?
    private var parser: SIPStreamParser
    private var waitingOutput = 0
    private var needsFlush = false
    private var lastReceived: Moment
    private var pingIsOpen = false
    private var tickets: [Timer: Ticket] = [:]

    init(flow: SIPFlow, origin: Origin, peer: PeerKey?, local: TransportAddress, endpoint: SIPEndpoint) {
        self.flow = flow
        self.origin = origin
        self.peer = peer
        self.local = local
        self.endpoint = endpoint
        self.parser = SIPStreamParser(
            keepAlive: origin == .accepted ? .answersPings : .sendsPings,
            limits: endpoint.streamLimits
        )
        self.lastReceived = endpoint.now
    }

    var source: SIPSource { SIPSource(flow: self.flow, local: self.local) }

    var isOpen: Bool {
        if case .closed = self.state { return false }
        return true
    }

    // MARK: Life

    /// Starts the deadline of the first message, or of the connecting.
    func begin() {
        switch self.origin {
        case .accepted: self.arm(.guardian, after: self.endpoint.settings.firstMessageTimeout)
        case .opened: self.arm(.connect, after: self.endpoint.settings.connectTimeout)
        }
    }

    /// The channel is there, but speaks HTTP still.
    func accepted(_ channel: any Channel) {
        self.unready = channel
    }

    /// The channel is there; TLS may still be shaking hands, in which case NIOSSL keeps what is written.
    func opened(_ channel: any Channel) {
        guard case .connecting(let queue) = self.state else {
            channel.close(promise: nil)
            return
        }
        self.state = .open(channel)
        self.unready = nil
        self.local = TransportAddress(channel.localAddress) ?? self.local
        self.arm(.idle, after: self.endpoint.settings.idleTimeout)
        if self.origin == .opened || self.flow.transport.isWebSocket {
            self.arm(.ping, after: self.endpoint.settings.keepAliveInterval)
        }
        for buffer in queue { self.write(buffer, on: channel) }
        self.flush()
    }

    /// Closes, and tells the endpoint. Does nothing the second time.
    func close(_ error: SIPTransportError? = nil) {
        let channel: (any Channel)?
        switch self.state {
        case .closed: return
        case .open(let open): channel = open
        case .connecting: channel = self.unready
        }
        self.state = .closed
        self.unready = nil
        for ticket in self.tickets.values { self.endpoint.connectionTimers.cancel(ticket) }
        self.tickets.removeAll()
        channel?.close(promise: nil)
        self.endpoint.closed(self, error ?? SIPTransportError(.flowClosed, "\(self.flow) is closed"))
    }

    // MARK: Receiving

    func received(_ buffer: ByteBuffer) {
        self.lastReceived = self.endpoint.now
        self.pingIsOpen = false
        buffer.withUnsafeReadableBytes { self.parser.append($0) }
        self.takeMessages()
    }

    private func takeMessages() {
        while self.isOpen, let element = self.parser.next() {
            switch element {
            case .ping:
                self.endpoint.counters.keepAlivesReceived &+= 1
                self.sendRaw([0x0d, 0x0a])
            case .pong:
                self.endpoint.counters.keepAlivesReceived &+= 1
            case .message(let message):
                self.noteMessage()
                self.endpoint.received(message, from: self.source)
            case .malformed(let bytes, let error):
                // Where the next message begins is lost (RFC 3261 §18.3).
                self.endpoint.refuse(bytes, because: error, self.endpoint.streamLimits, self.source)
                self.flush()
                self.close(SIPTransportError(.flowClosed, "\(self.flow): \(error.detail)"))
            }
        }
        // Up to three octets may be half a CRLF ping.
        guard self.isOpen, self.parser.waitingBytes > 3, self.tickets[.guardian] == nil else { return }
        self.arm(.guardian, after: self.endpoint.settings.partialMessageTimeout)
    }

    /// The octets of one WebSocket message.
    func receivedWebSocketMessage(_ bytes: [UInt8]) {
        self.noteMessage()
        self.endpoint.received(bytes, from: self.source)
    }

    /// A message is whole, so nothing is overdue.
    private func noteMessage() {
        self.lastReceived = self.endpoint.now
        self.disarm(.guardian)
    }

    /// A WebSocket ping or pong came.
    func receivedKeepAlive() {
        self.lastReceived = self.endpoint.now
        self.pingIsOpen = false
        self.endpoint.counters.keepAlivesReceived &+= 1
    }

    // MARK: Sending

    /// Sends one message, or takes it until the connection is there. `false`: the connection is closed, or is now
    /// because the peer takes too little.
    func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard self.isOpen else { return false }
        guard self.waitingOutput + bytes.count <= self.endpoint.settings.outputLimit else {
            self.endpoint.counters.countDropped(.outputOverflow)
            self.close(SIPTransportError(.limitReached, "\(self.flow) takes too little"))
            return false
        }
        self.sendRaw(bytes)
        return true
    }

    private func sendRaw(_ bytes: some Sequence<UInt8>) {
        var buffer = ByteBufferAllocator().buffer(capacity: bytes.underestimatedCount)
        buffer.writeBytes(bytes)
        self.waitingOutput += buffer.readableBytes
        switch self.state {
        case .connecting(var queue):
            self.state = .closed
            queue.append(buffer)
            self.state = .connecting(queue: queue)
        case .open(let channel):
            self.write(buffer, on: channel)
            self.flushSoon()
        case .closed:
            break
        }
    }

    private func write(_ buffer: ByteBuffer, on channel: any Channel) {
        let promise = self.endpoint.eventLoop.makePromise(of: Void.self)
        let count = buffer.readableBytes
        promise.futureResult.assumeIsolated().whenComplete { _ in self.written(count) }
        if self.flow.transport.isWebSocket {
            // What is no UTF-8 may not travel as text (RFC 6455 §5.6, RFC 7118 §5).
            let isText = String(validating: buffer.readableBytesView, as: UTF8.self) != nil
            channel.write(WebSocketFrame(fin: true, opcode: isText ? .text : .binary, data: buffer), promise: promise)
        } else {
            channel.write(buffer, promise: promise)
        }
    }

    /// The kernel took it, behind TLS: so the handshake is over.
    private func written(_ count: Int) {
        self.waitingOutput -= count
        self.disarm(.connect)
    }

    private func flushSoon() {
        guard !self.needsFlush else { return }
        self.needsFlush = true
        self.endpoint.eventLoop.assumeIsolated().execute { self.flush() }
    }

    private func flush() {
        self.needsFlush = false
        guard case .open(let channel) = self.state else { return }
        channel.flush()
        // Nothing waits, so nothing will say that the connection stands: plain TCP does.
        if self.waitingOutput == 0, !self.flow.transport.isSecure { self.disarm(.connect) }
    }

    // MARK: Time

    func fired(_ timer: Timer) {
        self.tickets[timer] = nil
        switch timer {
        case .connect:
            self.close(SIPTransportError(.cannotConnect, "\(self.flow) took too long to connect"))
        case .guardian:
            self.endpoint.counters.countDropped(.connectionLimit)
            self.close(SIPTransportError(.flowClosed, "\(self.flow) sent no whole message in time"))
        case .idle:
            let quiet = self.lastReceived.duration(to: self.endpoint.now)
            let limit = self.endpoint.settings.idleTimeout
            guard quiet < limit else { return self.close(SIPTransportError(.flowClosed, "\(self.flow) is idle")) }
            self.arm(.idle, after: limit - quiet)
        case .ping:
            self.ping()
        }
    }

    private func ping() {
        guard case .open(let channel) = self.state else { return }
        if self.flow.transport.isWebSocket {
            // RFC 6455 §5.5.2 obliges the peer to answer; CRLF pings bind only peers that agreed on RFC 5626.
            guard !self.pingIsOpen else { return self.close(SIPTransportError(.flowClosed, "\(self.flow) is dead")) }
            self.pingIsOpen = true
            channel.writeAndFlush(
                WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer()),
                promise: nil
            )
        } else {
            self.sendRaw([0x0d, 0x0a, 0x0d, 0x0a])
        }
        self.arm(.ping, after: self.endpoint.settings.keepAliveInterval)
    }

    private func arm(_ timer: Timer, after delay: Duration) {
        self.disarm(timer)
        self.tickets[timer] = self.endpoint.connectionTimers.arm(
            (connection: self.flow.link, timer: timer),
            after: delay
        )
    }

    private func disarm(_ timer: Timer) {
        guard let ticket = self.tickets.removeValue(forKey: timer) else { return }
        self.endpoint.connectionTimers.cancel(ticket)
    }
}

/// What an opened connection leads to; requests to the same share it.
struct PeerKey: Hashable {
    let transport: SIPTransportKind
    let address: TransportAddress
    let serverName: String?
    let verification: SIPDestination.Verification

    init(_ destination: SIPDestination) {
        self.transport = destination.transport
        self.address = destination.address
        self.serverName = destination.transport.isSecure ? destination.serverName : nil
        self.verification = destination.transport.isSecure ? destination.verification : .full
    }
}
