import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("Sign-in")
struct SignInTests {
    private static let forgeryHeaders: HTTPFields = {
        var headers: HTTPFields = [:]
        if let name = APIResponder.forgeryHeader { headers[name] = "1" }
        return headers
    }()

    private static func body(
        _ login: String = "alice",
        _ password: String = TestWorld.password,
        _ domain: String = "acme.example",
        bearer: Bool = false
    ) -> JSONValue {
        [
            "login": .string(login), "password": .string(password), "domain": .string(domain),
            "delivery": bearer ? "bearer" : "cookie",
        ]
    }

    /// Signs in with a cookie and returns it as a browser would send it.
    private static func cookie(_ world: TestWorld) async throws -> HTTPFields {
        let answer = try await world.ask(.post, "/session", body: Self.body(), headers: Self.forgeryHeaders)
        let cookie = try #require(answer.headers[.setCookie]?.split(separator: ";").first)
        return [.cookie: "theme=dark; \(cookie)"]
    }

    @Test("AUTH-03 the cookie is HttpOnly, SameSite, and Secure where the browser speaks TLS")
    func cookieFlags() async throws {
        let world = try await TestWorld()
        let answer = try await world.ask(.post, "/session", body: Self.body(), headers: Self.forgeryHeaders)
        #expect(answer.status == .created)
        #expect(answer.json["secret"] == .null)
        #expect(answer.json["me"]?["login"]?.text == "alice")
        let cookie = try #require(answer.headers[.setCookie])
        for flag in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=604800"] { #expect(cookie.contains(flag)) }
        #expect(!cookie.contains("Secure"))
        #expect(SessionCookie.set("x", lifetime: .seconds(1), isSecure: true).hasSuffix("; Secure"))
        #expect(!answer.text.contains(try #require(cookie.split(separator: "=").dropFirst().first?.prefix(20))))
    }

