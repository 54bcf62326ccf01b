public import Kernel

/// What arrives of one stream: loss, reordering, jitter and pauses (RFC 3550 §6.4, §A.3, §A.8).
///
/// Follows a stream across changes of its SSRC and restarts of its numbers, as phones cause them on hold: the totals go
/// on, the report blocks are about the present source. One value per direction and leg, updated on the media thread;
/// nothing is allocated.
public struct ReceptionStatistics: Equatable, Sendable {
    /// Sources that are over, added up.
    private struct Earlier: Equatable, Sendable {
        var expected: UInt64 = 0
        var received: UInt64 = 0
    }

    /// Where the present source stood when the last report block was made.
    private struct LastReport: Equatable, Sendable {
        var expected: UInt64 = 0
        var received: UInt64 = 0
    }

    private struct SenderReportArrival: Equatable, Sendable {
        let middle: UInt32
        let moment: Moment
    }

    private var tracker: SequenceTracker
    private let clock: ClockRate
    private let minimumSequential: UInt8
    private var earlier = Earlier()
    private var lastReport = LastReport()
    private var senderReport: SenderReportArrival?
    /// In 1/16 of a clock unit, as §A.8 keeps it.
    private var scaledJitter: UInt32 = 0
    private var lastTransit: UInt32?

    /// The present source; `nil` before the first packet.
    public private(set) var ssrc: UInt32?
    /// Payload bytes of all packets, strays included.
    public private(set) var octets: UInt64 = 0
    /// Packets that came after a younger one.
    public private(set) var reordered: UInt64 = 0
    /// Packets that came again.
    public private(set) var duplicates: UInt64 = 0
    /// Strays: on probation, or far from where the source was.
    public private(set) var ignored: UInt64 = 0
    /// Runs of missing packets, whether or not some of them came late.
    public private(set) var lossRuns: UInt64 = 0
    /// When the last packet came, whatever became of it.
    public private(set) var lastArrival: Moment?
    /// The longest time between two packets.
    public private(set) var longestPause: Duration = .zero
    /// The largest jitter so far.
    public private(set) var maximumJitter: Duration = .zero

    /// - Parameters:
    ///   - clockRate: of the codec, in Hz; 8 000 for G.711 and, by an old mistake of RFC 1890, for G.722. 0 counts as 1.
    ///   - minimumSequential: see ``SequenceTracker``.
    public init(clockRate: UInt32, minimumSequential: UInt8 = 2) {
        self.clock = ClockRate(clockRate)
        self.minimumSequential = minimumSequential
        self.tracker = SequenceTracker(minimumSequential: minimumSequential)
    }

    /// Takes note of one packet.
    ///
    /// - Parameters:
    ///   - isMedia: `false` for telephone events, whose packets share one timestamp and would pass for jitter.
    ///   - now: when it came.
    /// - Returns: what the packet was, for a caller that drops repeated ones and strays.
    @discardableResult
    public mutating func receive(
        _ header: RTPHeader,
        isMedia: Bool = true,
        at now: Moment
    ) -> SequenceTracker.Outcome {
        if self.ssrc != header.ssrc { self.follow(header.ssrc) }
        if let last = self.lastArrival { self.longestPause = max(self.longestPause, last.duration(to: now)) }
        self.lastArrival = now
        self.octets &+= UInt64(header.payloadRange.count)

        let (expected, received) = (self.tracker.expected, self.tracker.received)
        let outcome = self.tracker.receive(header.sequenceNumber)
        switch outcome {
        case .inOrder(let missing):
            if missing > 0 { self.lossRuns += 1 }
        case .late:
            self.reordered += 1
        case .duplicate:
            self.duplicates += 1
            return outcome
        case .probation, .outOfRange:
            self.ignored += 1
            return outcome
        case .restarted:
            // The stray before it was the new beginning's first packet; like one on probation it stays uncounted.
            self.earlier.expected += expected
            self.earlier.received += received
            self.lastReport = LastReport()
            self.lastTransit = nil
        }
        if isMedia { self.measureJitter(of: header.timestamp, at: now) }
        return outcome
    }

    private mutating func follow(_ ssrc: UInt32) {
        self.earlier.expected += self.tracker.expected
        self.earlier.received += self.tracker.received
        self.tracker = SequenceTracker(minimumSequential: self.minimumSequential)
        self.lastReport = LastReport()
        self.senderReport = nil
        self.scaledJitter = 0
        self.lastTransit = nil
        self.ssrc = ssrc
    }

