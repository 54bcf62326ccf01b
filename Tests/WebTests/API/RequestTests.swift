import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("Requests and refusals")
struct RequestTests {
    @Test(
        "what is wrong with a request is said with status, code and field",
        arguments: [
            (.post, "/users", "{", 400, "malformed-json", nil), (.post, "/users", "[]", 422, "invalid", nil),
            (.post, "/users", #"{"login":"d"}"#, 422, "invalid", "password"),
            (.post, "/users", #"{"login":"d","password":"secret42","x":1}"#, 422, "invalid", "x"),
            (.post, "/users", #"{"login":"d","password":"short"}"#, 422, "invalid", "password"),
            (
                .post, "/users", #"{"login":"d","password":"secret42","ringTimeSeconds":121}"#, 422, "invalid",
                "ringTimeSeconds"
            ),
            (.post, "/users", #"{"login":"d","password":"secret42","callerID":"abc"}"#, 422, "invalid", "callerID"),
            (.get, "/users?limit=0", nil, 400, "invalid-parameter", "limit"),
            (.get, "/users?limit=x", nil, 400, "invalid-parameter", "limit"),
            (.get, "/users?limit=99999999999999999999", nil, 400, "invalid-parameter", "limit"),
            (.get, "/users?limit=1&limit=2", nil, 400, "invalid-parameter", "limit"),
            (.get, "/users?colour=red", nil, 400, "invalid-parameter", "colour"),
            (.get, "/users?search=%zz", nil, 400, "malformed-request", nil),
            (.get, "/users?search=%00", nil, 400, "malformed-request", nil),
            (.get, "/users?cursor=zz", nil, 404, "not-found", "cursor"),
            (.get, "/users?domain=globex.example", nil, 404, "not-found", "domain"),
            (.get, "/users?domain=UPPER", nil, 400, "invalid-parameter", "domain"),
            (.get, "/nothing", nil, 404, "not-found", nil), (.get, "/users/%2e%2e%2f", nil, 404, "not-found", nil),
            (.get, "/users/", nil, 404, "not-found", nil), (.put, "/users", "{}", 405, "method-not-allowed", nil),
            (.delete, "/session/x", nil, 404, "not-found", nil),
            (.get, "/history?from=yesterday", nil, 400, "invalid-parameter", "from"),
            (.get, "/history?cursor=3131", nil, 404, "not-found", "cursor"),
        ] as [(HTTPRequest.Method, String, String?, Int, String, String?)]
    )
    func refusals(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String?,
        _ status: Int,
        _ code: String,
        _ field: String?
    ) async throws {
        let world = try await TestWorld()
        let answer = try await world.ask(method, path, as: .acmeAdministrator, raw: body)
        #expect(answer.status.code == status, "\(answer.text)")
        #expect(answer.errorCode == code)
        #expect(answer.errorField == field)
        #expect(answer.headers[.contentType] == "application/json")
    }

    @Test("a path that is known answers other methods with Allow, and OPTIONS with nothing else")
    func methods() async throws {
        let world = try await TestWorld()
        let refused = try await world.ask(.delete, "/users")
        #expect(refused.status == .methodNotAllowed)
        #expect(refused.headers[.allow] == "GET, OPTIONS, POST")
        let options = try await world.ask(.options, "/users/x")
        #expect(options.status == .noContent)
        #expect(options.headers[.allow] == "DELETE, GET, OPTIONS, PATCH")
        // What is named by a literal is no id of a user.
        let bulk = try await world.ask(.get, "/users/bulk", as: .acmeAdministrator)
        #expect(bulk.status == .methodNotAllowed && bulk.headers[.allow] == "OPTIONS, POST")
        let odd = try await world.ask(try #require(HTTPRequest.Method("BREW")), "/users")
        #expect(odd.status == .methodNotAllowed)
    }

    @Test(
        "bodies are JSON and at most 1 MiB",
        arguments: [("text/plain", 415), ("application/json; charset=utf-8", 422), ("application/jsonx", 415)]
    )
    func types(_ type: String, _ status: Int) async throws {
        let world = try await TestWorld()
        let headers: HTTPFields = [.contentType: type]
        let answer = try await world.ask(.post, "/users", as: .acmeAdministrator, raw: "{}", headers: headers)
        #expect(answer.status.code == status)
        let large = String(repeating: " ", count: WebSettings.bodyLimit + 1)
        let refused = try await world.ask(.post, "/users", as: .acmeAdministrator, raw: large)
        #expect(refused.errorCode == "too-large")
    }

    @Test(
        "conditions that cannot be understood are refused",
        arguments: [
            ("If-Match", "x", 400), ("If-Match", "W/\"1\"", 400), ("If-Match", "\"1\"", 200), ("If-Match", "1", 200),
            ("If-Match", "2", 409),
        ]
    )
    func conditions(_ name: String, _ value: String, _ status: Int) async throws {
        let world = try await TestWorld()
        var headers: HTTPFields = [:]
        headers[try #require(HTTPField.Name(name))] = value
        let path = "/users/\(TestWorld.Person.acmeUser.id)"
        let answer = try await world.ask(.patch, path, as: .acmeAdministrator, body: [:], headers: headers)
        #expect(answer.status.code == status)
    }

    @Test("an unknown or malformed Authorization is nobody")
    func authorization() async throws {
        let world = try await TestWorld()
        for value in ["Basic YWxpY2U6c2VjcmV0NDI=", "Bearer", "Bearer ", "bearer nothing", "Digest x", ""] {
            let answer = try await world.ask(.get, "/me", headers: [.authorization: value])
            #expect(answer.status == .unauthorized)
            #expect(answer.headers[.wwwAuthenticate] != nil)
        }
        let token = TestWorld.Person.acmeUser.token
        #expect(try await world.ask(.get, "/me", headers: [.authorization: "bearer  \(token)"]).status == .ok)
    }

    @Test(
        "who asks is the peer, or what a trusted proxy says",
        arguments: [
            ("192.0.2.1", nil, "192.0.2.1", false), ("127.0.0.1", nil, "127.0.0.1", true), ("::1", nil, "::1", true),
            ("127.0.0.1", "8.8.8.8", "127.0.0.1", false), ("10.0.0.1", "8.8.8.8, 9.9.9.9", "9.9.9.9", false),
            ("10.0.0.1", "127.0.0.1", "127.0.0.1", false), ("192.0.2.1", "8.8.8.8", "192.0.2.1", false),
            ("::ffff:192.0.2.1", nil, "192.0.2.1", false),
        ] as [(String, String?, String, Bool)]
    )
    func clients(_ peer: String, _ forwarded: String?, _ text: String, _ isLocal: Bool) {
        let found = ClientAddress.find(peer: peer, forwarded: forwarded, trustedProxies: ["10.0.0.1"])
        #expect(found.text == text)
        #expect(found.isLocal == isLocal)
    }

    @Test(
        "AUTH-06 IPv6 failures are counted by /64",
        arguments: [
            ("2001:db8::1", "2001:db8:0:0::/64"), ("2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64"),
            ("2001:DB8:0:0001::5", "2001:db8:0:1::/64"), ("::1", "0:0:0:0::/64"), ("192.0.2.1", "192.0.2.1"),
        ]
    )
    func networks(_ address: String, _ network: String) {
        #expect(ClientAddress(address).network == network)
    }

    @Test(
        "any text instead of a request line's path, query or body is answered, never with 5xx",
        arguments: 0..<30 as Range<UInt64>
    )
    func hostile(seed: UInt64) async throws {
        let world = try await TestWorld()
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "/users", "/", "%", "%2", "%2f", "%ff", "?", "&", "=", "limit=", "cursor=", "domain=", "..", "é", "//",
            "{user}",
            "/history", "/calls", "\u{202e}", "+", "#", ";", "search=%F0%9F%98%80", "/changes", "/undo", "-1",
            "9223372036854775808",
        ]
        for _ in 0..<20 {
            let count = Int.random(in: 1..<6, using: &generator)
            let path = "/" + (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let method = [HTTPRequest.Method.get, .post, .patch, .delete].randomElement(using: &generator) ?? .get
            let answer = try await world.ask(method, path, as: .system, raw: method == .get ? nil : "{}")
            #expect(answer.status.code < 500, "\(method) \(path): \(answer.text)")
        }
    }
}