    @Test(
        "AUTH-01 a wrong one of the three gives one answer and does the same work",
        arguments: [
            ("alice", "wrong-password1", "acme.example"), ("nobody", TestWorld.password, "acme.example"),
            ("alice", TestWorld.password, "globex.example"), ("alice", TestWorld.password, "no.such.domain"),
            ("alice", TestWorld.password, "system"), ("", TestWorld.password, "acme.example"),
        ].filter { !$0.0.isEmpty }
    )
    func oneAnswer(_ login: String, _ password: String, _ domain: String) async throws {
        let world = try await TestWorld()
        let answer = try await world.ask(.post, "/session", body: Self.body(login, password, domain, bearer: true))
        #expect(answer.status == .unauthorized)
        #expect(
            answer.text
                == #"{"error":{"code":"sign-in-refused","message":"The login, password or domain is wrong."}}"#
        )
        #expect(answer.headers[.setCookie] == nil)
        #expect(world.metrics.text().contains("password_checks_total 1\n"))
    }

    @Test("TEN-03 TEN-10 the blocked and people of blocked domains are refused, and what they had ends")
    func blocked() async throws {
        let world = try await TestWorld()
        var alice = try #require(world.configuration.current.user(TestWorld.Person.acmeUser.id))
        alice.isBlocked = true
        var globex = try #require(world.configuration.current.tenants[TestWorld.globex]).domain
        globex.isBlocked = true
        _ = try await world.configuration.apply([.putUser(alice), .putDomain(globex)], by: ChangeAuthor(name: "test"))
        for (login, domain) in [("alice", "acme.example"), ("carol", "globex.example")] {
            let answer = try await world.ask(
                .post,
                "/session",
                body: Self.body(login, TestWorld.password, domain, bearer: true)
            )
            #expect(answer.errorCode == "sign-in-refused")
        }
        for person in [TestWorld.Person.acmeUser, .globexUser] {
            #expect(try await world.ask(.get, "/me", as: person).status == .unauthorized)
        }
    }

    @Test("AUTH-03 a cookie alone changes nothing: the header that other sites cannot set is required")
    func forgery() async throws {
        let world = try await TestWorld()
        let cookie = try await Self.cookie(world)
        #expect(try await world.ask(.get, "/me", headers: cookie).status == .ok)
        let forged = try await world.ask(.patch, "/me", body: ["shownName": "x"], headers: cookie)
        #expect(forged.errorCode == "forgery-protection")
        var headers = cookie
        for field in Self.forgeryHeaders { headers[field.name] = field.value }
        #expect(try await world.ask(.patch, "/me", body: ["shownName": "x"], headers: headers).status == .ok)
        let login = try await world.ask(.post, "/session", body: Self.body())
        #expect(login.errorCode == "forgery-protection")
    }

    @Test("AUTH-03 signing out, expiry and a new password end sessions")
    func sessionsEnd() async throws {
        let world = try await TestWorld()
        let answer = try await world.ask(.post, "/session", body: Self.body(bearer: true))
        let bearer: HTTPFields = [.authorization: "Bearer \(try #require(answer.json["secret"]?.text))"]
        let sessions = try await world.ask(.get, "/sessions", headers: bearer)
        #expect(sessions.items.count == 2)
        #expect(sessions.items.count { $0["isCurrent"] == true } == 1)

        #expect(try await world.ask(.delete, "/session", headers: bearer).status == .noContent)
        #expect(try await world.ask(.get, "/me", headers: bearer).status == .unauthorized)

        let change: JSONValue = ["currentPassword": .string(TestWorld.password), "newPassword": "another7"]
        #expect(try await world.ask(.put, "/me/password", as: .acmeUser, body: change).status == .noContent)
        #expect(try await world.ask(.get, "/me", as: .acmeUser).status == .unauthorized)
        let former = try await world.ask(.post, "/session", body: Self.body(bearer: true))
        #expect(former.status == .unauthorized)
        let fresh = try await world.ask(.post, "/session", body: Self.body("alice", "another7", bearer: true))
        #expect(fresh.status == .created)

        world.time.advance(by: .seconds(8 * 86_400))
        #expect(try await world.ask(.get, "/me", as: .acmeOther).status == .unauthorized)
    }

    @Test("AUTH-03 one's own session can be ended from the list, another's cannot")
    func revoke() async throws {
        let world = try await TestWorld()
        let own = try await world.ask(.get, "/sessions", as: .acmeUser).items
        let id = try #require(own.first?["id"]?.text)
        #expect(try await world.ask(.delete, "/sessions/\(id)", as: .acmeOther).status == .notFound)
        #expect(try await world.ask(.delete, "/sessions/\(id)", as: .acmeUser).status == .noContent)
        #expect(try await world.ask(.get, "/me", as: .acmeUser).status == .unauthorized)
    }

    @Test("AUTH-05 a token is shown once, works, expires and can be revoked")
    func tokens() async throws {
        let world = try await TestWorld()
        let body: JSONValue = ["name": "backup", "expiresInDays": 2]
        let made = try await world.ask(.post, "/tokens", as: .acmeUser, body: body)
        #expect(made.status == .created)
        let bearer: HTTPFields = [.authorization: "Bearer \(try #require(made.json["secret"]?.text))"]
        #expect(try await world.ask(.get, "/me", headers: bearer).json["login"]?.text == "alice")
        let list = try await world.ask(.get, "/tokens", as: .acmeUser)
        #expect(list.items.map { $0["name"]?.text } == ["backup"])
        #expect(!list.text.contains("secret"))
        world.time.advance(by: .seconds(86_400 * 2 + 1))
        #expect(try await world.ask(.get, "/me", headers: bearer).status == .unauthorized)
    }

    @Test("AUTH-06 a source that guesses is stopped; an administrator sees the block and lifts it")
    func guesser() async throws {
        let world = try await TestWorld()
        // The router's tests have no socket: all requests come from the address "", so failures come by the guard.
        for _ in 0..<10 { world.signInGuard.failed("", account: "mallory@acme.example") }
        let refused = try await world.ask(
            .post,
            "/session",
            body: Self.body("carol", TestWorld.password, "globex.example", bearer: true)
        )
        #expect(refused.status == .tooManyRequests)
        #expect(refused.headers[.retryAfter] == "300")
        #expect(!world.metrics.text().contains("password_checks_total 1\n"))

        world.signInGuard.failed("192.0.2.9", account: "a@b")
        for _ in 0..<10 { world.signInGuard.failed("2001:db8:0:1::/64", account: "a@b") }
        let blocks = try await world.ask(.get, "/blocks", as: .system)
        #expect(blocks.items.map { $0["address"]?.text } == ["", "2001:db8:0:1::/64"])
        let lifted = try await world.ask(.delete, "/blocks/2001:db8:0:1::%2F64", as: .system)
        #expect(lifted.status == .noContent)
        #expect(try await world.ask(.get, "/blocks", as: .system).items.count == 1)
    }

    @Test("AUTH-06 a source that fails by the API is counted, and the owner from where they got in before is let in")
    func owner() async throws {
        let world = try await TestWorld()
        _ = try await world.ask(.post, "/session", body: Self.body(bearer: true))
        for attempt in 0..<3 {
            let answer = try await world.ask(
                .post,
                "/session",
                body: Self.body("boss", "wrong\(attempt)", bearer: true)
            )
            #expect(answer.status == .unauthorized)
        }
        for _ in 0..<7 { world.signInGuard.failed("", account: "boss@acme.example") }
        #expect(
            try await world.ask(.post, "/session", body: Self.body("boss", bearer: true)).status == .tooManyRequests
        )
        #expect(try await world.ask(.post, "/session", body: Self.body(bearer: true)).status == .created)
    }
}
