import Journal
import Kernel
import Model
import ModelTesting
import Testing

/// What every ``CallHistoryRepository`` promises.
@Suite("CallHistoryRepository contract")
struct CallHistoryRepositoryTests {
    private static let acme = DomainID("acme.example")
    private static let globex = DomainID("globex.example")

    private func ids(_ page: CallPage) -> [String] { page.calls.map(\.id.text) }

    @Test("a new store is empty", arguments: TestStore.Kind.allCases)
    func empty(_ kind: TestStore.Kind) async throws {
        let calls = try await TestStore(kind).calls
        #expect(try await calls.lastSequence() == 0)
        #expect(try await calls.page(CallFilter(domain: nil), before: nil, limit: 10) == CallPage(calls: [], next: nil))
        #expect(try await calls.find(CallID("c"), in: nil) == nil)
        #expect(try await calls.events(after: 0, limit: 10).isEmpty)
        #expect(try await calls.closeUnfinished(at: .epoch) == 0)
    }

    @Test("BYD-01 a stored call has its record, its events and its steps", arguments: TestStore.Kind.allCases)
    func stored(_ kind: TestStore.Kind) async throws {
        let calls = try await TestStore(kind).calls
        var script = EventScript()
        script.call("c", ring: 4, talk: 30)
        try await calls.append(script.events)
        let record = try #require(try await calls.find(CallID("c"), in: Self.acme))
        #expect(record == CallProtocol(events: script.events)?.record)
        #expect(try await calls.events(of: CallID("c"), in: Self.acme) == script.events)
        #expect(try await calls.page(CallFilter(domain: Self.acme), before: nil, limit: 9).calls == [record])
        #expect(try await calls.lastSequence() == script.events.last?.sequence)
    }

    @Test("one domain never sees another's calls", arguments: TestStore.Kind.allCases)
    func domains(_ kind: TestStore.Kind) async throws {
        let calls = try await TestStore(kind).calls
        var script = EventScript()
        script.call("a", domain: Self.acme)
        script.call("g", domain: Self.globex)
        try await calls.append(script.events)
        let globex = try await calls.page(CallFilter(domain: Self.globex), before: nil, limit: 9)
        #expect(self.ids(globex) == ["g"])
        #expect(try await calls.find(CallID("a"), in: Self.globex) == nil)
        #expect(try await calls.events(of: CallID("a"), in: Self.globex).isEmpty)
        #expect(self.ids(try await calls.page(CallFilter(domain: nil), before: nil, limit: 9)) == ["g", "a"])
        for filter in [
            CallFilter(domain: Self.globex, user: UserID("alice"), text: "ali"),
            CallFilter(domain: Self.globex, text: "102"),
        ] {
            #expect(self.ids(try await calls.page(filter, before: nil, limit: 9)) == ["g"])
        }
    }

    @Test("CAL-01 the called one finds no withheld caller by number or name", arguments: TestStore.Kind.allCases)
    func withheld(_ kind: TestStore.Kind) async throws {
        let calls = try await TestStore(kind).calls
        var script = EventScript()
        script.call("shown")
        script.call("hidden", from: Party(user: UserID("alice"), number: "101", name: "Alice", isWithheld: true))
        try await calls.append(script.events)
        for text in ["101", "01", "ali"] {
            for (reader, found) in [(nil, 2), ("bob", 1), ("alice", 2)] {
                let reader = reader.map { UserID($0) }
                for result in [nil, CallResult.answered] {
                    let filter = CallFilter(domain: Self.acme, result: result, user: reader, text: text, reader: reader)
                    let page = try await calls.page(filter, before: nil, limit: 9)
                    #expect(page.calls.count == found, "\(text) for \(String(describing: reader)): \(self.ids(page))")
                }
            }
        }
        let callee = CallFilter(domain: Self.acme, user: UserID("bob"), text: "102", reader: UserID("bob"))
        #expect(self.ids(try await calls.page(callee, before: nil, limit: 9)).sorted() == ["hidden", "shown"])
    }

