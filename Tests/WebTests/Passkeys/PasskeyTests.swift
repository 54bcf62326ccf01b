import HTTPTypes
import Kernel
import Model
import ModelTesting
import Testing

@testable import Web

/// Passkeys as a page meets them.
@Suite("Passkeys")
struct PasskeyTests {
    private static let alice = TestWorld.Person.acmeUser
    private static let password: JSONValue = ["currentPassword": .string(TestWorld.password)]

    private static func world(_ change: (inout WebSettings) -> Void = { _ in }) async throws -> TestWorld {
        var settings = WebSettings()
        settings.publicAddress = VirtualAuthenticator.origin
        change(&settings)
        return try await TestWorld(settings: settings)
    }

    private static func bytes(_ json: JSONValue?) throws -> [UInt8] {
        try #require(json?.text.flatMap { Base64URL.decode($0) })
    }

    /// Makes a passkey as the page does.
    @discardableResult
    private static func make(
        _ device: VirtualAuthenticator,
        _ world: TestWorld,
        as person: TestWorld.Person = Self.alice,
        name: String = "Laptop"
    ) async throws -> Answer {
        let asked = try await world.ask(.post, "/me/passkeys/question", as: person, body: Self.password)
        let challenge = try Self.bytes(asked.json["challenge"])
        return try await world.ask(.post, "/me/passkeys", as: person, body: device.made(name, challenge))
    }

    private static func signIn(_ answer: PasskeyAnswer, _ world: TestWorld) async throws -> Answer {
        let body: JSONValue = ["passkey": VirtualAuthenticator.json(answer), "delivery": "bearer"]
        return try await world.ask(.post, "/session/passkey", body: body)
    }

    private static func challenge(_ world: TestWorld) async throws -> [UInt8] {
        try Self.bytes(try await world.ask(.post, "/session/passkey/question").json["challenge"])
    }

    private static var handle: [UInt8] { Passkeys.handle(of: Self.alice.id) }

    private static func signIn(_ world: TestWorld, _ more: [JSONMember] = []) async throws -> Answer {
        let body: [JSONMember] = [
            JSONMember(name: "login", value: .string(Self.alice.login)),
            JSONMember(name: "password", value: .string(TestWorld.password)),
            JSONMember(name: "domain", value: .string(Self.alice.domain.text)),
        ]
        return try await world.ask(
            .post,
            "/session",
            body: .object(body + more + [JSONMember(name: "delivery", value: "bearer")])
        )
    }

    private static func factors(_ world: TestWorld) async throws -> Answer {
        let body: JSONValue = [
            "login": .string(Self.alice.login), "password": .string(TestWorld.password),
            "domain": .string(Self.alice.domain.text),
        ]
        return try await world.ask(.post, "/session/factors", body: body)
    }

