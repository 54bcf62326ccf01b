import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("RTE-10 What would happen in a voice scenario")
struct ScenarioTrialTests {
    private static func forward(_ kind: String, _ name: String) -> JSONValue {
        ["kind": "forward", "target": ["kind": .string(kind), "name": .string(name)]]
    }

    private static func menus(_ name: String, one: JSONValue) -> JSONValue {
        [["id": "main", "name": .string(name), "keys": [["key": "1", "action": one]]]]
    }

    /// Callers of the line hear "Main", whose key 1 leads to Alice; in the draft it leads to Sales, where Bob is.
    private static func world() async throws -> TestWorld {
        let world = try await TestWorld()
        let (alice, bob) = (TestWorld.Person.acmeUser.id.text, TestWorld.Person.acmeOther.id.text)
        let rules: JSONValue = ["rules": [["target": ["kind": "scenario", "name": "greeting"]]]]
        let published: JSONValue = ["menus": Self.menus("Main", one: Self.forward("user", alice))]
        let draft: JSONValue = ["menus": Self.menus("New", one: Self.forward("group", "sales"))]
        for (path, body) in [
            ("/groups/sales", ["members": [.string(bob)]]), ("/scenarios/greeting", published),
            ("/lines/line-1", rules),
        ] as [(String, JSONValue)] {
            let answer = try await world.ask(.patch, path, as: .acmeAdministrator, body: body)
            #expect(answer.status == .ok, "\(answer.text)")
        }
        #expect(
            try await world.ask(.put, "/scenarios/greeting/draft", as: .acmeAdministrator, body: draft).status == .ok
        )
        return world
    }

    private static func trial(_ world: TestWorld, _ body: JSONValue) async throws -> Answer {
        try await world.ask(.post, "/routing/trial", as: .acmeAdministrator, body: body)
    }

    private static func steps(_ answer: Answer) -> [String] {
        (answer.json["steps"]?.elements ?? []).map { "\($0["rule"]?.text ?? ""): \($0["outcome"]?.text ?? "")" }
    }

    @Test("RTE-10 keys lead through what is published, as they lead callers")
    func published() async throws {
        let world = try await Self.world()
        let waiting = try await Self.trial(world, ["line": "line-1"])
        #expect(waiting.json["outcome"]?["kind"] == "scenario" && waiting.json["rule"] == 0)
        #expect(Self.steps(waiting).last == "menu Main: is heard")
        let pressed = try await Self.trial(world, ["line": "line-1", "keys": "1"])
        #expect(pressed.json["outcome"]?["kind"] == "ring" && pressed.json["rule"] == 0, "\(pressed.text)")
        #expect(pressed.json["outcome"]?["name"]?.text == TestWorld.Person.acmeUser.id.text)
        #expect(pressed.json["outcome"]?["chain"]?.elements?.count == 1)
    }

    @Test("RTE-10 IVR-07 the draft is gone through instead, from a line or straight away, and callers notice nothing")
    func draft() async throws {
        let world = try await Self.world()
        let calls: [JSONValue] = [
            ["line": "line-1", "keys": "1", "draft": "greeting"],
            ["scenario": "greeting", "keys": "1", "draft": "greeting"],
        ]
        for call in calls {
            let answer = try await Self.trial(world, call)
            #expect(answer.json["outcome"]?["name"] == "sales", "\(answer.text)")
            let expected = [
                "voice scenario Greeting: by its draft", "menu New: is heard", "menu New: key 1",
                "voice scenario: group Sales, 1 members",
            ]
            #expect(Self.steps(answer).suffix(4) == expected[...])
        }
        let straight = try await Self.trial(world, ["scenario": "greeting", "keys": "1"])
        #expect(straight.json["outcome"]?["name"]?.text == TestWorld.Person.acmeUser.id.text)
        #expect(straight.json["rule"] == .null)
        let scenario = try #require(world.configuration.current.entries[EntryID("greeting")]?.scenario)
        #expect(scenario.menus.first?.name == "Main" && scenario.draft?.first?.name == "New")
    }

    @Test("RTE-10 IVR-07 a draft that leads to somebody who is gone says so")
    func dangling() async throws {
        let world = try await Self.world()
        #expect(try await world.ask(.delete, "/groups/sales", as: .acmeAdministrator).status == .noContent)
        let answer = try await Self.trial(world, ["scenario": "greeting", "keys": "1", "draft": "greeting"])
        #expect(answer.json["outcome"]?["cause"] == "no-such-number")
        #expect(Self.steps(answer).last == "voice scenario: its group is gone")
    }

    @Test("RTE-10 TEN-01 what cannot be tried is said at its field")
    func refused() async throws {
        let world = try await Self.world()
        _ = try await world.ask(.delete, "/scenarios/greeting/draft", as: .acmeAdministrator)
        let cases: [(JSONValue, String, String)] = [
            (["line": "line-1", "draft": "greeting"], "wrong-state", "draft"),
            (["line": "line-1", "draft": "sales"], "not-found", "draft"),
            (["scenario": "nowhere"], "not-found", "scenario"),
            (["scenario": "greeting", "line": "line-1"], "conflict", "line"), ([:], "conflict", "line"),
        ]
        for (body, code, field) in cases {
            let answer = try await Self.trial(world, body)
            #expect(answer.errorCode == code && answer.errorField == field, "\(body): \(answer.text)")
        }
        let stranger = try await world.ask(
            .post,
            "/routing/trial",
            as: .globexAdministrator,
            body: ["scenario": "greeting"]
        )
        #expect(stranger.status == .notFound)
    }
}
