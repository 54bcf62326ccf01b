import Foundation
import Kernel
import RTP
import Testing

@Suite("Media from hostile peers")
struct HostileMediaTests {
    /// Reads everything that can be read of a datagram.
    static func exercise(_ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBytes { buffer -> Int in
            var sum = 0
            if let header = try? RTPHeader(parsing: buffer) {
                for index in header.payloadRange { sum &+= Int(buffer[index]) }
                for element in RTPExtensionElements(of: header, in: buffer) {
                    for index in element.range { sum &+= Int(buffer[index]) }
                }
                sum &+= Int(header.contributor(Int(header.contributorCount) - 1, in: buffer) ?? 0)
                if let event = TelephoneEvent(of: header, in: buffer) { sum &+= Int(event.duration) }
                var statistics = ReceptionStatistics(clockRate: header.timestamp)
                statistics.receive(header, at: Moment(nanoseconds: .max))
                _ = statistics.reportBlock(at: .start)
            }
            guard let compound = try? RTCPCompound(parsing: buffer) else { return sum }
            for packet in compound {
                switch packet {
                case .senderReport(_, let blocks), .receiverReport(_, let blocks):
                    for block in blocks { sum &+= Int(block.jitter) }
                case .sourceDescription(let description):
                    for item in description {
                        for index in item.textRange { sum &+= Int(buffer[index]) }
                    }
                case .goodbye(let goodbye):
                    sum &+= (goodbye.reason ?? "").utf8.count
                    for index in 0..<goodbye.sourceCount { sum &+= Int(goodbye.source(index) ?? 0) }
                case .application(let application):
                    for index in application.dataRange { sum &+= Int(buffer[index]) }
                case .feedback(let feedback):
                    for index in feedback.controlRange { sum &+= Int(buffer[index]) }
                case .other(_, let range):
                    for index in range { sum &+= Int(buffer[index]) }
                }
            }
            return sum
        }
    }

    @Test("mutated packets are read or refused, never trapped on", arguments: UInt64(0)..<40)
    func mutation(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let seeds = RTPHeaderTests.samples.map(\.bytes) + [RTCPTests.compound()]
        for _ in 0..<300 {
            var bytes = seeds.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            bytes.removeLast(Int.random(in: 0...min(6, bytes.count), using: &random))
            _ = Self.exercise(bytes)
        }
    }

    @Test("statistics stand any order of numbers, timestamps and times", arguments: UInt64(0)..<20)
    func statistics(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var statistics = ReceptionStatistics(clockRate: .random(in: 0...(.max), using: &random))
        var receiver = TelephoneEventReceiver(clockRate: .random(in: 0...(.max), using: &random))
        for _ in 0..<2_000 {
            let header = RTPHeader(
                payloadType: 0,
                sequenceNumber: .random(in: 0...(.max), using: &random),
                timestamp: .random(in: 0...(.max), using: &random),
                ssrc: .random(in: 0...1, using: &random)
            )
            let now = Moment(nanoseconds: .random(in: 0...(.max), using: &random))
            statistics.receive(header, at: now)
            let event = TelephoneEvent(
                .init(rawValue: 1),
                isEnd: .random(using: &random),
                duration: header.sequenceNumber
            )
            _ = receiver.receive(event, timestamp: header.timestamp, at: now)
            _ = receiver.expire(at: now)
        }
        let block = statistics.reportBlock(at: .start)
        #expect(block != nil || statistics.received == 0)
        #expect((1...4.42).contains(CallQuality(statistics, codec: .g711).meanOpinionScore))
    }

    @Test("the fuzzing corpus is read or refused")
    func corpus() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fuzz/Corpus/rtp").standardized
        guard let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        else { return }
        for file in files { _ = Self.exercise(Array(try Data(contentsOf: file))) }
    }
}
