import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("Routing over the API")
struct RoutingTests {
    private static let rules = "/lines/line-1"
    private static let weekdays: JSONValue = ["mon", "tue", "wed", "thu", "fri"]

    /// By day to Sales, at night to Alice's phones.
    private static func world() async throws -> TestWorld {
        let world = try await TestWorld()
        let (alice, bob) = (TestWorld.Person.acmeUser.id.text, TestWorld.Person.acmeOther.id.text)
        let members: JSONValue = ["members": [.string(alice), .string(bob)], "ringSeconds": 20]
        _ = try await world.ask(.patch, "/groups/sales", as: .acmeAdministrator, body: members)
        let day: JSONValue = [["days": Self.weekdays, "from": "10:00", "to": "19:00"]]
        let rules: JSONValue = [
            "rules": [
                ["schedule": day, "target": ["kind": "group", "name": "sales"]],
                ["target": ["kind": "user", "name": .string(alice)]],
            ]
        ]
        #expect(try await world.ask(.patch, Self.rules, as: .acmeAdministrator, body: rules).status == .ok)
        return world
    }

    private static func trial(_ world: TestWorld, _ body: JSONValue) async throws -> Answer {
        try await world.ask(.post, "/routing/trial", as: .acmeAdministrator, body: body)
    }

    @Test("RTE-10 the tester says which rule takes a call at a moment, who rings, and why")
    func line() async throws {
        let world = try await Self.world()
        let call: JSONValue = ["line": "line-1", "caller": "+79161234567", "at": "2026-11-23T09:00:00Z"]
        let day = try await Self.trial(world, call)
        #expect(day.json["localTime"] == "2026-11-23 12:00" && day.json["weekday"] == "mon")
        #expect(day.json["rule"] == 0)
        #expect(day.json["outcome"]?["kind"] == "ring" && day.json["outcome"]?["name"] == "sales")
        let chain: JSONValue = [
            [
                ["title": "The alice", "number": "103", "seconds": 20],
                ["title": "The bob", "number": "104", "seconds": 20],
            ]
        ]
        #expect(day.json["outcome"]?["chain"] == chain)
        let steps: JSONValue = [
            ["rule": "line +74951234567", "outcome": "found"], ["rule": "rule 1", "outcome": "group Sales, 2 members"],
        ]
        #expect(day.json["steps"] == steps)
        let night = try await Self.trial(world, ["line": "line-1", "at": "2026-11-23T16:00:00Z"])
        #expect(night.json["localTime"] == "2026-11-23 19:00" && night.json["rule"] == 1)
        #expect(night.json["outcome"]?["name"]?.text == TestWorld.Person.acmeUser.id.text)
        let now = try await Self.trial(world, ["line": "line-1"])
        #expect(now.json["at"]?.text == "\(world.time.timestamp)")
    }

    @Test("RTE-10 a user's call is tried like a line's: inside, outside, and what is refused")
    func user() async throws {
        let world = try await Self.world()
        let alice = JSONValue.string(TestWorld.Person.acmeUser.id.text)
        let cases: [(String, String, String?, String?)] = [
            ("104", "ring", TestWorld.Person.acmeOther.id.text, nil), ("84957654321", "outside", "+74957654321", nil),
            ("+74951234567", "ring", nil, nil), ("777", "refused", nil, "no-such-number"),
            ("9196", "other", "9196", nil),
            ("*97", "other", nil, nil),
        ]
        for (dialled, kind, name, cause) in cases {
            let answer = try await Self.trial(world, ["user": alice, "dialled": .string(dialled)])
            let outcome = answer.json["outcome"]
            #expect(outcome?["kind"]?.text == kind && outcome?["cause"] == .text(cause), "\(dialled): \(answer.text)")
            #expect(name == nil || outcome?["name"]?.text == name, "\(dialled): \(answer.text)")
            #expect(dialled == "+74951234567" || answer.json["rule"] == .null)
        }
    }

