import Crypto
import Fetch
import Foundation
import Kernel
import Synchronization

@testable import Web

/// An identity provider with real keys, which a test bends: what it says of itself, which keys it has, which token it gives.
final class FakeIdentity: Fetching {
    static let issuer = "https://id.example"

    struct State {
        var key: P256.Signing.PrivateKey
        var keyName = "k1"
        var isDown = false
        var metadata: JSONValue
        /// Members of the token in place of the right ones; `null` takes one away.
        var claims: [(String, JSONValue)] = []
        var head: [(String, JSONValue)] = []
        /// The whole token, in place of a signed one.
        var token: String?
        var requests: [FetchRequest] = []
        var nonce = ""
    }

    private let time: TestTime
    private let state: Mutex<State>

    init(time: TestTime) throws {
        self.time = time
        let metadata: JSONValue = [
            "issuer": .string(Self.issuer), "authorization_endpoint": "https://id.example/authorize",
            "token_endpoint": "https://id.example/token", "jwks_uri": "https://id.example/keys",
        ]
        self.state = Mutex(State(key: P256.Signing.PrivateKey(), metadata: metadata))
    }

    var requests: [FetchRequest] { self.state.withLock(\.requests) }

    func bend(_ change: (inout State) -> Void) { self.state.withLock { change(&$0) } }

    func fetch(_ request: FetchRequest) async throws -> FetchAnswer {
        let now = self.time.timestamp.seconds
        return try self.state.withLock { state in
            state.requests.append(request)
            if state.isDown { throw FetchError(.unreachable, "down") }
            let json: JSONValue =
                switch request.address {
                case "https://id.example/.well-known/openid-configuration": state.metadata
                case "https://id.example/keys": ["keys": [Self.jwk(state)]]
                case "https://id.example/token": ["id_token": .string(state.token ?? Self.token(state, now))]
                default: .null
                }
            return FetchAnswer(status: json.isNull ? 404 : 200, body: json.compact)
        }
    }

    static func jwk(_ state: State) -> JSONValue {
        let point = Array(state.key.publicKey.rawRepresentation)
        return [
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": .string(state.keyName),
            "x": .string(Base64URL.encode(point.prefix(32))), "y": .string(Base64URL.encode(point.suffix(32))),
        ]
    }

    static func token(_ state: State, _ now: Int64) -> String {
        let head = Self.object([("alg", "ES256"), ("kid", .string(state.keyName))], state.head)
        let claims = Self.object(
            [
                ("iss", .string(Self.issuer)), ("aud", "martlet"), ("sub", "subject-1"), ("exp", .integer(now + 300)),
                ("iat", .integer(now)), ("nonce", .string(state.nonce)), ("preferred_username", "alice"),
                ("email", "alice@acme.example"), ("email_verified", true),
            ],
            state.claims
        )
        let signed = Base64URL.encode(head.compact) + "." + Base64URL.encode(claims.compact)
        let signature = try? state.key.signature(for: Array(signed.utf8)).rawRepresentation
        return signed + "." + Base64URL.encode(signature ?? Data())
    }

    private static func object(_ members: [(String, JSONValue)], _ changes: [(String, JSONValue)]) -> JSONValue {
        let kept = members.filter { member in !changes.contains { $0.0 == member.0 } }
        return .object((kept + changes.filter { !$0.1.isNull }).map { JSONMember(name: $0.0, value: $0.1) })
    }
}
