#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What an ear with instruments finds in a recording: the strongest tone, its level, and how clean it is.
///
/// Made for tests and `martlet phone` (T10: audio is asserted by measuring tones and gaps). Needs 20 ms of sound; best
/// precision, about 0.1 Hz, from half a second.
package struct ToneMeasurement: Sendable {
    /// Frequency of the strongest sine, in hertz.
    package let hertz: Double
    package let level: SoundLevel
    /// Power of that sine against everything else, in decibels. Clean G.711 reaches 36 to 40.
    package let signalToNoise: Double

    /// `nil` when there are fewer than 160 samples, or no sound in them.
    package init?(_ samples: [Int16], sampleRate: Int = AudioClip.sampleRate) {
        guard samples.count >= 160, samples.contains(where: { $0 != 0 }) else { return nil }
        let windowed = Self.window(samples)
        // A coarse sweep of half the window's main lobe, then golden-section refinement around the best.
        let resolution = Double(sampleRate) / Double(samples.count)
        let coarse = max(resolution, 2)
        var best = (hertz: 0.0, energy: -1.0)
        var candidate = 50.0
        while candidate < Double(sampleRate) / 2 - 50 {
            let energy = Self.amplitude(windowed, at: candidate, sampleRate).magnitudeSquared
            if energy > best.energy { best = (candidate, energy) }
            candidate += coarse
        }
        self.hertz = Self.refine(around: best.hertz, by: coarse, windowed, sampleRate)

        // The sine is fitted to the plain samples and subtracted; what is left is noise.
        let count = Double(samples.count)
        let average = samples.reduce(0.0) { $0 + Double($1) } / count
        let centred = samples.map { Double($0) - average }
        let fit = Self.leastSquares(centred, at: self.hertz, sampleRate)
        let total = centred.reduce(0.0) { $0 + $1 * $1 } / count
        let tone = (fit.cosine * fit.cosine + fit.sine * fit.sine) / 2
        self.level = SoundLevel(peak: (2 * tone).squareRoot())
        self.signalToNoise = 10 * log10(tone / max(total - tone, 1e-6))
    }

    /// The level of one frequency, whatever else there is.
    package static func level(
        of hertz: Double,
        in samples: [Int16],
        sampleRate: Int = AudioClip.sampleRate
    ) -> SoundLevel {
        guard !samples.isEmpty else { return .silence }
        let amplitude = Self.amplitude(samples.map(Double.init), at: hertz, sampleRate)
        return SoundLevel(peak: 2 * amplitude.magnitudeSquared.squareRoot() / Double(samples.count))
    }

    /// Ranges of samples of at least `minimum` in which nothing is louder than `floor`, judged every 5 ms.
    package static func gaps(
        in samples: [Int16],
        lasting minimum: Duration = .milliseconds(15),
        below floor: SoundLevel = SoundLevel(dBm0: -50)
    ) -> [Range<Int>] {
        let step = 40
        let shortest = AudioClip.sampleCount(of: minimum)
        var found: [Range<Int>] = []
        var start: Int?
        for offset in stride(from: 0, through: samples.count - step, by: step) {
            let isQuiet = SoundLevel(of: samples[offset..<offset + step]) < floor
            if isQuiet {
                start = start ?? offset
            } else if let begun = start {
                if offset - begun >= shortest { found.append(begun..<offset) }
                start = nil
            }
        }
        if let begun = start, samples.count - begun >= shortest { found.append(begun..<samples.count) }
        return found
    }

    /// Hann's window, so that a neighbouring frequency does not move the peak.
    private static func window(_ samples: [Int16]) -> [Double] {
        let scale = 2 * Double.pi / Double(samples.count)
        return samples.enumerated().map { Double($1) * (0.5 - 0.5 * cos(scale * Double($0))) }
    }

    private static func refine(
        around centre: Double,
        by width: Double,
        _ samples: [Double],
        _ sampleRate: Int
    ) -> Double {
        let ratio = (5.0.squareRoot() - 1) / 2
        var (low, high) = (centre - width, centre + width)
        while high - low > 0.000_1 {
            let (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
            let rises =
                Self.amplitude(samples, at: left, sampleRate).magnitudeSquared
                < Self.amplitude(samples, at: right, sampleRate).magnitudeSquared
            if rises { low = left } else { high = right }
        }
        return (low + high) / 2
    }

    private struct Amplitude {
        var cosine: Double
        var sine: Double
        var magnitudeSquared: Double { self.cosine * self.cosine + self.sine * self.sine }
    }

    /// Correlation with the frequency, by a rotating phasor.
    private static func amplitude(_ samples: [Double], at hertz: Double, _ sampleRate: Int) -> Amplitude {
        let angle = 2 * Double.pi * hertz / Double(sampleRate)
        let (stepCosine, stepSine) = (cos(angle), sin(angle))
        var (cosine, sine) = (1.0, 0.0)
        var sum = Amplitude(cosine: 0, sine: 0)
        for sample in samples {
            sum.cosine += sample * cosine
            sum.sine += sample * sine
            (cosine, sine) = (cosine * stepCosine - sine * stepSine, sine * stepCosine + cosine * stepSine)
        }
        return sum
    }

    /// The sine and cosine amplitudes that leave the least power; exact also when the samples hold no whole cycle.
    private static func leastSquares(_ samples: [Double], at hertz: Double, _ sampleRate: Int) -> Amplitude {
        let angle = 2 * Double.pi * hertz / Double(sampleRate)
        let sums = Self.amplitude(samples, at: hertz, sampleRate)
        var (cosineSquare, sineSquare, product) = (0.0, 0.0, 0.0)
        for index in samples.indices {
            let (cosine, sine) = (cos(angle * Double(index)), sin(angle * Double(index)))
            cosineSquare += cosine * cosine
            sineSquare += sine * sine
            product += cosine * sine
        }
        let determinant = cosineSquare * sineSquare - product * product
        guard determinant > 1e-9 else { return Amplitude(cosine: 0, sine: 0) }
        return Amplitude(
            cosine: (sums.cosine * sineSquare - sums.sine * product) / determinant,
            sine: (sums.sine * cosineSquare - sums.cosine * product) / determinant
        )
    }
}
