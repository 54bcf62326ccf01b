#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Halves a sampling rate.
enum Decimator {
    /// A windowed-sinc low pass of 47 taps: flat to 3.4 kHz and 50 dB down from 4.6 kHz at 16 kHz, so nothing above the
    /// telephone band folds back into it.
    private static let taps: [Double] = {
        let length = 47
        let middle = Double(length - 1) / 2
        let raw = (0..<length).map { index -> Double in
            let offset = Double(index) - middle
            let sinc = offset == 0 ? 0.5 : sin(.pi * offset / 2) / (.pi * offset)
            return sinc * (0.54 - 0.46 * cos(2 * .pi * Double(index) / Double(length - 1)))
        }
        let sum = raw.reduce(0, +)
        return raw.map { $0 / sum }
    }()

    /// Every second sample after the filter; outside of the sound is silence.
    static func halve(_ samples: [Int16]) -> [Int16] {
        let reach = Self.taps.count / 2
        return stride(from: 0, to: samples.count, by: 2).map { centre in
            var sum = 0.0
            for (index, tap) in Self.taps.enumerated() {
                let position = centre + index - reach
                if samples.indices.contains(position) { sum += tap * Double(samples[position]) }
            }
            return Int16(max(-32_768, min(32_767, sum.rounded())))
        }
    }
}
