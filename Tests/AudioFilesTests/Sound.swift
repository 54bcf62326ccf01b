#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A sine of full scale 1.
func sine(_ hertz: Double, peak: Double = 0.5, rate: Int, seconds: Double) -> [Double] {
    (0..<Int(seconds * Double(rate))).map { peak * sin(2 * .pi * hertz * Double($0) / Double(rate)) }
}

func linear(_ samples: [Double]) -> [Int16] {
    samples.map { Int16(max(-32_768, min(32_767, ($0 * 32_768).rounded()))) }
}

/// A sine fitted to samples: its peak against full scale, and its power against everything else in decibels.
struct ToneFit {
    let peak: Double
    let signalToNoise: Double

    /// Leaves out `margin` samples at both ends.
    init(_ hertz: Double, in samples: some Collection<Int16>, rate: Int, margin: Int = 0) {
        let samples = samples.dropFirst(margin).dropLast(margin).map { Double($0) / 32_768 }
        var (cosines, sines, products, cosineSum, sineSum, total) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        for (index, sample) in samples.enumerated() {
            let angle = 2 * Double.pi * hertz * Double(index) / Double(rate)
            let (cosine, sine) = (cos(angle), sin(angle))
            cosines += cosine * cosine
            sines += sine * sine
            products += cosine * sine
            cosineSum += sample * cosine
            sineSum += sample * sine
            total += sample * sample
        }
        let determinant = cosines * sines - products * products
        let cosine = (cosineSum * sines - sineSum * products) / determinant
        let sine = (sineSum * cosines - cosineSum * products) / determinant
        self.peak = (cosine * cosine + sine * sine).squareRoot()
        let tone = cosine * cosineSum + sine * sineSum
        self.signalToNoise = 10 * log10(max(tone, 1e-12) / max(total - tone, 1e-12))
    }
}

func decibels(_ ratio: Double) -> Double { 20 * log10(max(ratio, 1e-9)) }
