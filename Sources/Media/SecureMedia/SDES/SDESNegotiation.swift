package import Kernel

/// Offer and answer of keys in SDP (RFC 4568 §7.1).
package struct SDESNegotiation: Sendable {
    /// The suites that we offer, best first, and accept.
    package let suites: [SRTPSuite]

    /// How many lines of an offer are looked at; the rest, and their base64, are not.
    package static let lineLimit = 16

    /// - Parameter suites: best first; never empty.
    package init(suites: [SRTPSuite] = Self.defaultSuites) {
        precondition(!suites.isEmpty, "an offer has at least one suite")
        self.suites = suites
    }

    /// What every phone knows comes first, as many take only the first line they understand, and a few only one line.
    package static let defaultSuites: [SRTPSuite] = [
        .counterMode128Tag80, .galois256, .galois128, .counterMode256Tag80, .counterMode128Tag32,
    ]

    /// What an offer carries: a line for each suite, each with a key of its own, tags from 1.
    package func offer(random: inout TokenSource) -> [SDESCrypto] {
        self.suites.enumerated().map { SDESCrypto(tag: UInt32($0.offset + 1), suite: $0.element, random: &random) }
    }

    /// Chooses from an offer the line that comes first there among those that can be used (§5.1.2), and makes the
    /// answer.
    ///
    /// - Parameter offered: the lines in their order, each read or refused.
    /// - Returns: `nil` when no line can be used: the stream is then refused, or goes on without SRTP where allowed.
    package func answer(
        to offered: some Sequence<Result<SDESCrypto, SDESRefusal>>,
        random: inout TokenSource
    ) -> SDESAgreement? {
        for case .success(let line) in offered.prefix(Self.lineLimit) where self.suites.contains(line.suite) {
            let own = SDESCrypto(tag: line.tag, suite: line.suite, random: &random)
            return SRTPKeys(sending: own.key, receiving: line.key).map {
                SDESAgreement(keys: $0, own: own, peer: line)
            }
        }
        return nil
    }

    /// Ends a negotiation that our offer began.
    ///
    /// - Parameters:
    ///   - answered: the one line of the answer.
    ///   - offer: the lines that we sent.
    /// - Returns: `nil` when the answer repeats no tag of ours, or another suite than that line's (§5.1.3).
    package func accept(_ answered: SDESCrypto, offer: [SDESCrypto]) -> SDESAgreement? {
        guard let own = offer.first(where: { $0.tag == answered.tag }),
            let keys = SRTPKeys(sending: own.key, receiving: answered.key)
        else { return nil }
        return SDESAgreement(keys: keys, own: own, peer: answered)
    }
}

/// What offer and answer came to.
package struct SDESAgreement: Hashable, Sendable {
    /// For ``SRTPSession``.
    package let keys: SRTPKeys
    /// Our line: what the answer carries, or which line of the offer was chosen.
    package let own: SDESCrypto
    /// The peer's line.
    package let peer: SDESCrypto
}
