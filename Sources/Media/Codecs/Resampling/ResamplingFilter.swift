import Audio
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The low pass between two sampling rates, cut into one short filter per phase. Immutable and shared by every stream
/// with the same pair of rates.
///
/// A windowed sinc by Kaiser: flat to 0.425 of the lower rate (3.4 kHz of 8) and 75 dB down from half of it, so nothing
/// that the lower rate cannot carry folds back. It delays by ``delay``, 3.9 ms where telephone sound is involved.
final class ResamplingFilter: Sendable {
    /// Input samples that one output sample is made from; a multiple of 16.
    let taps: Int
    /// Phases between two input samples: the output rate over the rates' common divisor.
    let phases: Int
    /// Phases from one output sample to the next: the input rate over the common divisor.
    let step: Int
    /// `taps` coefficients per phase, oldest sample first.
    let coefficients: [Float]

    private static let stopBandDecibels = 75.0
    private static let transition = 0.075

    private struct Pair: Hashable {
        let from: SampleRate
        let to: SampleRate
    }

    /// 30 pairs at most, of some 100 KB at most; made when first asked for.
    private static let shared = Mutex<[Pair: ResamplingFilter]>([:])

    static func between(_ from: SampleRate, _ to: SampleRate) -> ResamplingFilter {
        self.shared.withLock { filters in
            let pair = Pair(from: from, to: to)
            if let filter = filters[pair] { return filter }
            let filter = ResamplingFilter(from: from, to: to)
            filters[pair] = filter
            return filter
        }
    }

    private init(from: SampleRate, to: SampleRate) {
        let divisor = Self.greatestCommonDivisor(from.hertz, to.hertz)
        let lower = Double(min(from, to).hertz)
        let phases = to.hertz / divisor
        // Kaiser's estimate, in samples of the input.
        let wanted = (Self.stopBandDecibels - 7.95) / 14.36 / Self.transition * Double(from.hertz) / lower
        let taps = (Int(wanted.rounded(.up)) + 15) / 16 * 16
        self.phases = phases
        self.step = from.hertz / divisor
        self.taps = taps

        let length = phases * taps
        let centre = Double(length - 1) / 2
        // In cycles per sample of the prototype, which runs at `phases` times the input rate.
        let cutoff = (0.5 - Self.transition / 2) * lower / (Double(from.hertz) * Double(phases))
        let window = KaiserWindow(beta: 0.1102 * (Self.stopBandDecibels - 8.7))
        let prototype = (0..<length).map { index -> Double in
            let offset = Double(index) - centre
            let sinc = offset == 0 ? 2 * cutoff : sin(2 * .pi * cutoff * offset) / (.pi * offset)
            return sinc * window.weight(at: offset / (centre + 0.5))
        }
        var coefficients = [Float](repeating: 0, count: length)
        for phase in 0..<phases {
            // Each phase passes a constant unchanged, or a steady level would be modulated by the pattern of phases.
            let sum = (0..<taps).reduce(0.0) { $0 + prototype[phase + phases * $1] }
            for tap in 0..<taps {
                coefficients[phase * taps + taps - 1 - tap] = Float(prototype[phase + phases * tap] / sum)
            }
        }
        self.coefficients = coefficients
    }

    /// Output samples by which sound comes later.
    var delay: Int { (self.taps * self.phases / 2) / self.step }

    private static func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return left
    }
}
