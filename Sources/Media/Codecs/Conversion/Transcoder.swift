package import Kernel

/// One direction of a call whose sides share no codec: packets of one codec in, at each tick one payload of another out
/// (SIP-06).
///
/// Both codecs work at the highest rate that both know by themselves, which saves resampling: Opus decodes to 8 kHz for a
/// G.711 phone and to 16 kHz for a G.722 one. Used by one thread at a time; allocates when it is made and never again.
package struct Transcoder: ~Copyable, Sendable {
    package var receiver: SpeechReceiver
    package var sender: SpeechSender
    private let frame: SampleQueue

    /// - Throws: ``CodecError/settingOutOfRange``, ``CodecError/libraryFailed``.
    package init(
        from source: SpeechCodec,
        to target: SpeechCodec,
        jitter: JitterSettings = JitterSettings(),
        opus: OpusSettings = OpusSettings(),
        noiseSeed: UInt64 = 1
    ) throws(CodecError) {
        let rate = Self.rate(between: source, and: target)
        // Both first: a value that cannot be copied cannot be left half made.
        let receiver = try SpeechReceiver(source, at: rate, jitter: jitter, noiseSeed: noiseSeed)
        let sender = try SpeechSender(target, at: rate, opus: opus)
        self.receiver = receiver
        self.sender = sender
        self.frame = SampleQueue(capacity: rate.samplesPerFrame + 1)
    }

    /// The highest rate that both codecs know; all of them know 8 kHz.
    package static func rate(between source: SpeechCodec, and target: SpeechCodec) -> SampleRate {
        source.sampleRates.first { target.sampleRates.contains($0) } ?? .hertz8000
    }

    /// Makes the next packet. To be called every 20 ms; packets go in by ``receiver``.
    ///
    /// - Parameter bytes: room for ``SpeechCodec/payloadLimit`` of the target is always enough.
    /// - Returns: the payload's length. Its duration is ``SpeechCodec/clockUnitsPerFrame`` of the target.
    /// - Throws: ``CodecError/spaceTooSmall``, ``CodecError/libraryFailed``.
    package mutating func nextPayload(
        into bytes: UnsafeMutableRawBufferPointer,
        at now: Moment
    ) throws(CodecError) -> Int {
        let space = self.frame.space
        let count = try self.receiver.nextFrame(into: space, at: now)
        return try self.sender.encode(UnsafeBufferPointer(rebasing: space[..<count]), into: bytes)
    }
}
