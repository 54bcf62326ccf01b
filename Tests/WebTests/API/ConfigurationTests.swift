import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("Configuration over the API")
struct ConfigurationTests {
    private static let alice = "/users/\(TestWorld.Person.acmeUser.id)"

    @Test("BYD-09 a partial update keeps what it does not name; null empties what may be empty")
    func partial() async throws {
        let world = try await TestWorld()
        let change: JSONValue = ["email": "alice@acme.example", "callerID": "+74951112233"]
        let changed = try await world.ask(.patch, Self.alice, as: .acmeAdministrator, body: change)
        #expect(changed.status == .ok)
        #expect(changed.json["shownName"]?.text == "The alice")
        #expect(changed.json["callerID"]?.text == "+74951112233")
        #expect(changed.headers[.eTag] == "\"2\"")
        let emptied = try await world.ask(.patch, Self.alice, as: .acmeAdministrator, body: ["callerID": nil])
        #expect(emptied.json["callerID"] == .null)
        #expect(emptied.json["email"]?.text == "alice@acme.example")
        let nothing = try await world.ask(.patch, Self.alice, as: .acmeAdministrator, body: [:])
        #expect(nothing.headers[.eTag] == "\"3\"")
    }

    @Test("BYD-02 the slower of two writers is told", arguments: ["\"1\"", "\"99\"", "*", nil] as [String?])
    func conflict(tag: String?) async throws {
        let world = try await TestWorld()
        _ = try await world.ask(.patch, Self.alice, as: .acmeAdministrator, body: ["shownName": "First"])
        let headers: HTTPFields = tag.map { [.ifMatch: $0] } ?? [:]
        let late = try await world.ask(
            .patch,
            Self.alice,
            as: .acmeAdministrator,
            body: ["shownName": "Second"],
            headers: headers
        )
        let isStale = tag?.hasPrefix("\"") ?? false
        #expect(late.status == (isStale ? .conflict : .ok))
        #expect(late.errorCode == (isStale ? "conflict" : nil))
        let name = world.configuration.current.user(TestWorld.Person.acmeUser.id)?.shownName
        #expect(name == (isStale ? "First" : "Second"))
    }