    @Test(
        "BYD-22 ACT-01 one makes a passkey with the password, names it, sees its use and removes it with the password"
    )
    func life() async throws {
        let world = try await Self.world()
        #expect(try await world.ask(.get, "/sign-in-options").json["canUsePasskeys"] == true)
        let refused = try await world.ask(
            .post,
            "/me/passkeys/question",
            as: Self.alice,
            body: ["currentPassword": "wrong-one1"]
        )
        #expect(refused.errorCode == "not-allowed" && refused.errorField == "currentPassword")
        let asked = try await world.ask(.post, "/me/passkeys/question", as: Self.alice, body: Self.password)
        #expect(asked.status == .created && asked.json["partyID"] == "pbx.example" && asked.json["known"] == [])
        #expect(asked.json["userName"] == "alice@acme.example" && asked.json["algorithms"] == [-7, -8, -257])

        var device = VirtualAuthenticator()
        let made = try await Self.make(device, world)
        #expect(made.status == .created && made.json["name"] == "Laptop" && made.json["lastUsedAt"] == .null)
        let id = try #require(made.json["id"]?.text)
        let again = try await world.ask(.post, "/me/passkeys/question", as: Self.alice, body: Self.password)
        #expect(again.json["known"] == [.string(Base64URL.encode(device.credential))])
        #expect(try await Self.make(device, world).errorCode == "taken")

        world.time.advance(by: .seconds(60))
        device.counter = 1
        let signed = try await Self.signIn(device.answer(Self.challenge(world), handle: Self.handle), world)
        #expect(signed.status == .created && signed.json["me"]?["login"] == "alice")
        let bearer: HTTPFields = [.authorization: "Bearer \(try #require(signed.json["secret"]?.text))"]
        let listed = try await world.ask(.get, "/me/passkeys", headers: bearer)
        #expect(listed.items.first?["lastUsedAt"] == .string("\(world.time.timestamp)"))

        let path = "/me/passkeys/\(id)"
        let renamed = try await world.ask(.patch, path, as: Self.alice, body: ["name": "Old laptop"])
        #expect(renamed.json["name"] == "Old laptop")
        let others = try await world.ask(.patch, path, as: .acmeOther, body: ["name": "Mine"])
        #expect(others.status == .notFound)
        let removal = path + "/removal"
        let wrong = try await world.ask(.post, removal, as: Self.alice, body: ["currentPassword": "wrong-one1"])
        #expect(wrong.errorCode == "not-allowed")
        #expect(try await world.ask(.post, removal, as: .acmeOther, body: Self.password).status == .notFound)
        #expect(try await world.ask(.post, removal, as: Self.alice, body: Self.password).status == .noContent)
        #expect(try await world.ask(.get, "/me/passkeys", as: Self.alice).items.isEmpty)
        device.counter = 2
        let gone = try await Self.signIn(device.answer(Self.challenge(world), handle: Self.handle), world)
        #expect(gone.errorCode == "sign-in-refused")

        let changes = try await world.ask(.get, "/changes", as: .acmeAdministrator).items
            .filter { $0["objectKind"] == "passkey" }
        #expect(changes.map { $0["action"]?.text } == ["remove", "create", "create"])
        #expect(changes.allSatisfy { $0["objectName"] == "alice@acme.example" && $0["author"] == "alice@acme.example" })
        #expect(!changes.contains { "\($0)".contains(Base64URL.encode(device.credential)) })
    }

    @Test("BYD-22 a challenge makes one passkey, for whom it was asked, in time")
    func making() async throws {
        let world = try await Self.world()
        let asked = try await world.ask(.post, "/me/passkeys/question", as: Self.alice, body: Self.password)
        let challenge = try Self.bytes(asked.json["challenge"])
        var device = VirtualAuthenticator()
        let stolen = try await world.ask(.post, "/me/passkeys", as: .acmeOther, body: device.made("Key", challenge))
        #expect(stolen.errorCode == "conflict")
        device.origin = "https://evil.example"
        let elsewhere = try await world.ask(.post, "/me/passkeys", as: Self.alice, body: device.made("Key", challenge))
        #expect(elsewhere.errorCode == "conflict")
        device.origin = VirtualAuthenticator.origin
        let made = try await world.ask(.post, "/me/passkeys", as: Self.alice, body: device.made("Key", challenge))
        #expect(made.status == .created)
        device.credential = [9, 9]
        let twice = try await world.ask(.post, "/me/passkeys", as: Self.alice, body: device.made("Key", challenge))
        #expect(twice.errorCode == "conflict")
        let late = try await world.ask(.post, "/me/passkeys/question", as: Self.alice, body: Self.password)
        world.time.advance(by: PasskeyChallenges.lifetime)
        let body = device.made("Key", try Self.bytes(late.json["challenge"]))
        #expect(try await world.ask(.post, "/me/passkeys", as: Self.alice, body: body).errorCode == "conflict")
    }

