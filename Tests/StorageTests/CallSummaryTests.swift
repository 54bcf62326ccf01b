import Journal
import Kernel
import Model
import ModelTesting
import Testing

/// What every ``CallHistoryRepository`` promises of sums.
@Suite("Sums of calls")
struct CallSummaryTests {
    private static let acme = DomainID("acme.example")
    private static let outside = Party(user: nil, number: "+79161112233", name: "")
    private static let bob = Party(user: UserID("bob"), number: "102", name: "Bob")
    private static let start = Timestamp(seconds: 1_790_000_000)

    private static func days(_ count: Int) -> [Timestamp] {
        (0...count).map { Self.start.advanced(by: .seconds($0 * 86_400)) }
    }

    @Test("ADM-05 calls are counted on the day on which they started", arguments: TestStore.Kind.allCases)
    func counted(_ kind: TestStore.Kind) async throws {
        let calls = try await TestStore(kind).calls
        var script = EventScript(at: Self.start)
        script.call("a", ring: 5, talk: 60)
        script.call("b", direction: .incoming, from: Self.outside, to: Self.bob, talk: nil)
        script.call("other", domain: DomainID("globex.example"))
        script.wait(.seconds(86_400))
        script.call("c", direction: .incoming, from: Self.outside, to: Self.bob, talk: 30)
        script.call("d", direction: .outgoing, to: Self.outside, ring: 2, talk: 20)
        script.wait(.seconds(3 * 86_400))
        script.call("late")
        try await calls.append(script.events)
        let found = try await calls.summary(of: Self.acme, days: Self.days(3), talkers: 9)
        func day(_ incoming: Int, _ outgoing: Int, _ internal: Int, missed: Int, _ seconds: Int) -> CallSummary.Day {
            var day = CallSummary.Day()
            (day.incoming, day.outgoing, day.internal) = (incoming, outgoing, `internal`)
            (day.missed, day.talkTime) = (missed, .seconds(seconds))
            return day
        }
        #expect(found.days == [day(1, 0, 1, missed: 1, 60), day(1, 1, 0, missed: 0, 50), CallSummary.Day()])
        let talkers = found.talkers.map { "\($0.user) \($0.calls) \($0.talkTime.components.seconds)" }
        #expect(talkers == ["bob 2 90", "alice 2 80"])
        #expect(try await calls.summary(of: Self.acme, days: Self.days(3), talkers: 1).talkers == [found.talkers[0]])
    }

    @Test("ADM-05 of a domain without calls, and of no days, there is nothing", arguments: TestStore.Kind.allCases)
    func empty(_ kind: TestStore.Kind) async throws {
        let calls = try await TestStore(kind).calls
        let none = try await calls.summary(of: Self.acme, days: Self.days(2), talkers: 9)
        #expect(none == CallSummary(days: [CallSummary.Day(), CallSummary.Day()], talkers: [], most: 9))
        #expect(try await calls.summary(of: Self.acme, days: [], talkers: 9).days.isEmpty)
    }

    @Test("ADM-05 a store adds random traffic up as one who looks at each call", arguments: 1...5)
    func random(seed: UInt64) async throws {
        var traffic = RandomTraffic(seed: seed)
        let events = traffic.events(calls: 200)
        let (stored, memory) = (try await TestStore(.sqlite).calls, try await TestStore(.memory).calls)
        try await stored.append(events)
        try await memory.append(events)
        let first = try #require(events.map(\.at).min())
        let days = (0...9).map { first.advanced(by: .seconds($0 * 3_600)) }
        for domain in Set(events.compactMap(\.domain)) {
            let expected = try await memory.summary(of: domain, days: days, talkers: 9)
            #expect(try await stored.summary(of: domain, days: days, talkers: 9) == expected)
        }
    }
}