    @Test("FWD-02 RTE-10 the worked examples of the source, set over the API, come out of the tester as written there")
    func forwarding() async throws {
        let world = try await TestWorld()
        let hours: JSONValue = [
            ["days": Self.weekdays, "from": "10:00", "to": "19:00"], ["days": ["sat"], "from": "10:00", "to": "16:00"],
        ]
        // Monday noon, Saturday 16:00, Sunday noon on Moscow's clocks.
        let (monday, saturday, sunday) = ("2026-11-23T09:00:00Z", "2026-11-28T13:00:00Z", "2026-11-29T09:00:00Z")
        func chain(_ own: Int, _ mobile: Int?, _ schedule: JSONValue, at: String) async throws -> [[String]] {
            let others = mobile.map { priority -> JSONValue in
                [
                    "kind": "mobile", "dialled": "+79161234567", "priority": .whole(priority), "seconds": 40,
                    "schedule": schedule,
                ]
            }
            let body: JSONValue = [
                "own": ["priority": .whole(own), "seconds": 40], "others": .array([others].compactMap { $0 }),
            ]
            let set = try await world.ask(.put, "/me/forwarding", as: .acmeUser, body: body)
            #expect(set.status == .ok, "\(set.text)")
            let bob = JSONValue.string(TestWorld.Person.acmeOther.id.text)
            let answer = try await Self.trial(world, ["user": bob, "dialled": "103", "at": .string(at)])
            return (answer.json["outcome"]?["chain"]?.elements ?? []).map { step in
                (step.elements ?? []).compactMap { $0["number"]?.text }
            }
        }
        let (own, mobile) = ("103", "+79161234567")
        #expect(try await chain(10, nil, .null, at: sunday) == [[own]])
        #expect(try await chain(10, 5, hours, at: monday) == [[mobile], [own]])
        #expect(try await chain(10, 5, hours, at: saturday) == [[own]])
        #expect(try await chain(4, 5, hours, at: monday) == [[own], [mobile]])
        #expect(try await chain(4, 5, hours, at: sunday) == [[own]])
        #expect(try await chain(4, 4, hours, at: monday) == [[own, mobile]])
        #expect(try await chain(4, 4, hours, at: sunday) == [[own]])
        #expect(try await chain(4, 5, .null, at: sunday) == [[own], [mobile]])
        #expect(try await chain(4, 4, .null, at: sunday) == [[own, mobile]])
    }

    @Test("RTE-10 a line that is off, a filter and an empty line say what callers hear")
    func refused() async throws {
        let world = try await Self.world()
        let call: JSONValue = ["line": "line-1", "caller": "84950000000"]
        let black: JSONValue = ["filter": ["kind": "black", "numbers": ["+74950000000"]]]
        _ = try await world.ask(.patch, Self.rules, as: .acmeAdministrator, body: black)
        let listed = try await Self.trial(world, call)
        #expect(listed.json["outcome"]?["cause"] == "busy" && listed.json["rule"] == .null)
        _ = try await world.ask(
            .patch,
            Self.rules,
            as: .acmeAdministrator,
            body: ["filter": ["kind": "off"], "rules": []]
        )
        #expect(try await Self.trial(world, call).json["outcome"]?["cause"] == "busy")
        _ = try await world.ask(.patch, Self.rules, as: .acmeAdministrator, body: ["isActive": false])
        #expect(try await Self.trial(world, call).json["outcome"]?["cause"] == "no-such-number")
    }

    @Test("RTE-06 RTE-10 a number that rules send calls to: a person, a private route by its name, outside, or nowhere")
    func number() async throws {
        let world = try await Self.world()
        let cases: [(String, String, String?, String?)] = [
            ("104", "ring", TestWorld.Person.acmeOther.id.text, nil), ("8123", "outside", "8123", "Office"),
            ("84957654321", "outside", "+74957654321", nil), ("777", "refused", nil, nil),
        ]
        for (number, kind, name, route) in cases {
            let answer = try await Self.trial(world, ["number": .string(number)])
            let outcome = answer.json["outcome"]
            #expect(outcome?["kind"]?.text == kind && outcome?["name"] == .text(name), "\(number): \(answer.text)")
            #expect(outcome?["privateRoute"] == .text(route), "\(number): \(answer.text)")
        }
        let bodies: [(TestWorld.Person, JSONValue, String, String)] = [
            (.acmeAdministrator, ["number": "8123", "domain": "globex.example"], "not-found", "domain"),
            (.acmeAdministrator, ["number": "8123", "line": "line-1"], "conflict", "number"),
            (.acmeAdministrator, ["number": "office"], "conflict", "number"),
        ]
        for (person, body, code, field) in bodies {
            let answer = try await world.ask(.post, "/routing/trial", as: person, body: body)
            #expect(answer.errorCode == code && answer.errorField == field, "\(body): \(answer.text)")
        }
    }

