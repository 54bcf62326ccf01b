public import Kernel

/// Answers the challenges of one server for one user (RFC 3261 §22, RFC 7616 §3.4).
///
/// After the first challenge it answers ahead, with the same nonce and a count that grows, until the server sends a
/// new one.
public struct DigestClient: Sendable {
    /// What to do after a challenge.
    public enum Outcome: Equatable, Sendable {
        /// Send the request again with ``credentials(for:uri:body:tokens:)``.
        case answer
        /// The server has seen our answer to this nonce and refused it: user or password are wrong.
        case refused
        /// No challenge has an algorithm and a protection that we compute.
        case unsupported
    }

    /// Whom the client speaks for.
    public let user: String
    private let password: String
    /// Whether the body is covered when the server offers that.
    private let prefersIntegrity: Bool
    private var challenge: DigestChallenge?
    private var secret: DigestSecret?
    private var count: UInt32 = 0

    /// A client that has seen no challenge yet.
    public init(user: String, password: String, prefersIntegrity: Bool = false) {
        self.user = user
        self.password = password
        self.prefersIntegrity = prefersIntegrity
    }

    /// The realm of the challenge in use.
    public var realm: String? { self.challenge?.realm }

    /// Takes the challenges of a 401 or 407 and chooses the strongest algorithm among them.
    public mutating func take(_ challenges: [Challenge]) -> Outcome {
        let offers = challenges.compactMap { offer -> DigestChallenge? in
            guard case .digest(let challenge) = offer, Self.strength(of: challenge.algorithm) > 0,
                challenge.protections.isEmpty || challenge.protections.contains(where: Self.isComputed)
            else { return nil }
            return challenge
        }
        let best = offers.max { Self.strength(of: $0.algorithm) < Self.strength(of: $1.algorithm) }
        guard let best else { return .unsupported }
        if let current = self.challenge, self.count > 0, !best.isStale, current.realm == best.realm,
            self.isRepeatedRefusal(best, after: current)
        {
            return .refused
        }
        if self.challenge?.realm != best.realm || self.secret == nil {
            self.secret = DigestSecret(user: self.user, realm: best.realm, password: self.password)
        }
        self.challenge = best
        self.count = 0
        return .answer
    }

    /// A server that does not say `stale` may only have a new nonce each time; it refuses us when it refused the very
    /// first answer to a nonce.
    private func isRepeatedRefusal(_ next: DigestChallenge, after current: DigestChallenge) -> Bool {
        next.nonce == current.nonce || self.count == 1
    }

    /// The answer that a request carries, or `nil` before the first challenge.
    ///
    /// - Parameter tokens: where the client's nonce comes from.
    public mutating func credentials(
        for method: SIPMethod,
        uri: SIPURI,
        body: [UInt8] = [],
        tokens: inout TokenSource
    ) -> DigestCredentials? {
        guard let challenge = self.challenge, let secret = self.secret else { return nil }
        self.count += 1
        var credentials = DigestCredentials(
            username: self.user,
            realm: challenge.realm,
            nonce: challenge.nonce,
            uri: uri.description,
            algorithm: challenge.algorithm
        )
        credentials.opaque = challenge.opaque
        if let protection = self.protection(among: challenge.protections) {
            credentials.protection = protection
            credentials.clientNonce = tokens.token()
            credentials.nonceCount = self.count
        }
        guard
            let proof = secret.proof(
                challenge.algorithm,
                nonce: challenge.nonce,
                clientNonce: credentials.clientNonce
            ),
            let response = DigestHash.response(proof: proof, method: method, body: body, credentials: credentials)
        else { return nil }
        credentials.response = String(decoding: response, as: UTF8.self)
        return credentials
    }

    /// Puts the answer into a request; does nothing before the first challenge.
    public mutating func sign(_ request: inout SIPMessage, proxy: Bool = false, tokens: inout TokenSource) {
        guard let uri = request.requestURI,
            let credentials = self.credentials(
                for: request.method,
                uri: uri,
                body: request.body,
                tokens: &tokens
            )
        else { return }
        request.set(proxy ? .proxyAuthorization : .authorization, to: credentials)
    }

    private func protection(among offers: [DigestProtection]) -> DigestProtection? {
        let hasIntegrity = offers.contains(.integrity)
        if hasIntegrity, self.prefersIntegrity || !offers.contains(.authentication) { return .integrity }
        return offers.contains(.authentication) ? .authentication : nil
    }

    private static func isComputed(_ protection: DigestProtection) -> Bool {
        protection == .authentication || protection == .integrity
    }

    private static func strength(of algorithm: DigestAlgorithm) -> Int {
        switch algorithm {
        case .sha256Session: 4
        case .sha256: 3
        case .md5Session: 2
        case .md5: 1
        case .other: 0
        }
    }
}
