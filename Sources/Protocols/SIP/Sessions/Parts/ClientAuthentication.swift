import Kernel

/// Answers the challenges that requests of one session or registration meet (RFC 3261 §22): those of the far end (401)
/// and those of a proxy before it (407), once for each new nonce.
///
/// After the first challenge requests carry an answer from the start, so that only one of them makes the trip twice.
public struct ClientAuthentication: Sendable {
    private var server: DigestClient
    private var proxy: DigestClient
    private var random: SeededGenerator

    /// - Parameters:
    ///   - seed: any random number that is secret enough for a client's nonce.
    public init(user: String, password: String, seed: UInt64) {
        self.server = DigestClient(user: user, password: password)
        self.proxy = DigestClient(user: user, password: password)
        self.random = SeededGenerator(seed: seed)
    }

    /// Puts answers to the last challenges into a request; nothing before the first challenge.
    public mutating func authorize(_ request: inout SIPMessage) {
        guard self.server.realm != nil || self.proxy.realm != nil else { return }
        var tokens = TokenSource(SeededGenerator(seed: self.random.next()))
        if self.server.realm != nil { self.server.sign(&request, tokens: &tokens) }
        if self.proxy.realm != nil { self.proxy.sign(&request, proxy: true, tokens: &tokens) }
    }

    /// Answers a 401 or 407 in the request that met it. The caller gives the request a new CSeq and sends it again.
    ///
    /// - Returns: `false` when trying again is pointless: the password is wrong, or the challenge is not understood.
    public mutating func answer(_ response: SIPMessage, to request: inout SIPMessage) -> Bool {
        let isProxy = response.status == 407
        // A challenge that cannot be read cannot be answered.
        guard isProxy || response.status == 401, let challenges = try? response.challenges(proxy: isProxy),
            (isProxy ? self.proxy.take(challenges) : self.server.take(challenges)) == .answer
        else { return false }
        self.authorize(&request)
        return true
    }
}
