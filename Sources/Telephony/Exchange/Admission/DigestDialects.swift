import Kernel
import Model

/// Which phones stumble over a challenge that also offers SHA-256 (RFC 8760).
///
/// RFC 3261 lets a phone skip a challenge it does not understand; libre 1.x and some desk phones give up instead. Such a
/// phone comes back without an answer, and is then asked in MD5 alone. What does not say who it is (no User-Agent: small
/// scripts, sipp) is asked so at once. The nonce rules are the same for both.
struct DigestDialects {
    /// Phones known to give up, by the beginning of their User-Agent in lower case.
    static let onlyMD5 = ["baresip v0.", "baresip v1.", "baresip/0.", "baresip/1.", "sipp"]
    /// How long an unanswered challenge counts against a phone.
    static let patience = Duration.seconds(300)
    /// Phones remembered; the one that came longest ago is forgotten first.
    static let capacity = 8_192

    /// A phone, as far as it can be told before it has proved anything.
    struct Caller: Hashable {
        var address: String
        var account: String
    }

    private struct Memory {
        /// The Call-ID of the request that was challenged with both.
        var callID: String
        var at: Moment
        var needsMD5: Bool
    }

    private var memories = BoundedTable<Caller, Memory>(capacity: Self.capacity)

    /// Whether the challenge of this request should be in MD5 alone.
    mutating func needsMD5(_ caller: Caller, userAgent: String?, callID: String, sequence: UInt32, at now: Moment)
        -> Bool
    {
        guard let agent = userAgent?.lowercased(), !Self.onlyMD5.contains(where: agent.hasPrefix) else { return true }
        let attempt = "\(callID) \(sequence)"
        guard let memory = self.memories[caller] else {
            self.memories.put(Memory(callID: attempt, at: now, needsMD5: false), for: caller)
            return false
        }
        if memory.needsMD5 { return true }
        // A repeated request is the same attempt; another one means that the first was given up.
        let isGivenUp = memory.callID != attempt && memory.at.duration(to: now) < Self.patience
        self.memories.put(Memory(callID: attempt, at: now, needsMD5: isGivenUp), for: caller)
        return isGivenUp
    }

    /// The phone answered a challenge. One that was asked in both has understood both.
    mutating func answered(_ caller: Caller) {
        if self.memories[caller]?.needsMD5 == false { self.memories.remove(caller) }
    }
}
