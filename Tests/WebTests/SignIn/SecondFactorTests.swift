import HTTPTypes
import Kernel
import Model
import ModelTesting
import Testing

@testable import Web

@Suite("Second factor")
struct SecondFactorTests {
    private static let alice = TestWorld.Person.acmeUser
    private static let secret = Array("12345678901234567890".utf8)
    private static let password: JSONValue = ["currentPassword": .string(TestWorld.password)]

    /// The app of the person, at the world's time.
    private static func code(_ world: TestWorld, _ secret: [UInt8] = Self.secret, later: Int64 = 0) -> String {
        OneTimeCode.text(secret, step: OneTimeCode.step(at: world.time.timestamp) + later)
    }

    /// A code that is none of the three.
    private static func wrong(_ world: TestWorld) -> String {
        let right = (-1...1).map { Self.code(world, later: $0) }
        return ["000001", "000002", "000003", "000004"].first { !right.contains($0) } ?? ""
    }

    /// Somebody who has switched it on, with the secret above and the recovery code `aaaaa-bbbbb`.
    private static func worldWithFactor(_ person: TestWorld.Person = Self.alice) async throws -> TestWorld {
        let world = try await TestWorld()
        await world.secondFactors.put(SecondFactor(user: person.id, secret: Self.secret))
        let hashes = [Authenticator.hash("aaaaabbbbb")]
        let now = world.time.timestamp
        _ = await world.secondFactors.confirm(person.id, at: now, step: 0, recoveryCodes: hashes)
        return world
    }

    private static func signIn(
        _ world: TestWorld,
        _ code: String?,
        password: String = TestWorld.password
    ) async throws -> Answer {
        var body: [JSONMember] = [
            JSONMember(name: "login", value: .string(Self.alice.login)),
            JSONMember(name: "password", value: .string(password)),
            JSONMember(name: "domain", value: .string(Self.alice.domain.text)),
            JSONMember(name: "delivery", value: "bearer"),
        ]
        if let code { body.append(JSONMember(name: "code", value: .string(code))) }
        return try await world.ask(.post, "/session", body: .object(body))
    }

    @Test("AUTH-07 BYD-22 one switches it on with the password and a code, and is asked for it from then on")
    func switchOn() async throws {
        let world = try await TestWorld()
        #expect(try await world.ask(.get, "/me/second-factor", as: Self.alice).json["isOn"] == false)
        let refused = try await world.ask(
            .post,
            "/me/second-factor",
            as: Self.alice,
            body: ["currentPassword": "wrong-one1"]
        )
        #expect(refused.errorCode == "not-allowed" && refused.errorField == "currentPassword")

        let begun = try await world.ask(.post, "/me/second-factor", as: Self.alice, body: Self.password)
        #expect(begun.status == .created)
        let stored = try #require(await world.secondFactors.find(Self.alice.id))
        #expect(stored.secret.count == 20)
        #expect(begun.json["secret"]?.text == OneTimeCode.base32(stored.secret))
        #expect(begun.json["uri"]?.text?.hasPrefix("otpauth://totp/Martlet:alice@acme.example?secret=") == true)
        // Until a code has proven that the app has it, nothing is asked for.
        #expect(try await Self.signIn(world, nil).status == .created)
        #expect(try await world.ask(.get, "/me/second-factor", as: Self.alice).json["isOn"] == false)

        let path = "/me/second-factor/confirmation"
        let mistyped = try await world.ask(.post, path, as: Self.alice, body: ["code": "000000"])
        #expect(mistyped.errorCode == "conflict" && mistyped.errorField == "code")
        let code = Self.code(world, stored.secret)
        let confirmed = try await world.ask(.post, path, as: Self.alice, body: ["code": .string(code)])
        let codes = confirmed.json["recoveryCodes"]?.elements?.compactMap(\.text) ?? []
        #expect(Set(codes).count == 10 && codes.allSatisfy { $0.count == 11 })
        #expect(try await world.ask(.post, path, as: Self.alice, body: ["code": .string(code)]).status == .conflict)
        let again = try await world.ask(.post, "/me/second-factor", as: Self.alice, body: Self.password)
        #expect(again.status == .conflict)

        let asked = try await Self.signIn(world, nil)
        #expect(asked.status == .unauthorized && asked.errorCode == "second-factor-required")
        // The code that confirmed it is used up; the next one gets in, and does so once.
        #expect(try await Self.signIn(world, code).errorCode == "second-factor-refused")
        let next = Self.code(world, stored.secret, later: 1)
        #expect(try await Self.signIn(world, next).status == .created)
        #expect(try await Self.signIn(world, next).errorCode == "second-factor-refused")
        let state = try await world.ask(.get, "/me/second-factor", as: Self.alice)
        #expect(state.json["isOn"] == true && state.json["recoveryCodes"] == 10)
        let recovery = try #require(codes.first)
        #expect(try await Self.signIn(world, recovery.uppercased()).status == .created)
        #expect(try await Self.signIn(world, recovery).errorCode == "second-factor-refused")
    }