    /// RFC 3550 §A.8 in integers.
    private mutating func measureJitter(of timestamp: UInt32, at now: Moment) {
        let transit = self.clock.units(at: now) &- timestamp
        defer { self.lastTransit = transit }
        guard let lastTransit = self.lastTransit else { return }
        let difference = (transit &- lastTransit).signedMagnitude
        // A phone that sets its timestamps anew, after hold for instance, is no jitter: nothing is late by seconds.
        guard Int64(difference) < 3 * self.clock.unitsPerSecond else { return }
        self.scaledJitter = self.scaledJitter &+ difference &- ((self.scaledJitter &+ 8) >> 4)
        self.maximumJitter = max(self.maximumJitter, self.jitter)
    }

    /// Takes note of the source's sender report, for LSR and DLSR.
    public mutating func receive(_ report: RTCPSenderReport, at now: Moment) {
        guard report.ssrc == self.ssrc else { return }
        self.senderReport = SenderReportArrival(middle: report.ntp.middle, moment: now)
    }

    /// The report block about the present source, and the start of the next interval; `nil` before there is a source.
    public mutating func reportBlock(at now: Moment) -> RTCPReportBlock? {
        guard let ssrc = self.ssrc, self.tracker.isValid else { return nil }
        let (expected, received) = (self.tracker.expected, self.tracker.received)
        let expectedInInterval = Int64(bitPattern: expected &- self.lastReport.expected)
        let lostInInterval = expectedInInterval &- Int64(bitPattern: received &- self.lastReport.received)
        self.lastReport = LastReport(expected: expected, received: received)

        var fraction: Int64 = 0
        if expectedInInterval > 0, lostInInterval > 0 {
            fraction = min(255, lostInInterval &* 256 / expectedInInterval)
        }
        let lost = Int64(bitPattern: expected &- received)
        var delay: UInt32 = 0
        if let senderReport = self.senderReport {
            let waited = max(0, senderReport.moment.duration(to: now).wholeNanoseconds) / 1_000
            delay = UInt32(clamping: (waited / 1_000_000) << 16 + ((waited % 1_000_000) << 16) / 1_000_000)
        }
        return RTCPReportBlock(
            ssrc: ssrc,
            fractionLost: UInt8(clamping: fraction),
            cumulativeLost: Int32(min(max(lost, -0x80_0000), 0x7f_ffff)),
            highestSequence: self.tracker.extendedHighest,
            jitter: self.jitterUnits,
            lastSenderReport: self.senderReport?.middle ?? 0,
            delaySinceLastSenderReport: delay
        )
    }
}

extension ReceptionStatistics {
    /// Packets the sources have sent, going by their numbers.
    public var expected: UInt64 { self.earlier.expected + self.tracker.expected }

    /// Different packets that came: each counts once, strays do not.
    public var received: UInt64 {
        let counted = self.earlier.received + self.tracker.received
        return counted - min(counted, self.duplicates)
    }

    /// Packets that never came.
    public var lost: UInt64 { self.expected - min(self.expected, self.received) }

    /// 0 to 1.
    public var lossFraction: Double { self.expected == 0 ? 0 : Double(self.lost) / Double(self.expected) }

    /// How much longer runs of loss are than chance would make them; 1 for chance (BurstR of ITU-T G.107).
    public var burstRatio: Double {
        guard self.lossRuns > 0, self.lost > 0 else { return 1 }
        return max(1, Double(self.lost) / Double(self.lossRuns) * (1 - self.lossFraction))
    }

    /// The jitter in clock units (RFC 3550 §6.4.1).
    public var jitterUnits: UInt32 { self.scaledJitter >> 4 }

    /// The jitter as time.
    public var jitter: Duration { self.clock.duration(units: self.jitterUnits) }

    /// Whether nothing has come since `start` or the last packet for this long: the one-way-audio alarm (BYD-05).
    public func isSilent(for limit: Duration, since start: Moment, at now: Moment) -> Bool {
        (self.lastArrival ?? start).duration(to: now) >= limit
    }
}

extension UInt32 {
    /// The magnitude of the number taken as a signed difference on the circle of timestamps.
    var signedMagnitude: UInt32 { Int32(bitPattern: self).magnitude }
}
