import Crypto
import CryptoExtras
import Foundation
import Kernel
import Model
import Testing

@testable import Web

/// What is believed of an identity provider's tokens.
@Suite("Identity tokens")
struct IDTokenTests {
    private static let now = Timestamp(seconds: 1_790_000_000)
    private static let expected = IDToken.Expectation(issuer: "https://id.example", client: "martlet", nonce: "n-1")
    private static let ecKey = P256.Signing.PrivateKey()
    private static let rsaKey = try? _RSA.Signing.PrivateKey(keySize: .bits2048)

    private static let claims: [String: JSONValue] = [
        "iss": "https://id.example", "aud": "martlet", "sub": "subject-1", "nonce": "n-1",
        "exp": .integer(now.seconds + 300), "iat": .integer(now.seconds), "email": "a@acme.example",
        "email_verified": true, "preferred_username": "alice",
    ]

    private static func object(_ members: [String: JSONValue]) -> JSONValue {
        .object(
            members.sorted { $0.key < $1.key }.filter { !$0.value.isNull }.map {
                JSONMember(name: $0.key, value: $0.value)
            }
        )
    }

    private static func unsigned(_ head: [String: JSONValue], _ claims: [String: JSONValue]) -> String {
        Base64URL.encode(Self.object(head).compact) + "." + Base64URL.encode(Self.object(claims).compact)
    }

    private static func token(
        _ changes: [String: JSONValue] = [:],
        head: [String: JSONValue] = ["alg": "ES256", "kid": "e1"]
    ) throws -> String {
        let signed = Self.unsigned(head, Self.claims.merging(changes) { $1 })
        let signature = try Self.ecKey.signature(for: Array(signed.utf8)).rawRepresentation
        return signed + "." + Base64URL.encode(signature)
    }

    private static func keys() throws -> [ProviderKey] {
        let point = Array(Self.ecKey.publicKey.rawRepresentation)
        let primitives = try #require(try Self.rsaKey?.publicKey.getKeyPrimitives())
        let set: JSONValue = [
            "keys": [
                [
                    "kty": "EC", "crv": "P-256", "kid": "e1", "use": "sig",
                    "x": .string(Base64URL.encode(point.prefix(32))), "y": .string(Base64URL.encode(point.suffix(32))),
                ],
                [
                    "kty": "RSA", "kid": "r1", "alg": "RS256", "n": .string(Base64URL.encode(primitives.modulus)),
                    "e": .string(Base64URL.encode(primitives.publicExponent)),
                ],
                // Read past: for sealing, for another algorithm, of a kind that is not known, and nonsense.
                ["kty": "RSA", "kid": "x", "use": "enc", "n": "AQAB", "e": "AQAB"],
                [
                    "kty": "RSA", "kid": "y", "alg": "PS256", "n": .string(Base64URL.encode(primitives.modulus)),
                    "e": "AQAB",
                ],
                ["kty": "oct", "kid": "z", "k": "AAAA"], ["kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"], 7,
            ]
        ]
        return try #require(ProviderKey.all(set))
    }

    private static func refusal(_ text: String) throws -> ProviderRefusal? {
        let keys = try Self.keys()
        do throws(ProviderRefusal) {
            _ = try IDToken(text, keys: keys, expecting: Self.expected, at: Self.now)
            return nil
        } catch { return error }
    }