    @Test("AUTH-07 the secret and the codes are in no list, profile or history")
    func secrecy() async throws {
        let world = try await TestWorld()
        let begun = try await world.ask(.post, "/me/second-factor", as: Self.alice, body: Self.password)
        let stored = try #require(await world.secondFactors.find(Self.alice.id))
        let body: JSONValue = ["code": .string(Self.code(world, stored.secret))]
        let confirmed = try await world.ask(.post, "/me/second-factor/confirmation", as: Self.alice, body: body)
        let secrets =
            (confirmed.json["recoveryCodes"]?.elements ?? []).compactMap(\.text)
            + [try #require(begun.json["secret"]?.text), Hexadecimal.encode(stored.secret)]
        let user = "/users/\(Self.alice.id)"
        for path in ["/me", "/me/second-factor", "/sessions", "/users", user, user + "/second-factor", "/changes"] {
            let person =
                path.hasPrefix("/users") || path == "/changes" ? TestWorld.Person.acmeAdministrator : Self.alice
            let answer = try await world.ask(.get, path, as: person)
            #expect(answer.status == .ok)
            for secret in secrets { #expect(!answer.text.contains(secret), "\(path)") }
        }
        let change = try await world.ask(.get, "/changes", as: .acmeAdministrator).items.first
        #expect(change?["objectKind"]?.text == "second-factor" && change?["action"]?.text == "create")
        #expect(change?["objectName"]?.text == "alice@acme.example" && change?["author"]?.text == "alice@acme.example")
    }

    @Test("AUTH-07 a recovery code gets in once")
    func recoveryCode() async throws {
        let world = try await Self.worldWithFactor()
        #expect(try await Self.signIn(world, "bbbbb-aaaaa").errorCode == "second-factor-refused")
        #expect(try await Self.signIn(world, " aaaaa bbbbb").status == .created)
        #expect(try await Self.signIn(world, "aaaaa-bbbbb").errorCode == "second-factor-refused")
    }

    @Test("AUTH-07 without the right password nobody learns that there is a second factor")
    func order() async throws {
        let world = try await Self.worldWithFactor()
        let answers = [nil, Self.code(world), "123456"]
        for code in answers {
            let answer = try await Self.signIn(world, code, password: "wrong-one1")
            #expect(answer.errorCode == "sign-in-refused")
        }
        #expect(try await Self.signIn(world, Self.code(world)).status == .created)
    }

    @Test("AUTH-06 AUTH-07 wrong codes block the account for codes from everywhere; its administrator lifts that")
    func guessing() async throws {
        let world = try await Self.worldWithFactor()
        // From ten addresses, each of them once.
        for _ in 0..<10 {
            world.signInGuard.failed("alice@acme.example", account: "alice@acme.example code")
        }
        let refused = try await Self.signIn(world, Self.code(world))
        #expect(refused.status == .tooManyRequests)
        #expect(refused.headers[.retryAfter] == "300")
        // Nobody is locked out by strangers: without the password one gets another answer.
        #expect(try await Self.signIn(world, "123456", password: "wrong-one1").errorCode == "sign-in-refused")

        #expect(try await world.ask(.get, "/blocks", as: .globexAdministrator).items.isEmpty)
        let seen = try await world.ask(.get, "/blocks", as: .acmeAdministrator).items
        #expect(seen.map { $0["address"]?.text } == ["alice@acme.example"] && seen.first?["kind"]?.text == "account")
        let path = "/blocks/alice@acme.example"
        #expect(try await world.ask(.delete, path, as: .globexAdministrator).status == .notFound)
        #expect(try await world.ask(.delete, path, as: .acmeAdministrator).status == .noContent)
        #expect(try await Self.signIn(world, Self.code(world)).status == .created)
    }

    @Test(
        "AUTH-06 AUTH-07 a wrong code is a failure of source and account, and a right password does not make up for it"
    )
    func failures() async throws {
        let world = try await Self.worldWithFactor()
        let wrong = Self.wrong(world)
        for _ in 0..<3 { #expect(try await Self.signIn(world, wrong).errorCode == "second-factor-refused") }
        #expect(try await Self.signIn(world, nil).errorCode == "second-factor-required")
        // Three of ten were counted: seven more block the source, for everybody who did not get in from there before.
        for _ in 0..<7 { world.signInGuard.failed("", account: "x@acme.example") }
        #expect(try await Self.signIn(world, Self.code(world)).status == .tooManyRequests)
        #expect(world.signInGuard.blocks().map(\.address) == [""])
        #expect(world.signInGuard.lift(""))
        // A code that is right forgives what the account failed.
        #expect(try await Self.signIn(world, Self.code(world)).status == .created)
        for _ in 0..<9 {
            world.signInGuard.failed("alice@acme.example", account: "alice@acme.example code")
        }
        #expect(world.signInGuard.blocks().isEmpty)
    }

    @Test(
        "AUTH-07 where administrators need one, they reach their own sign-in only until they have it; others need none"
    )
    func required() async throws {
        var settings = WebSettings()
        settings.administratorsNeedCode = true
        let world = try await TestWorld(settings: settings)
        let boss = TestWorld.Person.acmeAdministrator
        for path in ["/users", "/calls", "/history", "/users/\(Self.alice.id)/second-factor", "/changes"] {
            let answer = try await world.ask(.get, path, as: boss)
            #expect(answer.status == .forbidden && answer.errorCode == "second-factor-missing", "\(path)")
        }
        let socket = try await world.ask(.get, "/events", as: boss, isConforming: false)
        #expect(socket.errorCode == "second-factor-missing")
        #expect(try await world.ask(.get, "/calls", as: Self.alice).status == .ok)

        #expect(try await world.ask(.get, "/me", as: boss).status == .ok)
        #expect(try await world.ask(.post, "/me/second-factor", as: boss, body: Self.password).status == .created)
        let begun = try #require(await world.secondFactors.find(boss.id))
        // Begun is not enough.
        #expect(try await world.ask(.get, "/users", as: boss).errorCode == "second-factor-missing")
        let code: JSONValue = ["code": .string(Self.code(world, begun.secret))]
        let confirmed = try await world.ask(.post, "/me/second-factor/confirmation", as: boss, body: code)
        #expect(confirmed.status == .ok)
        #expect(try await world.ask(.get, "/users", as: boss).status == .ok)
    }

    @Test(
        "AUTH-07 ACT-01 it is switched off by its owner with the password, and by an administrator; both are written down"
    )
    func switchOff() async throws {
        let world = try await Self.worldWithFactor()
        let path = "/me/second-factor/removal"
        let wrong = try await world.ask(.post, path, as: Self.alice, body: ["currentPassword": "wrong-one1"])
        #expect(wrong.errorCode == "not-allowed")
        #expect(try await world.ask(.post, path, as: Self.alice, body: Self.password).status == .noContent)
        #expect(try await Self.signIn(world, nil).status == .created)

        let lost = try await Self.worldWithFactor()
        let user = "/users/\(Self.alice.id)/second-factor"
        #expect(try await lost.ask(.get, user, as: .acmeAdministrator).json["isOn"] == true)
        #expect(try await lost.ask(.delete, user, as: .acmeAdministrator).status == .noContent)
        #expect(try await lost.ask(.delete, user, as: .acmeAdministrator).status == .notFound)
        #expect(try await Self.signIn(lost, nil).status == .created)
        let changes = try await lost.ask(.get, "/changes", as: .acmeAdministrator).items
        let change = try #require(changes.first { $0["objectKind"] != "session" })
        #expect(change["action"]?.text == "remove" && change["author"]?.text == "boss@acme.example")
        #expect(change["fields"]?.elements?.map { $0["name"]?.text } == ["secondFactor"])
        let undone = try await lost.ask(
            .post,
            "/changes/\(change["version"]?.whole ?? 0)/undo",
            as: .acmeAdministrator
        )
        #expect(undone.status == .forbidden)

        let own = try await Self.worldWithFactor(.acmeAdministrator)
        let boss = TestWorld.Person.acmeAdministrator
        let refused = try await own.ask(.delete, "/users/\(boss.id)/second-factor", as: boss)
        #expect(refused.errorCode == "not-allowed")
    }
}
