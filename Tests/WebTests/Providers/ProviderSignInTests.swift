import Crypto
import Fetch
import Foundation
import HTTPTypes
import Kernel
import Model
import ModelTesting
import Testing

@testable import Web

/// Signing in by an identity provider as a page meets it.
@Suite("Identity providers")
struct ProviderSignInTests {
    static let alice = TestWorld.Person.acmeUser
    static let boss = TestWorld.Person.acmeAdministrator
    static let provider = ProviderID("p1")

    static func world(linksByEmail: Bool = true, secret: String? = "hush") async throws -> TestWorld {
        var settings = WebSettings()
        settings.publicAddress = "https://pbx.example"
        let world = try await TestWorld(settings: settings)
        let provider = SignInProvider(
            id: Self.provider,
            domain: TestWorld.acme,
            name: "Acme ID",
            issuer: FakeIdentity.issuer,
            clientID: "martlet",
            clientSecret: secret,
            linksByEmail: linksByEmail
        )
        #expect(await world.providers.put(provider)?.version == 1)
        var alice = try #require(world.configuration.current.user(Self.alice.id))
        alice.email = "Alice@acme.example"
        _ = try await world.configuration.apply([.putUser(alice)], by: ChangeAuthor(name: "test"))
        return world
    }

    static func headers(_ cookie: String? = nil) -> HTTPFields {
        var headers: HTTPFields = [:]
        if let name = HTTPField.Name("X-Martlet-Request") { headers[name] = "1" }
        if let cookie { headers[.cookie] = cookie }
        return headers
    }

    /// What a browser is sent away with.
    struct Begun {
        var cookie: String
        var query: [String: String]
        var address: String
    }

    static func begin(_ world: TestWorld, _ id: ProviderID = Self.provider) async throws -> Begun {
        let answer = try await world.ask(
            .post,
            "/session/provider",
            body: ["provider": .string(id.text)],
            headers: Self.headers()
        )
        let address = try #require(answer.json["address"]?.text, "\(answer.text)")
        let items = URLComponents(string: address)?.queryItems ?? []
        let query = Dictionary(items.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
        let set = try #require(answer.headers[.setCookie])
        #expect(set.contains("; HttpOnly") && set.contains("SameSite=Strict") && set.contains("Path=/api/v1/session"))
        world.identity.bend { $0.nonce = query["nonce"] ?? "" }
        return Begun(cookie: String(set.prefix { $0 != ";" }), query: query, address: address)
    }

    static func finish(
        _ world: TestWorld,
        _ begun: Begun,
        state: String? = nil,
        cookie: String? = nil,
        provider: ProviderID = Self.provider,
        issuer: JSONValue = .null
    ) async throws -> Answer {
        let body: JSONValue = [
            "provider": .string(provider.text), "state": .string(state ?? begun.query["state"] ?? ""), "code": "c-1",
            "issuer": issuer,
        ]
        return try await world.ask(
            .post,
            "/session/provider/return",
            body: body,
            headers: Self.headers(cookie ?? begun.cookie)
        )
    }

    @Test("BYD-22 a code with its proof signs in whom the token names; the secret goes to the provider only")
    func signIn() async throws {
        let world = try await Self.world()
        let begun = try await Self.begin(world)
        #expect(begun.address.hasPrefix("https://id.example/authorize?"))
        #expect(
            begun.query["redirect_uri"] == "https://pbx.example/sign-in/p1" && begun.query["client_id"] == "martlet"
        )
        #expect(begun.query["response_type"] == "code" && begun.query["code_challenge_method"] == "S256")
        #expect(!begun.address.contains("hush"))
        let answer = try await Self.finish(world, begun)
        #expect(answer.status == .created && answer.json["me"]?["login"] == "alice", "\(answer.text)")
        #expect(answer.headers[.setCookie]?.hasPrefix("martlet_session=") == true)
        let token = try #require(world.identity.requests.last { $0.form != nil })
        #expect(token.headers == ["Authorization: Basic " + Data("martlet:hush".utf8).base64EncodedString()])
        let form = try #require(token.form)
        #expect(form.contains("grant_type=authorization_code") && form.contains("code=c-1") && !form.contains("hush"))
        let verifier = try #require(form.split(separator: "&").first { $0.hasPrefix("code_verifier=") }?.dropFirst(14))
        let flow = ProviderFlow(provider: Self.provider, state: "", nonce: "", verifier: String(verifier))
        #expect(flow.challenge == begun.query["code_challenge"])
        // Each sign-in ends once.
        #expect(try await Self.finish(world, begun).errorCode == "provider-refused")
    }

