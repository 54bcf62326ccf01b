#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A level in dBm0: decibels over one milliwatt at the zero point of the line.
///
/// The zero point is defined by the A-law's overload at +3.14 dBm0 (ITU-T G.711): a sine of 0 dBm0 has a peak of 22 827
/// of 32 768. Read by µ-law's definition (+3.17 dBm0) the same samples stand 0.03 dB higher.
package struct SoundLevel: Comparable, Hashable, Sendable {
    package let dBm0: Double

    package init(dBm0: Double) {
        self.dBm0 = dBm0
    }

    /// What no listener hears; also the level of no samples at all.
    package static let silence = SoundLevel(dBm0: -.infinity)

    /// Peak of the sine at 0 dBm0.
    static let referencePeak: Double = 32_768 * pow(10, -3.14 / 20)

    /// The level of a sine with this peak.
    init(peak: Double) {
        self.dBm0 = peak > 0 ? 20 * log10(peak / Self.referencePeak) : -.infinity
    }

    /// Measures samples: the level of the sine with the same power.
    package init(of samples: some Collection<Int16>) {
        guard !samples.isEmpty else {
            self = .silence
            return
        }
        let energy = samples.reduce(into: 0.0) { $0 += Double($1) * Double($1) }
        self.init(peak: (2 * energy / Double(samples.count)).squareRoot())
    }

    /// The peak of a sine at this level, in linear samples.
    package var peak: Double { Self.referencePeak * pow(10, self.dBm0 / 20) }

    package static func < (left: SoundLevel, right: SoundLevel) -> Bool { left.dBm0 < right.dBm0 }
}
