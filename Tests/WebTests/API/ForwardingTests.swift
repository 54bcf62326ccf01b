import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("Forwarding over the API")
struct ForwardingTests {
    private static let alice = "/users/\(TestWorld.Person.acmeUser.id)/forwarding"

    private static func body(_ others: JSONValue..., schedule: JSONValue = .null) -> JSONValue {
        [
            "own": ["priority": 10, "seconds": 40, "isActive": true, "schedule": schedule],
            "others": .array(others),
        ]
    }

    private static func number(_ kind: String, _ dialled: String) -> JSONValue {
        ["kind": .string(kind), "dialled": .string(dialled), "priority": 20, "seconds": 25]
    }

    @Test("FWD-01 a new user has the own phones, priority 10, 40 s, always; what is set is given back")
    func roundTrip() async throws {
        let world = try await TestWorld()
        let fresh = try await world.ask(.get, Self.alice, as: .acmeAdministrator)
        #expect(fresh.json["own"] == ["priority": 10, "seconds": 40, "isActive": true, "schedule": nil])
        #expect(fresh.json["others"] == [])
        let schedule: JSONValue = [["days": ["mon", "fri"], "from": "09:00", "to": "00:00"]]
        let told: JSONValue = [["days": ["mon", "fri"], "from": "09:00", "to": "24:00"]]
        let body = Self.body(
            Self.number("mobile", "8 (916) 123-45-67"),
            Self.number("sip", "BOB"),
            schedule: schedule
        )
        let set = try await world.ask(.put, "/me/forwarding", as: .acmeUser, body: body)
        #expect(set.status == .ok && set.json["own"]?["schedule"] == told)
        #expect(set.headers[.eTag] == "\"2\"" && set.json["version"] == 2)
        let dialled = set.json["others"]?.elements?.compactMap { $0["dialled"]?.text }
        #expect(dialled == ["89161234567", "bob"])
        #expect(try await world.ask(.get, Self.alice, as: .acmeAdministrator).json == set.json)
        let again = try await world.ask(.put, "/me/forwarding", as: .acmeUser, body: body)
        #expect(again.json["version"] == 2, "nothing changed")
    }

    @Test(
        "FWD-01 what the schema cannot say is refused with its field",
        arguments: [
            (number("landline", "12"), "bad-number", "others[0].dialled"),
            (number("mobile", "112"), "bad-number", "others[0].dialled"),
            (number("mobile", "+74951234567"), "bad-number", "others[0].dialled"),
            (number("sip", "nobody"), "not-found", "others[0].dialled"),
            (number("sip", "alice"), "conflict", "others[0].dialled"),
            (number("sip", "carol"), "not-found", "others[0].dialled"),
        ]
    )
    func refusals(_ number: JSONValue, _ code: String, _ field: String) async throws {
        let world = try await TestWorld()
        let answer = try await world.ask(.put, Self.alice, as: .acmeAdministrator, body: Self.body(number))
        #expect(answer.errorCode == code && answer.errorField == field, "\(answer.text)")
    }

    @Test("FWD-01 no period goes past midnight, and the slower of two writers is told")
    func conflicts() async throws {
        let world = try await TestWorld()
        let night: JSONValue = [["days": ["mon"], "from": "19:00", "to": "10:00"]]
        let refused = try await world.ask(
            .put,
            Self.alice,
            as: .acmeAdministrator,
            body: Self.body(schedule: night)
        )
        #expect(refused.errorCode == "bad-schedule" && refused.errorField == "own.schedule")
        let late = try await world.ask(
            .put,
            Self.alice,
            as: .acmeAdministrator,
            body: Self.body(),
            headers: [.ifMatch: "\"7\""]
        )
        #expect(late.errorCode == "conflict" && late.errorField == "If-Match")
    }

    @Test("FWD-01 a colleague who has left is no reason to refuse the rest")
    func colleagueGone() async throws {
        let world = try await TestWorld()
        let body = Self.body(Self.number("sip", "bob"))
        #expect(try await world.ask(.put, Self.alice, as: .acmeAdministrator, body: body).status == .ok)
        let bob = "/users/\(TestWorld.Person.acmeOther.id)"
        #expect(try await world.ask(.delete, bob, as: .acmeAdministrator).status == .noContent)
        let more = Self.body(Self.number("sip", "bob"), Self.number("mobile", "+79161234567"))
        #expect(try await world.ask(.put, Self.alice, as: .acmeAdministrator, body: more).status == .ok)
    }

