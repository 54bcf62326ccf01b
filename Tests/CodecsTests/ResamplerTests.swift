import Testing

@testable import Codecs

@Suite("SIP-06 resampling")
struct ResamplerTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        let from: SampleRate
        let to: SampleRate
        var testDescription: String { "\(self.from.hertz) to \(self.to.hertz) Hz" }
        var lower: Double { Double(min(self.from, self.to).hertz) }

        static let all = SampleRate.allCases.flatMap { from in
            SampleRate.allCases.filter { $0 != from }.map { Pair(from: from, to: $0) }
        }
    }

    @Test("the pass band is flat to 0.5 dB, up to 3.4 kHz of 8", arguments: Pair.all)
    func ripple(_ pair: Pair) throws {
        for share in [0.0375, 0.125, 0.3, 0.4, 0.425] {
            let hertz = share * pair.lower
            let sound = Sound.tone(hertz, pair.from, seconds: 0.08, peak: 10_000)
            var resampler = Resampler(from: pair.from, to: pair.to)
            let heard = try resampler.process(sound)
            let settled = heard.dropFirst(2 * resampler.delay + 8)
            let measured = Sound.fit(hertz, in: settled, pair.to)
            #expect(abs(Sound.decibels(measured.peak / 10_000)) < 0.5, "\(hertz) Hz")
            #expect(measured.clean > 60, "\(hertz) Hz")
        }
    }

    @Test("what the lower rate cannot carry is gone, 60 dB and more", arguments: Pair.all.filter { $0.from > $0.to })
    func aliases(_ pair: Pair) throws {
        for share in [0.502, 0.55, 0.6, 0.75, 0.95] where share * pair.lower < Double(pair.from.hertz) / 2 {
            let sound = Sound.tone(share * pair.lower, pair.from, seconds: 0.08, peak: 16_000)
            var resampler = Resampler(from: pair.from, to: pair.to)
            let heard = try resampler.process(sound)
            let settled = heard.dropFirst(2 * resampler.delay + 8)
            let rejection = Sound.decibels(Sound.rootMeanSquare(sound) / max(0.5, Sound.rootMeanSquare(settled)))
            #expect(rejection > 60, "\(share * pair.lower) Hz: \(rejection) dB")
        }
    }

    @Test("frames join without a seam: in pieces or at once, the same samples", arguments: Pair.all)
    func seamless(_ pair: Pair) throws {
        let sound = Sound.voice(pair.from, seconds: 0.2)
        var whole = Resampler(from: pair.from, to: pair.to)
        var pieces = Resampler(from: pair.from, to: pair.to)
        let expected = try whole.process(sound)
        var heard: [Int16] = []
        var (start, length) = (0, 1)
        while start < sound.count {
            let end = min(sound.count, start + length)
            heard += try pieces.process(sound[start..<end])
            (start, length) = (end, length * 5 % 701)
        }
        #expect(heard == expected)
        var frames = Resampler(from: pair.from, to: pair.to)
        for start in stride(from: 0, to: sound.count, by: pair.from.samplesPerFrame) {
            let frame = try frames.process(sound[start..<start + pair.from.samplesPerFrame])
            #expect(frame.count == pair.to.samplesPerFrame)
        }
    }

    @Test("a converted file keeps its place and its length", arguments: Pair.all)
    func file(_ pair: Pair) {
        let hertz = 440.0
        let sound = Sound.tone(hertz, pair.from, seconds: 0.1)
        let expected = Sound.tone(hertz, pair.to, seconds: 0.1)
        let converted = Resampler.convert(sound, from: pair.from, to: pair.to)
        #expect(abs(converted.count - expected.count) <= 1)
        let inner = expected.count / 4..<expected.count * 3 / 4
        let likeness = Sound.likeness(Array(converted[inner]), to: Array(expected[inner]))
        // Less than one output sample of shift.
        #expect(likeness > Sound.decibels(Double(pair.to.hertz) / (2 * .pi * hertz)) - 1)
    }

    @Test("full scale is clipped, not wrapped; the same rate changes nothing")
    func extremes() throws {
        let square = (0..<1_600).map { $0 / 80 % 2 == 0 ? Int16.max : .min }
        var resampler = Resampler(from: .hertz8000, to: .hertz48000)
        let heard = try resampler.process(square)
        #expect(heard.max() == .max && heard.min() == .min)
        #expect(Sound.largestStep(heard) < 30_000)
        var same = Resampler(from: .hertz16000, to: .hertz16000)
        #expect(try same.process(square) == square)
        #expect(same.delay == 0)
    }
}
