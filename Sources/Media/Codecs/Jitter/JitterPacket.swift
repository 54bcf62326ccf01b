/// What an RTP header says of a packet, as far as a jitter buffer cares.
package struct ArrivedPacket: Hashable, Sendable {
    package enum Kind: UInt8, Hashable, Sendable {
        case speech
        /// RFC 3389: the peer is silent from here on.
        case comfortNoise
    }

    package var sequenceNumber: UInt16
    package var timestamp: UInt32
    package var ssrc: UInt32
    package var kind: Kind
    /// Of its sound, in timestamp units; for comfort noise one frame.
    package var duration: UInt32

    package init(
        sequenceNumber: UInt16,
        timestamp: UInt32,
        ssrc: UInt32,
        duration: UInt32,
        kind: Kind = .speech
    ) {
        self.sequenceNumber = sequenceNumber
        self.timestamp = timestamp
        self.ssrc = ssrc
        self.kind = kind
        self.duration = duration
    }
}

/// A packet that waits in the buffer, or has just left it.
package struct WaitingPacket: Hashable, Sendable {
    package let kind: ArrivedPacket.Kind
    /// As on the wire.
    package let sequenceNumber: UInt16
    /// In timestamp units.
    package let duration: UInt32
    /// Where its bytes lie, see ``JitterBuffer/copyPayload(of:into:)``.
    let slot: Int
    let length: Int
    /// The sequence number counted on past 65 535, across changes of the source.
    let extendedSequence: Int64
    /// The timestamp on the buffer's own time line.
    let start: Int64

    var end: Int64 { self.start + Int64(self.duration) }
}

/// What became of a packet that arrived.
package enum PacketArrival: Hashable, Sendable, CaseIterable {
    /// It waits to be played.
    case kept
    /// It waits; the oldest packet was dropped for it.
    case keptOverflowing
    /// Its time had passed.
    case late
    /// It was here before.
    case duplicate
    /// It does not continue its stream: a stray, or the first packet of a new one, which the next will prove.
    case unproven
    /// It has more bytes than the buffer takes for one packet, or no duration, or one beyond all measure.
    case refused
}

/// What is to be heard next.
package enum Playout: Hashable, Sendable {
    /// How the sound of a packet is to be played, to change the delay unheard.
    package enum Pace: Hashable, Sendable {
        case steady
        /// Leave a pitch period out.
        case faster
        /// Play a pitch period twice.
        case slower
    }

    /// Decode this packet; it has left the buffer.
    case play(WaitingPacket, Pace)
    /// The packet before this one is lost: restore it from this one, which stays. It lasted as long as this one.
    case recover(WaitingPacket)
    /// Make up this many timestamp units of sound.
    case conceal(UInt32)
    /// Nobody talks, or nothing has come for long: comfort noise or silence for the rest of the frame.
    case silence
}
