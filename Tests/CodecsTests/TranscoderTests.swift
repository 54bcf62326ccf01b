import CLinux
import Kernel
import Testing

@testable import Codecs

@Suite("SIP-06 transcoding")
struct TranscoderTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        let from: SpeechCodec
        let to: SpeechCodec
        var testDescription: String { "\(self.from) to \(self.to)" }

        static let all = SpeechCodec.allCases.flatMap { from in
            SpeechCodec.allCases.filter { $0 != from }.map { Pair(from: from, to: $0) }
        }
    }

    /// What a call sounds like behind a transcoder and a decoder at its best rate.
    static func heard(
        _ sound: [Int16],
        _ pair: Pair,
        at rate: SampleRate,
        lossPercent: Int = 0,
        seed: UInt64 = 1
    ) throws -> (sound: [Int16], counts: JitterCounts) {
        var random = SeededGenerator(seed: seed)
        var encoder = try AudioEncoder(pair.from, at: rate)
        var transcoder = try Transcoder(from: pair.from, to: pair.to)
        var decoder = try AudioDecoder(pair.to)
        var payload = [UInt8](repeating: 0, count: pair.to.payloadLimit)
        var heard: [Int16] = []
        for (index, packet) in try encoder.packets(sound).enumerated() {
            let now = Moment.start.advanced(by: .milliseconds(20 * index))
            if Int.random(in: 0..<100, using: &random) >= lossPercent {
                packet.withUnsafeBytes { bytes in
                    let arrival = transcoder.receiver.receive(
                        sequenceNumber: UInt16(truncatingIfNeeded: index),
                        timestamp: UInt32(index) * pair.from.clockUnitsPerFrame,
                        ssrc: 7,
                        bytes,
                        at: now
                    )
                    #expect(arrival == .kept)
                }
            }
            let length = try payload.withUnsafeMutableBytes {
                try transcoder.nextPayload(into: $0, at: now.advanced(by: .milliseconds(4)))
            }
            heard += try decoder.decode(Array(payload[..<length]))
        }
        return (heard, transcoder.receiver.counts)
    }

    @Test("a tone goes through every pair of codecs with its frequency and level", arguments: Pair.all)
    func tone(_ pair: Pair) throws {
        let rate = pair.from.sampleRate
        let sound = Sound.tone(1_004, rate, seconds: 1)
        let heard = try Self.heard(sound, pair, at: rate).sound
        // The fit is to this very frequency: another one, or a seam between frames, would be noise.
        let fit = Sound.fit(1_004, in: heard[(heard.count / 2)...], pair.to.sampleRate)
        #expect(abs(Sound.decibels(fit.peak / 8_000)) < 1.5)
        let codecs = [pair.from, pair.to]
        #expect(fit.clean > (codecs.contains(.gsm) ? 10 : codecs.contains(.opus) ? 17 : 28))
    }

    @Test("wide-band codecs talk wide-band with each other")
    func wideBand() throws {
        let pair = Pair(from: .g722, to: .opus)
        #expect(Transcoder.rate(between: .g722, and: .opus) == .hertz16000)
        #expect(Transcoder.rate(between: .opus, and: .pcma) == .hertz8000)
        let sound = Sound.tone(5_500, .hertz16000, seconds: 1, peak: 4_000)
        let heard = try Self.heard(sound, pair, at: .hertz16000).sound
        let fit = Sound.fit(5_500, in: heard.suffix(9_600), .hertz48000)
        #expect(abs(Sound.decibels(fit.peak / 4_000)) < 3)
    }

    @Test(
        "with 5 % of loss a voice stays without gaps",
        arguments: Pair.all.filter { $0.to == .pcma || $0.to == .opus }
    )
    func loss(_ pair: Pair) throws {
        let rate = pair.from.sampleRate
        let sound = Sound.voice(rate, seconds: 3)
        let whole = try Self.heard(sound, pair, at: rate).sound
        let (heard, counts) = try Self.heard(sound, pair, at: rate, lossPercent: 5)
        #expect(counts.concealed + counts.recovered > 3)
        let frame = pair.to.sampleRate.samplesPerFrame
        let changes = stride(from: 5 * frame, to: heard.count - frame, by: frame).map { start in
            let frames = (heard[start..<start + frame], whole[start..<start + frame])
            return Sound.decibels(Sound.rootMeanSquare(frames.0) / Sound.rootMeanSquare(frames.1))
        }
        // Two lost in a row fade by 9 dB; a gap would be far below.
        #expect(changes.allSatisfy { $0 > -12 && $0 < 6 }, "\(changes.min() ?? 0) to \(changes.max() ?? 0) dB")
    }

    @Test(
        "any two rates are joined where a mixer or a file wants another than the codec's",
        arguments: [
            (SpeechCodec.pcma, SampleRate.hertz48000), (.g722, .hertz48000), (.opus, .hertz32000), (.gsm, .hertz16000),
            (.opus, .hertz44100),
        ]
    )
    func otherRates(codec: SpeechCodec, rate: SampleRate) throws {
        var sender = try SpeechSender(codec, at: rate)
        var receiver = try SpeechReceiver(codec, at: rate)
        let sound = Sound.tone(1_004, rate, seconds: 0.6)
        var frame = [Int16](repeating: 0, count: rate.samplesPerFrame + 1)
        var payload = [UInt8](repeating: 0, count: codec.payloadLimit)
        var heard: [Int16] = []
        for index in 0..<30 {
            let now = Moment.start.advanced(by: .milliseconds(20 * index))
            let said = Array(sound[index * rate.samplesPerFrame..<(index + 1) * rate.samplesPerFrame])
            let length = try said.withUnsafeBufferPointer { said in
                try payload.withUnsafeMutableBytes { try sender.encode(said, into: $0) }
            }
            payload.withUnsafeBytes { bytes in
                _ = receiver.receive(
                    sequenceNumber: UInt16(index),
                    timestamp: UInt32(index) * codec.clockUnitsPerFrame,
                    ssrc: 1,
                    UnsafeRawBufferPointer(rebasing: bytes[..<length]),
                    at: now
                )
            }
            let count = try frame.withUnsafeMutableBufferPointer { try receiver.nextFrame(into: $0, at: now) }
            #expect(count == rate.samplesPerFrame)
            heard += frame[..<count]
        }
        let fit = Sound.fit(1_004, in: heard[(heard.count / 2)...], rate)
        #expect(abs(Sound.decibels(fit.peak / 8_000)) < 1.5)
        #expect(fit.clean > 10)
    }

    @Test("packets of 10, 30 and 60 ms become an even 20 ms", arguments: [10, 30, 60])
    func otherDurations(milliseconds: Int) throws {
        var encoder = try AudioEncoder(.pcma)
        var transcoder = try Transcoder(from: .pcma, to: .g722)
        var decoder = try AudioDecoder(.g722)
        var payload = [UInt8](repeating: 0, count: 480)
        let packets = try encoder.packets(Sound.tone(1_004, .hertz8000, seconds: 2.4), milliseconds: milliseconds)
        var sent = 0
        var heard: [Int16] = []
        for tick in 0..<110 {
            let now = Moment.start.advanced(by: .milliseconds(20 * tick))
            while sent < packets.count, sent * milliseconds <= 20 * tick {
                packets[sent].withUnsafeBytes { bytes in
                    _ = transcoder.receiver.receive(
                        sequenceNumber: UInt16(sent),
                        timestamp: UInt32(sent * milliseconds * 8),
                        ssrc: 1,
                        bytes,
                        at: now
                    )
                }
                sent += 1
            }
            let length = try payload.withUnsafeMutableBytes { try transcoder.nextPayload(into: $0, at: now) }
            #expect(length == 160)
            heard += try decoder.decode(Array(payload[..<length]))
        }
        #expect(transcoder.receiver.counts.concealed == 0)
        let fit = Sound.fit(1_004, in: heard.suffix(8_000), .hertz16000)
        #expect(fit.clean > 20, "\(fit)")
    }

    @Test("comfort noise takes over when the talker pauses, and gives way when it talks")
    func comfortNoise() throws {
        var encoder = try AudioEncoder(.pcma)
        var receiver = try SpeechReceiver(.pcma)
        let packets = try encoder.packets(Sound.tone(1_004, .hertz8000, seconds: 1))
        var frame = [Int16](repeating: 0, count: 161)
        var levels: [Double] = []
        for tick in 0..<150 {
            let now = Moment.start.advanced(by: .milliseconds(20 * tick))
            let number = UInt16(tick < 50 ? tick : tick == 50 ? 50 : tick - 49)
            if tick < 50 || tick >= 100 {
                packets[tick % 50].withUnsafeBytes { bytes in
                    _ = receiver.receive(
                        sequenceNumber: number,
                        timestamp: UInt32(tick * 160),
                        ssrc: 1,
                        bytes,
                        at: now
                    )
                }
            } else if tick == 50 {
                [UInt8](arrayLiteral: 50).withUnsafeBytes { bytes in
                    _ = receiver.receiveComfortNoise(
                        sequenceNumber: number,
                        timestamp: UInt32(tick * 160),
                        ssrc: 1,
                        bytes,
                        at: now
                    )
                }
            }
            let count = try frame.withUnsafeMutableBufferPointer { try receiver.nextFrame(into: $0, at: now) }
            levels.append(Sound.decibels(Sound.rootMeanSquare(frame[..<count]) / 32_767))
        }
        #expect(levels[10..<50].allSatisfy { abs($0 + 15.3) < 1 })
        #expect(levels[55..<99].allSatisfy { abs($0 + 50) < 2 })
        #expect(levels[105...].allSatisfy { abs($0 + 15.3) < 1 })
        // Noise to the end of the pause is no loss.
        #expect(receiver.counts.concealed == 0)
    }

    @Test("a pause that the peer's Opus announces by a packet of one byte is filled by the codec, and ends well")
    func opusPause() throws {
        var encoder = try AudioEncoder(.opus)
        var receiver = try SpeechReceiver(.opus, at: .hertz16000)
        let packets = try encoder.packets(Sound.voice(.hertz48000, seconds: 1))
        var frame = [Int16](repeating: 0, count: 321)
        var levels: [Double] = []
        for tick in 0..<150 {
            let now = Moment.start.advanced(by: .milliseconds(20 * tick))
            if tick <= 50 || tick >= 100 {
                // Only the packet's first byte: a frame without content (RFC 6716 §3.2.1).
                let payload = tick == 50 ? Array(packets[49].prefix(1)) : packets[tick % 50]
                payload.withUnsafeBytes { bytes in
                    _ = receiver.receive(
                        sequenceNumber: UInt16(tick < 100 ? tick : tick - 49),
                        timestamp: UInt32(tick * 960),
                        ssrc: 1,
                        bytes,
                        at: now
                    )
                }
            }
            let count = try frame.withUnsafeMutableBufferPointer { try receiver.nextFrame(into: $0, at: now) }
            #expect(count == 320)
            levels.append(Sound.rootMeanSquare(frame[..<count]))
        }
        #expect((levels[10..<50].max() ?? 0) > 2_500)
        // The room's noise as libopus has learned it: neither silence nor the voice.
        #expect(levels[60..<99].allSatisfy { $0 > 50 && $0 < 600 }, "\(levels[60..<99])")
        #expect((levels[105...].max() ?? 0) > 2_500)
        #expect(receiver.malformedPackets == 0)
    }

    /// Shows that the heap does not grow with packets; that nothing is allocated and freed again either was counted with
    /// a preloaded malloc.
    @Test(
        "3 000 transcoded packets, lost ones among them, leave the heap as it was",
        arguments: [
            Pair(from: .pcma, to: .g722), Pair(from: .g722, to: .gsm), Pair(from: .gsm, to: .pcmu),
        ]
    )
    func allocations(_ pair: Pair) throws {
        var encoder = try AudioEncoder(pair.from)
        let packets = try encoder.packets(Sound.voice(pair.from.sampleRate, seconds: 1))
        var transcoder = try Transcoder(from: pair.from, to: pair.to)
        var payload = [UInt8](repeating: 0, count: pair.to.payloadLimit)
        func run(_ ticks: Range<Int>) throws {
            for tick in ticks {
                let now = Moment.start.advanced(by: .milliseconds(20 * tick))
                if tick % 19 != 0 {
                    packets[tick % packets.count].withUnsafeBytes { bytes in
                        _ = transcoder.receiver.receive(
                            sequenceNumber: UInt16(truncatingIfNeeded: tick),
                            timestamp: UInt32(tick) * pair.from.clockUnitsPerFrame,
                            ssrc: 1,
                            bytes,
                            at: now
                        )
                    }
                }
                _ = try payload.withUnsafeMutableBytes { try transcoder.nextPayload(into: $0, at: now) }
            }
        }
        try run(0..<200)
        // Other tests of the process hold more or less meanwhile, so that the least of a few counts.
        var growth: [Int] = []
        for round in 0..<5 where growth.allSatisfy({ $0 >= 1_048_576 }) {
            let before = mallinfo2()
            try run(200 + 3_000 * round..<3_200 + 3_000 * round)
            growth.append(Int(mallinfo2().uordblks) - Int(before.uordblks))
        }
        #expect((growth.min() ?? .max) < 1_048_576, "\(growth)")
    }
}