    @Test("BYD-22 a right token says who it is")
    func right() throws {
        let keys = try Self.keys()
        #expect(keys.map(\.id) == ["e1", "r1"])
        let token = try IDToken(try Self.token(), keys: keys, expecting: Self.expected, at: Self.now)
        #expect(token.subject == "subject-1")
        #expect(token.verifiedEmail == "a@acme.example")
        // Without the name of a key each of the algorithm is tried.
        #expect(try Self.refusal(Self.token(head: ["alg": "ES256"])) == nil)
        let signed = Self.unsigned(["alg": "RS256", "kid": "r1"], Self.claims)
        let signature = try #require(Self.rsaKey).signature(
            for: SHA256.hash(data: Array(signed.utf8)),
            padding: .insecurePKCS1v1_5
        )
        #expect(try Self.refusal(signed + "." + Base64URL.encode(signature.rawRepresentation)) == nil)
    }

    @Test(
        "BYD-22 each claim has to hold",
        arguments: [
            (["iss": "https://evil.example"], .wrongIssuer), (["iss": "https://id.example/"], .wrongIssuer),
            (["aud": "other"], .wrongAudience), (["aud": []], .wrongAudience), (["aud": .null], .wrongAudience),
            (["aud": ["martlet", "other"]], .wrongAudience),
            (["aud": ["martlet", "other"], "azp": "other"], .wrongAudience), (["azp": "other"], .wrongAudience),
            (["exp": .integer(now.seconds - 60)], .expired), (["exp": .null], .malformed),
            (["exp": "1790000300"], .malformed), (["exp": .integer(.max)], .malformed),
            (["iat": .integer(now.seconds - 600)], .expired), (["iat": .integer(now.seconds + 61)], .notYet),
            (["iat": .null], .malformed), (["nbf": .integer(now.seconds + 61)], .notYet), (["nbf": "soon"], .notYet),
            (["nonce": "n-2"], .wrongNonce), (["nonce": .null], .wrongNonce), (["sub": ""], .malformed),
            (["sub": .null], .malformed), (["sub": .string(String(repeating: "s", count: 256))], .malformed),
        ] as [([String: JSONValue], ProviderRefusal)]
    )
    func claims(changes: [String: JSONValue], refusal: ProviderRefusal) throws {
        #expect(try Self.refusal(Self.token(changes)) == refusal)
    }

    @Test(
        "BYD-22 and these are well",
        arguments: [
            ["aud": ["martlet"]], ["aud": ["martlet", "other"], "azp": "martlet"],
            ["exp": .integer(now.seconds - 59)], ["exp": .number(1_790_000_300.5)], ["iat": .integer(now.seconds + 60)],
            ["nbf": .integer(now.seconds)],
        ] as [[String: JSONValue]]
    )
    func fine(changes: [String: JSONValue]) throws {
        #expect(try Self.refusal(Self.token(changes)) == nil)
    }

    @Test("BYD-22 no algorithm, a secret one made of a public key, and keys of another kind are refused")
    func algorithms() throws {
        for name in ["none", "None", "NONE", ""] {
            #expect(try Self.refusal(Self.unsigned(["alg": .string(name)], Self.claims) + ".") == .wrongAlgorithm)
        }
        // Key confusion: signed by HMAC with what everybody may read.
        let point = Array(Self.ecKey.publicKey.rawRepresentation)
        let confused = Self.unsigned(["alg": "HS256", "kid": "e1"], Self.claims)
        let code = HMAC<SHA256>.authenticationCode(for: Array(confused.utf8), using: SymmetricKey(data: point))
        #expect(try Self.refusal(confused + "." + Base64URL.encode(code)) == .wrongAlgorithm)
        // A key of one kind under the algorithm of the other.
        #expect(try Self.refusal(Self.token(head: ["alg": "RS256", "kid": "e1"])) == .unknownKey)
        #expect(try Self.refusal(Self.token(head: ["alg": "RS256"])) == .wrongSignature)
        #expect(try Self.refusal(Self.token(head: ["alg": "ES256", "kid": "gone"])) == .unknownKey)
        #expect(try Self.refusal(Self.token(head: ["alg": "ES256", "kid": "e1", "crit": ["exp"]])) == .malformed)
        #expect(try Self.refusal(Self.token(head: ["kid": "e1"])) == .malformed)
    }

    @Test("BYD-22 a spoilt signature or claim is refused, in every place")
    func spoilt() throws {
        let token = Array(try Self.token().utf8)
        for place in stride(from: 0, to: token.count, by: 3) where token[place] != UInt8(ascii: ".") {
            var spoilt = token
            spoilt[place] = token[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(try Self.refusal(String(decoding: spoilt, as: UTF8.self)) != nil, "\(place)")
        }
        for text in ["", ".", "..", "a.b.c", "...", String(repeating: "A", count: IDToken.limit + 1)] {
            #expect(try Self.refusal(text) == .malformed, "\(text.prefix(20))")
        }
    }

    @Test("BYD-22 an address that the provider has not verified finds nobody")
    func addresses() throws {
        for value: JSONValue in [false, .null, "false", 1] {
            let text = try Self.token(["email_verified": value])
            let token = try IDToken(text, keys: try Self.keys(), expecting: Self.expected, at: Self.now)
            #expect(token.verifiedEmail == nil)
        }
    }

    @Test("BYD-22 what a provider says of itself is its own, over TLS")
    func metadata() {
        let members: [String: JSONValue] = [
            "issuer": "https://id.example", "authorization_endpoint": "https://id.example/a",
            "token_endpoint": "https://token.example/t", "jwks_uri": "https://id.example/k",
        ]
        func made(_ changes: [String: JSONValue], issuer: String = "https://id.example") -> ProviderMetadata? {
            ProviderMetadata(Self.object(members.merging(changes) { $1 }), issuer: issuer)
        }
        #expect(made([:])?.takesBasic == true && made([:])?.namesItself == false)
        #expect(made(["token_endpoint_auth_methods_supported": ["client_secret_post"]])?.takesBasic == false)
        #expect(made(["issuer": "https://evil.example"]) == nil)
        #expect(made([:], issuer: "https://id.example/") == nil)
        for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
            #expect(made([name: "http://id.example/x"]) == nil)
            #expect(made([name: .null]) == nil)
            #expect(made([name: "javascript:alert(1)"]) == nil)
        }
        #expect(
            ProviderMetadata.address(of: "https://id.example/realm/")
                == "https://id.example/realm/.well-known/openid-configuration"
        )
    }

    @Test("BYD-22 what a browser keeps is sealed, for one purpose and a while")
    func seal() throws {
        let seal = ProviderSeal(key: Array(repeating: 1, count: 32))
        let flow = ProviderFlow(provider: ProviderID("p"), state: "s", nonce: "n", verifier: "v")
        let start = Moment.start.advanced(by: .seconds(5))
        let text = try #require(seal.seal(flow, at: start))
        #expect(seal.flow(text, at: start) == flow)
        #expect(seal.proof(text, at: start) == nil)
        #expect(seal.flow(text, at: start.advanced(by: ProviderSeal.lifetime)) == nil)
        #expect(ProviderSeal(key: Array(repeating: 2, count: 32)).flow(text, at: start) == nil)
        #expect(seal.flow(String(text.dropLast()) + (text.hasSuffix("A") ? "B" : "A"), at: start) == nil)
        #expect(seal.flow(nil, at: start) == nil)
        let proof = try #require(seal.seal(ProviderProof(user: UserID("u")), at: start))
        #expect(seal.proof(proof, at: start)?.user == UserID("u") && seal.flow(proof, at: start) == nil)
        // RFC 7636, appendix B.
        let example = ProviderFlow(
            provider: ProviderID("p"),
            state: "",
            nonce: "",
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        )
        #expect(example.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }
}
