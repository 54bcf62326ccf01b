import Kernel
import RTP
import Testing

@Suite("RTCP packets")
struct RTCPTests {
    static let block = RTCPReportBlock(
        ssrc: 0x0102_0304,
        fractionLost: 64,
        cumulativeLost: -5,
        highestSequence: 0x0001_ffff,
        jitter: 77,
        lastSenderReport: 0xaabb_ccdd,
        delaySinceLastSenderReport: 65_536
    )
    static let report = RTCPSenderReport(
        ssrc: 0xcafe_babe,
        ntp: NTPTimestamp(bits: 0x0011_2233_4455_6677),
        rtpTimestamp: 160,
        packetCount: 2,
        octetCount: 320
    )

    /// A compound written with everything that the writer knows.
    static func compound() -> [UInt8] {
        var storage = [UInt8](repeating: 0xee, count: 256)
        let count = storage.withUnsafeMutableBytes { buffer in
            var writer = RTCPWriter(buffer)
            writer.append(Self.report, block: Self.block)
            writer.appendReceiverReport(ssrc: 7)
            writer.appendSourceDescription(ssrc: 7, canonicalName: "a@b")
            [UInt32(1), 2].withUnsafeBytes {
                _ = writer.appendApplication(ssrc: 7, subtype: 3, name: 0x4142_4344, data: $0)
            }
            writer.appendGoodbye(ssrc: 7)
            return writer.count
        }
        return Array(storage.prefix(count))
    }

    @Test("RFC 3550 §6: what was written is read")
    func roundTrip() throws {
        let bytes = Self.compound()
        var seen: [String] = []
        try bytes.withUnsafeBytes { buffer in
            for packet in try RTCPCompound(parsing: buffer, allowsReducedSize: false) {
                switch packet {
                case .senderReport(let report, let blocks):
                    #expect(report == Self.report)
                    #expect(Array(blocks) == [Self.block])
                    seen.append("SR")
                case .receiverReport(let ssrc, let blocks):
                    #expect(ssrc == 7 && blocks.isEmpty)
                    seen.append("RR")
                case .sourceDescription(let description):
                    #expect(description.canonicalName == "a@b")
                    #expect(description.map(\.ssrc) == [7])
                    seen.append("SDES")
                case .application(let application):
                    #expect(application.name == 0x4142_4344 && application.subtype == 3)
                    #expect(application.dataRange.count == 8)
                    seen.append("APP")
                case .goodbye(let goodbye):
                    #expect(goodbye.sourceCount == 1 && goodbye.source(0) == 7 && goodbye.source(1) == nil)
                    #expect(goodbye.reason == nil)
                    seen.append("BYE")
                case .feedback, .other:
                    Issue.record("unexpected \(packet)")
                }
            }
        }
        #expect(seen == ["SR", "RR", "SDES", "APP", "BYE"])
    }

