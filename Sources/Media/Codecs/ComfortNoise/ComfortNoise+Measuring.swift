#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension ComfortNoise {
    /// Describes the noise in `samples`, which should be nothing but background: a frame of 20 ms or more of silence.
    ///
    /// The model is that of linear prediction: autocorrelation, then the Levinson-Durbin recursion, whose reflection
    /// coefficients are what the payload carries, with the sign that WebRTC uses (a falling spectrum has a negative
    /// first one).
    package init(measuring samples: UnsafeBufferPointer<Int16>) {
        var correlation = InlineArray<9, Double>(repeating: 0)
        for lag in 0...Self.order where lag < samples.count {
            var sum = 0.0
            for index in lag..<samples.count { sum += Double(samples[index]) * Double(samples[index - lag]) }
            correlation[lag] = sum
        }
        guard correlation[0] > 0 else {
            self.init(level: 127)
            return
        }
        let amplitude = (correlation[0] / Double(samples.count)).squareRoot()
        self.init(level: UInt8(max(0, min(127, (-20 * log10(amplitude / 32_767)).rounded()))))

        // A floor 40 dB under the noise keeps the recursion from modelling what nobody hears.
        correlation[0] *= 1.000_1
        var predictor = InlineArray<9, Double>(repeating: 0)
        predictor[0] = 1
        var error = correlation[0]
        for order in 1...Self.order {
            var sum = correlation[order]
            for index in 1..<order { sum += predictor[index] * correlation[order - index] }
            let coefficient = -sum / error
            var (low, high) = (1, order - 1)
            while low <= high {
                let (left, right) = (predictor[low], predictor[high])
                predictor[low] = left + coefficient * right
                if low != high { predictor[high] = right + coefficient * left }
                low += 1
                high -= 1
            }
            predictor[order] = coefficient
            self.reflection[order - 1] = Float(coefficient)
            error *= 1 - coefficient * coefficient
            guard error > 0 else { return }
        }
    }
}
