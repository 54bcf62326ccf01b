import Kernel
import RTP
import Testing

@testable import MediaServer

@Suite("One continuous outgoing stream")
struct OutgoingContinuityTests {
    private var continuity = OutgoingContinuity(ssrc: 0xabc, sequence: 500, timestamp: 9_000)

    private func header(_ sequence: UInt16, _ timestamp: UInt32, ssrc: UInt32 = 1) -> RTPHeader {
        RTPHeader(payloadType: 8, sequenceNumber: sequence, timestamp: timestamp, ssrc: ssrc)
    }

    private func moment(_ milliseconds: Int64) -> Moment { Moment(sinceStart: .milliseconds(milliseconds)) }

    @Test("the only source is passed as it is")
    func untouched() {
        var continuity = self.continuity
        for index in 0..<10 {
            var header = self.header(65_530 &+ UInt16(index), UInt32(index) * 160)
            let before = header
            #expect(continuity.relay(&header, connection: 1, clockRate: 8_000, at: self.moment(Int64(index) * 20)))
            #expect(header == before)
        }
    }

    @Test(
        "another source goes on under the same SSRC: next number, time that passed, marker",
        arguments: [
            (UInt32(1), UInt32(2)), (2, 1), (2, 2),
        ]
    )
    func change(connection: UInt32, ssrc: UInt32) {
        var continuity = self.continuity
        var first = self.header(100, 1_000)
        #expect(continuity.relay(&first, connection: 1, clockRate: 8_000, at: self.moment(0)))
        var second = self.header(40_000, 777, ssrc: ssrc)
        #expect(continuity.relay(&second, connection: connection, clockRate: 8_000, at: self.moment(500)))
        #expect(second.ssrc == 1 && second.sequenceNumber == 101 && second.timestamp == 5_000 && second.hasMarker)
        var third = self.header(40_001, 937, ssrc: ssrc)
        #expect(continuity.relay(&third, connection: connection, clockRate: 8_000, at: self.moment(520)))
        #expect(third.sequenceNumber == 102 && third.timestamp == 5_160 && !third.hasMarker)
        // What the new source sent before its first packet came is older than the change.
        var late = self.header(39_999, 617, ssrc: ssrc)
        #expect(!continuity.relay(&late, connection: connection, clockRate: 8_000, at: self.moment(530)))
    }

    @Test("leg, music, digits, leg: numbers grow by one, time never goes back, each change has a marker")
    func medley() {
        var continuity = self.continuity
        var sent: [RTPHeader] = []
        var leg = self.header(7, 70_000)
        #expect(continuity.relay(&leg, connection: 1, clockRate: 8_000, at: self.moment(0)))
        sent.append(leg)
        sent.append(continuity.next(payloadType: 8, samples: 160, at: self.moment(20)))
        sent.append(continuity.next(payloadType: 8, samples: 160, at: self.moment(40)))
        let start = continuity.timestamp(clockRate: 8_000, at: self.moment(60))
        sent.append(continuity.event(payloadType: 101, timestamp: start, hasMarker: true, at: self.moment(60)))
        sent.append(continuity.event(payloadType: 101, timestamp: start, hasMarker: false, at: self.moment(80)))
        sent.append(continuity.next(payloadType: 8, samples: 160, at: self.moment(100)))
        leg = self.header(12, 70_800)
        #expect(continuity.relay(&leg, connection: 1, clockRate: 8_000, at: self.moment(120)))
        sent.append(leg)

        #expect(sent.map(\.sequenceNumber) == Array(7...13))
        #expect(sent.map(\.timestamp) == [70_000, 70_160, 70_320, 70_480, 70_480, 70_800, 70_960])
        #expect(sent.map(\.hasMarker) == [false, true, false, true, false, true, true])
        #expect(Set(sent.map(\.ssrc)) == [1])
    }

    @Test("our own sound first: our numbers, and the leg after it takes them on")
    func ownFirst() {
        var continuity = self.continuity
        let own = continuity.next(payloadType: 0, samples: 160, at: self.moment(0))
        #expect(own.sequenceNumber == 501 && own.ssrc == 0xabc && own.hasMarker)
        var leg = self.header(9, 9)
        #expect(continuity.relay(&leg, connection: 1, clockRate: 8_000, at: self.moment(20)))
        #expect(leg.ssrc == 0xabc && leg.sequenceNumber == 502 && leg.timestamp == own.timestamp + 160)
    }

    @Test("any medley grows by one", arguments: [UInt64(1), 2, 3, 4])
    func property(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var continuity = self.continuity
        var legs: [UInt32: (UInt16, UInt32)] = [1: (65_500, 5), 2: (3, 4_294_967_000), 3: (9_000, 1)]
        var last: RTPHeader?
        for step in 0..<3_000 {
            let now = self.moment(Int64(step) * 20)
            let chosen = UInt32.random(in: 0...3, using: &generator)
            var header: RTPHeader
            if let (sequence, timestamp) = legs[chosen] {
                header = self.header(sequence, timestamp, ssrc: chosen)
                legs[chosen] = (sequence &+ 1, timestamp &+ 160)
                #expect(continuity.relay(&header, connection: chosen, clockRate: 8_000, at: now))
            } else {
                header = continuity.next(payloadType: 8, samples: 160, at: now)
            }
            if let last {
                #expect(header.sequenceNumber == last.sequenceNumber &+ 1 && header.ssrc == last.ssrc)
                #expect(header.timestamp &- last.timestamp == 160)
            }
            last = header
        }
    }
}
