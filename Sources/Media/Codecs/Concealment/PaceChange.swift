/// Shortens or lengthens a piece of sound by one pitch period without changing its pitch: how a jitter buffer alters its
/// delay while somebody talks.
///
/// The joint is cross-faded at the place where the sound resembles itself most, with weights that keep the power even
/// where it does not. Allocates when it is made and never again.
struct PaceChange: Sendable {
    private let lags: ClosedRange<Int>
    private let longest: Int
    private var scratch: [Float]

    init(_ rate: SampleRate) {
        // 2.5 to 10 ms: 100 to 400 Hz, and half of a 20 ms packet.
        self.lags = rate.samples(milliseconds: 5) / 2...rate.samples(milliseconds: 10)
        self.longest = rate.samples(milliseconds: SpeechCodec.longestPacketMilliseconds)
        self.scratch = [Float](repeating: 0, count: self.longest)
    }

    /// The most samples that ``lengthen(_:count:)`` adds.
    var limit: Int { self.lags.upperBound }

    /// Takes a period out of `samples` where they lie.
    ///
    /// - Returns: how many are left; all of them when there are fewer than 5 ms or more than 60.
    mutating func shorten(_ samples: UnsafeMutableBufferPointer<Int16>) -> Int {
        let count = samples.count
        guard let match = self.match(UnsafeBufferPointer(samples)) else { return count }
        let lag = match.lag
        for index in 0..<lag {
            let weights = Self.weights(index, of: lag, match.likeness)
            samples[index] = Int16(
                clipping: self.scratch[index] * weights.leaving + self.scratch[lag + index] * weights.coming
            )
        }
        for index in 2 * lag..<count { samples[index - lag] = samples[index] }
        return count - lag
    }

    /// Plays a period of the first `count` of `samples` twice.
    ///
    /// - Parameter samples: with room for ``limit`` more.
    /// - Returns: how many there are then; `count` when it is less than 5 ms, more than 60, or there is no room.
    mutating func lengthen(_ samples: UnsafeMutableBufferPointer<Int16>, count: Int) -> Int {
        guard count <= samples.count,
            let match = self.match(UnsafeBufferPointer(rebasing: samples[..<count])),
            count + match.lag <= samples.count
        else { return count }
        let lag = match.lag
        for index in stride(from: count - 1, through: lag, by: -1) { samples[index + lag] = samples[index] }
        for index in 0..<lag {
            let weights = Self.weights(index, of: lag, match.likeness)
            samples[lag + index] = Int16(
                clipping: self.scratch[lag + index] * weights.leaving + self.scratch[index] * weights.coming
            )
        }
        return count + lag
    }

    /// Where the beginning of the samples resembles what follows it.
    private mutating func match(_ samples: UnsafeBufferPointer<Int16>) -> PitchSearch.Match? {
        let longestLag = min(self.lags.upperBound, samples.count / 2)
        guard samples.count <= self.longest, longestLag >= self.lags.lowerBound else { return nil }
        let shortestLag = self.lags.lowerBound
        return self.scratch.withUnsafeMutableBufferPointer { scratch in
            guard let base = scratch.baseAddress else { return nil }
            for index in samples.indices { base[index] = Float(samples[index]) }
            // The compared piece starts at the longest lag, so that every lag finds as much sound before it.
            return PitchSearch.bestLag(base + longestLag, samples.count - longestLag, lags: shortestLag...longestLag)
        }
    }

    /// Weights whose blend has the power of its parts, however alike these are.
    private static func weights(
        _ index: Int,
        of count: Int,
        _ likeness: Float
    ) -> (leaving: Float, coming: Float) {
        let coming = Float(index + 1) / Float(count + 1)
        let leaving = 1 - coming
        let power = coming * coming + leaving * leaving + 2 * max(0, likeness) * coming * leaving
        let scale = 1 / power.squareRoot()
        return (leaving * scale, coming * scale)
    }
}
