/// Kaiser's window, which every resampling filter of the media engine cuts its sinc with.
package struct KaiserWindow: Sendable {
    private let beta: Double
    private let height: Double

    /// - Parameter beta: how steep: 6 for a stop band of some 60 dB, 8 for 80.
    package init(beta: Double) {
        self.beta = beta
        self.height = Self.bessel(beta)
    }

    /// - Parameter place: −1 to 1 from one edge to the other; 1 in the middle, 0 beyond the edges.
    package func weight(at place: Double) -> Double {
        let inside = 1 - place * place
        return inside < 0 ? 0 : Self.bessel(self.beta * inside.squareRoot()) / self.height
    }

    /// The modified Bessel function of order zero, by its series.
    private static func bessel(_ value: Double) -> Double {
        var (sum, term, count) = (1.0, 1.0, 1.0)
        while term > sum * 1e-12 {
            term *= (value / 2 / count) * (value / 2 / count)
            sum += term
            count += 1
        }
        return sum
    }
}
