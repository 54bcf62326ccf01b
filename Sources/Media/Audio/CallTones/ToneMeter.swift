#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How much of a block is the tone looked for.
struct ToneEvidence: Sendable {
    /// Share of the block's energy, 0 to about 1. What only fills a part of the block has that part.
    var share: Float
    /// Mean square of the tone, in squares of linear samples.
    var power: Float
    /// How the tone's phase turned since the block before, beyond what the nominal frequency turns; as long as `power`.
    var turn: SIMD2<Float>
}

/// Sound in blocks of 10 ms, and how much of each is the tones that calls have: four Goertzel filters at once.
///
/// The phase from block to block tells the frequency to less than a hertz, where a filter of 10 ms alone tells it to a
/// hundred. Holds no buffer and allocates nothing.
struct ToneMeter: Sendable {
    struct Block: Sendable {
        /// Mean square of everything.
        let power: Float
        /// 425 Hz, or what is near it.
        let single: ToneEvidence
        /// 480 and 620 Hz together, over this block and the one before.
        let pair: ToneEvidence
        /// 1 100 Hz.
        let fax: ToneEvidence
    }

    static let blockLength = 80
    static let blockSeconds: Float = 0.01
    private static let length = Float(ToneMeter.blockLength)
    private static let hertz: [Float] = [425, 480, 620, 1_100]
    private static let cosines = SIMD4<Float>(ToneMeter.hertz.map { cos(ToneMeter.angle($0, samples: 1)) })
    private static let sines = SIMD4<Float>(ToneMeter.hertz.map { sin(ToneMeter.angle($0, samples: 1)) })
    /// By how much a tone of the nominal frequency turns in a block.
    private static let blockCosines = SIMD4<Float>(
        ToneMeter.hertz.map { cos(ToneMeter.angle($0, samples: ToneMeter.length)) }
    )
    private static let blockSines = SIMD4<Float>(
        ToneMeter.hertz.map { sin(ToneMeter.angle($0, samples: ToneMeter.length)) }
    )
    /// Each of a pair has at least this much of its power: one may be 8 dB weaker.
    private static let weakestOfPair: Float = 0.13

    /// Kept here, so that a sample does not ask whether a constant has been made.
    private let coefficients = 2 * ToneMeter.cosines
    private var previous = SIMD4<Float>()
    private var beforePrevious = SIMD4<Float>()
    private var energy: Float = 0
    private var fed = 0
    // Of the block before.
    private var real = SIMD4<Float>()
    private var imaginary = SIMD4<Float>()
    private var longReal = SIMD4<Float>()
    private var longImaginary = SIMD4<Float>()
    private var lastEnergy: Float = 0

    private static func angle(_ hertz: Float, samples: Float) -> Float {
        2 * .pi * hertz * samples / Float(AudioClip.sampleRate)
    }

    /// Takes one sample.
    /// - Returns: a block, with each 80th sample.
    @inline(__always)
    mutating func feed(_ sample: Int16) -> Block? {
        let value = Float(sample)
        let next = self.coefficients * self.previous - self.beforePrevious + value
        self.beforePrevious = self.previous
        self.previous = next
        self.energy += value * value
        self.fed += 1
        return self.fed == Self.blockLength ? self.endBlock() : nil
    }

    private mutating func endBlock() -> Block {
        let real = self.previous - self.beforePrevious * Self.cosines
        let imaginary = self.beforePrevious * Self.sines
        // The block before, turned to where its tone would be now.
        let turnedReal = self.real * Self.blockCosines - self.imaginary * Self.blockSines
        let turnedImaginary = self.real * Self.blockSines + self.imaginary * Self.blockCosines
        let (longReal, longImaginary) = (turnedReal + real, turnedImaginary + imaginary)
        let turnedLongReal = self.longReal * Self.blockCosines - self.longImaginary * Self.blockSines
        let turnedLongImaginary = self.longReal * Self.blockSines + self.longImaginary * Self.blockCosines

        // |y| of a sine is its amplitude times half the length, so this makes |y|² its mean square.
        let scale = 2 / (Self.length * Self.length)
        let powers = (real * real + imaginary * imaginary) * scale
        let turnReal = (real * turnedReal + imaginary * turnedImaginary) * scale
        let turnImaginary = (imaginary * turnedReal - real * turnedImaginary) * scale
        let longPowers = (longReal * longReal + longImaginary * longImaginary) * (scale / 4)
        let longTurnReal = (longReal * turnedLongReal + longImaginary * turnedLongImaginary) * (scale / 4)
        let longTurnImaginary = (longImaginary * turnedLongReal - longReal * turnedLongImaginary) * (scale / 4)

        let power = self.energy / Self.length
        func evidence(_ index: Int) -> ToneEvidence {
            ToneEvidence(
                share: power > 0 ? powers[index] / power : 0,
                power: powers[index],
                turn: SIMD2(turnReal[index], turnImaginary[index])
            )
        }
        let pairPower = longPowers[1] + longPowers[2]
        let isPair = min(longPowers[1], longPowers[2]) >= Self.weakestOfPair * pairPower
        let longPower = (self.energy + self.lastEnergy) / (2 * Self.length)
        let pair = ToneEvidence(
            share: isPair && longPower > 0 ? pairPower / longPower : 0,
            power: pairPower,
            turn: SIMD2(longTurnReal[1] + longTurnReal[2], longTurnImaginary[1] + longTurnImaginary[2])
        )
        let block = Block(power: power, single: evidence(0), pair: pair, fax: evidence(3))

        (self.real, self.imaginary) = (real, imaginary)
        (self.longReal, self.longImaginary) = (longReal, longImaginary)
        self.lastEnergy = self.energy
        self.previous = .zero
        self.beforePrevious = .zero
        self.energy = 0
        self.fed = 0
        return block
    }
}
