import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("Administrators of pools")
struct PoolAdministratorTests {
    private static let path = "/pools/pool:holding/administrators"
    private static let body: JSONValue = [
        "login": "eve", "shownName": "Eve", "email": "eve@acme.example", "password": "secret42",
    ]

    private static func signIn(
        _ login: String,
        _ world: TestWorld,
        domain: String = "group",
        password: String = TestWorld.password
    ) async throws -> Answer {
        let body: JSONValue = [
            "login": .string(login), "password": .string(password), "domain": .string(domain), "delivery": "bearer",
        ]
        return try await world.ask(.post, "/session", body: body)
    }

    private static func bearer(_ answer: Answer) throws -> HTTPFields {
        [.authorization: "Bearer \(try #require(answer.json["secret"]?.text))"]
    }

    @Test(
        "TEN-10 they sign in by login and password, or with their pool",
        arguments: ["group", "pool:holding", "GROUP"]
    )
    func signsIn(_ domain: String) async throws {
        let world = try await TestWorld()
        let answer = try await Self.signIn("chief", world, domain: domain)
        #expect(answer.status == .created)
        #expect(answer.json["me"]?["role"]?.text == "pool-supervisor")
        #expect(answer.json["me"]?["domain"]?.text == "pool:holding")
        #expect(answer.json["me"]?["domainShownName"]?.text == "Holding")
        for (login, domain, password) in [
            ("chief", "pool:other", "secret42"), ("chief", "group", "wrong"), ("alice", "group", "secret42"),
            ("chief", "acme.example", "secret42"),
        ] {
            let refused = try await Self.signIn(login, world, domain: domain, password: password)
            #expect(refused.errorCode == "sign-in-refused", "\(login) \(domain)")
        }
    }

    @Test("TEN-10 a supervisor makes, lists, changes and removes administrators")
    func management() async throws {
        let world = try await TestWorld()
        let body = Self.body.merging(["subgroups": ["south"], "phone": "+7 495 1234567", "isBlocked": true])
        #expect(try await world.ask(.post, Self.path, as: .supervisor, body: body).errorCode == "invalid")
        let good = Self.body.merging(["subgroups": ["south"], "phone": "+74951234567", "isBlocked": true])
        let made = try await world.ask(.post, Self.path, as: .supervisor, body: good)
        let id = try #require(made.json["id"]?.text)
        #expect(made.json["isSupervisor"] == false && made.json["subgroups"] == ["south"])
        #expect(made.json["phone"]?.text == "+74951234567" && !made.text.contains("secret42"))
        #expect(try await world.ask(.post, Self.path, as: .supervisor, body: good).errorCode == "taken")
        #expect(try await Self.signIn("eve", world).errorCode == "sign-in-refused")
        let change: JSONValue = ["isBlocked": false, "subgroups": [], "phone": .null, "shownName": "E"]
        let changed = try await world.ask(.patch, Self.path + "/\(id)", as: .supervisor, body: change)
        #expect(changed.json["subgroups"] == [] && changed.json["phone"] == .null && changed.json["version"] == 2)
        #expect(try await Self.signIn("eve", world).status == .created)
        let foreign: JSONValue = ["subgroups": ["group-1"]]
        #expect(try await world.ask(.patch, Self.path + "/\(id)", as: .supervisor, body: foreign).status == .notFound)
        let listed = try await world.ask(.get, Self.path, as: .supervisor)
        #expect(listed.items.map { $0["login"]?.text } == ["chief", "deputy", "eve"])
        // Role and login are no members of a change.
        for member in ["login", "isSupervisor"] {
            let body = JSONValue.object([JSONMember(name: member, value: true)])
            #expect(try await world.ask(.patch, Self.path + "/\(id)", as: .supervisor, body: body).status.code == 422)
        }
        #expect(try await world.ask(.delete, Self.path + "/\(id)", as: .supervisor).status == .noContent)
        #expect(try await world.ask(.get, Self.path + "/\(id)", as: .supervisor).status == .notFound)
        // People of domains are none of them.
        let alice = TestWorld.Person.acmeUser.id
        #expect(try await world.ask(.get, Self.path + "/\(alice)", as: .supervisor).status == .notFound)
    }

    @Test("TEN-10 nobody locks oneself out, nor keeps an account that is found open")
    func oneself() async throws {
        let world = try await TestWorld()
        let own = Self.path + "/\(TestWorld.Person.supervisor.id)"
        #expect(try await world.ask(.delete, own, as: .supervisor).errorCode == "conflict")
        for (body, status) in [
            (["isBlocked": true], 409), (["password": "another7"], 403), (["email": "x@y.example"], 403),
            (["shownName": "Boss"], 200),
        ] as [(JSONValue, Int)] {
            #expect(try await world.ask(.patch, own, as: .supervisor, body: body).status.code == status)
        }
    }

