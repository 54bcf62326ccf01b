import Audio
import Testing

@testable import Mixing

@Suite("The clipping guard")
struct LimiterTests {
    private static func limit(_ limiter: inout SoftLimiter, _ samples: [Int32]) -> [Int16] {
        var output = [Int16](repeating: 0, count: samples.count)
        output.withUnsafeMutableBufferPointer { output in
            guard let base = output.baseAddress else { return }
            samples.withUnsafeBufferPointer { if let sum = $0.baseAddress { limiter.limit(sum, 160, into: base) } }
        }
        return output
    }

    @Test("16 members at full scale stay in range, and the tone stays a tone", arguments: [200.0, 433, 1_000, 2_700])
    func fullScale(hertz: Double) throws {
        let conference = Conference()
        var tone = Tone(hertz, peak: 32_767)
        let slots = try (0..<16).map { _ in try conference.add(.narrowband) }
        for _ in 0..<40 {
            let frame = tone.frame()
            conference.tick(Dictionary(uniqueKeysWithValues: slots.map { ($0, frame) }), listeners: [slots[0]])
        }
        let settled = Array(conference.sound(of: slots[0]).dropFirst(10 * 160))
        let measured = try #require(ToneMeasurement(settled))
        #expect(abs(measured.hertz - hertz) < 0.5)
        #expect(measured.signalToNoise > 30)
        #expect((27_000...32_767).contains(settled.map { abs(Int($0)) }.max() ?? 0))
    }

    @Test("three who talk at normal level pass untouched")
    func normalLevel() throws {
        var limiter = SoftLimiter()
        var tones = [Tone(440, peak: 9_000), Tone(1_250, peak: 9_000), Tone(2_100, peak: 9_000)]
        for _ in 0..<50 {
            var sum = [Int32](repeating: 0, count: 160)
            for index in tones.indices {
                for (at, sample) in tones[index].frame().enumerated() { sum[at] += Int32(sample) }
            }
            #expect(Self.limit(&limiter, sum).map(Int32.init) == sum)
            #expect(limiter.isIdle)
        }
    }

    @Test(
        "after a shout the gain returns evenly, by 1 dB a frame at most, and all of it is back in 0.8 s"
    )
    func noPumping() {
        var limiter = SoftLimiter()
        var (shout, voice) = (Tone(433, peak: 30_000), Tone(700, peak: 5_000))
        _ = Self.limit(&limiter, shout.frame().map { Int32($0) * 8 })
        var levels: [Double] = []
        for _ in 0..<40 { levels.append(SoundLevel(of: Self.limit(&limiter, voice.frame().map(Int32.init))).dBm0) }
        for (earlier, later) in zip(levels, levels.dropFirst()) { #expect((-0.1...1).contains(later - earlier)) }
        #expect(limiter.isIdle)
        #expect(levels[39] - levels[1] > 15)
    }

    @Test("a leap to 24 dB over full scale is caught within a frame", arguments: [0, 1, 79, 159])
    func leap(at position: Int) {
        var limiter = SoftLimiter()
        var frame = [Int32](repeating: 0, count: 160)
        for index in position..<160 { frame[index] = index % 2 == 0 ? 524_272 : -524_272 }
        for sample in Self.limit(&limiter, frame) { #expect(abs(Int(sample)) <= 32_767) }
        let next = Self.limit(&limiter, (0..<160).map { $0 % 2 == 0 ? 524_272 : -524_272 })
        #expect(next.allSatisfy { abs(Int($0)) <= 29_205 })
    }
}