    @Test("a call that goes on is found, and is in no page", arguments: TestStore.Kind.allCases)
    func goingOn(_ kind: TestStore.Kind) async throws {
        let calls = try await TestStore(kind).calls
        var script = EventScript()
        script.call("c")
        for part in [script.events[0..<3], script.events[3..<7]] { try await calls.append(Array(part)) }
        let record = try #require(try await calls.find(CallID("c"), in: Self.acme))
        #expect(record.answeredAt != nil && record.endedAt == nil)
        #expect(try await calls.events(of: CallID("c"), in: Self.acme).count == 7)
        #expect(try await calls.page(CallFilter(domain: Self.acme), before: nil, limit: 9).calls.isEmpty)
        try await calls.append(Array(script.events[7...]))
        #expect(try await calls.page(CallFilter(domain: Self.acme), before: nil, limit: 9).calls.count == 1)
    }

    @Test("a restart ends what was going on: answered calls stay answered", arguments: TestStore.Kind.allCases)
    func restart(_ kind: TestStore.Kind) async throws {
        let calls = try await TestStore(kind).calls
        var script = EventScript()
        script.call("ended")
        let ended = script.events.count
        script.call("ringing")
        script.call("talking")
        let events = Array(script.events[..<(ended + 5)]) + Array(script.events[(ended + 11)..<(ended + 19)])
        try await calls.append(events)
        let now = Timestamp(seconds: 1_790_100_000)
        #expect(try await calls.closeUnfinished(at: now) == 2)
        let ringing = try #require(try await calls.find(CallID("ringing"), in: nil))
        #expect((ringing.result, ringing.cause, ringing.endedBy, ringing.endedAt) == (.failed, .restart, .server, now))
        let talking = try #require(try await calls.find(CallID("talking"), in: nil))
        #expect((talking.result, talking.cause) == (.answered, .restart))
        let told = try #require(CallProtocol(events: try await calls.events(of: CallID("talking"), in: nil)))
        #expect(told.legs.allSatisfy { $0.cause == .restart && $0.endedAt == now })
        let last = try #require(events.last?.sequence)
        #expect(try await calls.events(after: last, limit: 99).map(\.sequence) == Array((last + 1)...(last + 6)))
        #expect(try await calls.closeUnfinished(at: now) == 0)
        #expect(try await calls.find(CallID("ended"), in: nil)?.cause == .hungUp)
    }

    @Test("a measurement after the end lowers the record's MOS only", arguments: TestStore.Kind.allCases)
    func lateQuality(_ kind: TestStore.Kind) async throws {
        let calls = try await TestStore(kind).calls
        var script = EventScript()
        script.call("c")
        try await calls.append(script.events)
        for mos in [4.0, 3.5, 4.2] {
            var late = EventScript(after: try await calls.lastSequence())
            let quality = LegQuality(
                leg: LegID("c-1"),
                codec: "PCMA",
                packetsReceived: 1,
                packetsSent: 1,
                lostPercent: 0,
                jitterMilliseconds: 0,
                roundTripMilliseconds: nil,
                mos: mos
            )
            late.add(.quality(quality), domain: Self.acme, call: CallID("c"))
            try await calls.append(late.events)
        }
        #expect(try await calls.find(CallID("c"), in: nil)?.qualityMOS == 3.5)
        #expect(try await calls.events(of: CallID("c"), in: nil).count == script.events.count + 3)
    }

    @Test("an event is stored once", arguments: TestStore.Kind.allCases)
    func twice(_ kind: TestStore.Kind) async throws {
        let calls = try await TestStore(kind).calls
        var script = EventScript()
        script.call("c")
        try await calls.append(script.events)
        await #expect(throws: ModelError.self) { try await calls.append(script.events) }
        #expect(try await calls.events(after: 0, limit: 99) == script.events)
    }

