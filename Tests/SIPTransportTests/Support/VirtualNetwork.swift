import Kernel
import Logging
import NIOCore
import NIOEmbedded
import SIP
import SIPTransport
import Testing

/// An endpoint on virtual time with a made-up datagram network: tests hand in what arrives and read what left.
final class VirtualNetwork: DatagramLink {
    struct Sent {
        let message: SIPMessage
        let remote: TransportAddress
        let at: Duration
    }

    static let phone = TransportAddress(.v4(192, 0, 2, 10), port: 40_000)

    let local: TransportAddress
    let loop = EmbeddedEventLoop()
    let endpoint: SIPEndpoint
    let user = RecordingUser()
    private(set) var sent: [Sent] = []
    private(set) var raw: [[UInt8]] = []
    private var link: UInt64 = 0
    private let start: NIODeadline
    /// Peers that datagrams cannot be sent to.
    var unreachable: Set<TransportAddress> = []

    init(
        _ settings: SIPEndpointSettings = SIPEndpointSettings(),
        local: TransportAddress = TransportAddress(.v4(192, 0, 2, 1), port: 5_060)
    ) {
        self.local = local
        self.start = self.loop.now
        self.endpoint = SIPEndpoint(
            on: self.loop,
            settings: settings,
            tokens: TokenSource(SeededGenerator(seed: 7)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        self.endpoint.delegate = self.user
        self.link = self.endpoint.attach(self)
    }

    func send(_ bytes: UnsafeRawBufferPointer, to remote: TransportAddress) -> DatagramOutcome {
        guard !self.unreachable.contains(remote) else { return .unreachable }
        self.raw.append(Array(bytes))
        let elapsed = Duration.nanoseconds((self.loop.now - self.start).nanoseconds)
        if let message = try? SIPMessage(parsing: Array(bytes)) {
            self.sent.append(Sent(message: message, remote: remote, at: elapsed))
        }
        return .sent
    }

    func close() {}

    /// A datagram arrives.
    func arrive(_ text: String, from remote: TransportAddress = VirtualNetwork.phone) {
        self.arrive(Array(text.utf8), from: remote)
    }

    func arrive(_ bytes: [UInt8], from remote: TransportAddress = VirtualNetwork.phone) {
        bytes.withUnsafeBytes { self.endpoint.receive($0, from: remote, over: self.link) }
        self.loop.run()
    }

    /// The peer answers the last request that was sent.
    func answer(_ status: Int, toTag: String? = "peer", to request: SIPMessage? = nil) {
        guard let request = request ?? self.sent.last(where: { $0.message.isRequest })?.message else { return }
        self.arrive(SIPMessage(response: status, to: request, toTag: toTag).bytes)
    }

    /// Lets time pass in steps of 10 ms, so that each timer fires at its own moment.
    func pass(_ duration: Duration) {
        for _ in 0..<(duration.wholeMilliseconds / 10) { self.loop.advanceTime(by: .milliseconds(10)) }
    }

    /// What has been sent, as `INVITE` or `200 INVITE`.
    var summary: [String] {
        self.sent.map { $0.message.status.map { "\($0) " } ?? "" }.enumerated().map { index, status in
            status + self.sent[index].message.method.text
        }
    }

    var last: SIPMessage { get throws { try #require(self.sent.last).message } }
}

/// Remembers what the endpoint tells, and answers as it was told to.
final class RecordingUser: SIPEndpointDelegate {
    var received: [(request: SIPMessage, transaction: ServerTransaction, source: SIPSource)] = []
    var acknowledgements: [SIPMessage] = []
    var cancelled: [ServerTransaction] = []
    var failures: [TransactionFailure] = []
    var ended = 0
    var stray: [SIPMessage] = []
    var closed: [SIPFlow] = []
    var foreign: [UInt16] = []
    var blocked: Set<IPAddress> = []
    /// Statuses to answer each request with at once.
    var answers: [Int] = []

    func endpoint(
        _ endpoint: SIPEndpoint,
        admits remote: TransportAddress,
        over transport: SIPTransportKind
    ) -> Bool {
        !self.blocked.contains(remote.ip)
    }

    func endpoint(
        _ endpoint: SIPEndpoint,
        received request: SIPMessage,
        in transaction: ServerTransaction,
        from source: SIPSource
    ) {
        self.received.append((request, transaction, source))
        for status in self.answers {
            endpoint.respond(SIPMessage(response: status, to: request, toTag: "here"), in: transaction)
        }
    }

    func endpoint(_ endpoint: SIPEndpoint, receivedAcknowledgement ack: SIPMessage, from source: SIPSource) {
        self.acknowledgements.append(ack)
    }

    func endpoint(_ endpoint: SIPEndpoint, cancelled transaction: ServerTransaction, by cancel: SIPMessage) {
        self.cancelled.append(transaction)
    }

    func endpoint(_ endpoint: SIPEndpoint, transaction: ServerTransaction, failed failure: TransactionFailure) {
        self.failures.append(failure)
    }

    func endpoint(_ endpoint: SIPEndpoint, ended transaction: ServerTransaction) {
        self.ended += 1
    }

    func endpoint(_ endpoint: SIPEndpoint, receivedStray response: SIPMessage, from source: SIPSource) {
        self.stray.append(response)
    }

    func endpoint(
        _ endpoint: SIPEndpoint,
        received response: SIPMessage,
        for identifier: UInt16,
        from source: SIPSource
    ) {
        self.foreign.append(identifier)
    }

    func endpoint(_ endpoint: SIPEndpoint, connectionClosed flow: SIPFlow) {
        self.closed.append(flow)
    }
}

/// Requests as phones send them.
enum Requests {
    static func text(
        _ method: String,
        branch: String = "z9hG4bKone",
        via: String = "SIP/2.0/UDP 10.0.0.5:5060;rport",
        cseq: Int = 1,
        toTag: String? = nil,
        forwards: Int = 70,
        version: String = "SIP/2.0",
        extra: String = "",
        body: String = ""
    ) -> String {
        """
        \(method) sip:echo@example.com \(version)\r
        Via: \(via);branch=\(branch)\r
        Max-Forwards: \(forwards)\r
        From: <sip:alice@example.com>;tag=a1\r
        To: <sip:echo@example.com>\(toTag.map { ";tag=\($0)" } ?? "")\r
        Call-ID: call-1@example.com\r
        CSeq: \(cseq) \(method)\r
        \(extra)Content-Length: \(body.utf8.count)\r
        \r
        \(body)
        """
    }

    /// A request of ours, without Via.
    static func outgoing(_ method: SIPMethod, to host: String = "192.0.2.10") -> SIPMessage {
        var request = SIPMessage(request: method, uri: SIPURI(user: "bob", host: host))
        request.append(.maxForwards, "70")
        request.append(.from, "<sip:pbx@example.com>;tag=ours")
        request.append(.to, "<sip:bob@example.com>")
        request.append(.callID, "out-1@example.com")
        request.append(.cseq, "1 \(method.text)")
        return request
    }
}

/// The events of one client transaction.
final class Events {
    var log: [String] = []

    func take(_ event: ClientTransactionEvent) {
        switch event {
        case .response(let response, _): self.log.append(String(response.status ?? 0))
        case .failed(let failure): self.log.append("\(failure)")
        case .ended: self.log.append("ended")
        }
    }
}
