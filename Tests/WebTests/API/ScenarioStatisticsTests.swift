import HTTPTypes
import Journal
import Kernel
import Model
import Testing

@testable import Web

@Suite("IVR-07 What callers do in menus, by REST")
struct ScenarioStatisticsTests {
    private static func visit(_ menu: String, _ exit: MenuExit, _ at: Int64, seconds: Int64 = 4) throws -> MenuVisit {
        var projector = MenuVisitProjector()
        func event(_ exit: MenuExit?, _ at: Int64) -> Event {
            let step = MenuStep(leg: LegID("leg"), scenario: EntryID("greeting"), menu: menu, exit: exit)
            let moment = Timestamp(seconds: at)
            return Event(sequence: 1, at: moment, domain: TestWorld.acme, call: CallID("call"), kind: .menu(step))
        }
        _ = projector.apply(event(nil, at))
        let visit = projector.apply(event(exit, at + seconds))
        return try #require(visit)
    }

    @Test("IVR-07 days are the domain's, menus stand as in the scenario, and what left is what came")
    func period() async throws {
        let world = try await TestWorld()
        // 2026-09-22 in Moscow begins at 21:00 UTC of the day before.
        let midnight: Int64 = 1_790_024_400
        world.history.put([
            try Self.visit("main", .one, midnight - 1), try Self.visit("main", .one, midnight),
            try Self.visit("main", .hungUp, midnight + 50, seconds: 10),
            try Self.visit("gone", .timeout, midnight + 60),
            try Self.visit("main", .limit, midnight + 86_399), try Self.visit("main", .two, midnight + 86_400),
        ])
        let path = "/scenarios/greeting/statistics?from=2026-09-22&until=2026-09-22"
        let answer = try await world.ask(.get, path, as: .acmeAdministrator)
        let menus = try #require(answer.json["menus"]?.elements, "\(answer.text)")
        #expect(menus.map { $0["menu"]?.text } == ["main", "gone"] && menus.map { $0["name"]?.text } == ["main", nil])
        #expect(menus[0]["entered"]?.whole == 3 && menus[0]["hungUp"]?.whole == 1)
        #expect(menus[0]["averageSeconds"]?.whole == 6)
        for menu in menus {
            let left = (menu["exits"]?.elements ?? []).reduce(0) { $0 + ($1["visits"]?.whole ?? 0) }
            #expect(left == menu["entered"]?.whole)
        }
        let none = try await world.ask(
            .get,
            "/scenarios/greeting/statistics?until=2026-09-20&from=2026-09-19",
            as: .acmeAdministrator
        )
        #expect(none.json["menus"]?.elements?.first?["entered"]?.whole == 0)
    }

    @Test(
        "IVR-07 days that are none are refused",
        arguments: ["from=2026-02-31", "from=2026-09-22&until=2026-09-21", "until=0000-00-00"]
    )
    func refused(query: String) async throws {
        let world = try await TestWorld()
        let answer = try await world.ask(.get, "/scenarios/greeting/statistics?\(query)", as: .acmeAdministrator)
        #expect(answer.errorCode == "conflict", "\(answer.text)")
    }
}
