import Kernel

/// Why what an identity provider says is not believed. For the log and tests: to the outside most of them are one.
enum ProviderRefusal: String, Error, Equatable {
    case malformed
    /// Another than RS256 and ES256: `none` proves nothing, and with HS256 a public key would be a password.
    case wrongAlgorithm = "wrong-algorithm"
    case unknownKey = "unknown-key"
    case wrongSignature = "wrong-signature"
    case wrongIssuer = "wrong-issuer"
    case wrongAudience = "wrong-audience"
    case expired
    case notYet = "not-yet"
    case wrongNonce = "wrong-nonce"
    /// Not the sign-in that this browser began, begun too long ago, or ended already.
    case wrongState = "wrong-state"
    /// The provider refused the code, or answered something else than a token.
    case refused
}

/// The token in which an identity provider says who somebody is (OpenID Connect Core §2), read and judged without network
/// or clock.
struct IDToken: Equatable, Sendable {
    /// Who it is: within the provider never given to anybody else.
    let subject: String
    private let claims: JSONValue

    /// The longest token that is looked at.
    static let limit = 32 * 1_024
    /// How far clocks may differ.
    static let leeway: Int64 = 60
    /// The oldest token that a fresh sign-in brings.
    static let age: Int64 = 600

    struct Expectation: Sendable {
        var issuer: String
        var client: String
        var nonce: String
    }

    /// What has to be known of a token before its signature can be checked.
    struct Head: Equatable, Sendable {
        var algorithm: ProviderKey.Algorithm
        var key: String?
    }

    static func head(_ text: String) throws(ProviderRefusal) -> Head {
        let parts = try Self.parts(text)
        let json = try Self.json(parts[0])
        guard let name = json["alg"]?.text else { throw .malformed }
        guard let algorithm = ProviderKey.Algorithm(rawValue: name) else { throw .wrongAlgorithm }
        // RFC 7515 §4.1.11: what has to be understood is not understood here.
        guard json["crit"] == nil else { throw .malformed }
        return Head(algorithm: algorithm, key: json["kid"]?.text)
    }

    /// - Parameter keys: of the issuer, and of nobody else.
    /// - Throws: ``ProviderRefusal``; `unknown-key` when the keys may have changed meanwhile.
    init(
        _ text: String,
        keys: [ProviderKey],
        expecting expected: Expectation,
        at now: Timestamp
    ) throws(ProviderRefusal) {
        let head = try Self.head(text)
        let parts = try Self.parts(text)
        let suitable = keys.filter { $0.fits(head) }
        guard !suitable.isEmpty else { throw .unknownKey }
        guard let signature = Base64URL.decode(parts[2]) else { throw .malformed }
        let signed = Array((parts[0] + "." + parts[1]).utf8)
        guard suitable.contains(where: { $0.key.accepts(signature, of: signed, form: .plain) }) else {
            throw .wrongSignature
        }
        let claims = try Self.json(parts[1])
        try Self.check(claims, expected, at: now.seconds)
        guard let subject = claims["sub"]?.text, (1...255).contains(subject.utf8.count) else { throw .malformed }
        self.subject = subject
        self.claims = claims
    }

    /// OpenID Connect Core §3.1.3.7.
    private static func check(
        _ claims: JSONValue,
        _ expected: Expectation,
        at now: Int64
    ) throws(ProviderRefusal) {
        guard claims["iss"]?.text == expected.issuer else { throw .wrongIssuer }
        let audience = claims["aud"]?.text.map { [$0] } ?? claims["aud"]?.elements?.compactMap(\.text) ?? []
        guard audience.contains(expected.client) else { throw .wrongAudience }
        let party = claims["azp"]?.text
        guard party == expected.client || (party == nil && audience.count == 1) else { throw .wrongAudience }
        guard let end = Self.seconds(claims["exp"]), let made = Self.seconds(claims["iat"]) else { throw .malformed }
        guard end > now - Self.leeway, made > now - Self.age else { throw .expired }
        let begin = claims["nbf"] == nil ? made : max(made, Self.seconds(claims["nbf"]) ?? .max)
        guard begin <= now + Self.leeway else { throw .notYet }
        guard claims["nonce"]?.text == expected.nonce else { throw .wrongNonce }
    }

    /// The e-mail address; `nil` when the provider says none, or one that it has not made sure of.
    var verifiedEmail: String? {
        guard let text = self.claims["email"]?.text, (1...254).contains(text.utf8.count) else { return nil }
        // Some write it as a text.
        let isVerified = self.claims["email_verified"]
        return isVerified?.boolean == true || isVerified?.text == "true" ? text : nil
    }

    private static func parts(_ text: String) throws(ProviderRefusal) -> [Substring] {
        guard text.utf8.count <= Self.limit else { throw .malformed }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed }
        return parts
    }

    private static func json(_ part: Substring) throws(ProviderRefusal) -> JSONValue {
        guard let bytes = Base64URL.decode(part), let json = try? JSONParser.parse(bytes), case .object = json else {
            throw .malformed
        }
        return json
    }

    /// RFC 7519 §2: a number of seconds that may have a fraction.
    private static func seconds(_ value: JSONValue?) -> Int64? {
        switch value {
        case .integer(let number): (0...4_102_444_800).contains(number) ? number : nil
        case .number(let number): (0...4_102_444_800).contains(number) ? Int64(number) : nil
        default: nil
        }
    }
}
