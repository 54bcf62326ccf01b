import HTTPTypes
import Kernel
import Model
import ModelTesting
import Testing

@testable import Web

@Suite("Password recovery")
struct RecoveryTests {
    private static let alice = TestWorld.Person.acmeUser

    private static func world(_ post: FakePost = FakePost(), hasPost: Bool = true) async throws -> TestWorld {
        let world = try await TestWorld(post: post, hasPost: hasPost)
        try await Self.change(world) { $0.email = "alice@mail.example" }
        return world
    }

    private static func change(_ world: TestWorld, _ change: (inout User) -> Void) async throws {
        var user = try #require(world.configuration.current.user(Self.alice.id))
        change(&user)
        _ = try await world.configuration.apply([.putUser(user)], by: ChangeAuthor(name: "test"))
    }

    private static func ask(
        _ world: TestWorld,
        _ login: String = "alice",
        _ domain: String = "acme.example"
    ) async throws -> Answer {
        try await world.ask(
            .post,
            "/password-recovery",
            body: ["login": .string(login), "domain": .string(domain)]
        )
    }

    private static func secret(_ letter: AccountLetter?) -> String? {
        guard case .recovery(_, _, let secret) = letter else { return nil }
        return secret
    }

    private static func set(_ world: TestWorld, _ secret: String, _ password: String) async throws -> Answer {
        try await world.ask(.post, "/password-recovery/\(secret)", body: ["password": .string(password)])
    }

    private static func signIn(_ world: TestWorld, _ password: String) async throws -> Answer {
        try await world.ask(
            .post,
            "/session",
            body: ["login": "alice", "password": .string(password), "domain": "acme.example", "delivery": "bearer"]
        )
    }

