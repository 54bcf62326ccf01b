public import Kernel

/// Judges answers to the challenges of one realm, and refuses one that was used before.
///
/// Only nonces that were answered rightly are remembered, at most `capacity`. When there is no room, the one that was
/// first used the longest ago is forgotten, and with it every nonce made before it goes stale: its owner must fetch a
/// new one, and no captured answer comes back to life.
public struct DigestVerifier: Sendable {
    /// What an answer is worth.
    public enum Verdict: Equatable, Sendable {
        case valid
        /// The nonce is too old or not ours; the response was not looked at: challenge again with `stale`.
        case stale
        /// Wrong user, password, realm, method or body.
        case wrong
        /// The password is right, but this answer was used before: challenge again with `stale`, and log it.
        case replayed
    }

    /// How a nonce has been used: the greatest count and a window of those before it.
    private struct Use: Sendable {
        var greatest: UInt32
        /// Bit n stands for `greatest − n`. Requests may overtake one another on the way.
        var window: UInt64
    }

    private let mint: NonceMint
    /// The realm whose answers are judged.
    public let realm: String
    /// How many nonces in use are remembered.
    public let capacity: Int
    private var uses: [NonceMint.Serial: Use] = [:]
    /// Serials in the order of their first use.
    private var order: BoundedQueue<NonceMint.Serial>
    /// Nonces up to this one that are not remembered are stale.
    private var floor: NonceMint.Serial = 0

    /// - Parameter capacity: how many nonces in use are remembered, about 60 octets each; at least 1.
    public init(realm: String, mint: NonceMint, capacity: Int = 16_384) {
        self.realm = realm
        self.mint = mint
        self.capacity = capacity
        self.order = BoundedQueue(capacity: capacity)
    }

    /// How many nonces are remembered.
    public var rememberedCount: Int { self.uses.count }

    /// Judges an answer.
    ///
    /// For a user who does not exist, pass the secret of a made-up password: the answer then takes as long and says the
    /// same as for one who does.
    ///
    /// - Parameters:
    ///   - peer: as it was given to the challenger.
    ///   - secret: of the user named in the credentials.
    public mutating func verify(
        _ credentials: DigestCredentials,
        method: SIPMethod,
        body: [UInt8] = [],
        peer: String,
        secret: DigestSecret,
        at now: Moment
    ) -> Verdict {
        guard credentials.realm == self.realm, self.isComplete(credentials) else { return .wrong }
        // The nonce first: one that was never given to this peer says nothing about a password, and a forged source
        // address must not count as somebody's failure. The response to it is not looked at, so nothing is told either.
        guard case .fresh(let serial) = self.mint.judge(credentials.nonce, realm: self.realm, peer: peer, at: now)
        else {
            return .stale
        }
        guard
            let proof = secret.proof(
                credentials.algorithm,
                nonce: credentials.nonce,
                clientNonce: credentials.clientNonce
            ),
            let expected = DigestHash.response(proof: proof, method: method, body: body, credentials: credentials),
            DigestHash.isSame(expected, credentials.response)
        else { return .wrong }
        // Without a count (RFC 2069) a nonce is good for one request.
        return self.use(serial, count: credentials.nonceCount)
    }

    private func isComplete(_ credentials: DigestCredentials) -> Bool {
        switch credentials.protection {
        case .none: credentials.nonceCount == nil
        case .authentication, .integrity: credentials.clientNonce != nil && credentials.nonceCount != nil
        case .other: false
        }
    }

    private mutating func use(_ serial: NonceMint.Serial, count: UInt32?) -> Verdict {
        guard let known = self.uses[serial] else { return self.firstUse(serial, count: count) }
        guard let count, count > 0, known.greatest != .max else { return .replayed }
        if count > known.greatest {
            let distance = count - known.greatest
            let shifted = distance < 64 ? known.window << UInt64(distance) : 0
            self.uses[serial] = Use(greatest: count, window: shifted | 1)
            return .valid
        }
        let distance = known.greatest - count
        guard distance < 64, known.window & (1 << UInt64(distance)) == 0 else { return .replayed }
        self.uses[serial] = Use(greatest: known.greatest, window: known.window | 1 << UInt64(distance))
        return .valid
    }

    private mutating func firstUse(_ serial: NonceMint.Serial, count: UInt32?) -> Verdict {
        guard serial > self.floor else { return .stale }
        guard count != 0 else { return .wrong }
        if self.order.isFull, let oldest = self.order.popFirst() {
            self.uses[oldest] = nil
            self.floor = max(self.floor, oldest)
        }
        self.order.append(serial)
        // The greatest possible count marks a nonce that is good for one request.
        self.uses[serial] = Use(greatest: count ?? .max, window: 1)
        return .valid
    }
}