    @Test("events come after a number in order, across gaps", arguments: TestStore.Kind.allCases)
    func eventsAfter(_ kind: TestStore.Kind) async throws {
        let calls = try await TestStore(kind).calls
        var script = EventScript()
        for number in 0..<30 { script.add(.held(LegID("a")), domain: Self.acme, call: CallID("c\(number % 4)")) }
        var later = EventScript(after: 20_000)
        for _ in 0..<10 { later.add(.held(LegID("a"))) }
        try await calls.append(script.events)
        try await calls.append(later.events)
        #expect(try await calls.events(after: 0, limit: 100_000).count >= 30)
        #expect(try await calls.events(after: 3, limit: 5).map(\.sequence) == Array(4...8))
        #expect(try await calls.events(after: 30, limit: 5).map(\.sequence) == Array(20_001...20_005))
        #expect(try await calls.events(after: 20_009, limit: 5).map(\.sequence) == [20_010])
        #expect(try await calls.events(after: 20_010, limit: 5).isEmpty)
        #expect(try await calls.events(after: -1, limit: 1).map(\.sequence) == [1])
    }

    @Test(
        "HIS-02 pages of any filter equal the slow reading of the same calls",
        arguments: [
            (.sqlite, 1), (.sqlite, 2), (.sqlite, 3), (.sqlite, 4), (.postgresql, 5), (.postgresql, 6),
        ] as [(TestStore.Kind, UInt64)]
    )
    func pages(_ kind: TestStore.Kind, seed: UInt64) async throws {
        var traffic = RandomTraffic(seed: seed)
        let events = traffic.events(calls: 120)
        let memory = try await TestStore(.memory).calls
        let stored = try await TestStore(kind).calls
        var generator = SeededGenerator(seed: seed)
        var rest = events[...]
        while !rest.isEmpty {
            let batch = Array(rest.prefix(Int.random(in: 1...200, using: &generator)))
            rest = rest.dropFirst(batch.count)
            try await memory.append(batch)
            try await stored.append(batch)
        }
        for _ in 0..<60 {
            let filter = Self.filter(&generator, events)
            let limit = Int.random(in: 1...40, using: &generator)
            var cursor: CallCursor?
            var seen: [CallID] = []
            repeat {
                let expected = try await memory.page(filter, before: cursor, limit: limit)
                let page = try await stored.page(filter, before: cursor, limit: limit)
                #expect(page == expected, "\(filter)")
                cursor = expected.next
                seen += page.calls.map(\.id)
            } while cursor != nil
            #expect(Set(seen).count == seen.count)
        }
        for call in 1...120 {
            let id = CallID("call-\(call)")
            #expect(try await stored.events(of: id, in: nil) == memory.events(of: id, in: nil))
        }
        var read: [Event] = []
        while true {
            let part = try await stored.events(after: read.last?.sequence ?? 0, limit: 100)
            if part.isEmpty { break }
            read += part
        }
        #expect(read == events)
    }

    private static func filter(_ generator: inout SeededGenerator, _ events: [Event]) -> CallFilter {
        func oneOf<Value>(_ values: [Value], _ generator: inout SeededGenerator) -> Value? {
            Bool.random(using: &generator) ? nil : values.randomElement(using: &generator)
        }
        let times = events.map(\.at)
        var filter = CallFilter(
            domain: oneOf(RandomTraffic.domains + [DomainID("nowhere")], &generator),
            from: oneOf(times, &generator),
            to: oneOf(times, &generator),
            direction: oneOf(CallDirection.allCases, &generator),
            result: oneOf(CallResult.allCases, &generator),
            user: oneOf((0..<12).map { UserID("user-\($0)") }, &generator),
            text: oneOf(
                [
                    "1", "10", "7495", "+7495100", "петр", "ПЁТР 3", "ann", "o'hara 5", "hara", "%", "_", "\\", " ",
                    "zz", "й",
                ],
                &generator
            )
        )
        filter.traits = oneOf(CallTraits.named.map(\.trait), &generator) ?? []
        return filter
    }
}
