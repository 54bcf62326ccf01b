/// Finds by how much a sound must be shifted to resemble itself: the pitch period of a voice, or a multiple of it.
enum PitchSearch {
    struct Match {
        /// In samples.
        let lag: Int
        /// −1 to 1; 1 is a perfect repetition.
        let likeness: Float
    }

    /// Compares `count` samples at `recent` with those `lag` samples before them, for every lag of the range.
    ///
    /// - Parameter recent: `lags.upperBound` samples before it must be readable.
    static func bestLag(_ recent: UnsafePointer<Float>, _ count: Int, lags: ClosedRange<Int>) -> Match {
        let energy = dotProduct(recent, recent, count)
        guard energy > 0 else { return Match(lag: lags.upperBound, likeness: 0) }
        // Above 8 kHz every second lag is close enough to find the hill, and its neighbours are tried after that.
        let step = lags.count > 100 ? 2 : 1
        var best = Self.match(recent, count, lags.lowerBound, energy)
        for lag in stride(from: lags.lowerBound + step, through: lags.upperBound, by: step) {
            let found = Self.match(recent, count, lag, energy)
            if found.likeness > best.likeness { best = found }
        }
        guard step > 1 else { return best }
        for lag in stride(from: best.lag - 1, through: best.lag + 1, by: 2) where lags.contains(lag) {
            let found = Self.match(recent, count, lag, energy)
            if found.likeness > best.likeness { best = found }
        }
        return best
    }

    private static func match(_ recent: UnsafePointer<Float>, _ count: Int, _ lag: Int, _ energy: Float) -> Match {
        let past = recent - lag
        let likeness = dotProduct(recent, past, count) / (energy * dotProduct(past, past, count)).squareRoot()
        return Match(lag: lag, likeness: likeness.isFinite ? likeness : 0)
    }
}
