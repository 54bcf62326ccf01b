import Kernel

/// Plays comfort noise of the colour and level that the peer described (RFC 3389), as long as it is silent.
///
/// White noise runs through the all-pole lattice of the described coefficients, scaled so that the power comes out as
/// described whatever the colour. A new level is approached over the next piece. Allocates nothing.
package struct ComfortNoiseGenerator: Sendable {
    private var random: SeededGenerator
    private var noise: ComfortNoise?
    /// Amplitude of the white noise that goes in.
    private var gain: Float = 0
    private var wantedGain: Float = 0
    /// Backward residuals of the lattice.
    private var state = InlineArray<12, Float>(repeating: 0)
    /// Four pieces of one random word are still unused, or three, …
    private var word: UInt64 = 0
    private var wordPieces = 0

    /// - Parameter seed: any number; two streams with the same seed hiss alike.
    package init(seed: UInt64) {
        self.random = SeededGenerator(seed: seed)
    }

    /// Whether the peer has described a noise.
    package var isActive: Bool { self.noise != nil }

    /// Takes the peer's description.
    package mutating func update(_ noise: ComfortNoise) {
        // The lattice multiplies the power of what goes in by 1/Π(1−k²).
        var product: Float = 1
        for index in 0..<ComfortNoise.orderLimit {
            let coefficient = noise.reflection[index]
            product *= 1 - coefficient * coefficient
        }
        self.wantedGain = noise.amplitude * product.squareRoot()
        if self.noise == nil { self.gain = self.wantedGain }
        self.noise = noise
    }

    /// The peer talks again: what it said about its silence no longer holds.
    package mutating func stop() {
        self.noise = nil
    }

    /// Writes noise; silence when none was described.
    package mutating func fill(_ samples: UnsafeMutableBufferPointer<Int16>) {
        guard let noise = self.noise else {
            samples.update(repeating: 0)
            return
        }
        let step = samples.isEmpty ? 0 : (self.wantedGain - self.gain) / Float(samples.count)
        for index in samples.indices {
            self.gain += step
            var forward = self.nextWhite() * self.gain
            for stage in stride(from: ComfortNoise.orderLimit - 1, through: 0, by: -1) {
                let coefficient = noise.reflection[stage]
                forward -= coefficient * self.state[stage]
                if stage + 1 < ComfortNoise.orderLimit {
                    self.state[stage + 1] = self.state[stage] + coefficient * forward
                }
            }
            self.state[0] = forward
            samples[index] = Int16(clipping: forward)
        }
    }

    /// Uniform noise with a mean of zero and a power of one.
    private mutating func nextWhite() -> Float {
        if self.wordPieces == 0 {
            self.word = self.random.next()
            self.wordPieces = 4
        }
        let piece = Int16(truncatingIfNeeded: self.word)
        self.word >>= 16
        self.wordPieces -= 1
        return Float(piece) * (1.732_050_8 / 32_768)
    }
}