    @Test("BYD-22 a passkey signs in once for each challenge, by the owner's finger, and never from a copy")
    func signingIn() async throws {
        let world = try await Self.world()
        var device = VirtualAuthenticator()
        device.counter = 5
        try await Self.make(device, world)
        device.counter = 6
        let challenge = try await Self.challenge(world)
        let answer = try device.answer(challenge, handle: Self.handle)
        #expect(try await Self.signIn(answer, world).status == .created)
        #expect(try await Self.signIn(answer, world).errorCode == "sign-in-refused")

        // The same count again: somebody has a copy.
        let copy = try device.answer(try await Self.challenge(world), handle: Self.handle)
        #expect(try await Self.signIn(copy, world).errorCode == "sign-in-refused")
        device.counter = 7
        var touched = device
        touched.flags = 0b001
        let unverified = try touched.answer(try await Self.challenge(world), handle: Self.handle)
        #expect(try await Self.signIn(unverified, world).errorCode == "sign-in-refused")
        for handle in [nil, Passkeys.handle(of: TestWorld.Person.acmeOther.id)] {
            let answer = try device.answer(try await Self.challenge(world), handle: handle)
            #expect(try await Self.signIn(answer, world).errorCode == "sign-in-refused")
        }
        // A challenge for something else.
        let factors = try await Self.factors(world).json["passkey"]
        let other = try device.answer(Self.bytes(factors?["challenge"]), handle: Self.handle)
        #expect(try await Self.signIn(other, world).errorCode == "sign-in-refused")
        world.time.advance(by: .seconds(600))
        let good = try device.answer(try await Self.challenge(world), handle: Self.handle)
        #expect(try await Self.signIn(good, world).status == .created)
    }

    @Test("AUTH-01 BYD-22 a stranger's passkey, a blocked owner's and nonsense are one answer")
    func strangers() async throws {
        let world = try await Self.world()
        var device = VirtualAuthenticator()
        try await Self.make(device, world)
        var stranger = VirtualAuthenticator()
        stranger.credential = [1, 2, 3]
        let unknown = try await Self.signIn(stranger.answer(Self.challenge(world), handle: Self.handle), world)
        #expect(unknown.status == .unauthorized && unknown.errorCode == "sign-in-refused")
        let nonsense = try await Self.signIn(
            PasskeyAnswer(credential: [1], clientData: [2], authenticatorData: [3], signature: [4]),
            world
        )
        #expect(nonsense.text == unknown.text)
        let odd: JSONValue = [
            "passkey": ["credential": "A", "clientData": "A", "authenticatorData": "A", "signature": "A"],
            "delivery": "bearer",
        ]
        #expect(try await world.ask(.post, "/session/passkey", body: odd).text == unknown.text)
        var user = try #require(world.configuration.current.user(Self.alice.id))
        user.isBlocked = true
        _ = try await world.configuration.apply([.putUser(user)], by: ChangeAuthor(name: "test"))
        device.counter = 1
        let blocked = try await Self.signIn(device.answer(Self.challenge(world), handle: Self.handle), world)
        #expect(blocked.text == unknown.text)
    }

    @Test("AUTH-06 BYD-22 a source that fails with passkeys is slowed down and blocked as with passwords")
    func guessing() async throws {
        let world = try await Self.world()
        for _ in 0..<10 { world.signInGuard.failed("", account: "passkey") }
        let device = VirtualAuthenticator()
        let answer = try device.answer(try await Self.challenge(world), handle: Self.handle)
        let refused = try await Self.signIn(answer, world)
        #expect(refused.status == .tooManyRequests && refused.headers[.retryAfter] != nil)
    }

    @Test("AUTH-03 BYD-22 a page of another site signs nobody in")
    func forgery() async throws {
        let world = try await Self.world()
        let device = VirtualAuthenticator()
        try await Self.make(device, world)
        let answer = try device.answer(try await Self.challenge(world), handle: Self.handle)
        let body: JSONValue = ["passkey": VirtualAuthenticator.json(answer)]
        #expect(try await world.ask(.post, "/session/passkey", body: body).errorCode == "forgery-protection")
    }

    @Test("AUTH-07 BYD-22 who has a passkey is asked for it after the password; a touch is enough there")
    func secondFactor() async throws {
        let world = try await Self.world()
        #expect(try await Self.signIn(world).status == .created)
        let before = try await Self.factors(world)
        #expect(before.json["takesCode"] == false && before.json["passkey"] == .null)
        var device = VirtualAuthenticator()
        try await Self.make(device, world)
        let asked = try await Self.signIn(world)
        #expect(asked.status == .unauthorized && asked.errorCode == "second-factor-required")
        let code = [JSONMember(name: "code", value: "123456")]
        #expect(try await Self.signIn(world, code).errorCode == "second-factor-refused")

        let factors = try await Self.factors(world)
        #expect(factors.json["takesCode"] == false)
        #expect(factors.json["passkey"]?["credentials"] == [.string(Base64URL.encode(device.credential))])
        let challenge = try Self.bytes(factors.json["passkey"]?["challenge"])
        (device.counter, device.flags) = (1, 0b001)
        func passkey(_ answer: PasskeyAnswer) -> [JSONMember] {
            [JSONMember(name: "passkey", value: VirtualAuthenticator.json(answer))]
        }
        // Somebody else's key is not this account's.
        var other = VirtualAuthenticator()
        other.credential = [8, 8, 8]
        try await Self.make(other, world, as: .acmeOther)
        other.counter = 1
        let strange = passkey(try other.answer(challenge, handle: nil))
        #expect(try await Self.signIn(world, strange).errorCode == "second-factor-refused")
        let answer = passkey(try device.answer(challenge, handle: nil))
        #expect(try await Self.signIn(world, answer).status == .created)
        let replayed = try await Self.signIn(world, answer)
        #expect(replayed.errorCode == "second-factor-refused" && replayed.errorField == "passkey")
    }

