/// Fills the gaps that lost packets leave, for codecs that do not do so themselves: waveform substitution after the idea
/// of ITU-T G.711 Appendix I, without its delay.
///
/// The last pitch period is repeated, at full strength for 10 ms and then fading to nothing at 60 ms. The first good
/// packet is blended in over 4 ms, so neither end of a gap clicks. Allocates when it is made and never again.
struct LossConcealer: Sendable {
    private let rate: SampleRate
    private let lags: ClosedRange<Int>
    private let comparedCount: Int
    private let blendCount: Int
    private let fullCount: Int
    private let fadeCount: Int

    /// What was played last, concealment included, newest at the end: the longest period before the compared piece.
    private var history: [Float]
    /// The pitch period that is repeated.
    private var cycle: [Float]
    private var cycleCount = 0
    private var cyclePosition = 0
    /// The jump at the start of a gap, spread over its first samples.
    private var jump: Float = 0
    /// Samples made up since the last good packet.
    private var missing = 0

    init(_ rate: SampleRate) {
        self.rate = rate
        // 66 to 200 Hz. A higher voice repeats after several of its periods.
        self.lags = rate.samples(milliseconds: 5)...rate.samples(milliseconds: 15)
        self.comparedCount = rate.samples(milliseconds: 20)
        self.blendCount = rate.samples(milliseconds: 4)
        self.fullCount = rate.samples(milliseconds: 10)
        self.fadeCount = rate.samples(milliseconds: 50)
        self.history = [Float](repeating: 0, count: self.lags.upperBound + self.comparedCount)
        self.cycle = [Float](repeating: 0, count: self.lags.upperBound)
    }

    /// Remembers a good packet's sound, and blends its start with the made-up sound before it.
    mutating func receive(_ samples: UnsafeMutableBufferPointer<Int16>) {
        if self.missing > 0 {
            let count = min(self.blendCount, samples.count)
            for index in 0..<count {
                let weight = Float(index + 1) / Float(count + 1)
                samples[index] = Int16(clipping: Float(samples[index]) * weight + self.nextMadeUp() * (1 - weight))
            }
            self.missing = 0
        }
        self.remember(UnsafeBufferPointer(samples))
    }

    /// Makes up the sound of a gap.
    mutating func conceal(_ samples: UnsafeMutableBufferPointer<Int16>) {
        if self.missing == 0 { self.prepare() }
        for index in samples.indices { samples[index] = Int16(clipping: self.nextMadeUp()) }
        self.remember(UnsafeBufferPointer(samples))
    }

    /// Cuts the last pitch period out of the history and makes its ends fit.
    private mutating func prepare() {
        let (lags, compared, count) = (self.lags, self.comparedCount, self.history.count)
        let lag = self.history.withUnsafeBufferPointer { history in
            guard let base = history.baseAddress else { return lags.upperBound }
            return PitchSearch.bestLag(base + lags.upperBound, compared, lags: lags).lag
        }
        let start = count - lag
        for index in 0..<lag { self.cycle[index] = self.history[start + index] }
        // The period's end glides into what came before its beginning, so that it can follow itself.
        let overlap = lag / 4
        for index in 0..<overlap {
            let weight = Float(index + 1) / Float(overlap + 1)
            let place = lag - overlap + index
            self.cycle[place] = self.cycle[place] * (1 - weight) + self.history[start - overlap + index] * weight
        }
        self.jump = self.history[count - 1] - self.history[start - 1]
        self.cycleCount = lag
        self.cyclePosition = 0
    }

    private mutating func nextMadeUp() -> Float {
        let faded = self.missing - self.fullCount
        guard faded < self.fadeCount else {
            // Counting on could overflow in a gap of weeks, and says nothing new.
            return 0
        }
        var sample = self.cycle[self.cyclePosition]
        self.cyclePosition += 1
        if self.cyclePosition == self.cycleCount { self.cyclePosition = 0 }
        if self.missing < self.blendCount {
            sample += self.jump * (1 - Float(self.missing + 1) / Float(self.blendCount + 1))
        }
        self.missing += 1
        return faded <= 0 ? sample : sample * (1 - Float(faded) / Float(self.fadeCount))
    }

    private mutating func remember(_ samples: UnsafeBufferPointer<Int16>) {
        let count = self.history.count
        let new = min(samples.count, count)
        let first = samples.count - new
        self.history.withUnsafeMutableBufferPointer { history in
            guard let base = history.baseAddress else { return }
            base.update(from: base + new, count: count - new)
            for index in 0..<new { base[count - new + index] = Float(samples[first + index]) }
        }
    }
}
