import Journal
import Kernel
import Model
import ModelTesting
import Testing

/// What every ``CallHistoryRepository`` promises of calls by private routes.
@Suite("TRK-05 Calls by trunks")
struct TrunkPassageTests {
    private static let acme = DomainID("acme.example")
    private static let (office, plant, provider) = (TrunkID("office"), TrunkID("plant"), TrunkID("provider"))
    private static let start = Timestamp(seconds: 1_790_000_000)

    private static func filled(_ kind: TestStore.Kind) async throws -> any CallHistoryRepository {
        let calls = try await TestStore(kind).calls
        var script = EventScript(at: Self.start)
        script.call("inside")
        script.call("from office", talk: 60, by: (Self.office, nil))
        script.call("missed", talk: nil, by: (Self.office, nil))
        script.call("to office", talk: 30, by: (nil, Self.office))
        script.call("transit", direction: .outgoing, talk: 20, by: (Self.office, Self.provider))
        script.wait(.seconds(86_400))
        script.call("office to plant", talk: 10, by: (Self.office, Self.plant))
        script.call("into office", direction: .incoming, talk: 5, by: (Self.provider, Self.office))
        script.call("elsewhere", domain: DomainID("globex.example"), by: (Self.office, nil))
        try await calls.append(script.events)
        return calls
    }

    private static func ids(_ calls: any CallHistoryRepository, _ filter: CallFilter) async throws -> [String] {
        try await calls.page(filter, before: nil, limit: 50).calls.map(\.id.text)
    }

    @Test("TRK-05 calls by a route: each way, other conditions, page by page", arguments: TestStore.Kind.allCases)
    func found(_ kind: TestStore.Kind) async throws {
        let calls = try await Self.filled(kind)
        func by(_ trunks: [TrunkID], _ way: TrunkPassage.Way? = nil) -> CallFilter {
            var filter = CallFilter(domain: Self.acme)
            filter.passage = TrunkPassage(trunks, way)
            return filter
        }
        let incoming = ["office to plant", "transit", "missed", "from office"]
        #expect(try await Self.ids(calls, by([Self.office], .incoming)) == incoming)
        #expect(try await Self.ids(calls, by([Self.office], .outgoing)) == ["into office", "to office"])
        #expect(try await Self.ids(calls, by([Self.plant])) == ["office to plant"])
        let all = ["into office", "office to plant", "transit", "to office", "missed", "from office"]
        #expect(try await Self.ids(calls, by([Self.office, Self.plant])) == all)
        #expect(try await Self.ids(calls, by([])) == [])
        var narrow = by([Self.office])
        narrow.result = .answered
        narrow.from = Self.start.advanced(by: .seconds(3_600))
        #expect(try await Self.ids(calls, narrow) == ["into office", "office to plant"])
        narrow.user = UserID("nobody")
        #expect(try await Self.ids(calls, narrow) == [])
        var pages: [String] = []
        var cursor: CallCursor?
        repeat {
            let page = try await calls.page(by([Self.office, Self.plant]), before: cursor, limit: 2)
            pages += page.calls.map(\.id.text)
            cursor = page.next
        } while cursor != nil
        #expect(pages == all)
        let record = try #require(try await calls.find(CallID("transit"), in: Self.acme))
        #expect(record.origin == Self.office && record.trunk == Self.provider)
    }

    @Test("TRK-05 sums by route, way and span", arguments: TestStore.Kind.allCases)
    func sums(_ kind: TestStore.Kind) async throws {
        let calls = try await Self.filled(kind)
        let spans = (0...2).map { Self.start.advanced(by: .seconds($0 * 86_400)) }
        let found = try await calls.passages(of: Self.acme, by: [Self.office, Self.plant], spans: spans)
        func words(_ calls: TrunkTotals.Calls?) -> String {
            calls.map { "\($0.calls) \($0.answered) \($0.talkTime.components.seconds)" } ?? "-"
        }
        #expect(found.count == 2)
        let office = found.map { "\(words($0[Self.office]?.incoming)), \(words($0[Self.office]?.outgoing))" }
        #expect(office == ["3 2 80, 1 1 30", "1 1 10, 1 1 5"])
        #expect(words(found[1][Self.plant]?.outgoing) == "1 1 10" && found[0][Self.plant] == nil)
        let nobody = try await calls.passages(of: DomainID("none.example"), by: [Self.office], spans: spans)
        #expect(nobody == [[:], [:]])
        #expect(try await calls.passages(of: Self.acme, by: [Self.office], spans: []).isEmpty)
    }
}
