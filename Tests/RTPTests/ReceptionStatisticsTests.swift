import Kernel
import RTP
import Testing

@Suite("What arrives of a stream")
struct ReceptionStatisticsTests {
    static func header(_ number: UInt16, _ timestamp: UInt32, ssrc: UInt32 = 1) -> RTPHeader {
        RTPHeader(payloadType: 0, sequenceNumber: number, timestamp: timestamp, ssrc: ssrc)
    }

    static func milliseconds(_ count: Int) -> Moment { Moment(sinceStart: .milliseconds(count)) }

    /// Feeds packets of 20 ms at the given arrivals, in milliseconds.
    static func fed(_ arrivals: [Int], clockRate: UInt32 = 8_000) -> ReceptionStatistics {
        var statistics = ReceptionStatistics(clockRate: clockRate, minimumSequential: 1)
        for (index, arrival) in arrivals.enumerated() {
            let timestamp = UInt32.max &- 200 &+ UInt32(index) &* clockRate / 50
            statistics.receive(Self.header(UInt16(index), timestamp), at: Self.milliseconds(arrival))
        }
        return statistics
    }

    /// Arrivals in milliseconds and the jitter by §A.8 worked out by hand in clock units: J += (|D| − J) / 16.
    static let jitters: [(arrivals: [Int], units: UInt32)] = [
        ([100, 120, 140, 160], 0),
        // One packet 10 ms (80 units) late, the next in time: D = 80 and −80; 5, then 4.6875 + 5.
        ([100, 130, 140], 9),
        ([100, 120, 150, 160, 190, 200], 18),
        // All 100 ms late from one on: a single difference of 800 units, 50 that fade: 46.9, 43.9, cut by the integers.
        ([100, 220, 240, 260], 43),
    ]

    @Test("RFC 3550 §A.8: jitter by hand", arguments: Self.jitters)
    func jitter(arrivals: [Int], units: UInt32) {
        let statistics = Self.fed(arrivals)
        #expect(statistics.jitterUnits == units)
        #expect(statistics.jitter == .microseconds(Int(units) * 125))
    }

    @Test("the integers of §A.8 follow its floating-point form", arguments: UInt64(0)..<20, [8_000, 48_000])
    func jitterReference(seed: UInt64, clockRate: Int) {
        var random = SeededGenerator(seed: seed)
        let arrivals = (0..<500).map { 1_000 + $0 * 20 + Int.random(in: 0..<30, using: &random) }
        var reference = 0.0
        for index in 1..<arrivals.count {
            let difference = Double(abs(arrivals[index] - arrivals[index - 1] - 20)) * Double(clockRate) / 1_000
            reference += (difference - reference) / 16
        }
        let statistics = Self.fed(arrivals, clockRate: UInt32(clockRate))
        #expect(abs(Double(statistics.jitterUnits) - reference) <= 2)
        #expect(statistics.maximumJitter >= statistics.jitter)
    }

    @Test("jitter is right at any uptime", arguments: [0, 53 * 3_600, 400 * 86_400])
    func uptime(seconds: Int) {
        #expect(Self.fed([0, 30, 40].map { $0 + seconds * 1_000 }).jitterUnits == 9)
    }

    @Test("a phone that sets its timestamps anew causes no jitter, and neither do telephone events")
    func timestampsAnew() {
        var statistics = Self.fed([100, 120])
        statistics.receive(Self.header(2, 0x4000_0000), at: Self.milliseconds(140))
        statistics.receive(Self.header(3, 0x4000_0000 + 160), at: Self.milliseconds(160))
        for number in UInt16(4)..<9 {
            let now = Self.milliseconds(100 + Int(number) * 20)
            statistics.receive(Self.header(number, 0x4000_0000 + 320), isMedia: false, at: now)
        }
        #expect(statistics.jitterUnits == 0)
        #expect(statistics.received == 9)
    }

    @Test("loss, late and repeated packets, pauses")
    func counts() {
        var statistics = ReceptionStatistics(clockRate: 8_000, minimumSequential: 1)
        for (index, number) in [UInt16(1), 2, 5, 4, 4, 9, 10].enumerated() {
            let now = Self.milliseconds(index < 5 ? index * 20 : 1_000 + index * 20)
            statistics.receive(Self.header(number, UInt32(number) * 160), at: now)
        }
        #expect(statistics.expected == 10)
        #expect(statistics.received == 6)
        #expect(statistics.lost == 4)
        #expect(statistics.lossFraction == 0.4)
        #expect(statistics.reordered == 1)
        #expect(statistics.duplicates == 1)
        #expect(statistics.lossRuns == 2)
        #expect(statistics.burstRatio == 1.2)
        #expect(statistics.longestPause == .milliseconds(1_020))
        #expect(statistics.isSilent(for: .seconds(5), since: .start, at: Self.milliseconds(6_120)))
        #expect(!statistics.isSilent(for: .seconds(5), since: .start, at: Self.milliseconds(6_119)))
    }

