import Kernel
import Logging
import Model
import ModelTesting
import SIP
import SIPTransport
import Synchronization
import Testing

@testable import Traces

/// BYD-06: traces from the queue to the store and out of it again.
@Suite("Keeping traces")
struct TraceKeeperTests {
    /// A clock that a test moves.
    private final class Clock: TimeSource {
        private let elapsed = Mutex(Duration.zero)

        var now: Moment { Moment(sinceStart: self.elapsed.withLock { $0 }) }
        var timestamp: Timestamp { Timestamp(seconds: 1_790_000_000).advanced(by: self.elapsed.withLock { $0 }) }

        func advance(by duration: Duration) { self.elapsed.withLock { $0 += duration } }
    }

    /// A store that can fail.
    private actor Store: TraceRepository {
        let inner = InMemoryTraceRepository()
        var isBroken = false

        private var isHeld = false
        private var held: [CheckedContinuation<Void, Never>] = []
        var waiting: Int { self.held.count }

        func hold(_ isHeld: Bool) {
            self.isHeld = isHeld
            let former = self.held
            self.held = []
            for waiter in former { waiter.resume() }
        }

        func setBroken(_ isBroken: Bool) { self.isBroken = isBroken }

        func store(_ batch: TraceBatch) async throws {
            if self.isHeld { await withCheckedContinuation { self.held.append($0) } }
            if self.isBroken { throw ModelError(.storeFailed, "the disk is full") }
            await self.inner.store(batch)
        }

        func parts(of trace: TraceID) async throws -> [TracePart] { await self.inner.parts(of: trace) }
        func refused(_ id: TraceID) async throws -> RefusedRequest? { await self.inner.refused(id) }

        func refused(_ filter: RefusedFilter, before cursor: RefusedCursor?, limit: Int) async throws
            -> [RefusedRequest]
        {
            await self.inner.refused(filter, before: cursor, limit: limit)
        }

        func byteCount() async throws -> Int64 { await self.inner.byteCount() }

        func remove(before: Timestamp, limit: Int) async throws -> (count: Int, bytes: Int64) {
            await self.inner.remove(before: before, limit: limit)
        }

        func removeOldest(bytes: Int64, limit: Int) async throws -> (count: Int, bytes: Int64) {
            await self.inner.removeOldest(bytes: bytes, limit: limit)
        }

        func removeRefused(keeping: Int, limit: Int) async throws -> (count: Int, bytes: Int64) {
            await self.inner.removeRefused(keeping: keeping, limit: limit)
        }

        func note(_ access: TraceAccess) async throws { await self.inner.note(access) }

        func accesses(of trace: TraceID, limit: Int) async throws -> [TraceAccess] {
            await self.inner.accesses(of: trace, limit: limit)
        }
    }

    private let clock = Clock()
    private let store = Store()
    private let keeper: TraceKeeper

