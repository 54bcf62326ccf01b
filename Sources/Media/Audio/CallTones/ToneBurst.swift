#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A tone from its beginning to its end.
struct ToneBurst: Sendable {
    /// In blocks of 10 ms, to one or two.
    var blocks = 0
    private var taken: Float = 0
    private var share: Float = 0
    private var power: Float = 0
    private var turn = SIMD2<Float>()
    // Of the inner blocks: the first and the last of a run are partly pause.
    private var run = 0
    private var lastPower: Float = 0
    private var weakest = Float.infinity
    private var strongest: Float = 0

    /// Takes a block that is the tone.
    mutating func add(_ evidence: ToneEvidence) {
        if self.run >= 2 {
            self.weakest = min(self.weakest, self.lastPower)
            self.strongest = max(self.strongest, self.lastPower)
        }
        self.run += 1
        // The phase has no predecessor in a run's first block.
        if self.run >= 2 { self.turn += evidence.turn }
        self.lastPower = evidence.power
        self.taken += 1
        self.share += evidence.share
        self.power += evidence.power
    }

    /// Takes note of a block that is not.
    mutating func interrupt() { self.run = 0 }

    /// Mean square of the tone.
    var meanPower: Float { self.taken > 0 ? self.power / self.taken : 0 }

    /// How far its frequency is from the nominal one, in hertz; within ±50.
    var offset: Float {
        atan2(self.turn.y, self.turn.x) / (2 * .pi * ToneMeter.blockSeconds)
    }

    /// Whether it is one steady sine (or pair): the phase turns evenly, the level stays within 3 dB, and nearly nothing
    /// else sounds.
    ///
    /// - Parameters:
    ///   - window: how long the filter heard for one piece of evidence, in seconds: tones beside its middle lose by that.
    ///   - purity: the least share of the tone.
    func isSteady(window: Float, purity: Float) -> Bool {
        guard self.blocks >= 4, self.strongest > 0, self.strongest <= 2 * self.weakest else { return false }
        let coherence = (self.turn * self.turn).sum().squareRoot()
        guard coherence >= 0.8 * self.power * (self.taken - 1) / self.taken else { return false }
        let turned = Float.pi * self.offset * window
        let loss = abs(turned) < 0.01 ? 1 : sin(turned) / turned
        return self.share / self.taken >= purity * loss * loss
    }
}

/// Cuts blocks into bursts of one tone and the pauses between them. Up to 30 ms of something else, a lost packet perhaps,
/// end neither.
struct ToneRuns: Sendable {
    enum News: Sendable {
        /// A burst has begun, after a pause of so many blocks, so many of them loud.
        case began(pause: Int, loud: Int)
        case ended(ToneBurst)
    }

    /// So many blocks that are otherwise change the state.
    private static let patience = 4
    /// A block with less of the tone is none of its blocks; half a block of tone at the edge has half.
    private static let leastShare: Float = 0.45
    /// −41 dBm0: what is weaker is no tone, and what is weaker in a pause is silence.
    private static let floor: Float = {
        let peak = Float(SoundLevel(dBm0: -41).peak)
        return peak * peak / 2
    }()
    private static let longest = 1_000_000

    private var isTone = false
    private var burst = ToneBurst()
    /// Blocks against the present state, so far.
    private var against = 0
    private var loudAgainst = 0
    private var pause = 0
    private var loud = 0
    /// What is loud in a pause: more than a tenth of the burst before it.
    private var loudness: Float = 0

    mutating func take(_ evidence: ToneEvidence, power: Float) -> News? {
        let hit = evidence.share >= Self.leastShare && evidence.power >= Self.floor
        return self.isTone ? self.inBurst(hit, evidence, power) : self.inPause(hit, evidence, power)
    }

    private mutating func inBurst(_ hit: Bool, _ evidence: ToneEvidence, _ power: Float) -> News? {
        if hit {
            self.burst.blocks = min(self.burst.blocks + 1 + self.against, Self.longest)
            (self.against, self.loudAgainst) = (0, 0)
            self.burst.add(evidence)
            return nil
        }
        self.burst.interrupt()
        if self.against == 0 { self.loudness = max(Self.floor, self.burst.meanPower / 10) }
        self.against += 1
        if power > self.loudness { self.loudAgainst += 1 }
        guard self.against == Self.patience else { return nil }
        (self.pause, self.loud) = (self.against, self.loudAgainst)
        (self.against, self.loudAgainst, self.isTone) = (0, 0, false)
        defer { self.burst = ToneBurst() }
        return .ended(self.burst)
    }

    private mutating func inPause(_ hit: Bool, _ evidence: ToneEvidence, _ power: Float) -> News? {
        guard hit else {
            self.pause = min(self.pause + 1 + self.against, Self.longest)
            self.loud = min(self.loud + self.against + (power > self.loudness ? 1 : 0), Self.longest)
            if self.against > 0 { self.burst = ToneBurst() }
            self.against = 0
            return nil
        }
        self.burst.add(evidence)
        self.burst.blocks += 1
        self.against += 1
        guard self.against == Self.patience - 1 else { return nil }
        (self.against, self.isTone) = (0, true)
        return .began(pause: self.pause, loud: self.loud)
    }
}
