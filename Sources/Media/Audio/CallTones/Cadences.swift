/// Tone and silence of equal length, again and again: busy, congestion and disconnect tone.
///
/// ITU-T E.180 wants cycles of 0.3 to 1.1 s in which tone and pause relate as 0.67 to 1.5; Russia has 0.3–0.4 s each for
/// busy and 0.15–0.2 s for congestion, North America 0.5 s and 0.25 s. What makes speech and music no busy tone: three
/// cycles at least, and two seconds at least, alike in both lengths, frequency and level, with silence between them.
struct BusyCadence: Sendable {
    private struct Cycle: Sendable {
        let tone: Int
        let pause: Int
        let offset: Float
        let power: Float

        /// Alike to 40 ms (a packet lost at an edge, the clock of a jitter buffer), 8 Hz and 3 dB.
        func resembles(_ other: Cycle) -> Bool {
            abs(self.tone - other.tone) <= 4 && abs(self.pause - other.pause) <= 4
                && abs(self.offset - other.offset) <= 8 && self.power <= 2 * other.power
                && other.power <= 2 * self.power
        }
    }

    // All in blocks of 10 ms, with a block more at each end than the recommendation.
    private static let lengths = 14...62
    private static let cycles = 29...112
    /// Edges of 10 ms that fall into neighbouring blocks, or a click.
    private static let loudLimit = 2
    private static let leastCycles = 3
    private static let leastLength = 200

    private let tolerance: Float
    private let window: Float
    private var runs = ToneRuns()
    private var burst: ToneBurst?
    private var last: Cycle?
    private var count = 0
    private var length = 0
    private var isTold = false

    /// - Parameters:
    ///   - tolerance: how far the frequency may be from the nominal one, in hertz.
    ///   - window: see ``ToneBurst/isSteady(window:purity:)``.
    init(tolerance: Float, window: Float) {
        self.tolerance = tolerance
        self.window = window
    }

    /// - Returns: whether it is certain now; once for each time that the tone sounds.
    mutating func take(_ evidence: ToneEvidence, power: Float) -> Bool {
        switch self.runs.take(evidence, power: power) {
        case nil:
            return false
        case .ended(let burst):
            let isGood =
                Self.lengths.contains(burst.blocks) && abs(burst.offset) <= self.tolerance
                && burst.isSteady(window: self.window, purity: 0.75)
            self.burst = isGood ? burst : nil
            return false
        case .began(let pause, let loud):
            return self.end(pause: pause, loud: loud)
        }
    }

    private mutating func end(pause: Int, loud: Int) -> Bool {
        guard let burst = self.burst, Self.lengths.contains(pause), loud <= Self.loudLimit,
            Self.cycles.contains(burst.blocks + pause), 10 * burst.blocks <= 17 * pause,
            10 * pause <= 17 * burst.blocks
        else {
            (self.last, self.count, self.length, self.isTold) = (nil, 0, 0, false)
            return false
        }
        let cycle = Cycle(tone: burst.blocks, pause: pause, offset: burst.offset, power: burst.meanPower)
        if let last = self.last, cycle.resembles(last) {
            self.count += 1
            self.length += cycle.tone + cycle.pause
        } else {
            (self.count, self.length, self.isTold) = (1, cycle.tone + cycle.pause, false)
        }
        self.last = cycle
        guard !self.isTold, self.count >= Self.leastCycles, self.length >= Self.leastLength else { return false }
        self.isTold = true
        return true
    }
}

/// The calling tone of a fax (ITU-T T.30 §4.1.1): 1 100 Hz ± 38 Hz for 0.5 s, then 3 s of pause, each ± 15 %.
///
/// Two bursts with the pause between them are wanted, although it takes four seconds: one burst of half a second is also
/// what answering machines beep. The pause need not be silent, since what the caller is played meanwhile may come back
/// as an echo.
struct FaxCadence: Sendable {
    // In blocks of 10 ms, with two more at each end than the recommendation.
    private static let tones = 40...60
    private static let pauses = 252...348
    private static let tolerance: Float = 41

    private var runs = ToneRuns()
    private var isHalf = false
    private var isPaused = false
    private var isTold = false

    /// - Returns: whether it is certain now; once for each time that the tone sounds.
    mutating func take(_ evidence: ToneEvidence, power: Float) -> Bool {
        switch self.runs.take(evidence, power: power) {
        case nil:
            return false
        case .began(let pause, _):
            self.isPaused = self.isHalf && Self.pauses.contains(pause)
            return false
        case .ended(let burst):
            self.isHalf =
                Self.tones.contains(burst.blocks) && abs(burst.offset) <= Self.tolerance
                && burst.isSteady(window: ToneMeter.blockSeconds, purity: 0.75)
            guard self.isHalf, self.isPaused else {
                self.isTold = false
                return false
            }
            defer { self.isTold = true }
            return !self.isTold
        }
    }
}
