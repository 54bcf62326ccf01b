import HTTPTypes
import Testing

@testable import Web

@Suite("ACT-01 What is not configuration is in the history of actions, too")
struct ActionHistoryTests {
    /// `session create alice@acme.example`, the newest first. The history of these tests knows no change of what is kept
    /// elsewhere, only its making: what was there before is the store's to say, and is tested there.
    private static func history(_ world: TestWorld, _ person: TestWorld.Person = .acmeAdministrator) async throws
        -> [String]
    {
        try await world.ask(.get, "/changes", as: person).items.map { change in
            ["objectKind", "action", "objectName"].compactMap { change[$0]?.text }.joined(separator: " ")
        }
    }

    private static let ownPage: HTTPFields = {
        var headers: HTTPFields = [:]
        if let name = APIResponder.forgeryHeader { headers[name] = "1" }
        return headers
    }()

    @Test("signing in and out, with who; the secret is not there")
    func session() async throws {
        let world = try await TestWorld()
        let body: JSONValue = [
            "login": "alice", "password": .string(TestWorld.password), "domain": "acme.example", "delivery": "bearer",
        ]
        let answer = try await world.ask(.post, "/session", body: body)
        let secret = try #require(answer.json["secret"]?.text)
        let entry = try #require(try await world.ask(.get, "/changes", as: .acmeAdministrator).items.first)
        #expect(entry["author"]?.text == "alice@acme.example")
        let headers: HTTPFields = [.authorization: "Bearer \(secret)"]
        #expect(try await world.ask(.delete, "/session", headers: headers).status == .noContent)
        let history = try await Self.history(world)
        #expect(
            history.prefix(2) == [
                "session sign-out alice@acme.example", "session sign-in alice@acme.example",
            ]
        )
        let all = try await world.ask(.get, "/changes", as: .system).text
        #expect(!all.contains(secret) && !all.contains(Authenticator.hash(secret)))
        #expect(try await !Self.history(world, .globexAdministrator).contains { $0.hasPrefix("session") })
    }

    @Test("a wrong password is no sign-in")
    func refused() async throws {
        let world = try await TestWorld()
        let body: JSONValue = ["login": "alice", "password": "wrong-one1", "domain": "acme.example"]
        let answer = try await world.ask(.post, "/session", body: body, headers: Self.ownPage)
        #expect(answer.status == .unauthorized)
        #expect(try await !Self.history(world).contains { $0.hasPrefix("session") })
    }

    @Test("tokens are made and revoked, by name and rights")
    func tokens() async throws {
        let world = try await TestWorld()
        let made = try await world.ask(.post, "/tokens", as: .acmeUser, body: ["name": "CRM"])
        let id = try #require(made.json["id"]?.text)
        let fields = try await world.ask(.get, "/changes", as: .acmeAdministrator).items.first?["fields"]?.elements
        #expect(fields?.contains { $0["name"] == "name" && $0["after"] == "CRM" } == true)
        #expect(try await world.ask(.delete, "/tokens/\(id)", as: .acmeUser).status == .noContent)
        let history = try await Self.history(world)
        #expect(history.prefix(2) == ["token remove alice@acme.example", "token create alice@acme.example"])
    }

    @Test("prompts are made, renamed, given a sound and removed")
    func prompts() async throws {
        let world = try await TestWorld()
        let body: JSONValue = ["name": "Hello", "purpose": "greeting", "owner": .null]
        let made = try await world.ask(.post, "/prompts", as: .acmeAdministrator, body: body)
        let path = "/prompts/\(try #require(made.json["id"]?.text))"
        _ = try await world.ask(.patch, path, as: .acmeAdministrator, body: ["name": "Good day"])
        _ = try await world.upload(path + "/sound", [1, 2, 3], as: .acmeAdministrator)
        _ = try await world.ask(.delete, path, as: .acmeAdministrator)
        #expect(
            try await Self.history(world).prefix(4) == [
                "prompt remove Good day", "prompt create Good day", "prompt create Good day", "prompt create Hello",
            ]
        )
    }

    @Test("ACT-03 the history is asked for sign-ins and for what was switched on or off, in a domain and in a pool")
    func actions() async throws {
        let world = try await TestWorld()
        let body: JSONValue = [
            "login": "alice", "password": .string(TestWorld.password), "domain": "acme.example", "delivery": "bearer",
        ]
        _ = try await world.ask(.post, "/session", body: body)
        let path = "/users/\(TestWorld.Person.acmeOther.id)"
        for isBlocked in [true, false] {
            let change: JSONValue = ["isBlocked": .boolean(isBlocked)]
            #expect(try await world.ask(.patch, path, as: .acmeAdministrator, body: change).status == .ok)
        }
        _ = try await world.ask(.patch, path, as: .acmeAdministrator, body: ["shownName": "Robert"])
        for (action, count) in [("sign-in", 1), ("sign-out", 0), ("activate", 1), ("deactivate", 1), ("change", 1)] {
            let answer = try await world.ask(.get, "/changes?action=\(action)", as: .acmeAdministrator)
            #expect(answer.items.count == count && answer.json["total"]?.whole == count, "\(action): \(answer.text)")
            #expect(answer.items.allSatisfy { $0["action"]?.text == action })
        }
        let pool = try await world.ask(.get, "/pools/pool:holding/changes?action=activate", as: .supervisor)
        #expect(pool.status == .ok && pool.items.isEmpty, "\(pool.text)")
    }

    @Test("ACT-01 a removed voice message and a deleted recording are told, with whose and when")
    func sounds() async throws {
        let world = try await TestWorld()
        try await world.leaveVoice()
        #expect(try await world.ask(.delete, "/messages/message-1", as: .acmeUser).status == .noContent)
        #expect(try await Self.history(world).first == "message remove alice@acme.example")
        let fields = try await world.ask(.get, "/changes", as: .acmeAdministrator).items.first?["fields"]?.elements
        #expect(fields?.contains { $0["name"] == "seconds" && $0["before"] == "2" } == true, "\(fields ?? [])")
        #expect(try await world.ask(.delete, "/messages/message-1", as: .acmeUser).status == .notFound)
        #expect(try await Self.history(world).count { $0.hasPrefix("message") } == 1)
    }

    @Test("what is only said in the history cannot be undone")
    func undo() async throws {
        let world = try await TestWorld()
        _ = try await world.ask(.post, "/tokens", as: .acmeUser, body: ["name": "CRM"])
        let entry = try await world.ask(.get, "/changes", as: .system).items.first
        let version = try #require(entry?["version"]?.whole)
        let answer = try await world.ask(.post, "/changes/\(version)/undo", as: .system)
        #expect(answer.status == .conflict)
        let refused = try await world.ask(.post, "/changes/\(version)/undo", as: .acmeAdministrator)
        #expect(refused.status == .forbidden)
    }

    @Test("BYD-09 who comes too late is told what was changed meanwhile, when they may read the history")
    func late() async throws {
        let world = try await TestWorld()
        let path = "/users/\(TestWorld.Person.acmeUser.id)"
        let seen = try await world.ask(.get, path, as: .acmeAdministrator).json["version"]?.whole ?? 0
        for change in [["ringTimeSeconds": 25], ["position": "Desk"]] as [JSONValue] {
            #expect(try await world.ask(.patch, path, as: .acmeAdministrator, body: change).status == .ok)
        }
        func late(_ path: String, as person: TestWorld.Person, _ version: Int) async throws -> Answer {
            try await world.ask(
                .patch,
                path,
                as: person,
                body: ["shownName": "Late"],
                headers: [.ifMatch: "\"\(version)\""]
            )
        }
        let refused = try await late(path, as: .acmeAdministrator, seen)
        #expect(refused.errorCode == "conflict" && refused.errorField == "If-Match")
        let changes = refused.json["error"]?["changes"]?.elements ?? []
        #expect(changes.map { $0["fields"]?.elements?.first?["name"] } == ["position", "ringTimeSeconds"])
        #expect(changes.first?["fields"]?.elements?.first?["after"] == "Desk")
        #expect(try await late(path, as: .system, seen + 1).json["error"]?["changes"]?.elements?.count == 1)
        let own = try await late("/me", as: .acmeUser, seen)
        #expect(own.errorCode == "conflict" && own.json["error"]?["changes"] == nil, "users do not read the history")
    }
}
