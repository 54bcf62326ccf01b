public import Kernel

/// Makes the challenges of one realm (RFC 7616, RFC 8760).
public struct DigestChallenger: Sendable {
    /// What is offered, the strongest first; a client takes the first that it understands.
    public let algorithms: [DigestAlgorithm]
    /// What is offered to be covered: the request, or its body too.
    public let protections: [DigestProtection]
    /// What the password is for, as the user reads it.
    public let realm: String
    private let mint: NonceMint
    private var count: UInt64 = 0

    /// Challenges with nonces of that mint.
    public init(
        realm: String,
        mint: NonceMint,
        algorithms: [DigestAlgorithm] = [.sha256, .md5],
        protections: [DigestProtection] = [.authentication, .integrity]
    ) {
        self.realm = realm
        self.mint = mint
        self.algorithms = algorithms
        self.protections = protections
    }

    /// The challenges of one 401 or 407, one header line each.
    ///
    /// - Parameters:
    ///   - peer: whom the nonce is bound to, for instance the source address; an answer from another is refused.
    ///   - isStale: the client's last answer was right and only its nonce too old, so it need not ask its user.
    public mutating func challenges(
        for peer: String,
        isStale: Bool = false,
        at now: Moment
    ) -> [DigestChallenge] {
        self.count &+= 1
        let nonce = self.mint.nonce(realm: self.realm, peer: peer, count: self.count, at: now)
        return self.algorithms.map { algorithm in
            DigestChallenge(
                realm: self.realm,
                nonce: nonce,
                algorithm: algorithm,
                protections: self.protections,
                isStale: isStale
            )
        }
    }

    /// Adds the challenges to a 401 or 407.
    public mutating func challenge(
        in response: inout SIPMessage,
        for peer: String,
        isStale: Bool = false,
        at now: Moment
    ) {
        let name: SIPHeaderName = response.status == 407 ? .proxyAuthenticate : .wwwAuthenticate
        for challenge in self.challenges(for: peer, isStale: isStale, at: now) { response.append(name, challenge) }
    }
}
