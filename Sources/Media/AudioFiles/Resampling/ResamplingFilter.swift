import Audio

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The taps of a ``Resampler``: a windowed sinc (Kaiser, 80 dB), flat to 85 % of the lower rate's half and silent above
/// that half.
struct ResamplingFilter {
    /// Zero crossings of the sinc on each side.
    private static let crossings = 32.0
    private static let window = KaiserWindow(beta: 7.857)
    /// The middle of the slope against the lower rate's half.
    private static let cutoff = 0.925
    /// 4 MB of taps. All usual rates need less and are exact; an odd one is taken as the nearest ratio that fits, which
    /// is wrong by less than 1 in 2 500: no ear hears that.
    private static let mostTaps = 1 << 20

    /// Places between two input samples.
    let phaseCount: Int
    /// Phases from one output sample to the next.
    let stride: Int
    /// Input samples that make an output sample; a multiple of eight.
    let tapCount: Int
    private let taps: [Float]

    init(from sourceRate: Int, to targetRate: Int) {
        let shrinking = min(1, Double(targetRate) / Double(sourceRate))
        let reach = Self.crossings / shrinking
        self.tapCount = (Int((2 * reach).rounded(.up)) + 7) / 8 * 8
        (self.phaseCount, self.stride) = Self.ratio(targetRate, sourceRate, max(1, Self.mostTaps / self.tapCount))
        var taps: [Float] = []
        taps.reserveCapacity(self.phaseCount * self.tapCount)
        for phase in 0..<self.phaseCount {
            let offset = Double(self.tapCount / 2 - 1) + Double(phase) / Double(self.phaseCount)
            let raw = (0..<self.tapCount).map { Self.kernel(Double($0) - offset, shrinking * Self.cutoff, reach) }
            let sum = raw.reduce(0, +)
            taps += raw.map { Float($0 / sum) }
        }
        self.taps = taps
    }

    /// One output sample. `samples` holds ``tapCount`` numbers.
    @inline(__always)
    func apply(_ phase: Int, to samples: UnsafePointer<Float>) -> Float {
        self.taps.withUnsafeBufferPointer { taps in
            guard let start = taps.baseAddress else { return 0 }
            let (left, right) = (UnsafeRawPointer(start + phase * self.tapCount), UnsafeRawPointer(samples))
            var sum = SIMD8<Float>.zero
            for offset in Swift.stride(from: 0, to: self.tapCount * 4, by: 32) {
                let factors = left.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
                sum += factors * right.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
            }
            return sum.sum()
        }
    }

    private static func kernel(_ x: Double, _ cutoff: Double, _ reach: Double) -> Double {
        let sinc = x == 0 ? 1 : sin(.pi * cutoff * x) / (.pi * cutoff * x)
        return sinc * Self.window.weight(at: x / reach)
    }

    /// `numerator : denominator` in whole numbers, the first one bounded: exact, or the last convergent that fits.
    private static func ratio(_ numerator: Int, _ denominator: Int, _ limit: Int) -> (Int, Int) {
        var (left, right) = (numerator, denominator)
        var (former, current) = ((0, 1), (1, 0))
        while right != 0 {
            let quotient = left / right
            let next = (quotient * current.0 + former.0, quotient * current.1 + former.1)
            if next.0 > limit, current.0 > 0, current.1 > 0 { break }
            (former, current) = (current, next)
            (left, right) = (right, left % right)
        }
        return current
    }
}