    @Test("AUTH-02 the link in the letter sets a new password, once, and ends all sessions")
    func recovers() async throws {
        let world = try await Self.world()
        #expect(try await Self.ask(world).status == .accepted)
        #expect(try await Self.ask(world, "ALICE", "Acme.Example").status == .accepted)
        let letters = try await world.post.wait(for: 2)
        #expect(letters.map(\.address) == ["alice@mail.example", "alice@mail.example"])
        #expect(letters.allSatisfy { $0.language == .russian })
        let (first, second) = (try #require(Self.secret(letters.first?.letter)), Self.secret(letters.last?.letter))
        #expect(await world.recoveries.find(secretHash: first, at: world.time.timestamp) == nil, "in the clear")

        #expect(try await Self.set(world, "nonsense", "another7").status == .notFound)
        #expect(try await Self.set(world, first, "short").errorCode == "invalid")
        #expect(try await world.ask(.get, "/me", as: Self.alice).status == .ok)
        #expect(try await Self.set(world, first, "another7").status == .noContent)
        #expect(try await world.ask(.get, "/me", as: Self.alice).status == .unauthorized)
        #expect(try await Self.signIn(world, TestWorld.password).status == .unauthorized)
        #expect(try await Self.signIn(world, "another7").status == .created)
        for used in [first, second ?? ""] {
            #expect(try await Self.set(world, used, "another8").status == .notFound)
        }
        let changes = try await world.ask(.get, "/changes", as: .acmeAdministrator).items
        let change = try #require(changes.first { $0["objectKind"] != "session" })
        #expect(change["author"]?.text == "alice@acme.example")
        #expect(change["fields"]?.elements?.map { $0["name"]?.text } == ["password"])
    }

    @Test(
        "AUTH-02 the answer never tells whether there is such an account",
        arguments: [
            ("alice", "acme.example"), ("nobody", "acme.example"), ("alice", "no.such.domain"), ("bob", "acme.example"),
            ("root", "system"),
        ]
    )
    func oneAnswer(_ login: String, _ domain: String) async throws {
        let world = try await Self.world()
        let answer = try await Self.ask(world, login, domain)
        #expect(answer.status == .accepted && answer.text == #"{"validSeconds":3600}"#)
        // Whoever has no account or no address gets no letter; nobody's password is looked at, so nothing takes time.
        let expected = login == "alice" && domain == "acme.example" ? 1 : 0
        #expect(try await world.post.wait(for: expected).count == expected)
        #expect(!world.metrics.text().contains("password_checks_total 1\n"))
    }

    @Test("AUTH-02 a link is good for an hour, and not for the blocked or after another change of the password")
    func ends() async throws {
        let late = try await Self.world()
        _ = try await Self.ask(late)
        let expired = try #require(Self.secret(try await late.post.wait(for: 1).first?.letter))
        late.time.advance(by: .seconds(3_600))
        #expect(try await Self.set(late, expired, "another7").status == .notFound)

        let blocked = try await Self.world()
        _ = try await Self.ask(blocked)
        let secret = try #require(Self.secret(try await blocked.post.wait(for: 1).first?.letter))
        try await Self.change(blocked) { $0.isBlocked = true }
        #expect(try await Self.set(blocked, secret, "another7").status == .notFound)

        let changed = try await Self.world()
        _ = try await Self.ask(changed)
        let old = try #require(Self.secret(try await changed.post.wait(for: 1).first?.letter))
        let body: JSONValue = ["currentPassword": .string(TestWorld.password), "newPassword": "another6"]
        #expect(try await changed.ask(.put, "/me/password", as: Self.alice, body: body).status == .noContent)
        #expect(try await Self.set(changed, old, "another7").status == .notFound)
    }

    @Test("AUTH-02 an account gets three letters an hour in silence, a source is told to wait after twenty requests")
    func limits() async throws {
        let world = try await Self.world()
        for _ in 0..<5 { #expect(try await Self.ask(world).status == .accepted) }
        #expect(try await world.post.wait(for: 3).count == 3)
        for number in 0..<15 { #expect(try await Self.ask(world, "user\(number)").status == .accepted) }
        let refused = try await Self.ask(world, "nobody")
        #expect(refused.status == .tooManyRequests && refused.headers[.retryAfter] == "3600")
        #expect(world.post.sent.count == 3)
    }

    @Test("AUTH-02 without a mail server or the cabinet's address the sign-in page knows that nothing can be sent")
    func impossible() async throws {
        let possible = try await Self.world()
        #expect(try await possible.ask(.get, "/sign-in-options").json["canRecoverPassword"] == true)
        for (post, hasPost) in [(FakePost(), false), (FakePost(canLink: false), true)] {
            let world = try await Self.world(post, hasPost: hasPost)
            #expect(try await world.ask(.get, "/sign-in-options").json["canRecoverPassword"] == false)
            for login in ["alice", "nobody"] { #expect(try await Self.ask(world, login).errorCode == "conflict") }
            #expect(post.sent.isEmpty)
        }
    }

    @Test("AUTH-02 one's own e-mail address, where links go, is changed with the password only")
    func address() async throws {
        let world = try await Self.world()
        let cases: [(body: JSONValue, code: String?)] = [
            (["email": "thief@mail.example"], "not-allowed"),
            (["email": nil], "not-allowed"),
            (["email": "thief@mail.example", "currentPassword": "wrong-one1"], "not-allowed"),
            (["email": "alice@mail.example", "shownName": "A"], nil),
            (["email": "a@mail.example", "currentPassword": .string(TestWorld.password)], nil),
        ]
        for (body, code) in cases {
            let answer = try await world.ask(.patch, "/me", as: Self.alice, body: body)
            #expect(answer.errorCode == code && answer.errorField == code.map { _ in "currentPassword" })
        }
        #expect(world.configuration.current.user(Self.alice.id)?.email == "a@mail.example")
    }

    @Test("USR-03 credentials are mailed in the domain's language when an administrator wishes it")
    func credentials() async throws {
        let world = try await Self.world(FakePost(canLink: false))
        var acme = try #require(world.configuration.current.tenants[TestWorld.acme]?.domain)
        acme.language = .english
        _ = try await world.configuration.apply([.putDomain(acme)], by: ChangeAuthor(name: "test"))
        let body: JSONValue = [
            "login": "dave", "password": "secret77", "extension": "222", "email": "dave@mail.example",
            "sendCredentials": true,
        ]
        #expect(try await world.ask(.post, "/users", as: .acmeAdministrator, body: body).status == .created)
        let path = "/users/\(Self.alice.id)/password"
        let password: JSONValue = ["password": "secret78", "sendCredentials": true]
        #expect(try await world.ask(.put, path, as: .acmeAdministrator, body: password).status == .noContent)
        let silent: JSONValue = ["password": "secret79"]
        #expect(try await world.ask(.put, path, as: .acmeAdministrator, body: silent).status == .noContent)
        let acmeID = TestWorld.acme
        let extensionOfAlice = world.configuration.current.user(Self.alice.id)?.extension
        #expect(
            world.post.sent == [
                .init(
                    letter: .credentials(login: "dave", domain: acmeID, password: "secret77", extension: "222"),
                    address: "dave@mail.example",
                    language: .english
                ),
                .init(
                    letter: .credentials(
                        login: "alice",
                        domain: acmeID,
                        password: "secret78",
                        extension: extensionOfAlice
                    ),
                    address: "alice@mail.example",
                    language: .english
                ),
            ]
        )
    }

    @Test("USR-03 credentials that cannot be mailed are refused before anything has changed")
    func unmailable() async throws {
        let bare: JSONValue = ["login": "dave", "password": "secret77", "sendCredentials": true]
        let world = try await Self.world()
        let unaddressed = try await world.ask(.post, "/users", as: .acmeAdministrator, body: bare)
        #expect(unaddressed.errorCode == "conflict" && unaddressed.errorField == "email")
        let without = try await Self.world(hasPost: false)
        let body: JSONValue = ["password": "secret78", "sendCredentials": true]
        let path = "/users/\(Self.alice.id)/password"
        let refused = try await without.ask(.put, path, as: .acmeAdministrator, body: body)
        #expect(refused.errorCode == "conflict" && refused.errorField == "sendCredentials")
        #expect(try await Self.signIn(without, TestWorld.password).status == .created)
        #expect(world.configuration.current.tenants[TestWorld.acme]?.user(login: "dave") == nil)
    }
}