    init() {
        self.keeper = TraceKeeper(
            self.store,
            TraceSettings(days: 2, megabytes: 1),
            domain: { $0 == "acme.example" ? DomainID($0) : nil },
            time: self.clock,
            tokens: TokenSource(SeededGenerator(seed: 1)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private func invite(_ callID: String, extra: String = "", changed: (String) -> String = { $0 }) throws {
        let text =
            "INVITE sip:102@acme.example SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK\(callID)\r\n"
            + "From: <sip:anna@acme.example>;tag=a\r\nTo: <sip:102@acme.example>\r\nCall-ID: \(callID)\r\n"
            + "CSeq: 1 INVITE\r\nAuthorization: Digest response=\"topsecret\"\r\n\(extra)Content-Length: 0\r\n\r\n"
        let remote = TransportAddress(.v4(198, 51, 100, 1), port: 5_062)
        let record = SIPTraceRecord(
            .received,
            try SIPMessage(parsing: Array(changed(text).utf8), limits: .datagram),
            over: SIPFlow(endpoint: 0, transport: .udp, link: 1, remote: remote),
            local: TransportAddress(.v4(192, 0, 2, 1), port: 5_060),
            at: self.clock.now
        )
        self.keeper.queue.append(record)
    }

    private func begin(_ callID: String) {
        let leg = TracedLeg(
            leg: LegID("leg-\(callID)"),
            call: CallID("call-\(callID)"),
            domain: DomainID("acme.example"),
            callID: callID,
            localTag: "m",
            remoteTag: "a",
            peer: .v4(198, 51, 100, 1),
            isFirst: true
        )
        self.keeper.queue.append(.began(leg))
    }

    /// One round of ``TraceKeeper/run()``: a task that is cancelled takes what there is and ends.
    private func round() async {
        let task = Task { await self.keeper.run() }
        task.cancel()
        await task.value
    }

    @Test("BYD-06 a call that goes on can be read, with the time of each message and without its secrets")
    func reading() async throws {
        try self.invite("1")
        self.begin("1")
        self.clock.advance(by: .seconds(1))
        let trace = try await self.keeper.trace(TraceID("call-1"))
        #expect(trace.domain == DomainID("acme.example") && trace.missing == 0)
        #expect(trace.messages.map(\.at) == [Timestamp(seconds: 1_790_000_000)])
        #expect(trace.messages.allSatisfy { $0.text.contains("response=\"xxxxxxxxx\"") })
        #expect(try await self.keeper.trace(TraceID("call-2")).messages.isEmpty)
    }

    @Test("BYD-06 at the end everything is stored, and a request without a call is a refused one of its claimed domain")
    func end() async throws {
        try self.invite("1")
        self.begin("1")
        try self.invite("2")
        await self.round()
        #expect(try await self.store.parts(of: TraceID("call-1")).count == 1)
        let refused = try await self.store.refused(RefusedFilter(domain: nil), before: nil, limit: 10)
        #expect(refused.map(\.domain) == [DomainID("acme.example")] && refused.map(\.dialled) == ["102"])
        for request in refused {
            #expect(try await self.store.parts(of: request.id).map(\.domain) == [DomainID("acme.example")])
        }
    }

    @Test("BYD-06 a refused request is of the domain that From or the Request-URI names, or of none")
    func claimed() async throws {
        func refused(_ callID: String, from: String, to: String) async throws -> DomainID? {
            try self.invite(callID) {
                $0.replacing("anna@acme.example", with: from).replacing("102@acme.example", with: to)
            }
            await self.round()
            return try await self.store.refused(RefusedFilter(domain: nil), before: nil, limit: 1).first?.domain
        }
        #expect(try await refused("1", from: "a@acme.example", to: "1@192.0.2.1") == DomainID("acme.example"))
        self.clock.advance(by: .seconds(1))
        #expect(try await refused("2", from: "a@other.example", to: "1@acme.example") == DomainID("acme.example"))
        self.clock.advance(by: .seconds(1))
        #expect(try await refused("3", from: "a@other.example", to: "1@192.0.2.1") == nil)
    }

    @Test("BYD-06 a slow store does not keep the queue from being drained, and what is too much for it is lost")
    func slow() async throws {
        await self.store.hold(true)
        let running = Task { await self.keeper.run() }
        try self.invite("1")
        self.begin("1")
        let reading = Task { try await self.keeper.trace(TraceID("call-1")) }
        while await self.store.waiting == 0 { await Task.yield() }
        try self.invite("2")
        // Nobody but the round takes it, while the store still holds the first.
        while await self.keeper.counts.messages < 2 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(await self.store.waiting == 1)
        await self.store.hold(false)
        #expect(try await reading.value.messages.count == 1)
        running.cancel()
        await running.value
    }

    @Test("BYD-06 what is too old goes, what is younger stays")
    func age() async throws {
        try self.invite("1")
        self.begin("1")
        await self.round()
        self.clock.advance(by: .seconds(86_400))
        try self.invite("2")
        self.begin("2")
        await self.round()
        await self.keeper.sweep()
        #expect(try await self.keeper.trace(TraceID("call-1")).messages.count == 1)
        self.clock.advance(by: .seconds(86_400 + 60))
        await self.keeper.sweep()
        #expect(try await self.keeper.trace(TraceID("call-1")).messages.isEmpty)
        #expect(try await self.keeper.trace(TraceID("call-2")).messages.count == 1)
    }

    @Test("BYD-06 more than the set size is not kept: the oldest goes first")
    func size() async throws {
        var batch = TraceBatch()
        for number in 0..<12 {
            batch.parts.append(
                TracePart(
                    trace: TraceID("old-\(number)"),
                    number: 0,
                    domain: nil,
                    at: self.clock.timestamp.advanced(by: .seconds(number - 60)),
                    content: [UInt8](repeating: 1, count: 100_000)
                )
            )
        }
        try await self.store.store(batch)
        await self.keeper.sweep()
        #expect(try await self.store.byteCount() <= 1 << 20)
        #expect(try await self.store.byteCount() > 800_000)
        #expect(try await self.store.parts(of: TraceID("old-0")).isEmpty)
        #expect(try await self.store.parts(of: TraceID("old-11")).count == 1)
        #expect(await self.keeper.counts.kept <= 1 << 20)
    }

    @Test("BYD-06 refused requests take the place of refused requests, never of calls")
    func flood() async throws {
        var batch = TraceBatch()
        func part(_ trace: String, at second: Int) -> TracePart {
            TracePart(
                trace: TraceID(trace),
                number: 0,
                domain: nil,
                at: self.clock.timestamp.advanced(by: .seconds(second)),
                content: [UInt8](repeating: 1, count: 4_000)
            )
        }
        batch.parts.append(part("call", at: 0))
        for number in 1...1_000 {
            let part = part("refused-\(number)", at: number)
            batch.parts.append(part)
            batch.refused.append(
                RefusedRequest(
                    id: part.trace,
                    domain: nil,
                    at: part.at,
                    caller: "",
                    dialled: "",
                    status: 403,
                    source: ""
                )
            )
        }
        try await self.store.store(batch)
        await self.keeper.sweep()
        #expect(try await self.store.parts(of: TraceID("call")).count == 1)
        #expect(try await self.store.parts(of: TraceID("refused-1000")).count == 1)
        #expect(try await self.store.parts(of: TraceID("refused-1")).isEmpty)
        #expect(try await self.store.byteCount() <= (1 << 20) / 8 + 4_000)
    }

    @Test("BYD-06 a store that fails costs traces and nothing else")
    func failure() async throws {
        await self.store.setBroken(true)
        try self.invite("1")
        self.begin("1")
        #expect(try await self.keeper.trace(TraceID("call-1")).messages.isEmpty)
        #expect(await self.keeper.counts.lostParts == 1)
        await self.store.setBroken(false)
        try self.invite("2")
        self.begin("2")
        #expect(try await self.keeper.trace(TraceID("call-2")).messages.count == 1)
    }

    @Test("BYD-06 a full queue drops messages and counts them; what it tells of legs is never dropped")
    func full() throws {
        let queue = TraceQueue(limit: 2)
        for number in 0..<5 { queue.append(.moved(LegID("\(number)"), to: CallID("c"))) }
        #expect(queue.take().items.count == 5)
        try self.invite("1")
        let waiting = self.keeper.queue.take().items
        for _ in 0..<5 { for item in waiting { queue.append(item) } }
        let taken = queue.take()
        #expect(taken.items.count == 2 && taken.dropped == 3)
        #expect(queue.take().dropped == 0)
        let small = TraceQueue(octetLimit: 800)
        for _ in 0..<5 { for item in waiting { small.append(item) } }
        let few = small.take()
        #expect((1...4).contains(few.items.count) && few.items.count + Int(few.dropped) == 5)
        for item in waiting { small.append(item) }
        #expect(small.take().items.count == 1)
    }
}
