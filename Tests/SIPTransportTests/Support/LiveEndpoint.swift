import Foundation
import Kernel
import Logging
import NIOCore
import NIOPosix
import SIP
import SIPTransport
import Synchronization
import Testing

/// An endpoint on a real loop and real sockets. It answers every request with 200 and remembers what it saw.
///
/// `@unchecked Sendable`: the endpoint and its user are touched on the loop only, the rest never changes.
final class LiveEndpoint: @unchecked Sendable {
    static let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)

    let loop: any EventLoop
    private let endpoint: SIPEndpoint
    private let user: AnsweringUser
    private var exchanges = 0
    let log: Log

    /// What happened, readable from anywhere.
    final class Log: Sendable {
        private let lines = Mutex<[String]>([])

        func add(_ line: String) { self.lines.withLock { $0.append(line) } }
        var all: [String] { self.lines.withLock { $0 } }

        /// Waits until a line is there. Fails the test after a minute.
        func wait(for line: String, count: Int = 1) async throws {
            for _ in 0..<12_000 {
                if self.all.filter({ $0 == line }).count >= count { return }
                try await Task.sleep(for: .milliseconds(5))
            }
            Issue.record("\"\(line)\" did not happen; \(self.all)")
        }
    }

    private final class AnsweringUser: SIPEndpointDelegate {
        let log: Log
        var flows: [SIPFlow] = []

        init(log: Log) { self.log = log }

        func endpoint(
            _ endpoint: SIPEndpoint,
            received request: SIPMessage,
            in transaction: ServerTransaction,
            from source: SIPSource
        ) {
            self.flows.append(source.flow)
            self.log.add("\(request.method) over \(source.transport) \(request.body.count)")
            endpoint.respond(SIPMessage(response: 200, to: request, toTag: "here"), in: transaction)
        }

        func endpoint(_ endpoint: SIPEndpoint, connectionClosed flow: SIPFlow) {
            self.log.add("closed \(flow.transport)")
        }
    }

    init(_ settings: SIPEndpointSettings = SIPEndpointSettings(), tls: SIPTLSContexts = SIPTLSContexts()) {
        let loop = Self.group.next()
        let log = Log()
        self.loop = loop
        self.log = log
        self.user = AnsweringUser(log: log)
        self.endpoint = SIPEndpoint(
            on: loop,
            settings: settings,
            tls: tls,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        self.endpoint.delegate = self.user
    }

    /// Runs on the loop.
    func run<Result: Sendable>(_ body: @escaping @Sendable (SIPEndpoint) throws -> Result) async throws -> Result {
        try await self.loop.submit { try body(self.endpoint) }.get()
    }

    func listen(_ transport: SIPTransportKind, _ host: String = "127.0.0.1") async throws -> TransportAddress {
        try await self.listen(SIPListener(transport, TransportAddress(try #require(IPAddress(host)), port: 0)))
    }

    func listen(_ listener: SIPListener) async throws -> TransportAddress {
        try await self.loop.flatSubmit { self.endpoint.listen(listener) }.get()
    }

    /// Sends a request and waits for its end: the statuses and failures on the way, and the flow it took.
    func exchange(
        _ request: SIPMessage,
        _ destinations: SIPDestination...
    ) async throws -> (events: [String], transport: SIPTransportKind?) {
        let promise = self.loop.makePromise(of: ([String], SIPTransportKind?).self)
        self.loop.execute {
            let events = Events()
            var took: SIPTransportKind?
            var timing = TransactionTiming()
            timing.t4 = .milliseconds(20)
            var request = request
            self.exchanges += 1
            request.set(.callID, "exchange-\(self.exchanges)@\(ObjectIdentifier(self).hashValue)")
            self.endpoint.send(request, toFirstOf: destinations, timing: timing) { transaction, event in
                if case .response = event { took = self.endpoint.flow(of: transaction)?.transport }
                events.take(event)
                if case .ended = event { promise.succeed((events.log, took)) }
            }
        }
        return try await promise.futureResult.get()
    }

    /// The flow of the last request that came.
    func lastFlow() async throws -> SIPFlow? {
        try await self.loop.submit { self.user.flows.last }.get()
    }

    func shutDown() async throws {
        try await self.loop.flatSubmit { self.endpoint.shutDown() }.get()
    }
}
