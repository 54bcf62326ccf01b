import Kernel

/// Decides which source address is a stream's peer, and keeps strangers from taking the stream over (SIP-06).
///
/// A source is *proven* by how well it fits what signalling said: the announced address and port are better than the
/// announced or signalling host at another port, and that is better than anything else. The first source that the rule
/// admits is latched. After that
/// - a better proven source takes over at once: it is whom signalling spoke of, the other was a guess;
/// - an equally proven one only when the latched source has been quiet for a while, and either carries the same SSRC
///   (the phone's NAT gave it a new port) or comes from a host that signalling named;
/// - all others are refused.
///
/// A new announced address starts anew. What the former source still sends is refused for a moment then, so that it does
/// not latch again by being faster than the new one.
struct SourceLatch: Equatable, Sendable {
    enum Verdict: Equatable, Sendable {
        case accepted
        /// Accepted, and from now on the peer's address.
        case latched
        case refused
    }

    /// How well a source fits what signalling said.
    private enum Proof: UInt8, Comparable, Sendable {
        case none
        case host
        case exact

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    private struct Source: Equatable, Sendable {
        var address: MediaAddress
        var ssrc: UInt32
        var proof: Proof
        var lastHeard: Moment
    }

    private struct Former: Equatable, Sendable {
        let address: MediaAddress
        let refusedUntil: Moment
    }

    /// How long what a former source still has under way is refused.
    private static let lingering = Duration.seconds(1)

    private let takeoverSilence: Duration
    private var announced: MediaAddress?
    private var signalledHost: MediaHost?
    private var rule: LatchingRule = .anyHost
    private var source: Source?
    private var former: Former?

    init(takeoverSilence: Duration) {
        self.takeoverSilence = takeoverSilence
    }

    /// The peer's address; `nil` before the first packet.
    var address: MediaAddress? { self.source?.address }

    /// Takes what signalling says. The latched source stays when the announced address is the same as before, or when
    /// none is announced for a while, as in an old-fashioned hold with `c=0.0.0.0`.
    mutating func expect(
        _ announced: MediaAddress?,
        signalledHost: MediaHost?,
        rule: LatchingRule,
        at now: Moment
    ) {
        defer {
            self.signalledHost = signalledHost
            self.rule = rule
        }
        guard let announced, announced != self.announced else { return }
        self.announced = announced
        if let source = self.source, source.address != announced {
            self.former = Former(address: source.address, refusedUntil: now.advanced(by: Self.lingering))
            self.source = nil
        }
    }

    /// Whether the peer may be there, for what comes before RTP does and latches nothing.
    func mayBe(_ address: MediaAddress) -> Bool {
        if let source = self.source { return source.address == address || self.proof(of: address) > source.proof }
        return self.isAdmissible(self.proof(of: address))
    }

    private func isAdmissible(_ proof: Proof) -> Bool {
        switch self.rule {
        case .announced: proof == .exact
        case .announcedHost: proof >= .host
        case .anyHost: true
        }
    }

    @inline(__always)
    mutating func admit(_ address: MediaAddress, ssrc: UInt32, at now: Moment) -> Verdict {
        if self.source?.address == address {
            self.source?.lastHeard = now
            self.source?.ssrc = ssrc
            return .accepted
        }
        return self.judge(address, ssrc: ssrc, at: now)
    }

    private mutating func judge(_ address: MediaAddress, ssrc: UInt32, at now: Moment) -> Verdict {
        let proof = self.proof(of: address)
        guard self.isAdmissible(proof) else { return .refused }
        if let former = self.former, former.address == address, now < former.refusedUntil, proof < .exact {
            return .refused
        }
        if let source = self.source {
            let isQuiet = source.lastHeard.duration(to: now) >= self.takeoverSilence
            let isSamePeer = ssrc == source.ssrc || proof >= .host
            guard proof > source.proof || (isQuiet && isSamePeer && proof >= source.proof) else { return .refused }
        }
        self.source = Source(address: address, ssrc: ssrc, proof: proof, lastHeard: now)
        return .latched
    }

    private func proof(of address: MediaAddress) -> Proof {
        if address == self.announced { return .exact }
        return address.host == self.announced?.host || address.host == self.signalledHost ? .host : .none
    }
}
