import Kernel
import Testing

@testable import Codecs

@Suite("SIP-06 jitter buffer on random networks")
struct JitterPropertyTests {
    @Test("plays in order, each packet once, with bounded delay and memory", arguments: UInt64(0)..<60)
    func holds(seed: UInt64) {
        var random = SeededGenerator(seed: seed &+ 1_000)
        var network = JitterSimulation.Network()
        network.lossPercent = [0, 1, 5, 30].randomElement(using: &random) ?? 0
        network.duplicatePercent = [0, 0, 10, 100].randomElement(using: &random) ?? 0
        network.jitterMilliseconds = Int.random(in: 0...150, using: &random)
        network.spikeMilliseconds = [0, 100, 500].randomElement(using: &random) ?? 0
        var simulation = JitterSimulation(network, seed: seed)
        let first = JitterSimulation.stream(
            600,
            sequenceNumber: .random(in: 0...(.max), using: &random),
            timestamp: .random(in: 0...(.max), using: &random)
        )
        simulation.run(first)

        let order = Dictionary(uniqueKeysWithValues: first.enumerated().map { ($1.packet.sequenceNumber, $0) })
        let played = simulation.playedNumbers.compactMap { order[$0] }
        #expect(zip(played, played.dropFirst()).allSatisfy { $0 < $1 })
        let counts = simulation.buffer.counts
        #expect(counts.played == UInt64(played.count))
        #expect(simulation.longestQueue <= 48)
        // A tick is filled without asking again and again.
        #expect(simulation.heard.allSatisfy { $0.count <= 4 })
        let arrived = (simulation.arrivals[.kept] ?? 0) + (simulation.arrivals[.keptOverflowing] ?? 0)
        #expect(Int(counts.played + counts.dropped) + simulation.buffer.count == arrived)
        #expect(simulation.delays.allSatisfy { $0 < 30 + 200 + 100 + 60 })
        if network.spikeMilliseconds == 0 {
            let sent = 600 * (100 - network.lossPercent) / 100
            #expect(Double(played.count) > 0.9 * Double(sent) - 20)
        }
    }

    @Test("no sequence of packets and ticks does harm", arguments: UInt64(0)..<40)
    func hostile(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var buffer = JitterBuffer(.opus)
        var now = Moment.start
        let bytes = [UInt8](repeating: 1, count: 2_000)
        var (number, timestamp) = (UInt16(0), UInt32(0))
        for _ in 0..<3_000 {
            now = now.advanced(by: .microseconds(Int64.random(in: 0...40_000, using: &random)))
            if Int.random(in: 0..<200, using: &random) == 0 { now = now.advanced(by: .seconds(100_000)) }
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                (number, timestamp) = (.random(in: 0...(.max), using: &random), .random(in: 0...(.max), using: &random))
            case 1: timestamp = .random(in: 0...(.max), using: &random)
            default: (number, timestamp) = (number &+ 1, timestamp &+ 960)
            }
            let packet = ArrivedPacket(
                sequenceNumber: number,
                timestamp: timestamp,
                ssrc: UInt32.random(in: 0...1, using: &random),
                duration: [0, 1, 480, 960, 2_880, 48_000, .max].randomElement(using: &random) ?? 0,
                kind: Bool.random(using: &random) ? .speech : .comfortNoise
            )
            let length = Int.random(in: 0...2_000, using: &random)
            _ = bytes.withUnsafeBytes {
                buffer.insert(packet, UnsafeRawBufferPointer(rebasing: $0[..<length]), at: now)
            }
            if Bool.random(using: &random) { buffer.noteOther(sequenceNumber: number &+ 3, ssrc: 0) }
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                _ = buffer.next(at: now, decoded: Int.random(in: 0...960, using: &random))
            }
            #expect(buffer.count <= 48)
        }
    }

    @Test("a stream that starts again after anything is played")
    func recovers() {
        var buffer = JitterBuffer(.pcma)
        let payload = [UInt8](repeating: 0xd5, count: 160)
        var now = Moment.start
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            now = now.advanced(by: .milliseconds(10))
            let packet = ArrivedPacket(
                sequenceNumber: .random(in: 0...(.max), using: &random),
                timestamp: .random(in: 0...(.max), using: &random),
                ssrc: .random(in: 0...(.max), using: &random),
                duration: 160
            )
            _ = payload.withUnsafeBytes { buffer.insert(packet, $0, at: now) }
            _ = buffer.next(at: now)
        }
        let before = buffer.counts.played
        for index in 0..<200 {
            now = now.advanced(by: .milliseconds(20))
            let packet = ArrivedPacket(
                sequenceNumber: UInt16(index),
                timestamp: UInt32(index) * 160,
                ssrc: 9,
                duration: 160
            )
            _ = payload.withUnsafeBytes { buffer.insert(packet, $0, at: now) }
            _ = buffer.next(at: now)
        }
        #expect(buffer.counts.played - before > 185)
    }
}