    @Test("RTE-06 the users whom calls can be sent to are asked for, and counted")
    func reachable() async throws {
        let world = try await TestWorld()
        let path = "/users?domain=acme.example&hasExtension=true"
        let found = try await world.ask(.get, path, as: .acmeAdministrator)
        #expect(found.items.compactMap { $0["login"]?.text } == ["alice", "bob"])
        #expect(found.json["total"] == 2)
        let all = try await world.ask(.get, "/users?domain=acme.example", as: .acmeAdministrator)
        #expect((all.json["total"]?.whole ?? 0) > 2)
        let searched = try await world.ask(.get, path + "&search=bo", as: .acmeAdministrator)
        #expect(searched.json["total"] == 1)
    }

    @Test("RTE-10 TEN-01 one tries one's own lines and users, and names one of both")
    func trialBounds() async throws {
        let world = try await Self.world()
        let carol = JSONValue.string(TestWorld.Person.globexUser.id.text)
        let alice = JSONValue.string(TestWorld.Person.acmeUser.id.text)
        let cases: [(TestWorld.Person, JSONValue, String, String)] = [
            (.acmeAdministrator, ["user": carol, "dialled": "1"], "not-found", "user"),
            (.globexAdministrator, ["line": "line-1"], "not-found", "line"),
            (.system, ["line": "line-1", "domain": "globex.example"], "not-found", "line"),
            (.acmeAdministrator, [:], "conflict", "line"),
            (.acmeAdministrator, ["line": "line-1", "user": alice], "conflict", "line"),
            (.acmeAdministrator, ["user": alice], "conflict", "dialled"),
        ]
        for (person, body, code, field) in cases {
            let answer = try await world.ask(.post, "/routing/trial", as: person, body: body)
            #expect(answer.errorCode == code && answer.errorField == field, "\(body): \(answer.text)")
        }
    }

    @Test("RTE-07 a line is made the default outgoing one, except an 800 number")
    func defaultOutgoing() async throws {
        let world = try await TestWorld()
        let path = "/lines/line-1/default-outgoing"
        func isDefault() async throws -> JSONValue? {
            try await world.ask(.get, "/lines/line-1", as: .acmeAdministrator).json["isDefaultOutgoing"]
        }
        #expect(try await world.ask(.put, path, as: .acmeAdministrator).status == .noContent)
        #expect(try await world.ask(.put, path, as: .acmeAdministrator).status == .noContent)
        #expect(try await isDefault() == true)
        #expect(try await world.ask(.delete, path, as: .acmeAdministrator).status == .noContent)
        #expect(try await world.ask(.delete, path, as: .acmeAdministrator).status == .noContent)
        #expect(try await isDefault() == false)
        let free: JSONValue = ["number": "88005553535", "domain": "acme.example"]
        let made = try await world.ask(.post, "/lines", as: .system, body: free)
        let id = try #require(made.json["id"]?.text)
        let refused = try await world.ask(.put, "/lines/\(id)/default-outgoing", as: .acmeAdministrator)
        #expect(refused.errorCode == "conflict")
    }

    @Test("RTE-07 a number that is taken away is shown outside no more; a new one is shown in its place")
    func defaultGone() async throws {
        let world = try await TestWorld()
        func shown() -> String? { world.configuration.current.tenants[TestWorld.acme]?.domain.callerID?.text }
        _ = try await world.ask(.put, "/lines/line-1/default-outgoing", as: .acmeAdministrator)
        _ = try await world.ask(.patch, "/lines/line-1", as: .system, body: ["shownName": "Main"])
        #expect(shown() == "+74951234567")
        _ = try await world.ask(.patch, "/lines/line-1", as: .system, body: ["number": "+74950000000"])
        #expect(shown() == "+74950000000")
        #expect(try await world.ask(.delete, "/lines/line-1", as: .system).status == .noContent)
        #expect(shown() == nil)
    }