    @Test("BYD-22 another browser, another answer, another provider and a late one are refused")
    func states() async throws {
        let world = try await Self.world()
        let second = SignInProvider(
            id: ProviderID("p2"),
            domain: TestWorld.acme,
            name: "Other",
            issuer: "https://evil.example",
            clientID: "martlet"
        )
        #expect(await world.providers.put(second) != nil)
        let begun = try await Self.begin(world)
        let tries = [
            try await Self.finish(world, begun, state: "other"),
            try await Self.finish(world, begun, cookie: "martlet_provider=x"),
            try await Self.finish(world, begun, provider: second.id),
            try await Self.finish(world, begun, issuer: "https://evil.example"),
        ]
        #expect(tries.map(\.errorCode) == Array(repeating: "provider-refused", count: 4))
        #expect(!world.identity.requests.contains { $0.form != nil }, "a code went to a provider")
        let foreign = try await Self.begin(world)
        let strange = try await Self.finish(world, foreign, cookie: begun.cookie)
        #expect(strange.errorCode == "provider-refused")
        let late = try await Self.begin(world)
        world.time.advance(by: ProviderSeal.lifetime)
        #expect(try await Self.finish(world, late).errorCode == "provider-refused")
        #expect(
            try await Self.finish(world, try await Self.begin(world), issuer: .string(FakeIdentity.issuer)).status
                == .created
        )
    }

    @Test("BYD-22 a provider that names itself in answers has to do so each time")
    func namesItself() async throws {
        let world = try await Self.world()
        world.identity.bend { state in
            guard case .object(let members) = state.metadata else { return }
            let more = JSONMember(name: "authorization_response_iss_parameter_supported", value: true)
            state.metadata = .object(members + [more])
        }
        #expect(try await Self.finish(world, try await Self.begin(world)).errorCode == "provider-refused")
        let begun = try await Self.begin(world)
        #expect(try await Self.finish(world, begun, issuer: .string(FakeIdentity.issuer)).status == .created)
    }

    @Test(
        "BYD-22 hostile tokens sign nobody in",
        arguments: ["wrong aud", "expired", "nonce of another", "alg none", "issuer of another", "another key"]
    )
    func hostile(what: String) async throws {
        let world = try await Self.world()
        let begun = try await Self.begin(world)
        let now = world.time.timestamp.seconds
        world.identity.bend { state in
            switch what {
            case "wrong aud": state.claims = [("aud", "other")]
            case "expired": state.claims = [("exp", .integer(now - 100))]
            case "nonce of another": state.nonce = "another"
            case "alg none":
                let parts = FakeIdentity.token(state, now).split(separator: ".")
                state.token = Base64URL.encode(Array(#"{"alg":"none"}"#.utf8)) + "." + parts[1] + "."
            case "issuer of another": state.claims = [("iss", "https://evil.example")]
            default:
                let token = FakeIdentity.token(state, now)
                state.key = .init()
                state.token = token
            }
        }
        let answer = try await Self.finish(world, begun)
        #expect(answer.status == .unauthorized && answer.errorCode == "provider-refused")
        #expect(answer.headers[.setCookie] == nil)
    }

    @Test("BYD-22 a provider's new keys are asked for, and not by every stranger's token")
    func rotation() async throws {
        let world = try await Self.world()
        #expect(try await Self.finish(world, try await Self.begin(world)).status == .created)
        func asked() -> Int { world.identity.requests.filter { $0.address.hasSuffix("/keys") }.count }
        #expect(asked() == 1)
        world.identity.bend { ($0.key, $0.keyName) = (.init(), "k2") }
        // Within the pause the former keys are all that is known.
        #expect(try await Self.finish(world, try await Self.begin(world)).errorCode == "provider-refused")
        #expect(asked() == 1)
        world.time.advance(by: .seconds(61))
        #expect(try await Self.finish(world, try await Self.begin(world)).status == .created)
        #expect(asked() == 2)
        #expect(world.identity.requests.filter { $0.address.hasSuffix("configuration") }.count == 1)
    }

    @Test("BYD-22 a provider that does not answer is said to, and not asked again at once")
    func unreachable() async throws {
        let world = try await Self.world()
        world.identity.bend { $0.isDown = true }
        for _ in 0..<3 {
            let answer = try await world.ask(
                .post,
                "/session/provider",
                body: ["provider": "p1"],
                headers: Self.headers()
            )
            #expect(answer.status == .serviceUnavailable && answer.errorCode == "provider-unreachable")
        }
        #expect(world.identity.requests.count == 1)
        world.identity.bend { $0.isDown = false }
        world.time.advance(by: .seconds(16))
        #expect(try await Self.finish(world, try await Self.begin(world)).status == .created)
    }

    @Test("BYD-22 the first sign-in links a subject to an account; later names count for nothing")
    func links() async throws {
        let world = try await Self.world()
        #expect(try await Self.finish(world, try await Self.begin(world)).json["me"]?["login"] == "alice")
        // Renamed at the provider: still Alice here.
        world.identity.bend { $0.claims = [("email", "boss@acme.example")] }
        #expect(try await Self.finish(world, try await Self.begin(world)).json["me"]?["login"] == "alice")
        // Somebody else who calls themselves as she did.
        world.identity.bend { $0.claims = [("sub", "subject-2")] }
        #expect(try await Self.finish(world, try await Self.begin(world)).errorCode == "no-account")
        world.identity.bend { $0.claims = [("sub", "subject-3"), ("email", "nobody@acme.example")] }
        #expect(try await Self.finish(world, try await Self.begin(world)).errorCode == "no-account")

        let path = "/users/\(Self.alice.id)/provider-links"
        #expect(try await world.ask(.get, path, as: .globexAdministrator).status == .notFound)
        #expect(try await world.ask(.get, path, as: Self.boss).items.map { $0["subject"] } == ["subject-1"])
        #expect(try await world.ask(.delete, path, as: Self.boss).status == .noContent)
        let changes = try await world.ask(.get, "/changes", as: Self.boss).items.filter {
            $0["objectKind"] == "provider-link"
        }
        #expect(changes.map { $0["action"]?.text } == ["remove", "create"])
        #expect(changes.map { $0["author"]?.text } == ["boss@acme.example", "alice@acme.example"])
        world.identity.bend { $0.claims = [("sub", "subject-2")] }
        #expect(try await Self.finish(world, try await Self.begin(world)).json["me"]?["login"] == "alice")
    }

    @Test("BYD-22 an address finds an account when the provider has verified it, and one only")
    func addresses() async throws {
        let world = try await Self.world()
        world.identity.bend { $0.claims = [("email_verified", false)] }
        #expect(try await Self.finish(world, try await Self.begin(world)).errorCode == "no-account")
        world.identity.bend { $0.claims = [] }
        #expect(try await Self.finish(world, try await Self.begin(world)).json["me"]?["login"] == "alice")
        let shared = try await Self.world()
        for person in [Self.alice, .acmeOther] {
            var user = try #require(shared.configuration.current.user(person.id))
            user.email = "alice@acme.example"
            _ = try await shared.configuration.apply([.putUser(user)], by: ChangeAuthor(name: "test"))
        }
        #expect(try await Self.finish(shared, try await Self.begin(shared)).errorCode == "no-account")
    }

    @Test("AUTH-07 BYD-22 who has a second factor is asked for it after the provider, too")
    func secondFactor() async throws {
        let world = try await Self.world()
        let secret = Array("12345678901234567890".utf8)
        await world.secondFactors.put(SecondFactor(user: Self.alice.id, secret: secret))
        _ = await world.secondFactors.confirm(Self.alice.id, at: world.time.timestamp, step: 0, recoveryCodes: [])
        let answer = try await Self.finish(world, try await Self.begin(world))
        #expect(answer.errorCode == "second-factor-required")
        let kept = String(try #require(answer.headers[.setCookie]).prefix { $0 != ";" })
        #expect(kept.hasPrefix("martlet_provider="))
        let factors = try await world.ask(.post, "/session/provider/factors", headers: Self.headers(kept))
        #expect(factors.json["takesCode"] == true && factors.json["passkey"] == .null)
        func give(_ body: JSONValue, _ cookie: String?) async throws -> Answer {
            try await world.ask(.post, "/session/provider/factor", body: body, headers: Self.headers(cookie))
        }
        #expect(try await give([:], kept).errorCode == "second-factor-required")
        #expect(try await give(["code": "000000"], kept).errorCode == "second-factor-refused")
        let code = JSONValue.string(OneTimeCode.text(secret, step: OneTimeCode.step(at: world.time.timestamp)))
        #expect(try await give(["code": code], nil).errorCode == "provider-refused")
        #expect(try await give(["code": code], "martlet_provider=AAAA").errorCode == "provider-refused")
        // The cookie of a sign-in that only began proves nobody.
        let begun = try await Self.begin(world)
        #expect(try await give(["code": code], begun.cookie).errorCode == "provider-refused")
        let signed = try await give(["code": code], kept)
        #expect(signed.status == .created && signed.json["me"]?["login"] == "alice")
    }

    @Test("AUTH-01 BYD-22 buttons are shown for a domain; one that is not there has none, as one without providers")
    func offered() async throws {
        let world = try await Self.world()
        let shown = try await world.ask(.get, "/session/providers?domain=ACME.example")
        #expect(shown.items.map { $0["name"] } == ["Acme ID"])
        let none = try await world.ask(.get, "/session/providers?domain=globex.example")
        let unknown = try await world.ask(.get, "/session/providers?domain=nobody.example")
        #expect(none.status == .ok && none.text == unknown.text)
        #expect(try await world.ask(.get, "/session/providers").status == .ok)
        let wrong = try await world.ask(.post, "/session/provider", body: ["provider": "p9"], headers: Self.headers())
        #expect(wrong.status == .notFound)
        let forged = try await world.ask(.post, "/session/provider", body: ["provider": "p1"])
        #expect(forged.errorCode == "forgery-protection")
    }

    @Test("AUTH-06 BYD-22 a source whose answers are refused again and again is blocked")
    func guessing() async throws {
        let world = try await Self.world()
        for _ in 0..<10 { world.signInGuard.failed("", account: "provider p1") }
        let answer = try await world.ask(
            .post,
            "/session/provider",
            body: ["provider": "p1"],
            headers: Self.headers()
        )
        #expect(answer.status == .tooManyRequests)
    }

    @Test(
        "BYD-22 ACT-01 an administrator keeps providers; the secret is nowhere to be read, and goes to no other issuer"
    )
    func administration() async throws {
        let world = try await Self.world()
        let body: JSONValue = [
            "name": "Keycloak", "issuer": "https://sso.example/realms/acme", "clientID": "pbx",
            "clientSecret": "very-secret",
        ]
        let made = try await world.ask(.post, "/sign-in-providers", as: Self.boss, body: body)
        let id = try #require(made.json["id"]?.text)
        #expect(
            made.status == .created && made.json["hasClientSecret"] == true && made.json["domain"] == "acme.example"
        )
        #expect(made.json["returnAddress"] == .string("https://pbx.example/sign-in/\(id)"))
        let path = "/sign-in-providers/\(id)"
        #expect(try await world.ask(.get, path, as: .globexAdministrator).status == .notFound)
        #expect(try await world.ask(.patch, path, as: .globexAdministrator, body: ["name": "Mine"]).status == .notFound)
        let renamed = try await world.ask(
            .patch,
            path,
            as: Self.boss,
            body: ["name": "SSO", "clientSecret": "other-secret"]
        )
        #expect(renamed.json["name"] == "SSO" && renamed.json["version"] == 2)
        let stolen = try await world.ask(.patch, path, as: Self.boss, body: ["issuer": "https://evil.example"])
        #expect(stolen.json["hasClientSecret"] == false)
        #expect(await world.providers.find(ProviderID(id))?.clientSecret == nil)
        let plain = try await world.ask(.patch, path, as: Self.boss, body: ["issuer": "http://127.0.0.1:9"])
        #expect(plain.errorCode == "conflict" && plain.errorField == "issuer")
        #expect(try await world.ask(.get, "/sign-in-providers", as: Self.boss).items.count == 2)
        #expect(try await world.ask(.delete, path, as: Self.boss).status == .noContent)
        let changes = try await world.ask(.get, "/changes", as: Self.boss)
        #expect(!changes.text.contains("very-secret") && !changes.text.contains("other-secret"))
        let mine = changes.items.filter { $0["objectKind"] == "sign-in-provider" }
        #expect(mine.count == 4 && mine.first?["action"] == "remove")
    }
}
