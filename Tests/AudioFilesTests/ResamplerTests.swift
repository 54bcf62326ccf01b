import Kernel
import Testing

@testable import AudioFiles

@Suite("Resampling")
struct ResamplerTests {
    private static func resample(_ samples: [Double], from source: Int, to target: Int, piece: Int = 1_000) -> [Int16] {
        var resampler = Resampler(from: source, to: target)
        var output: [Int16] = []
        let scaled = samples.map { Float($0 * 32_768) }
        for start in stride(from: 0, to: scaled.count, by: piece) {
            scaled[start..<min(start + piece, scaled.count)].withUnsafeBufferPointer {
                resampler.append($0, to: &output)
            }
        }
        resampler.finish(to: &output)
        return output
    }

    @Test(
        "a tone keeps its pitch, level and purity",
        arguments: [
            (44_100, 8_000, 3_300.0), (48_000, 8_000, 433), (8_000, 48_000, 3_300), (8_000, 16_000, 433),
            (16_000, 8_000, 3_300), (11_025, 16_000, 4_500), (47_999, 8_000, 1_000), (8_000, 8_001, 1_000),
            (44_100, 48_000, 15_000),
        ]
    )
    func tones(source: Int, target: Int, hertz: Double) {
        let output = Self.resample(sine(hertz, rate: source, seconds: 0.5), from: source, to: target)
        #expect(abs(output.count - target / 2) <= 2)
        let fit = ToneFit(hertz, in: output, rate: target, margin: 300)
        #expect(abs(decibels(fit.peak / 0.5)) < 0.1)
        // Taken as 6 : 1, a tone of 1 kHz is wrong by a fiftieth of a hertz.
        #expect(fit.signalToNoise > (source == 47_999 ? 35 : 60))
    }

    @Test(
        "what the lower rate cannot hold is gone",
        arguments: [(44_100, 8_000, 4_100.0), (48_000, 16_000, 8_300), (16_000, 8_000, 6_000)]
    )
    func folding(source: Int, target: Int, hertz: Double) {
        let output = Self.resample(sine(hertz, rate: source, seconds: 0.2), from: source, to: target)
        #expect(output.dropFirst(100).dropLast(100).allSatisfy { abs(Int($0)) < 10 })
    }

    @Test("it begins and ends with its input", arguments: [(8_000, 48_000), (48_000, 8_000), (44_100, 8_000)])
    func alignment(source: Int, target: Int) {
        var samples = [Double](repeating: 0, count: source)
        for index in source / 4..<source / 4 * 3 { samples[index] = 0.5 }
        let output = Self.resample(samples, from: source, to: target)
        #expect(output.count == target)
        let (rise, fall) = (output.firstIndex { $0 >= 8_192 } ?? 0, output.lastIndex { $0 >= 8_192 } ?? 0)
        #expect(
            abs(rise - target / 4) <= max(1, target / source) && abs(fall - target / 4 * 3) <= max(1, target / source)
        )
    }

    @Test("pieces of any size give the same sound", arguments: [UInt64(1), 2, 3])
    func pieces(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let rates = [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 9_999]
        let (source, target) = (
            rates.randomElement(using: &generator) ?? 0, [8_000, 16_000, 48_000].randomElement(using: &generator) ?? 0
        )
        let samples = (0..<3_000).map { _ in Double.random(in: -1...1, using: &generator) }
        let whole = Self.resample(samples, from: source, to: target, piece: 3_000)
        for piece in [1, 7, 160, 1_023] {
            #expect(Self.resample(samples, from: source, to: target, piece: piece) == whole)
        }
    }

    @Test("nothing in, nothing out")
    func empty() {
        #expect(Self.resample([], from: 44_100, to: 8_000).isEmpty)
        #expect(Self.resample([0.5], from: 44_100, to: 8_000).count == 1)
    }
}
