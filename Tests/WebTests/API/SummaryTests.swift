import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("A domain at a glance")
struct SummaryTests {
    private static let path = "/domains/acme.example/summary"

    @Test("ADM-05 counts, the month by day, and who talked most")
    func summary() async throws {
        let world = try await TestWorld()
        world.talk(CallID("a"))
        world.time.advance(by: .seconds(90))
        world.end(CallID("a"))
        let json = try await world.ask(.get, Self.path, as: .acmeAdministrator).json
        // TestTime begins on 2026-09-21 at 14:13 UTC; the domain is in Moscow.
        #expect(json["today"] == "2026-09-21" && json["countsAs"] == .null && json["closedUntil"] == .null)
        #expect(json["days"]?.elements?.count == 21)
        let today = try #require(json["days"]?.elements?.last)
        #expect(today["date"] == "2026-09-21" && today["internal"] == 1 && today["talkSeconds"] == 90)
        let talkers = json["talkers"]?.elements?.compactMap { $0["login"]?.text } ?? []
        #expect(Set(talkers) == ["alice", "bob"])
        let counts = json["counts"]
        for (name, count) in [
            ("users", 3), ("reachableUsers", 2), ("lines", 1), ("activeLines", 1), ("linesWithoutRules", 0),
            ("groups", 1),
            ("scenarios", 1), ("pickupGroups", 1), ("reminders", 1), ("privateRoutes", 1), ("activePrivateRoutes", 1),
            ("contacts", 0), ("recordedUsers", 0), ("blockedUsers", 0),
        ] {
            #expect(counts?[name] == .integer(Int64(count)), "\(name)")
        }
        #expect(json["unruledLines"] == [] && json["unreachableRoutes"] == [] && json["isRecordingStopped"] == false)
    }

    @Test("ADM-05 a line that drops all calls, a closed day and a route that does not answer are named")
    func attention() async throws {
        let world = try await TestWorld()
        let off: JSONValue = ["rules": [["isActive": false, "target": ["kind": "group", "name": "sales"]]]]
        _ = try await world.ask(.patch, "/lines/line-1", as: .acmeAdministrator, body: off)
        let holiday: JSONValue = ["date": "2026-09-21", "countsAs": "closed", "note": ""]
        let closed: JSONValue = ["days": [holiday], "closedUntil": "2026-12-01T00:00:00Z"]
        _ = try await world.ask(.put, "/domains/acme.example/calendar", as: .acmeAdministrator, body: closed)
        world.tell([.trunkStateChanged(TrunkID("office"), isAvailable: false, reason: "408")], domain: nil)
        let json = try await world.ask(.get, Self.path, as: .acmeAdministrator).json
        #expect(json["unruledLines"] == ["+74951234567"] && json["counts"]?["linesWithoutRules"] == 1)
        #expect(json["countsAs"] == "closed" && json["closedUntil"] == "2026-12-01T00:00:00.000Z")
        #expect(json["unreachableRoutes"] == ["Office"])
    }

    @Test("TEN-03 the installation's counts, and the domains that called most")
    func installation() async throws {
        let world = try await TestWorld()
        for (call, person) in [("a", TestWorld.Person.acmeUser), ("b", .acmeUser), ("c", .globexUser)] {
            world.talk(CallID(call), from: person)
            world.time.advance(by: .seconds(30))
            world.end(CallID(call), domain: person.domain)
        }
        world.tell([.trunkStateChanged(TrunkID("trunk-1"), isAvailable: false, reason: "503")], domain: nil)
        let json = try await world.ask(.get, "/summary", as: .system).json
        for (name, count) in [
            ("domains", 2), ("blockedDomains", 0), ("users", 5), ("lines", 1), ("trunks", 1), ("unavailableTrunks", 1),
            ("privateRoutes", 1), ("unavailableRoutes", 0),
        ] {
            #expect(json["counts"]?[name] == .integer(Int64(count)), "\(name)")
        }
        #expect(json["calls"] == 3 && json["talkSeconds"] == 90)
        let busiest = json["busiest"]?.elements?.compactMap { $0["id"]?.text }
        #expect(busiest == ["acme.example", "globex.example"])
    }