    @Test("TEN-10 a block, a new password and a removal end all sessions at once", arguments: 0...2)
    func ending(_ way: Int) async throws {
        let world = try await TestWorld()
        let bearer = try Self.bearer(try await Self.signIn("deputy", world))
        #expect(try await world.ask(.get, "/me", headers: bearer).status == .ok)
        let path = Self.path + "/\(TestWorld.Person.subgroupAdministrator.id)"
        let bodies: [JSONValue] = [["isBlocked": true], ["password": "another7"]]
        let answer =
            way < 2
            ? try await world.ask(.patch, path, as: .supervisor, body: bodies[way])
            : try await world.ask(.delete, path, as: .supervisor)
        #expect((200..<300).contains(answer.status.code))
        #expect(try await world.ask(.get, "/me", headers: bearer).status == .unauthorized)
        #expect(try await world.ask(.get, "/in/acme.example/users", headers: bearer).status == .unauthorized)
        #expect(try await world.ask(.get, "/me", as: .subgroupAdministrator).status == .unauthorized)
        #expect(try await Self.signIn("deputy", world).errorCode == "sign-in-refused")
    }

    @Test("TEN-03 of a blocked pool nobody signs in, and nobody is signed in")
    func blockedPool() async throws {
        let world = try await TestWorld()
        let bearer = try Self.bearer(try await Self.signIn("chief", world))
        let body: JSONValue = ["isBlocked": true]
        #expect(try await world.ask(.patch, "/pools/pool:holding", as: .system, body: body).status == .ok)
        for path in ["/me", "/pools/pool:holding/domains", "/in/acme.example/users"] {
            #expect(try await world.ask(.get, path, headers: bearer).status == .unauthorized, "\(path)")
        }
        #expect(try await Self.signIn("chief", world).errorCode == "sign-in-refused")
        // The domains go on.
        #expect(try await world.ask(.get, "/pool/users", as: .acmeUser).status == .ok)
    }

    @Test("TEN-10 credentials are mailed when that is wished, and a link for a forgotten password")
    func letters() async throws {
        let world = try await TestWorld()
        let body = Self.body.merging(["sendCredentials": true])
        let made = try await world.ask(.post, Self.path, as: .supervisor, body: body)
        let id = try #require(made.json["id"]?.text)
        let letter = AccountLetter.credentials(
            login: "eve",
            domain: TestWorld.holding,
            password: "secret42",
            extension: nil
        )
        #expect(world.post.sent.map(\.letter) == [letter])
        let blind: JSONValue = ["sendCredentials": true]
        #expect(
            try await world.ask(.patch, Self.path + "/\(id)", as: .supervisor, body: blind).errorCode == "conflict"
        )
        let forgotten: JSONValue = ["login": "eve", "domain": "group"]
        #expect(try await world.ask(.post, "/password-recovery", body: forgotten).status == .accepted)
        guard case .recovery(_, TestWorld.holding, let secret) = try await world.post.wait(for: 2).last?.letter else {
            Issue.record("no link was sent")
            return
        }
        let password: JSONValue = ["password": "another7"]
        #expect(try await world.ask(.post, "/password-recovery/\(secret)", body: password).status == .noContent)
        #expect(try await Self.signIn("eve", world, password: "another7").status == .created)
    }

    @Test("TEN-11 the own profile: shown name, address, phone and password; the role stays")
    func profile() async throws {
        let world = try await TestWorld()
        let change: JSONValue = [
            "shownName": "Deputy", "phone": "+74951234567", "email": "d@acme.example", "currentPassword": "secret42",
        ]
        let changed = try await world.ask(.patch, "/me", as: .subgroupAdministrator, body: change)
        #expect(changed.json["phone"]?.text == "+74951234567" && changed.json["email"]?.text == "d@acme.example")
        let user = try #require(world.configuration.current.user(TestWorld.Person.subgroupAdministrator.id))
        #expect(user.administration?.subgroups == [TestWorld.south] && user.credentials.digestMD5.isEmpty == false)
        let phone: JSONValue = ["phone": "+74951234567"]
        #expect(try await world.ask(.patch, "/me", as: .acmeUser, body: phone).errorCode == "conflict")
        let passwords: JSONValue = ["currentPassword": "secret42", "newPassword": "short"]
        let refused = try await world.ask(.put, "/me/password", as: .subgroupAdministrator, body: passwords)
        #expect(refused.status == .unprocessableContent)
        let good: JSONValue = ["currentPassword": "secret42", "newPassword": "another7"]
        #expect(try await world.ask(.put, "/me/password", as: .subgroupAdministrator, body: good).status == .noContent)
        // No secrets for phones are kept of somebody who has none.
        let stored = try #require(world.configuration.current.user(TestWorld.Person.subgroupAdministrator.id))
        #expect(stored.credentials.digestMD5.isEmpty && stored.credentials.digestSHA256.isEmpty)
    }

    @Test("AUTH-07 where administrators need a second factor, those of pools do")
    func secondFactor() async throws {
        var settings = WebSettings()
        settings.administratorsNeedCode = true
        let world = try await TestWorld(settings: settings)
        for path in ["/pools/pool:holding/domains", "/in/acme.example/users"] {
            let answer = try await world.ask(.get, path, as: .supervisor)
            #expect(answer.errorCode == "second-factor-missing", "\(path)")
        }
        #expect(try await world.ask(.get, "/me", as: .supervisor).status == .ok)
    }
}