    @Test("AUTH-01 BYD-22 without the password nobody learns what else is asked for")
    func factorsOfStrangers() async throws {
        let world = try await Self.world()
        try await Self.make(VirtualAuthenticator(), world)
        for login in [Self.alice.login, "nobody"] {
            let body: JSONValue = ["login": .string(login), "password": "wrong-one1", "domain": "acme.example"]
            #expect(try await world.ask(.post, "/session/factors", body: body).errorCode == "sign-in-refused")
        }
    }

    @Test(
        "AUTH-07 BYD-22 where administrators need a second factor, a passkey is one; other sessions end with the first"
    )
    func demanded() async throws {
        let world = try await Self.world { $0.administratorsNeedCode = true }
        let boss = TestWorld.Person.acmeAdministrator
        #expect(try await world.ask(.get, "/users", as: boss).errorCode == "second-factor-missing")
        #expect(try await world.ask(.get, "/me/passkeys", as: boss).status == .ok)
        let now = world.time.timestamp
        let other = SignInSession(
            secretHash: Authenticator.hash("other"),
            kind: .browser,
            user: boss.id,
            label: "Other",
            createdAt: now,
            expiresAt: now.advanced(by: .seconds(900))
        )
        try await world.sessions.add(other)
        #expect(try await Self.make(VirtualAuthenticator(), world, as: boss).status == .created)
        #expect(try await world.ask(.get, "/users", as: boss).status == .ok)
        let bearer: HTTPFields = [.authorization: "Bearer other"]
        #expect(try await world.ask(.get, "/me", headers: bearer).status == .unauthorized)
    }

    @Test("BYD-22 ACT-01 an administrator removes a lost passkey of their people, and nobody else's")
    func lost() async throws {
        let world = try await Self.world()
        let made = try await Self.make(VirtualAuthenticator(), world)
        let id = try #require(made.json["id"]?.text)
        let path = "/users/\(Self.alice.id)/passkeys"
        #expect(try await world.ask(.get, path, as: .globexAdministrator).status == .notFound)
        #expect(try await world.ask(.delete, "\(path)/\(id)", as: .globexAdministrator).status == .notFound)
        #expect(try await world.ask(.get, path, as: .acmeAdministrator).items.map { $0["name"] } == ["Laptop"])
        #expect(try await world.ask(.delete, "\(path)/\(id)", as: .acmeAdministrator).status == .noContent)
        #expect(try await Self.signIn(world).status == .created)
        var own = VirtualAuthenticator()
        own.credential = [5]
        let boss = TestWorld.Person.acmeAdministrator
        let mine = try #require(try await Self.make(own, world, as: boss).json["id"]?.text)
        let refused = try await world.ask(.delete, "/users/\(boss.id)/passkeys/\(mine)", as: boss)
        #expect(refused.errorCode == "not-allowed")
    }

    @Test("BYD-22 without a public address there are no passkeys, and that is said")
    func unknownAddress() async throws {
        let world = try await TestWorld()
        #expect(try await world.ask(.get, "/sign-in-options").json["canUsePasskeys"] == false)
        #expect(try await world.ask(.post, "/session/passkey/question").errorCode == "conflict")
        let asked = try await world.ask(.post, "/me/passkeys/question", as: Self.alice, body: Self.password)
        #expect(asked.errorCode == "conflict" && asked.text.contains("webAddress"))
    }
}
