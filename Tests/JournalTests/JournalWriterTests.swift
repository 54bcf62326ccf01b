import Journal
import Kernel
import Logging
import Model
import ModelTesting
import Testing

@Suite("JournalWriter", .timeLimit(.minutes(12)))
struct JournalWriterTests {
    private let call = CallID("c")
    private static let settings: JournalSettings = {
        var settings = JournalSettings()
        settings.batchLimit = 16
        settings.firstRetry = .milliseconds(1)
        settings.lastRetry = .milliseconds(2)
        return settings
    }()

    private func publish(_ count: Int, to stream: EventStream) {
        for _ in 0..<count { stream.publish(.held(LegID("a")), at: .epoch, domain: nil, call: nil) }
    }

    private func until(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(1)) }
    }

    private func writer(
        _ stream: EventStream,
        _ store: any CallHistoryRepository,
        _ settings: JournalSettings = settings
    ) -> JournalWriter {
        JournalWriter(
            stream,
            store,
            settings,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    @Test("an event is stored at once when the server is idle")
    func idle() async throws {
        let stream = EventStream(lastSequence: 0)
        let store = InMemoryCallHistoryRepository()
        let writer = self.writer(stream, store)
        async let run: Void = writer.run()
        self.publish(1, to: stream)
        try await self.until { await store.lastSequence() == 1 }
        stream.finish()
        await run
    }

    @Test("all is stored in order by the end of the stream")
    func flush() async throws {
        let stream = EventStream(lastSequence: 0)
        let store = InMemoryCallHistoryRepository()
        let writer = self.writer(stream, store)
        self.publish(1_000, to: stream)
        stream.finish()
        await writer.run()
        #expect(await store.events(after: 0, limit: 2_000).map(\.sequence) == Array(1...1_000))
        #expect(writer.status.storedSequence == 1_000)
        #expect(writer.status.storedEvents == 1_000)
        #expect(writer.status.batches == 63)
    }

    @Test("that a phone registered again in time is not history")
    func refreshes() async throws {
        let stream = EventStream(lastSequence: 0)
        let store = InMemoryCallHistoryRepository()
        let writer = self.writer(stream, store)
        for reason in [RegistrationChange.Reason.registered, .refreshed, .refreshed] {
            var change = EventCodecTests.change
            change.reason = reason
            stream.publish(.registered(change), at: .epoch, domain: nil, call: nil)
        }
        self.publish(1, to: stream)
        for _ in 0..<40 {
            var change = EventCodecTests.change
            change.reason = .refreshed
            stream.publish(.registered(change), at: .epoch, domain: nil, call: nil)
        }
        stream.finish()
        await writer.run()
        #expect(await store.events(after: 0, limit: 100).map(\.sequence) == [1, 4])
        #expect(writer.status.lostEvents == 0)
    }

    @Test("a cancelled task stores what is there")
    func cancelled() async throws {
        let stream = EventStream(lastSequence: 0)
        let store = InMemoryCallHistoryRepository()
        let writer = self.writer(stream, store)
        self.publish(100, to: stream)
        let task = Task { await writer.run() }
        task.cancel()
        await task.value
        #expect(await store.lastSequence() == 100)
    }

    @Test("a failing store loses nothing: events wait, the reason is shown, and all is stored in order later")
    func failing() async throws {
        let stream = EventStream(lastSequence: 0, capacity: 32)
        let store = UnreliableStore()
        let writer = self.writer(stream, store)
        async let run: Void = writer.run()
        await store.fail("The disk is full.")
        for _ in 0..<40 {
            self.publish(10, to: stream)
            try await self.until { writer.status.backlog >= 10 || writer.status.isFailing }
            let published = stream.lastSequence
            // The ring holds 32: what it forgets must be in the backlog by then.
            try await self.until { Int64(writer.status.backlog) >= published }
        }
        #expect(writer.status.reason == "The disk is full.")
        await store.fail(nil)
        try await self.until { writer.status.storedSequence == 400 }
        #expect(!writer.status.isFailing)
        #expect(writer.status.lostEvents == 0)
        stream.finish()
        await run
        #expect(await store.inner.events(after: 0, limit: 1_000).map(\.sequence) == Array(1...400))
    }

    @Test("a backlog that is full loses the newest, and says how many")
    func overflow() async throws {
        var settings = Self.settings
        settings.backlogLimit = 50
        let stream = EventStream(lastSequence: 0, capacity: 10)
        let store = UnreliableStore()
        let writer = self.writer(stream, store, settings)
        async let run: Void = writer.run()
        await store.fail("The disk is full.")
        for target in stride(from: 10, through: 50, by: 10) {
            self.publish(10, to: stream)
            try await self.until { writer.status.backlog == target }
        }
        self.publish(30, to: stream)
        await store.fail(nil)
        try await self.until { writer.status.storedSequence == 80 }
        #expect(writer.status.lostEvents == 20)
        stream.finish()
        await run
        let stored = await store.inner.events(after: 0, limit: 1_000).map(\.sequence)
        #expect(stored == Array(1...50) + Array(71...80))
    }

    @Test("a store that never recovers does not hold up the stop")
    func givesUp() async throws {
        let stream = EventStream(lastSequence: 0)
        let store = UnreliableStore()
        await store.fail("The disk is full.")
        let writer = self.writer(stream, store)
        self.publish(10, to: stream)
        stream.finish()
        await writer.run()
        #expect(writer.status.lostEvents == 10)
    }
}

/// A journal whose writing can be made to fail.
private actor UnreliableStore: CallHistoryRepository {
    let inner = InMemoryCallHistoryRepository()
    private var failure: String?

    func menuTallies(of scenario: EntryID, from: Timestamp, until: Timestamp) -> [MenuTally] { [] }

    func fail(_ reason: String?) { self.failure = reason }

    func append(_ events: [Event]) async throws {
        if let failure = self.failure { throw ModelError(.storeFailed, failure) }
        try await self.inner.append(events)
    }

    func page(_ filter: CallFilter, before cursor: CallCursor?, limit: Int) async throws -> CallPage {
        await self.inner.page(filter, before: cursor, limit: limit)
    }

    func find(_ id: CallID, in domain: DomainID?) async throws -> CallRecord? {
        await self.inner.find(id, in: domain)
    }

    func passages(
        of domain: DomainID,
        by trunks: [TrunkID],
        spans: [Timestamp]
    ) async throws -> [[TrunkID: TrunkTotals]] { [] }

    func summary(of domain: DomainID, days: [Timestamp], talkers: Int) async throws -> CallSummary {
        await self.inner.summary(of: domain, days: days, talkers: talkers)
    }

    func events(of call: CallID, in domain: DomainID?) async throws -> [Event] {
        await self.inner.events(of: call, in: domain)
    }

    func events(after sequence: Int64, limit: Int) async throws -> [Event] {
        await self.inner.events(after: sequence, limit: limit)
    }

    func closeUnfinished(at now: Timestamp) async throws -> Int {
        await self.inner.closeUnfinished(at: now)
    }

    func lastSequence() async throws -> Int64 { await self.inner.lastSequence() }
}
