/// Changes the sampling rate of one stream of sound, without clicks from frame to frame: what is left over of a frame
/// is remembered for the next.
///
/// Between 8, 16, 24, 32, 44.1 and 48 kHz, any to any. Ripple below 0.5 dB up to 0.425 of the lower rate, aliases more
/// than 60 dB down (SIP-06). Allocates when it is made and never again.
package struct Resampler: Sendable {
    package let inputRate: SampleRate
    package let outputRate: SampleRate
    /// `nil` when the rates are the same.
    private let filter: ResamplingFilter?
    /// The last `taps - 1` samples and room for a piece of new ones.
    private var samples: [Float]
    private let pieceLimit: Int
    /// Where the next output sample lies: samples behind the end of what was taken, and phases behind that.
    private var position = 0
    private var phase = 0

    package init(from inputRate: SampleRate, to outputRate: SampleRate) {
        self.inputRate = inputRate
        self.outputRate = outputRate
        self.pieceLimit = inputRate.samples(milliseconds: 20)
        self.filter = inputRate == outputRate ? nil : .between(inputRate, outputRate)
        self.samples = [Float](repeating: 0, count: (self.filter?.taps ?? 1) - 1 + self.pieceLimit)
    }

    /// Output samples by which the sound comes later; 0 when the rates are the same.
    package var delay: Int { self.filter?.delay ?? 0 }

    /// The most samples that `count` samples become.
    package func outputLimit(for count: Int) -> Int {
        guard let filter = self.filter else { return count }
        return (count * filter.phases + filter.step - 1) / filter.step + 1
    }

    /// Forgets the sound so far.
    package mutating func reset() {
        for index in self.samples.indices { self.samples[index] = 0 }
        self.position = 0
        self.phase = 0
    }

    /// Takes any number of samples and writes what they become.
    ///
    /// 20 ms become exactly 20 ms at every pair of rates.
    ///
    /// - Parameter output: room for ``outputLimit(for:)``, outside of `input`.
    /// - Returns: how many samples were written.
    package mutating func process(
        _ input: UnsafeBufferPointer<Int16>,
        into output: UnsafeMutableBufferPointer<Int16>
    ) throws(CodecError) -> Int {
        guard let filter = self.filter else {
            guard output.count >= input.count else { throw .spaceTooSmall }
            return output.update(fromContentsOf: input)
        }
        guard output.count >= self.outputLimit(for: input.count) else { throw .spaceTooSmall }
        var (taken, written) = (0, 0)
        while taken < input.count {
            let count = min(self.pieceLimit, input.count - taken)
            let piece = UnsafeBufferPointer(rebasing: input[taken..<taken + count])
            written += self.process(piece, filter, into: UnsafeMutableBufferPointer(rebasing: output[written...]))
            taken += count
        }
        return written
    }

    private mutating func process(
        _ piece: UnsafeBufferPointer<Int16>,
        _ filter: ResamplingFilter,
        into output: UnsafeMutableBufferPointer<Int16>
    ) -> Int {
        let (taps, phases) = (filter.taps, filter.phases)
        let (wholeStep, phaseStep) = filter.step.quotientAndRemainder(dividingBy: phases)
        var (position, phase, written) = (self.position, self.phase, 0)
        self.samples.withUnsafeMutableBufferPointer { samples in
            filter.coefficients.withUnsafeBufferPointer { coefficients in
                guard let base = samples.baseAddress, let table = coefficients.baseAddress else { return }
                for index in piece.indices { base[taps - 1 + index] = Float(piece[index]) }
                while position < piece.count {
                    output[written] = Int16(
                        clipping: dotProduct(base + position, table + phase &* taps, taps)
                    )
                    written &+= 1
                    position &+= wholeStep
                    phase &+= phaseStep
                    if phase >= phases {
                        phase &-= phases
                        position &+= 1
                    }
                }
                base.update(from: base + piece.count, count: taps - 1)
            }
        }
        self.position = position - piece.count
        self.phase = phase
        return written
    }

    /// Converts a whole recording; the filter's delay is taken out, so that it starts and ends where the original does.
    package static func convert(_ samples: [Int16], from inputRate: SampleRate, to outputRate: SampleRate) -> [Int16] {
        guard inputRate != outputRate, !samples.isEmpty else { return samples }
        var resampler = Resampler(from: inputRate, to: outputRate)
        let length = (samples.count * outputRate.hertz + inputRate.hertz - 1) / inputRate.hertz
        // Silence pushes the last samples out of the filter.
        let tail = (resampler.delay + 1) * inputRate.hertz / outputRate.hertz + 1
        let padded = samples + [Int16](repeating: 0, count: tail)
        let limit = resampler.outputLimit(for: padded.count)
        let converted = [Int16](unsafeUninitializedCapacity: limit + 1) { output, count in
            padded.withUnsafeBufferPointer { input in
                // The room is the limit for this very count.
                count = (try? resampler.process(input, into: output)) ?? 0
            }
        }
        return Array(converted.dropFirst(resampler.delay).prefix(length))
    }
}