    @Test("BYD-02 the history says forwarding, rules, members and menus as people read them")
    func history() async throws {
        let world = try await TestWorld()
        let alice = TestWorld.Person.acmeUser.id.text
        let schedule: JSONValue = [["days": ["mon", "tue"], "from": "09:00", "to": "18:00"]]
        func fields() async throws -> [JSONValue] {
            let list = try await world.ask(.get, "/changes?limit=1", as: .acmeAdministrator)
            return list.items.first?["fields"]?.elements ?? []
        }
        _ = try await world.ask(
            .put,
            Self.alice,
            as: .acmeAdministrator,
            body: Self.body(Self.number("mobile", "+79161234567"))
        )
        let forwarding: JSONValue = [
            "name": "forwarding", "before": "10: SIP 103", "after": "10: SIP 103\n20: mobile +79161234567, 25 s",
        ]
        #expect(try await fields() == [forwarding])

        let rule: JSONValue = [
            "schedule": schedule, "prefixes": ["495", "499"], "target": ["kind": "group", "name": "sales"],
        ]
        let off: JSONValue = ["isActive": false, "target": ["kind": "user-voicemail", "name": .string(alice)]]
        let end: JSONValue = ["target": ["kind": "end"]]
        let lists: JSONValue = ["kind": "black", "numbers": ["+74950000000"]]
        let body: JSONValue = ["rules": [rule, off, end], "filter": lists]
        #expect(try await world.ask(.patch, "/lines/line-1", as: .acmeAdministrator, body: body).status == .ok)
        let rules = "1. mon tue 09:00–18:00; 495 499 → Sales\n2. (off) → ✉ alice\n3. → ×"
        let expected: [JSONValue] = [
            ["name": "rules", "before": "1. → alice", "after": .string(rules)],
            ["name": "filter", "before": nil, "after": "black: +74950000000"],
        ]
        #expect(try await fields() == expected)

        let members: JSONValue = ["members": [.string(alice)]]
        #expect(try await world.ask(.patch, "/groups/sales", as: .acmeAdministrator, body: members).status == .ok)
        #expect(try await fields() == [["name": "members", "before": nil, "after": "alice"]])

        let key: JSONValue = [
            "key": "1", "action": ["kind": "forward", "target": ["kind": "group", "name": "sales"]],
        ]
        let menus: JSONValue = ["menus": [["id": "main", "name": "Main", "keys": [key]]]]
        #expect(try await world.ask(.patch, "/scenarios/greeting", as: .acmeAdministrator, body: menus).status == .ok)
        let menu: JSONValue = [
            "name": "menus", "before": "main: other → dial-extension; timeout → repeat",
            "after": "Main: 1 → Sales; other → dial-extension; timeout → repeat",
        ]
        #expect(try await fields() == [menu])
    }

    @Test("BYD-02 a line's administrators may undo where its calls went, and not whose number it is")
    func undo() async throws {
        let world = try await TestWorld()
        _ = try await world.ask(.patch, "/lines/line-1", as: .acmeAdministrator, body: ["rules": []])
        _ = try await world.ask(.patch, "/lines/line-1", as: .system, body: ["number": "+74950000000"])
        let list = try await world.ask(.get, "/changes?limit=2", as: .acmeAdministrator)
        let versions = list.items.compactMap { $0["version"]?.whole }
        try #require(versions.count == 2)
        let number = try await world.ask(.post, "/changes/\(versions[0])/undo", as: .acmeAdministrator)
        #expect(number.errorCode == "not-allowed")
        // The store of this test takes back users only: what matters is that it was asked.
        let rules = try await world.ask(.post, "/changes/\(versions[1])/undo", as: .acmeAdministrator)
        #expect(rules.errorCode == "conflict")
    }

    /// What the server says to a domain's administrator who undoes the newest change.
    private static func undoOfNewest(_ world: TestWorld) async throws -> String? {
        let newest = try await world.ask(.get, "/changes?limit=1", as: .acmeAdministrator).items.first
        let version = try #require(newest?["version"]?.whole)
        return try await world.ask(.post, "/changes/\(version)/undo", as: .acmeAdministrator).errorCode
    }

    // The store of these tests takes back users and entries only, and says "conflict": what matters is that it was asked.

    @Test("BYD-02 RTE-07 a domain's administrators may undo which of its lines is shown outside, and no other number")
    func undoOfShownNumber() async throws {
        let world = try await TestWorld()
        let path = "/lines/line-1/default-outgoing"
        #expect(try await world.ask(.put, path, as: .acmeAdministrator).status == .noContent)
        #expect(try await Self.undoOfNewest(world) == "conflict")
        #expect(try await world.ask(.delete, path, as: .acmeAdministrator).status == .noContent)
        #expect(try await Self.undoOfNewest(world) == "conflict")
        for number: JSONValue in ["+74990000001", .null] {
            _ = try await world.ask(.patch, "/domains/acme.example", as: .system, body: ["callerID": number])
        }
        #expect(try await Self.undoOfNewest(world) == "not-allowed")
    }

    @Test(
        "BYD-02 TRK-01 a domain's administrators may undo what they decide of a private route, and not how it is reached"
    )
    func undoOfPrivateRoute() async throws {
        let world = try await TestWorld()
        let route = "/private-routes/office"
        let changes: [JSONValue] = [["strip": 2], ["isActive": false], ["order": 7], ["called": .null]]
        for body in changes {
            #expect(try await world.ask(.patch, route, as: .acmeAdministrator, body: body).status == .ok)
            #expect(try await Self.undoOfNewest(world) == "conflict", "\(body)")
        }
        let host: JSONValue = ["host": "192.0.2.77"]
        #expect(try await world.ask(.patch, "/trunks/office", as: .system, body: host).status == .ok)
        #expect(try await Self.undoOfNewest(world) == "not-allowed")
    }
}