    @Test("texts of every length are padded to the boundary", arguments: 0..<9)
    func canonicalName(length: Int) throws {
        let name = String(repeating: "x", count: length)
        var storage = [UInt8](repeating: 0xee, count: 64)
        let count = storage.withUnsafeMutableBytes { buffer in
            var writer = RTCPWriter(buffer)
            writer.appendSourceDescription(ssrc: 1, canonicalName: name)
            return writer.count
        }
        #expect(count.isMultiple(of: 4))
        try storage.withUnsafeBytes { buffer in
            let compound = try RTCPCompound(parsing: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            guard case .sourceDescription(let description)? = Array(compound).first else {
                Issue.record("no description")
                return
            }
            #expect(description.canonicalName == name)
        }
    }

    @Test("a writer without room writes nothing")
    func noRoom() {
        for size in 0..<8 {
            var storage = [UInt8](repeating: 0xee, count: size)
            storage.withUnsafeMutableBytes { buffer in
                var writer = RTCPWriter(buffer)
                let written = [
                    writer.append(Self.report), writer.appendReceiverReport(ssrc: 1),
                    writer.appendSourceDescription(ssrc: 1, canonicalName: ""), writer.appendGoodbye(ssrc: 1),
                ]
                #expect(written == [false, false, false, false])
                #expect(writer.count == 0)
            }
            #expect(storage.allSatisfy { $0 == 0xee })
        }
    }

    static let broken: [(bytes: [UInt8], error: RTPParseError)] = [
        ([], .tooShort),
        ([0x80, 200, 0], .tooShort),
        ([0x40, 201, 0, 1, 0, 0, 0, 1], .wrongVersion),
        ([0x80, 201, 0, 2, 0, 0, 0, 1], .badLength),
        ([0x81, 201, 0, 1, 0, 0, 0, 1], .badLength),
        ([0x80, 200, 0, 1, 0, 0, 0, 1], .badLength),
        ([0x82, 203, 0, 1, 0, 0, 0, 1], .badLength),
        ([0x80, 204, 0, 1, 0, 0, 0, 1], .badLength),
        ([0x80, 201, 0, 1, 0, 0, 0, 1, 0x80], .badLength),
        ([0xa0, 201, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3], .badPadding),
        ([0xa0, 201, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0], .badPadding),
        ([0xa0, 201, 0, 2, 0, 0, 0, 1, 0, 0, 0, 12], .badPadding),
        // Padding anywhere but in the last packet (RFC 3550 §6.4.1).
        ([0xa0, 201, 0, 2, 0, 0, 0, 1, 0, 0, 0, 4, 0x80, 201, 0, 1, 0, 0, 0, 1], .badPadding),
        ([0x81, 203, 0, 1, 0, 0, 0, 1], .badOrder),
    ]

    @Test("what is no compound is refused with its reason", arguments: Self.broken)
    func refuses(bytes: [UInt8], error: RTPParseError) {
        #expect(throws: error) {
            try bytes.withUnsafeBytes { _ = try RTCPCompound(parsing: $0, allowsReducedSize: false) }
        }
    }

    @Test("RFC 4585: feedback is recognised, unknown types are skipped, padding is cut off")
    func others() throws {
        let bytes: [UInt8] =
            [0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]
            + [0x81, 205, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 5, 0, 0]
            + [0x80, 207, 0, 1, 0, 0, 0, 9]
            + [0xa1, 203, 0, 4, 0, 0, 0, 7, 3, 0x62, 0x79, 0x65, 0, 0, 0, 0, 0, 0, 0, 8]
        try bytes.withUnsafeBytes { buffer in
            let packets = Array(try RTCPCompound(parsing: buffer))
            guard packets.count == 4, case .feedback(let picture) = packets[0],
                case .feedback(let lost) = packets[1], case .other(207, 32..<36) = packets[2],
                case .goodbye(let goodbye) = packets[3]
            else {
                Issue.record("\(packets)")
                return
            }
            #expect(picture.level == .payload && picture.format == 1 && picture.mediaSSRC == 2)
            #expect(lost.level == .transport && lost.controlRange == 24..<28)
            #expect(goodbye.reason == "bye")
        }
    }

    /// The first is the example of RFC 3550 §6.4.1, figure 2.
    static let roundTrips: [(last: UInt32, delay: UInt32, arrival: UInt64, expected: Duration?)] = [
        (0xb705_2000, 0x0005_4000, 0x0000_b710_8000_0000, .seconds(6) + .milliseconds(125)),
        (0, 0, 0x0000_b710_8000_0000, nil),
        // The clock was set back.
        (0xb710_8000, 0, 0x0000_b705_2000_0000, nil),
    ]

    @Test("RFC 3550 §6.4.1: the round trip from LSR and DLSR", arguments: Self.roundTrips)
    func roundTripTime(last: UInt32, delay: UInt32, arrival: UInt64, expected: Duration?) {
        let block = RTCPReportBlock(ssrc: 1, lastSenderReport: last, delaySinceLastSenderReport: delay)
        #expect(block.roundTrip(receivedAt: NTPTimestamp(bits: arrival)) == expected)
    }

    static let civilTimes: [(timestamp: Timestamp, bits: UInt64)] = [
        (.epoch, 2_208_988_800 << 32),
        (Timestamp(microseconds: 500_000), 2_208_988_800 << 32 | 0x8000_0000),
        (Timestamp(microseconds: -500_000), 2_208_988_799 << 32 | 0x8000_0000),
    ]

    @Test("NTP time starts in 1900", arguments: Self.civilTimes)
    func ntp(timestamp: Timestamp, bits: UInt64) {
        #expect(NTPTimestamp(timestamp).bits == bits)
    }
}
