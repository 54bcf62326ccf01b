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
        let change: JSONValue = ["email": "alice@acme.example", "callerID": "84951234567"]
        let changed = try await world.ask(.patch, Self.alice, as: .acmeAdministrator, body: change)
        #expect(changed.status == .ok)
        #expect(changed.json["shownName"]?.text == "The alice")
        #expect(changed.json["callerID"]?.text == "+74951234567")
        #expect(changed.headers[.eTag] == "\"2\"")
        let emptied = try await world.ask(.patch, Self.alice, as: .acmeAdministrator, body: ["callerID": nil])
        #expect(emptied.json["callerID"] == .null)
        #expect(emptied.json["email"]?.text == "alice@acme.example")
        let nothing = try await world.ask(.patch, Self.alice, as: .acmeAdministrator, body: [:])
        #expect(nothing.headers[.eTag] == "\"3\"")
    }

    @Test(
        "USR-04 USR-06 a user shows a number of the domain outside, and no other",
        arguments: [
            ("+74951234567", nil), ("84951234567", nil), ("+74959999999", "conflict"), ("+74950000002", "conflict"),
            ("88001234567", "conflict"), ("102", "conflict"),
        ] as [(String, String?)]
    )
    func outgoingNumber(_ number: String, _ code: String?) async throws {
        let world = try await TestWorld()
        for (id, domain, text) in [
            ("other", TestWorld.globex, "+74950000002"), ("free", TestWorld.acme, "+78001234567"),
        ] {
            let line = Line(id: LineID(id), domain: domain, number: try #require(DialString(text)), rules: [])
            _ = try await world.configuration.apply([.putLine(line)], by: ChangeAuthor(name: "test"))
        }
        let made: JSONValue = ["login": "dave", "password": "secret42", "callerID": .string(number)]
        for person in [TestWorld.Person.acmeAdministrator, .system] {
            let change: JSONValue = ["callerID": .string(number)]
            let changed = try await world.ask(.patch, Self.alice, as: person, body: change)
            #expect(changed.errorCode == code && changed.errorField == code.map { _ in "callerID" })
            #expect(changed.status == (code == nil ? .ok : .conflict))
        }
        let added = try await world.ask(.post, "/users", as: .acmeAdministrator, body: made)
        #expect(added.errorCode == code && added.errorField == code.map { _ in "callerID" })
        let shown = world.configuration.current.user(TestWorld.Person.acmeUser.id)?.callerID?.text
        #expect(shown == (code == nil ? "+74951234567" : nil))
    }

    @Test("USR-04 a number that is stored and none of the domain's stays until somebody takes another one")
    func formerNumber() async throws {
        let world = try await TestWorld()
        var alice = try #require(world.configuration.current.user(TestWorld.Person.acmeUser.id))
        alice.callerID = DialString("+74959999999")
        _ = try await world.configuration.apply([.putUser(alice)], by: ChangeAuthor(name: "test"))
        let body: JSONValue = ["shownName": "Alice", "callerID": "+74959999999"]
        let changed = try await world.ask(.patch, Self.alice, as: .acmeAdministrator, body: body)
        #expect(changed.status == .ok && changed.json["callerID"] == "+74959999999")
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

    @Test("RTE-06 a line's number and trunk are the system administrator's, where its calls go is the domain's")
    func lines() async throws {
        let world = try await TestWorld()
        func rules(_ kind: String, _ name: String?, schedule: JSONValue = .null) -> JSONValue {
            ["rules": [["target": ["kind": .string(kind), "name": .text(name)], "schedule": schedule]]]
        }
        let night: JSONValue = [["days": ["mon"], "from": "19:00", "to": "10:00"]]
        let evening: JSONValue = [["days": ["mon", "fri"], "from": "19:00", "to": "00:00"]]
        let cases: [(TestWorld.Person, JSONValue, Int)] = [
            (.acmeAdministrator, rules("user", TestWorld.Person.acmeOther.id.text), 200),
            (.acmeAdministrator, rules("group", "sales"), 200), (.acmeAdministrator, rules("group", "greeting"), 404),
            (.acmeAdministrator, rules("scenario", "greeting"), 200), (.acmeAdministrator, rules("end", nil), 200),
            (.acmeAdministrator, rules("number", "+74957770000"), 200),
            (.acmeAdministrator, rules("number", "nonsense"), 409),
            (.acmeAdministrator, rules("end", nil, schedule: evening), 200),
            (.acmeAdministrator, rules("end", nil, schedule: night), 409),
            (.acmeAdministrator, rules("end", nil, schedule: []), 409),
            (.acmeAdministrator, ["filter": ["kind": "black", "numbers": ["+7 495 000-00-00"]]], 422),
            (.acmeAdministrator, ["filter": ["kind": "white", "numbers": ["+74950000000"]]], 200),
            (.acmeAdministrator, ["number": "+74950000000"], 403), (.acmeAdministrator, ["trunk": nil], 403),
            (.acmeAdministrator, rules("user", TestWorld.Person.globexUser.id.text), 404),
            (.system, ["number": "+74950000000", "trunk": "trunk-1"], 200), (.system, ["trunk": "none"], 404),
            (.globexAdministrator, ["isActive": false], 404),
        ]
        for (person, body, status) in cases {
            let answer = try await world.ask(.patch, "/lines/line-1", as: person, body: body)
            #expect(answer.status.code == status, "\(person) \(body): \(answer.text)")
        }
    }

    @Test(
        "TRK-01 TRK-05 a private route: made by the system, decided by the domain, and what is wrong said at the field"
    )
    func privateRoutes() async throws {
        let world = try await TestWorld()
        let cases: [(TestWorld.Person, JSONValue, Int, String?)] = [
            (.acmeAdministrator, ["called": "sip:2[0-9]+@.*", "strip": 1, "transit": "none"], 200, nil),
            (.acmeAdministrator, ["called": "sip:("], 409, "called"), (.acmeAdministrator, ["called": nil], 200, nil),
            (.acmeAdministrator, ["group": "sales", "isActive": false], 200, nil),
            (.acmeAdministrator, ["group": "greeting"], 404, "group"),
            (.acmeAdministrator, ["outgoingNumbers": ["+74951234567"]], 200, nil),
            (.acmeAdministrator, ["outgoingNumbers": ["+74950000000"]], 404, "outgoingNumbers"),
            (.acmeAdministrator, ["host": "evil.example"], 422, "host"), (.globexAdministrator, ["strip": 2], 404, nil),
            (.acmeUser, ["strip": 2], 403, nil), (.system, ["channelsIn": 0], 200, nil),
        ]
        for (person, body, status, field) in cases {
            let answer = try await world.ask(.patch, "/private-routes/office", as: person, body: body)
            #expect(answer.status.code == status, "\(person) \(body): \(answer.text)")
            if let field { #expect(answer.text.contains("\"field\":\"\(field)\""), "\(answer.text)") }
        }
        let listed = try await world.ask(.get, "/trunks", as: .system)
        #expect(!listed.text.contains("pbx.example.net"))
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

    @Test("CAL-07 a member whose user is removed leaves the group, and the group can still be changed")
    func memberGone() async throws {
        let world = try await TestWorld()
        let path = "/pickup-groups/group-1"
        let made = try await world.ask(
            .post,
            "/users",
            as: .acmeAdministrator,
            body: ["login": "dave", "password": "secret42"]
        )
        let dave = try #require(made.json["id"]?.text)
        let alice = TestWorld.Person.acmeUser.id.text
        let both: JSONValue = ["members": [.string(dave), .string(alice)]]
        #expect(try await world.ask(.patch, path, as: .acmeAdministrator, body: both).status == .ok)
        #expect(try await world.ask(.delete, "/users/\(dave)", as: .acmeAdministrator).status == .noContent)
        let left: JSONValue = [.string(alice)]
        #expect(try await world.ask(.get, path, as: .acmeAdministrator).json["members"] == left)
        let renamed = try await world.ask(.patch, path, as: .acmeAdministrator, body: ["name": "Support"])
        #expect(renamed.status == .ok && renamed.json["members"] == left)
        let unknown = try await world.ask(.patch, path, as: .acmeAdministrator, body: ["members": ["nobody"]])
        #expect(unknown.status == .notFound && unknown.errorField == "members")
    }

    @Test("PKP-01 who is named for a pickup group leaves the one of before, whichever is written")
    func onePickupGroup() async throws {
        let world = try await TestWorld()
        func members(_ path: String) async throws -> JSONValue? {
            try await world.ask(.get, path, as: .acmeAdministrator).json["members"]
        }
        let alice: JSONValue = [.string(TestWorld.Person.acmeUser.id.text)]
        let first = "/pickup-groups/group-1"
        #expect(
            try await world.ask(.patch, first, as: .acmeAdministrator, body: ["members": alice]).status == .ok
        )
        let body: JSONValue = ["name": "Support", "members": alice]
        let made = try await world.ask(.post, "/pickup-groups", as: .acmeAdministrator, body: body)
        let second = "/pickup-groups/\(made.json["id"]?.text ?? "")"
        #expect(made.json["members"] == alice && made.status == .created)
        #expect(try await members(first) == [])
        let back = try await world.ask(.patch, first, as: .acmeAdministrator, body: ["members": alice])
        #expect(back.json["members"] == alice)
        #expect(try await members(second) == [])
    }

    @Test("CAL-12 a user has at most 50 reminders, and is told")
    func reminderLimit() async throws {
        let world = try await TestWorld()
        let body: JSONValue = ["at": "2027-01-01T09:00:00Z"]
        // What else is the user's own counts for nothing.
        let book = try await world.ask(.post, "/me/contact-groups", as: .acmeUser, body: ["name": "Friends"])
        #expect(book.status == .created)
        for _ in 1..<Reminder.limitOfUser {
            #expect(try await world.ask(.post, "/reminders", as: .acmeUser, body: body).status == .created)
        }
        let over = try await world.ask(.post, "/reminders", as: .acmeUser, body: body)
        #expect(over.status == .conflict && over.errorField == "user")
        let change: JSONValue = ["label": "Tea"]
        #expect(try await world.ask(.patch, "/reminders/reminder-1", as: .acmeUser, body: change).status == .ok)
    }
}
