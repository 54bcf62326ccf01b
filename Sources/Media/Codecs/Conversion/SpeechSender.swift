/// One outgoing stream: 20 ms of samples in, one payload out.
///
/// Encoder and, where the given rate is none of the codec's own, resampler. Used by one thread at a time; allocates when
/// it is made and never again.
package struct SpeechSender: ~Copyable, Sendable {
    package let codec: SpeechCodec
    /// Of the samples that are given in.
    package let sampleRate: SampleRate

    private var resampler: Resampler
    private var encoder: AudioEncoder
    private var queue: SampleQueue

    /// - Parameter sampleRate: of what is said; `nil` for the codec's best.
    /// - Throws: ``CodecError/settingOutOfRange``, ``CodecError/libraryFailed``.
    package init(
        _ codec: SpeechCodec,
        at sampleRate: SampleRate? = nil,
        opus: OpusSettings = OpusSettings()
    ) throws(CodecError) {
        let given = sampleRate ?? codec.sampleRate
        let native = codec.nativeRate(for: given)
        self.codec = codec
        self.sampleRate = given
        self.resampler = Resampler(from: given, to: native)
        self.encoder = try AudioEncoder(codec, at: native, opus: opus)
        self.queue = SampleQueue(capacity: self.resampler.outputLimit(for: given.samplesPerFrame))
    }

    /// Encodes one frame.
    ///
    /// - Parameters:
    ///   - samples: ``SampleRate/samplesPerFrame`` of ``sampleRate``.
    ///   - bytes: room for ``SpeechCodec/payloadLimit`` is always enough.
    /// - Returns: the payload's length. Its duration is ``SpeechCodec/clockUnitsPerFrame``.
    /// - Throws: ``CodecError/frameLengthWrong``, ``CodecError/spaceTooSmall``, ``CodecError/libraryFailed``.
    package mutating func encode(
        _ samples: UnsafeBufferPointer<Int16>,
        into bytes: UnsafeMutableRawBufferPointer
    ) throws(CodecError) -> Int {
        guard samples.count == self.sampleRate.samplesPerFrame else { throw .frameLengthWrong }
        guard self.sampleRate != self.encoder.sampleRate else {
            return try self.encoder.encode(samples, into: bytes)
        }
        let count = try self.resampler.process(samples, into: self.queue.space)
        self.queue.grow(by: count)
        defer { self.queue.removeFirst(count) }
        return try self.encoder.encode(self.queue.first(count), into: bytes)
    }

    /// See ``AudioEncoder/expectLoss(percent:)``.
    package mutating func expectLoss(percent: Int) {
        self.encoder.expectLoss(percent: percent)
    }
}
