import Kernel
import RTP

/// Makes one continuous RTP stream of whatever a peer is given to hear in turn: another leg, music, a tone, digits.
///
/// As long as a peer hears one source only, that source's numbers are passed as they are. At each change the SSRC stays,
/// the sequence number goes on by one, the timestamp by the time that passed, and the first packet carries a marker, so
/// that the peer's jitter buffer sees a pause and not a new stream (RFC 3550 §5.1).
struct OutgoingContinuity: Equatable, Sendable {
    /// Who speaks at present.
    private enum Source: Equatable, Sendable {
        case nobody
        /// We ourselves: players and digits.
        case server
        /// A leg, by the number of its connection to this one and its SSRC.
        case leg(connection: UInt32, ssrc: UInt32)
    }

    private var source: Source = .nobody
    private var hasSent = false
    private(set) var ssrc: UInt32
    private var sequenceOffset: UInt16 = 0
    private var timestampOffset: UInt32 = 0
    private var lastSequence: UInt16
    /// The timestamp of the last sound, and when it was sent: the media clock goes on from there.
    private var lastTimestamp: UInt32
    private var lastSound: Moment = .start
    /// The first sequence number of the present leg: what is older belongs to before the change.
    private var firstSequence: UInt16 = 0
    private var isRewriting = false

    /// - Parameters: the numbers to begin with when we ourselves are first to speak; random (RFC 3550 §5.1).
    init(ssrc: UInt32, sequence: UInt16, timestamp: UInt32) {
        self.ssrc = ssrc
        self.lastSequence = sequence
        self.lastTimestamp = timestamp
    }

    /// Changes a leg's header into that of this stream.
    ///
    /// - Parameters:
    ///   - connection: which connection of the two legs this is; a new number makes a change of source.
    ///   - clockRate: of the outgoing encoding, in hertz.
    /// - Returns: `false` for a packet from before the change, which comes late and must be dropped.
    @inline(__always)
    mutating func relay(
        _ header: inout RTPHeader,
        connection: UInt32,
        clockRate: UInt32,
        at now: Moment
    ) -> Bool {
        let source = Source.leg(connection: connection, ssrc: header.ssrc)
        if self.source != source { self.change(to: source, header: &header, clockRate: clockRate, at: now) }
        if self.isRewriting {
            let behind = self.firstSequence &- header.sequenceNumber
            if behind > 0, behind < 1_000, self.lastSequence &- self.sequenceOffset &- self.firstSequence < 1_000 {
                return false
            }
            header.sequenceNumber &+= self.sequenceOffset
            header.timestamp &+= self.timestampOffset
            header.ssrc = self.ssrc
        }
        if Int16(bitPattern: header.sequenceNumber &- self.lastSequence) > 0 || !self.hasSent {
            self.lastSequence = header.sequenceNumber
            self.lastTimestamp = header.timestamp
            self.lastSound = now
            self.hasSent = true
        }
        return true
    }

    private mutating func change(
        to source: Source,
        header: inout RTPHeader,
        clockRate: UInt32,
        at now: Moment
    ) {
        self.source = source
        guard self.hasSent else {
            self.ssrc = header.ssrc
            return
        }
        self.isRewriting = true
        self.firstSequence = header.sequenceNumber
        self.sequenceOffset = self.lastSequence &+ 1 &- header.sequenceNumber
        self.timestampOffset = self.timestamp(clockRate: clockRate, at: now) &- header.timestamp
        header.hasMarker = true
    }

    /// The header of the next packet of our own sound.
    ///
    /// - Parameters:
    ///   - samples: what one packet holds, in units of the clock: the step from our last packet to this one.
    ///   - clockRate: of the encoding, in hertz.
    mutating func next(payloadType: UInt8, samples: UInt32, clockRate: UInt32 = 8_000, at now: Moment) -> RTPHeader {
        let isChange = self.source != .server
        self.lastTimestamp = isChange ? self.timestamp(clockRate: clockRate, at: now) : self.lastTimestamp &+ samples
        self.lastSound = now
        self.source = .server
        return self.own(payloadType: payloadType, timestamp: self.lastTimestamp, hasMarker: isChange)
    }

    /// The header of a telephone-event packet, whose timestamp is that of the event's beginning (RFC 4733 §2.3.1).
    ///
    /// The sound before the event is over with it: what comes after is a change of source again.
    mutating func event(payloadType: UInt8, timestamp: UInt32, hasMarker: Bool, at now: Moment) -> RTPHeader {
        if !self.hasSent {
            self.lastTimestamp = timestamp
            self.lastSound = now
        }
        self.source = .nobody
        return self.own(payloadType: payloadType, timestamp: timestamp, hasMarker: hasMarker)
    }

    private mutating func own(payloadType: UInt8, timestamp: UInt32, hasMarker: Bool) -> RTPHeader {
        self.lastSequence &+= 1
        self.hasSent = true
        return RTPHeader(
            payloadType: payloadType,
            sequenceNumber: self.lastSequence,
            timestamp: timestamp,
            ssrc: self.ssrc,
            hasMarker: hasMarker
        )
    }

    /// Where the media clock stands: at least one packet of 20 ms after the last sound.
    func timestamp(clockRate: UInt32, at now: Moment) -> UInt32 {
        guard self.hasSent else { return self.lastTimestamp }
        let elapsed = max(20_000_000, self.lastSound.duration(to: now).wholeNanoseconds)
        let units = (elapsed / 1_000) &* Int64(clockRate) / 1_000_000
        return self.lastTimestamp &+ UInt32(truncatingIfNeeded: units)
    }
}
