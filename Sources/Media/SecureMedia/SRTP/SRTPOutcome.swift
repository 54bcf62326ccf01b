/// What became of a packet.
package enum SRTPOutcome: Hashable, Sendable {
    /// The buffer holds the result: this many bytes.
    case packet(length: Int)
    /// The packet is to be dropped. What the buffer holds now means nothing.
    case refused(SRTPRefusal)
}

/// Why a packet is dropped. Scope: this packet, but for ``keyExpired``.
package enum SRTPRefusal: Hashable, Sendable, CaseIterable {
    /// It is no RTP or RTCP packet, or shorter than its tag.
    case malformed
    /// The buffer has no room for the tag.
    case noRoom
    /// The tag is wrong: forged, damaged, or made with another key.
    case unauthentic
    /// It came before.
    case replayed
    /// It is older than the replay window, which cannot tell whether it came before.
    case tooOld
    /// The key has protected all the packets it may; the peer must be given a new one.
    case keyExpired
    /// More sources than ``SRTPSession/sourceLimit``.
    case tooManySources
    /// The library failed.
    case failed
}

/// Why there is no session.
package enum SRTPError: Error, Hashable, Sendable {
    /// libsrtp2 or OpenSSL lack a cipher, or fail their self-test.
    case libraryFailed
    /// libsrtp2 refused the keys, or there is no memory.
    case contextFailed
}
