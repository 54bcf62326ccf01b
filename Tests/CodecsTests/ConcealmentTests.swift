import Audio
import Kernel
import Testing

@testable import Codecs

@Suite("SIP-06 packet-loss concealment")
struct ConcealmentTests {
    /// A voice with lost packets, as it is heard.
    static func heard(_ codec: SpeechCodec, rate: SampleRate, lossPercent: Int, seed: UInt64, concealing: Bool) throws
        -> [Int16]
    {
        var random = SeededGenerator(seed: seed)
        var encoder = try AudioEncoder(codec, at: rate)
        var decoder = try AudioDecoder(codec, at: rate)
        return try encoder.packets(Sound.voice(rate, seconds: 3)).flatMap { packet in
            if Int.random(in: 0..<100, using: &random) >= lossPercent { return try decoder.decode(packet) }
            if concealing { return decoder.conceal(rate.samplesPerFrame) }
            return [Int16](repeating: 0, count: rate.samplesPerFrame)
        }
    }

    @Test(
        "5 % of loss harms less with concealment than with silence in the gaps",
        arguments: [SpeechCodec.pcma, .pcmu, .g722, .gsm],
        UInt64(1)...3
    )
    func loss(codec: SpeechCodec, seed: UInt64) throws {
        let rate = codec.sampleRate
        let clean = try Self.heard(codec, rate: rate, lossPercent: 0, seed: seed, concealing: false)
        let silent = try Self.heard(codec, rate: rate, lossPercent: 5, seed: seed, concealing: false)
        let concealed = try Self.heard(codec, rate: rate, lossPercent: 5, seed: seed, concealing: true)
        let gain = Sound.likeness(concealed, to: clean) - Sound.likeness(silent, to: clean)
        // GSM and G.722 predict from what they decoded last, and stray for a while after any gap.
        let expected = codec == .gsm ? 0.3 : codec == .g722 ? 2.5 : 3
        #expect(gain > expected, "concealment gains \(gain) dB")
    }

    @Test(
        "a tone goes through a gap of 20 ms with its level and without a click",
        arguments: [
            SpeechCodec.pcma, .g722,
        ]
    )
    func gap(codec: SpeechCodec) throws {
        let rate = codec.sampleRate
        var encoder = try AudioEncoder(codec)
        var decoder = try AudioDecoder(codec)
        let sound = Sound.tone(440, rate, seconds: 0.4)
        var heard: [Int16] = []
        for (index, packet) in try encoder.packets(sound).enumerated() {
            heard += index == 10 ? decoder.conceal(rate.samplesPerFrame) : try decoder.decode(packet)
        }
        let lost = heard[10 * rate.samplesPerFrame..<11 * rate.samplesPerFrame]
        #expect(abs(Sound.decibels(Sound.rootMeanSquare(lost) / Sound.rootMeanSquare(sound))) < 2)
        let after = heard[(9 * rate.samplesPerFrame)..<(12 * rate.samplesPerFrame)]
        #expect(Double(Sound.largestStep(after)) < 1.6 * Double(Sound.largestStep(sound)))
    }

    @Test("a gap begins where the sound ended, even where no period fits")
    func beginning() throws {
        var encoder = try AudioEncoder(.pcma)
        var decoder = try AudioDecoder(.pcma)
        // Its period is longer than any that is searched for.
        let packets = try encoder.packets(Sound.tone(37, .hertz8000, seconds: 0.2))
        let heard = try packets.flatMap { try decoder.decode($0) } + decoder.conceal(40)
        #expect(Sound.largestStep(heard) < 800)
    }

    @Test(
        "a long gap fades to silence within 60 ms and stays silent",
        arguments: SpeechCodec.allCases.filter { $0 != .opus }
    )
    func fade(codec: SpeechCodec) throws {
        let rate = codec.sampleRate
        var encoder = try AudioEncoder(codec)
        var decoder = try AudioDecoder(codec)
        for packet in try encoder.packets(Sound.voice(rate, seconds: 0.4)) { _ = try decoder.decode(packet) }
        let levels = (0..<10).map { _ in Sound.rootMeanSquare(decoder.conceal(rate.samplesPerFrame)) }
        #expect(levels[0] > 500)
        #expect(levels[0] > levels[1] && levels[1] > levels[2])
        #expect(levels[3...].allSatisfy { $0 == 0 })
    }

    @Test("Opus restores a lost packet from the next one better than it makes it up")
    func forwardErrorCorrection() throws {
        var settings = OpusSettings()
        settings.expectedLossPercent = 20
        settings.bitRate = 32_000
        let rate = SampleRate.hertz16000
        var encoder = try AudioEncoder(.opus, at: rate, opus: settings)
        let packets = try encoder.packets(Sound.voice(rate, seconds: 3))
        func heard(_ conceal: (inout AudioDecoder, [UInt8]) -> [Int16]) throws -> [Int16] {
            var decoder = try AudioDecoder(.opus, at: rate)
            var sound: [Int16] = []
            for (index, packet) in packets.enumerated() {
                let isLost = index % 10 == 7 && index + 1 < packets.count
                sound += isLost ? conceal(&decoder, packets[index + 1]) : try decoder.decode(packet)
            }
            return sound
        }
        var decoder = try AudioDecoder(.opus, at: rate)
        let clean = try packets.flatMap { try decoder.decode($0) }
        let concealed = try heard { decoder, _ in decoder.conceal(rate.samplesPerFrame) }
        let restored = try heard { decoder, next in decoder.recover(from: next, rate.samplesPerFrame) }
        let gain = Sound.likeness(restored, to: clean) - Sound.likeness(concealed, to: clean)
        #expect(gain > 3, "the copies gain \(gain) dB")
    }

    @Test(
        "the pace changes by a pitch period, without a click, a change of pitch or of level",
        arguments: [
            SampleRate.hertz8000, .hertz16000, .hertz48000,
        ]
    )
    func pace(rate: SampleRate) throws {
        var pace = PaceChange(rate)
        let sound = Sound.tone(310, rate, seconds: 0.2)
        for isShorter in [true, false] {
            var heard: [Int16] = []
            for start in stride(from: 0, to: sound.count, by: rate.samplesPerFrame) {
                var frame = Array(sound[start..<start + rate.samplesPerFrame])
                let count = frame.count
                frame += [Int16](repeating: 0, count: pace.limit)
                let changed = frame.withUnsafeMutableBufferPointer { space in
                    isShorter
                        ? pace.shorten(UnsafeMutableBufferPointer(rebasing: space[..<count]))
                        : pace.lengthen(space, count: count)
                }
                #expect(isShorter ? changed < count : changed > count)
                heard += frame[..<changed]
            }
            let measured = try #require(ToneMeasurement(heard, sampleRate: rate.hertz))
            #expect(abs(measured.hertz - 310) < 6)
            #expect(abs(Sound.decibels(Sound.rootMeanSquare(heard) / Sound.rootMeanSquare(sound))) < 0.5)
            #expect(Double(Sound.largestStep(heard)) < 1.6 * Double(Sound.largestStep(sound)))
        }
    }
}