    @Test("IVR-01 RTE-06 who leads to a group, a scenario, a user or a sound is told, and they are not removed")
    func usages() async throws {
        let world = try await Self.world()
        let alice = TestWorld.Person.acmeUser.id.text
        let key: JSONValue = [
            "key": "1",
            "action": ["kind": "forward", "target": ["kind": "group-voicemail", "name": "sales"]],
        ]
        let again: JSONValue = [
            "key": "2",
            "action": ["kind": "forward", "target": ["kind": "scenario", "name": "greeting"]],
        ]
        let menus: JSONValue = ["menus": [["id": "main", "name": "Main", "prompt": "prompt-1", "keys": [key, again]]]]
        // TEN-01: a sound that is nobody's, or another domain's, is none.
        #expect(
            try await world.ask(.patch, "/scenarios/greeting", as: .acmeAdministrator, body: menus).status == .notFound
        )
        try await world.leaveVoice()
        let foreign: JSONValue = ["name": "S", "menus": [["id": "main", "name": "Main", "prompt": "prompt-1"]]]
        let foreignAnswer = try await world.ask(.post, "/scenarios", as: .globexAdministrator, body: foreign)
        #expect(foreignAnswer.status == .notFound, "\(foreignAnswer.text)")
        let greeting: JSONValue = ["name": "G", "greeting": "prompt-1"]
        #expect(try await world.ask(.post, "/groups", as: .globexAdministrator, body: greeting).status == .notFound)
        #expect(try await world.ask(.patch, "/scenarios/greeting", as: .acmeAdministrator, body: menus).status == .ok)
        let line: JSONValue = ["kind": "line", "id": "line-1", "title": "+74951234567"]
        let scenario: JSONValue = ["kind": "scenario", "id": "greeting", "title": "Greeting"]
        let group: JSONValue = ["kind": "group", "id": "sales", "title": "Sales"]
        let cases: [(String, [JSONValue])] = [
            ("kind=group&name=sales", [line, scenario]), ("kind=scenario&name=greeting", [scenario]),
            ("kind=user&name=\(alice)", [line, group]), ("kind=prompt&name=prompt-1", [scenario]),
            ("kind=group&name=none", []), ("", []),
        ]
        for (query, items) in cases {
            let answer = try await world.ask(.get, "/usages?\(query)", as: .acmeAdministrator)
            #expect(answer.items == items, "\(query): \(answer.text)")
            #expect(try await world.ask(.get, "/usages?\(query)", as: .globexAdministrator).items.isEmpty)
        }
        for (path, isUsed) in [
            ("/groups/sales", true), ("/users/\(alice)", true), ("/prompts/prompt-1", true),
            ("/scenarios/greeting", false),
        ] {
            let answer = try await world.ask(.delete, path, as: .acmeAdministrator)
            #expect(answer.errorCode == (isUsed ? "conflict" : nil), "\(path): \(answer.text)")
        }
        let refused = try await world.ask(.delete, "/groups/sales", as: .acmeAdministrator)
        #expect(refused.text.contains("the line +74951234567"))
    }

    @Test("BYD-02 undoing how a group or a user began removes nothing that is used")
    func undoOfUsed() async throws {
        let world = try await TestWorld()
        let group = try await world.ask(.post, "/groups", as: .acmeAdministrator, body: ["name": "New"])
        let user: JSONValue = ["login": "dave", "password": "secret42"]
        let dave = try await world.ask(.post, "/users", as: .acmeAdministrator, body: user)
        let list = try await world.ask(.get, "/changes?limit=2", as: .acmeAdministrator)
        let rules: JSONValue = [
            "rules": [
                ["target": ["kind": "group", "name": group.json["id"] ?? .null]],
                ["target": ["kind": "user-voicemail", "name": dave.json["id"] ?? .null]],
            ]
        ]
        #expect(try await world.ask(.patch, Self.rules, as: .acmeAdministrator, body: rules).status == .ok)
        for change in list.items {
            let path = "/changes/\(change["version"]?.whole ?? 0)/undo"
            let answer = try await world.ask(.post, path, as: .acmeAdministrator)
            #expect(answer.errorCode == "conflict" && answer.text.contains("+74951234567"), "\(answer.text)")
        }
    }

    @Test("USR-05 the last member of a group is not removed; one of several leaves it")
    func lastMember() async throws {
        let world = try await Self.world()
        let bob = "/users/\(TestWorld.Person.acmeOther.id)"
        let alone: JSONValue = ["members": [.string(TestWorld.Person.acmeOther.id.text)]]
        _ = try await world.ask(.patch, "/groups/sales", as: .acmeAdministrator, body: alone)
        let refused = try await world.ask(.delete, bob, as: .acmeAdministrator)
        #expect(refused.errorCode == "conflict" && refused.text.contains("Sales"))
        let both: JSONValue = [
            "members": [
                .string(TestWorld.Person.acmeOther.id.text), .string(TestWorld.Person.acmeUser.id.text),
            ]
        ]
        _ = try await world.ask(.patch, "/groups/sales", as: .acmeAdministrator, body: both)
        #expect(try await world.ask(.delete, bob, as: .acmeAdministrator).status == .noContent)
    }
}
