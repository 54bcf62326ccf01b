import HTTPTypes
import Journal
import Kernel
import Model
import ModelTesting
import Testing

@testable import Web

@Suite("TRK-05 Calls by private routes over the API")
struct PrivateRouteReportTests {
    private static func world() async throws -> TestWorld {
        let world = try await TestWorld()
        var script = EventScript(at: world.time.timestamp.advanced(by: .seconds(-3_600)))
        let (office, provider) = (TrunkID("office"), TrunkID("trunk-1"))
        script.call("plain")
        script.call("from-office", talk: 90, by: (office, nil))
        script.call("to-office", talk: nil, by: (nil, office))
        script.call("transit", direction: .outgoing, talk: 30, by: (office, provider))
        world.history.store(script.events)
        return world
    }

    @Test("TRK-05 calls are marked, and found by route and way")
    func history() async throws {
        let world = try await Self.world()
        func marks(_ query: String, as person: TestWorld.Person = .acmeAdministrator) async throws -> [String] {
            try await world.ask(.get, "/history\(query)", as: person).items.map { call in
                "\(call["id"]?.text ?? "") \(call["privateRoute"]?["way"]?.text ?? "-")"
            }
        }
        #expect(try await marks("") == ["transit in", "to-office out", "from-office in", "plain -"])
        #expect(try await marks("?route=any") == ["transit in", "to-office out", "from-office in"])
        #expect(try await marks("?route=office&way=out") == ["to-office out"])
        #expect(try await marks("?route=any", as: .globexAdministrator) == [])
        let unknown = try await world.ask(.get, "/history?route=trunk-1", as: .acmeAdministrator)
        #expect(unknown.errorCode == "not-found" && unknown.errorField == "route")
        let totals = try await world.ask(.get, "/history/totals?route=office&way=in", as: .acmeAdministrator)
        #expect(totals.text.contains("2"))
    }

    @Test("TRK-05 the report counts each way, by route and by interval", arguments: ["day", "hour"])
    func report(interval: String) async throws {
        let world = try await Self.world()
        let answer = try await world.ask(
            .get,
            "/private-routes/report?interval=\(interval)",
            as: .acmeAdministrator
        )
        let incoming: JSONValue = ["calls": 2, "answered": 2, "talkSeconds": 120]
        let outgoing: JSONValue = ["calls": 1, "answered": 0, "talkSeconds": 0]
        let route = answer.json["routes"]?.elements?.first
        #expect(route?["shownName"] == "Office")
        #expect(route?["in"] == incoming && route?["out"] == outgoing, "\(answer.text)")
        let intervals = answer.json["intervals"]?.elements ?? []
        let sum = intervals.compactMap { $0["in"]?["calls"]?.whole }.reduce(0, +)
        #expect(sum == 2 && intervals.count >= (interval == "day" ? 7 : 7 * 24 - 24))
        let long = "/private-routes/report?interval=hour&from=2000-01-01T00:00:00Z"
        #expect(try await world.ask(.get, long, as: .acmeAdministrator).errorCode == "conflict")
        let backwards = "/private-routes/report?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z"
        #expect(try await world.ask(.get, backwards, as: .acmeAdministrator).json["intervals"] == [])
        let foreign = try await world.ask(.get, "/private-routes/report", as: .globexAdministrator)
        #expect(foreign.json["routes"] == [])
    }

    @Test("TRK-01 a domain that a private route belongs to is not removed, also when the route is off")
    func domainWithRoute() async throws {
        let world = try await TestWorld()
        _ = try await world.ask(.patch, "/trunks/office", as: .system, body: ["isActive": false])
        let refused = try await world.ask(.delete, "/domains/acme.example", as: .system)
        #expect(refused.status == .conflict && refused.errorCode == "conflict")
        #expect(refused.json["error"]?["reasons"]?.elements?.map { $0["id"] } == ["office"], "\(refused.text)")
    }
}