    @Test("BYD-09 a repeated create with a key makes one thing, and gives the first answer again")
    func idempotency() async throws {
        let world = try await TestWorld()
        let body: JSONValue = ["login": "dave", "password": "secret42"]
        var headers: HTTPFields = [:]
        headers[try #require(RequestReading.idempotencyKey)] = "key-1"
        let first = try await world.ask(.post, "/users", as: .acmeAdministrator, body: body, headers: headers)
        let second = try await world.ask(.post, "/users", as: .acmeAdministrator, body: body, headers: headers)
        #expect(first.status == .created)
        #expect(second.status == .created)
        #expect(first.text == second.text)
        let other: JSONValue = ["login": "eve", "password": "secret42"]
        let reused = try await world.ask(.post, "/users", as: .acmeAdministrator, body: other, headers: headers)
        #expect(reused.errorCode == "key-reused")
        let elsewhere = try await world.ask(.post, "/users", as: .globexAdministrator, body: body, headers: headers)
        #expect(elsewhere.json["domain"]?.text == "globex.example")
        let unkeyed = try await world.ask(.post, "/users", as: .acmeAdministrator, body: body)
        #expect(unkeyed.errorCode == "taken")
        #expect(unkeyed.errorField == "login")
        world.time.advance(by: .seconds(86_401))
    }

    @Test("a failed create may be repeated with its key")
    func idempotencyAfterFailure() async throws {
        let world = try await TestWorld()
        var headers: HTTPFields = [:]
        headers[try #require(RequestReading.idempotencyKey)] = "key-2"
        let body: JSONValue = ["login": "dave", "password": "secret42", "extension": "103"]
        let taken = try await world.ask(.post, "/users", as: .acmeAdministrator, body: body, headers: headers)
        #expect(taken.errorField == "extension")
        let holder = "/users/\(TestWorld.Person.acmeUser.id)"
        _ = try await world.ask(.patch, holder, as: .acmeAdministrator, body: ["extension": nil])
        let made = try await world.ask(.post, "/users", as: .acmeAdministrator, body: body, headers: headers)
        #expect(made.status == .created)
    }

    @Test("pages follow one another without gap or repeat", arguments: [1, 2, 3, 50])
    func paging(limit: Int) async throws {
        let world = try await TestWorld()
        var seen: [String] = []
        var cursor: String?
        repeat {
            let path = "/users?limit=\(limit)" + (cursor.map { "&cursor=\($0)" } ?? "")
            let page = try await world.ask(.get, path, as: .system)
            #expect(page.json["total"]?.whole == 6)
            #expect(page.items.count <= limit)
            seen += page.items.compactMap { $0["login"]?.text }
            cursor = page.json["next"]?.text
        } while cursor != nil && seen.count < 100
        #expect(seen == ["alice", "bob", "boss", "boss", "carol", "root"])
    }

    @Test(
        "lists are searched and narrowed",
        arguments: [("search=ali", 1), ("search=BOB", 1), ("search=10", 2), ("search=", 3), ("search=zz", 0)]
    )
    func search(_ query: String, _ count: Int) async throws {
        let world = try await TestWorld()
        let answer = try await world.ask(.get, "/users?domain=acme.example&\(query)", as: .system)
        #expect(answer.items.count == count)
    }

    @Test("a new user signs in and their phone's secrets are derived")
    func newUser() async throws {
        let world = try await TestWorld()
        let body: JSONValue = ["login": "dave", "password": "secret42", "extension": "200", "shownName": "Дейв"]
        let made = try await world.ask(.post, "/users?domain=acme.example", as: .system, body: body)
        #expect(made.status == .created)
        let id = try #require(made.json["id"]?.text)
        let stored = try #require(world.configuration.current.user(UserID(id)))
        #expect(stored.credentials.digestMD5.count == 32)
        #expect(stored.role == .user)
        #expect(!made.text.contains("scrypt"))
        let signIn: JSONValue = [
            "login": "Dave", "password": "secret42", "domain": "ACME.example", "delivery": "bearer",
        ]
        #expect(try await world.ask(.post, "/session", body: signIn).status == .created)
    }

    @Test("TEN-03 roles are given within their domains only, and nobody locks themselves out")
    func roles() async throws {
        let world = try await TestWorld()
        let boss = "/users/\(TestWorld.Person.acmeAdministrator.id)"
        let cases: [(TestWorld.Person, String, JSONValue, String?)] = [
            (.acmeAdministrator, Self.alice, ["role": "system-administrator"], "not-allowed"),
            (.acmeAdministrator, Self.alice, ["role": "domain-administrator"], nil),
            (.acmeAdministrator, boss, ["role": "user"], "conflict"),
            (.acmeAdministrator, boss, ["isBlocked": true], "conflict"),
            (.system, "/users/\(TestWorld.Person.system.id)", ["role": "user"], "conflict"),
            (.system, "/users/\(TestWorld.Person.system.id)", ["extension": "1"], "conflict"),
            (.system, boss, ["role": "user"], nil),
        ]
        for (person, path, body, code) in cases {
            let answer = try await world.ask(.patch, path, as: person, body: body)
            #expect(answer.errorCode == code, "\(path) \(body)")
        }
        let administrator: JSONValue = ["login": "root2", "password": "secret42"]
        let made = try await world.ask(.post, "/users", as: .system, body: administrator)
        #expect(made.json["role"]?.text == "system-administrator")
        let stored = world.configuration.current.tenants[Domain.system]?.user(login: "root2")
        #expect(stored?.credentials.digestMD5 == "")
    }

    @Test("blocking, a new password and removal end a user's sessions")
    func endings() async throws {
        for (method, path, body) in [
            (HTTPRequest.Method.patch, Self.alice, ["isBlocked": true] as JSONValue?),
            (.put, Self.alice + "/password", ["password": "another7"]), (.delete, Self.alice, nil),
        ] {
            let world = try await TestWorld()
            _ = try await world.ask(.delete, "/lines/line-1", as: .system)
            let answer = try await world.ask(method, path, as: .acmeAdministrator, body: body)
            #expect(answer.status.kind == .successful, "\(method) \(path): \(answer.text)")
            #expect(try await world.ask(.get, "/me", as: .acmeUser).status == .unauthorized)
            #expect(try await world.sessions.all(of: TestWorld.Person.acmeUser.id, at: world.time.timestamp).isEmpty)
        }
    }

    @Test("what others depend on is not removed")
    func dependencies() async throws {
        let world = try await TestWorld()
        #expect(try await world.ask(.delete, Self.alice, as: .acmeAdministrator).errorCode == "conflict")
        _ = try await world.ask(.patch, "/lines/line-1", as: .system, body: ["trunk": "trunk-1"])
        #expect(try await world.ask(.delete, "/trunks/trunk-1", as: .system).errorCode == "conflict")
        #expect(try await world.ask(.delete, "/domains/system", as: .system).status == .notFound)
    }

    @Test("a line's number and trunk are the system administrator's, whom it rings is the domain's")
    func lines() async throws {
        let world = try await TestWorld()
        let bob = TestWorld.Person.acmeOther.id.text
        let cases: [(TestWorld.Person, JSONValue, Int)] = [
            (.acmeAdministrator, ["user": .string(bob), "shownName": "Main"], 200),
            (.acmeAdministrator, ["number": "+74950000000"], 403), (.acmeAdministrator, ["trunk": nil], 403),
            (.acmeAdministrator, ["user": .string(TestWorld.Person.globexUser.id.text)], 404),
            (.system, ["number": "+74950000000", "trunk": "trunk-1"], 200), (.system, ["trunk": "none"], 404),
            (.globexAdministrator, ["isActive": false], 404),
        ]
        for (person, body, status) in cases {
            let answer = try await world.ask(.patch, "/lines/line-1", as: person, body: body)
            #expect(answer.status.code == status, "\(person) \(body): \(answer.text)")
        }
    }

    @Test("SIP-04 a trunk's password goes in, stays when not named, and never comes out")
    func trunkSecrets() async throws {
        let world = try await TestWorld()
        let account: JSONValue = ["username": "u1", "password": "hidden-word"]
        let body: JSONValue = [
            "name": "beta", "host": "sip.example.org", "account": account, "acceptsByAddress": false,
        ]
        let made = try await world.ask(.post, "/trunks", as: .system, body: body)
        let id = try #require(made.json["id"]?.text)
        #expect(made.json["acceptsByAddress"] == false)
        let renamed: JSONValue = ["account": ["username": "u2"]]
        let changed = try await world.ask(.patch, "/trunks/\(id)", as: .system, body: renamed)
        let stored = try #require(world.configuration.current.trunks[TrunkID(id)])
        #expect(stored.authentication == .registration(.init(username: "u2", password: "hidden-word")))
        let history = try await world.ask(.get, "/changes", as: .system)
        for text in [made.text, changed.text, history.text] { #expect(!text.contains("hidden-word")) }
        let emptied = try await world.ask(.patch, "/trunks/\(id)", as: .system, body: ["account": nil])
        #expect(emptied.json["account"] == .null)
        #expect(emptied.json["acceptsByAddress"] == true)
        let none = try await world.ask(.patch, "/trunks/\(id)", as: .system, body: renamed)
        #expect(none.errorCode == "conflict")
    }

    @Test("BYD-02 ACT-01 changes are told field by field with secrets masked, and undone")
    func history() async throws {
        let world = try await TestWorld()
        _ = try await world.ask(.patch, Self.alice, as: .acmeAdministrator, body: ["shownName": "Alisa"])
        let list = try await world.ask(.get, "/changes?limit=1", as: .acmeAdministrator)
        let change = try #require(list.items.first)
        #expect(change["author"]?.text == "boss@acme.example")
        #expect(change["fields"] == [["name": "shownName", "before": "The alice", "after": "Alisa"]])
        let version = try #require(change["version"]?.whole)
        let undo = "/changes/\(version)/undo"
        #expect(try await world.ask(.post, undo, as: .globexAdministrator).status == .notFound)
        #expect(try await world.ask(.post, undo, as: .acmeAdministrator).status == .ok)
        #expect(world.configuration.current.user(TestWorld.Person.acmeUser.id)?.shownName == "The alice")
        #expect(try await world.ask(.post, undo, as: .acmeAdministrator).status == .conflict)

        let body: JSONValue = ["password": "another7"]
        _ = try await world.ask(.put, Self.alice + "/password", as: .acmeAdministrator, body: body)
        let latest = try await world.ask(.get, "/changes?limit=1", as: .acmeAdministrator)
        #expect(latest.items.first?["fields"] == [["name": "password", "before": "••••", "after": "••••"]])
        #expect(latest.json["next"] != .null)
    }

    @Test("BYD-02 what made the installation's administrators is not undone: nobody could sign in afterwards")
    func beginningStays() async throws {
        let world = try await TestWorld()
        let body: JSONValue = ["login": "second", "shownName": "Second", "password": "second77"]
        let made = try await world.ask(.post, "/users", as: .system, body: body)
        #expect(made.status == .created)
        let list = try await world.ask(.get, "/changes?limit=1", as: .system)
        let version = try #require(list.items.first?["version"]?.whole)
        let undone = try await world.ask(.post, "/changes/\(version)/undo", as: .system)
        #expect(undone.status == .conflict)
    }

    @Test("a store that fails gives 503 without telling why")
    func storeFails() async throws {
        let world = try await TestWorld()
        world.configuration.breakDown()
        let answer = try await world.ask(.patch, Self.alice, as: .acmeAdministrator, body: ["shownName": "x"])
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.errorCode == "store-failed")
        #expect(!answer.text.contains("secret/path"))
    }
}