    @Test("TEN-03 a domain has no more users and lines than the system administrator permits; imports stop there too")
    func limits() async throws {
        let world = try await TestWorld()
        let limits: JSONValue = ["userLimit": 4, "lineLimit": 1]
        let path = "/domains/acme.example"
        #expect(try await world.ask(.patch, path, as: .acmeAdministrator, body: limits).errorCode == "not-allowed")
        let changed = try await world.ask(.patch, path, as: .system, body: limits).json
        #expect(changed["userLimit"] == 4 && changed["lineLimit"] == 1)
        let summary = try await world.ask(.get, Self.path, as: .acmeAdministrator).json
        #expect(summary["userLimit"] == 4 && summary["lineLimit"] == 1)
        let line: JSONValue = ["number": "+74950000000", "domain": "acme.example"]
        #expect(try await world.ask(.post, "/lines", as: .system, body: line).errorCode == "limit-reached")
        let sheet = "dave;Secret42!;Dave;;Sales\nerin;Secret42!;Erin;;Sales\n"
        let preview = try await world.ask(.post, "/users/import/preview", as: .acmeAdministrator, raw: sheet)
        let problems = preview.json["rows"]?.elements?.map { $0["problems"]?.elements?.count }
        #expect(problems == [0, 1], "\(preview.text)")
        let user: JSONValue = ["login": "dave", "password": "Secret42", "shownName": "Dave"]
        #expect(try await world.ask(.post, "/users", as: .acmeAdministrator, body: user).status == .created)
        let other: JSONValue = ["login": "erin", "password": "Secret42", "shownName": "Erin"]
        #expect(try await world.ask(.post, "/users", as: .acmeAdministrator, body: other).errorCode == "limit-reached")
    }

    @Test("TEN-03, USR-06 a domain has no more operators than permitted; a duplicate counts, who is one already stays")
    func operators() async throws {
        let world = try await TestWorld()
        let path = "/users/\(TestWorld.Person.acmeUser.id)"
        let on: JSONValue = ["isOperator": true]
        let one: JSONValue = ["operatorLimit": 1]
        let domain = "/domains/acme.example"
        #expect(try await world.ask(.patch, domain, as: .acmeAdministrator, body: one).errorCode == "not-allowed")
        #expect(try await world.ask(.patch, domain, as: .system, body: one).json["operatorLimit"] == 1)
        #expect(try await world.ask(.patch, path, as: .acmeAdministrator, body: on).json["isOperator"] == true)
        #expect(try await world.ask(.get, "/me", as: .acmeUser).json["isOperator"] == true)
        let other = "/users/\(TestWorld.Person.acmeOther.id)"
        let refused = try await world.ask(.patch, other, as: .acmeAdministrator, body: on)
        #expect(refused.errorCode == "limit-reached" && refused.status == .conflict)
        let new: JSONValue = ["login": "erin", "password": "Secret42", "shownName": "Erin", "isOperator": true]
        #expect(try await world.ask(.post, "/users", as: .acmeAdministrator, body: new).errorCode == "limit-reached")
        let root = "/users/\(TestWorld.Person.system.id)"
        #expect(try await world.ask(.patch, root, as: .system, body: on).errorCode == "not-allowed")
        // The limit may become less: nobody loses the role, nobody gets it.
        #expect(try await world.ask(.patch, domain, as: .system, body: ["operatorLimit": 0]).status == .ok)
        let position: JSONValue = ["position": "Desk"]
        #expect(try await world.ask(.patch, path, as: .acmeAdministrator, body: position).json["isOperator"] == true)
        let summary = try await world.ask(.get, Self.path, as: .acmeAdministrator).json
        #expect(summary["counts"]?["operators"] == 1 && summary["operatorLimit"] == 0)
    }

    @Test("TEN-01 nobody else's summary, and none of the administrators' own domain")
    func others() async throws {
        let world = try await TestWorld()
        #expect(try await world.ask(.get, Self.path, as: .globexAdministrator).errorCode == "not-found")
        #expect(try await world.ask(.get, "/domains/system/summary", as: .system).errorCode == "not-found")
        #expect(try await world.ask(.get, Self.path, as: .system).json["counts"]?["users"] == 3)
    }
}