    @Test("the totals outlive a change of the source and a restart of its numbers")
    func sources() {
        var statistics = ReceptionStatistics(clockRate: 8_000, minimumSequential: 1)
        var sent = 0
        func feed(_ numbers: [UInt16], ssrc: UInt32) {
            for number in numbers {
                statistics.receive(Self.header(number, 0, ssrc: ssrc), at: Self.milliseconds(sent * 20))
                sent += 1
            }
        }
        feed([1, 2, 4], ssrc: 1)
        feed([60_000, 60_001], ssrc: 2)
        // A restart: the first packet is taken for a stray, the second proves it.
        feed([10, 11, 12], ssrc: 2)
        #expect(statistics.expected == 4 + 2 + 2)
        #expect(statistics.received == 3 + 2 + 2)
        #expect(statistics.lost == 1)
        #expect(statistics.ignored == 1)
        #expect(statistics.ssrc == 2)
    }

    @Test("RFC 3550 §A.3: report blocks tell the loss since the last one and since the start")
    func reportBlocks() throws {
        var statistics = ReceptionStatistics(clockRate: 8_000, minimumSequential: 1)
        let none = statistics.reportBlock(at: .start)
        #expect(none == nil)
        for number in UInt16(0)..<10 { statistics.receive(Self.header(number, 0), at: .start) }
        let firstBlock = statistics.reportBlock(at: .start)
        let first = try #require(firstBlock)
        #expect(first.fractionLost == 0 && first.cumulativeLost == 0 && first.highestSequence == 9)
        #expect(first.lastSenderReport == 0 && first.delaySinceLastSenderReport == 0)

        for number in UInt16(10)..<20 where number.isMultiple(of: 2) || number == 19 {
            statistics.receive(Self.header(number, 0), at: .start)
        }
        let report = RTCPSenderReport(
            ssrc: 1,
            ntp: NTPTimestamp(bits: 0x1111_2222_3333_4444),
            rtpTimestamp: 0,
            packetCount: 0,
            octetCount: 0
        )
        statistics.receive(report, at: Self.milliseconds(1_000))
        let secondBlock = statistics.reportBlock(at: Self.milliseconds(2_500))
        let second = try #require(secondBlock)
        #expect(second.fractionLost == 4 * 256 / 10)
        #expect(second.cumulativeLost == 4)
        #expect(second.lastSenderReport == 0x2222_3333)
        #expect(second.delaySinceLastSenderReport == 0x1_8000)

        for _ in 0..<5 { statistics.receive(Self.header(19, 0), at: .start) }
        let thirdBlock = statistics.reportBlock(at: Self.milliseconds(2_500))
        let third = try #require(thirdBlock)
        #expect(third.fractionLost == 0)
        #expect(third.cumulativeLost == -1, "repeated packets count as received (§6.4.1)")
    }

    @Test("a report block is about the present source alone")
    func reportAfterRestart() throws {
        var statistics = ReceptionStatistics(clockRate: 8_000, minimumSequential: 1)
        for number in UInt16(0)..<100 { statistics.receive(Self.header(number, 0), at: .start) }
        _ = statistics.reportBlock(at: .start)
        for number in UInt16(30_000)..<30_011 where number != 30_005 {
            statistics.receive(Self.header(number, 0), at: .start)
        }
        let stranger = RTCPSenderReport(
            ssrc: 9,
            ntp: NTPTimestamp(bits: .max),
            rtpTimestamp: 0,
            packetCount: 0,
            octetCount: 0
        )
        statistics.receive(stranger, at: .start)
        let restarted = statistics.reportBlock(at: .start)
        let block = try #require(restarted)
        #expect(block.fractionLost == 25 && block.cumulativeLost == 1)
        #expect(block.lastSenderReport == 0)
    }

    @Test("a clock rate of zero from a peer traps nowhere")
    func zeroRate() {
        #expect(Self.fed([0, 20, 90], clockRate: 0).jitter >= .zero)
    }

    @Test("sender reports carry the timestamp of their instant")
    func senderReports() throws {
        var statistics = SenderStatistics(clockRate: 8_000)
        #expect(statistics.report(at: .start, ntp: NTPTimestamp(bits: 0)) == nil)
        statistics.send(Self.header(1, .max), octets: 160, at: Self.milliseconds(100))
        statistics.send(Self.header(2, 159), octets: 160, at: Self.milliseconds(120))
        let report = try #require(statistics.report(at: Self.milliseconds(1_120), ntp: NTPTimestamp(bits: 5)))
        #expect(report.rtpTimestamp == 159 + 8_000)
        #expect(report.packetCount == 2 && report.octetCount == 320 && report.ntp.bits == 5)
        statistics.send(Self.header(1, 0, ssrc: 9), octets: 1, at: .start)
        #expect(statistics.packets == 1 && statistics.octets == 1)
    }
}
