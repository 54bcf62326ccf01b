/// Lays the packets of a stream on one line of numbers and one of time, whatever its source does to either: both wrap
/// around, timestamps jump when a gateway re-anchors them, and everything changes with a new source (RFC 3550 §5.1).
struct StreamTimeline: Sendable {
    enum Place: Sendable {
        /// `isRestart`: the packet starts a new stretch whose place on the time line is where it arrived.
        case placed(sequence: Int64, start: Int64, isRestart: Bool)
        case unproven
    }

    private struct Anchor: Sendable {
        var ssrc: UInt32
        var sequenceNumber: UInt16
        var timestamp: UInt32
        /// Of the newest packet.
        var extendedSequence: Int64
        var start: Int64
        var duration: Int64
    }

    /// A packet whose timestamp says that it is this much earlier or later than it is, in seconds, starts a new stretch.
    private static let jumpSeconds: Int64 = 1
    private static let sequenceJump: Int64 = 3_000
    private static let sequenceMisorder: Int64 = 100

    private let clockRate: Int64
    private var anchor: Anchor?
    /// The source and number that would prove that the stream goes on elsewhere.
    private var candidate: (ssrc: UInt32, sequenceNumber: UInt16)?

    init(clockRate: Int64) {
        self.clockRate = clockRate
    }

    /// Places a packet.
    ///
    /// - Parameters:
    ///   - clock: when it came.
    ///   - base: the usual transit time, so that a jump can be told from a delay.
    ///   - isIdle: nothing waits and nothing is played: the first packet of a new stretch needs no proof.
    mutating func place(_ packet: ArrivedPacket, clock: Int64, base: Int64?, isIdle: Bool) -> Place {
        guard let anchor = self.anchor, let base else {
            return self.restart(packet, at: clock, sequence: 0)
        }
        let isSameSource = packet.ssrc == anchor.ssrc
        let ahead = Int64(Int16(bitPattern: packet.sequenceNumber &- anchor.sequenceNumber))
        let offset = Int64(Int32(bitPattern: packet.timestamp &- anchor.timestamp))
        let start = anchor.start + offset
        let isInTime = abs(clock - start - base) <= Self.jumpSeconds * self.clockRate
        let isNear = ahead < Self.sequenceJump && ahead > -Self.sequenceMisorder
        if isSameSource, isInTime, isNear {
            self.candidate = nil
            if ahead > 0 { self.advance(to: packet, sequence: anchor.extendedSequence + ahead, start: start) }
            return .placed(sequence: anchor.extendedSequence + ahead, start: start, isRestart: false)
        }
        let isProven =
            self.candidate.map { $0.ssrc == packet.ssrc && $0.sequenceNumber == packet.sequenceNumber } ?? false
        guard isIdle || isProven || (isSameSource && ahead == 1) else {
            self.candidate = (packet.ssrc, packet.sequenceNumber &+ 1)
            return .unproven
        }
        // As if it had come in the usual time, but never before what is already on the line.
        let arrived = max(clock - base, anchor.start + anchor.duration)
        return self.restart(packet, at: arrived, sequence: anchor.extendedSequence + 1)
    }

    /// Where a packet lies that holds no sound but takes a number, as telephone events do; `nil` when it is no part of
    /// the stretch.
    mutating func sequence(of sequenceNumber: UInt16, ssrc: UInt32) -> Int64? {
        guard let anchor = self.anchor, anchor.ssrc == ssrc else { return nil }
        let ahead = Int64(Int16(bitPattern: sequenceNumber &- anchor.sequenceNumber))
        guard ahead < Self.sequenceJump, ahead > -Self.sequenceMisorder else { return nil }
        return anchor.extendedSequence + ahead
    }

    private mutating func restart(_ packet: ArrivedPacket, at start: Int64, sequence: Int64) -> Place {
        let isFirst = self.anchor == nil
        self.candidate = nil
        self.advance(to: packet, sequence: sequence, start: start)
        return .placed(sequence: sequence, start: start, isRestart: !isFirst)
    }

    private mutating func advance(to packet: ArrivedPacket, sequence: Int64, start: Int64) {
        self.anchor = Anchor(
            ssrc: packet.ssrc,
            sequenceNumber: packet.sequenceNumber,
            timestamp: packet.timestamp,
            extendedSequence: sequence,
            start: start,
            duration: Int64(packet.duration)
        )
    }
}
