import Codecs

/// What a stream is given to hear in another codec than its peer takes, on its way into that one.
///
/// One object per direction of a call whose sides share no codec; touched by its media thread only.
final class Conversion {
    /// The payload type that comes in: another one is another codec.
    let source: UInt8
    /// The format that goes out.
    let target: PayloadFormat
    /// RTP timestamp units of one packet that goes out.
    let clockUnits: UInt32
    private var transcoder: Transcoder

    /// `nil` when one of the formats cannot be coded, or the library has no memory.
    init?(from source: PayloadFormat, to target: PayloadFormat, noiseSeed: UInt64) {
        guard let decoded = source.encoding.speechCodec, let encoded = target.encoding.speechCodec,
            let transcoder = try? Transcoder(from: decoded, to: encoded, noiseSeed: noiseSeed)
        else { return nil }
        self.source = source.payloadType
        self.target = target
        self.clockUnits = encoded.clockUnitsPerFrame
        self.transcoder = transcoder
    }

    var clockRate: UInt32 { self.target.encoding.clockRate }

    func with<Result>(_ body: (inout Transcoder) -> Result) -> Result { body(&self.transcoder) }
}

/// Encodes the server's own sound, which is at 8 kHz, or at 16 in a room, where G.711's tables are not enough.
final class SoundEncoder {
    let codec: SpeechCodec
    /// Of the samples that are given in.
    let rate: SampleRate
    private var sender: SpeechSender

    /// `nil` when the library has no memory.
    init?(_ codec: SpeechCodec, at rate: SampleRate) {
        guard let sender = try? SpeechSender(codec, at: rate) else { return nil }
        self.codec = codec
        self.rate = rate
        self.sender = sender
    }

    /// - Returns: the payload's length; 0 when it cannot be encoded.
    func encode(_ samples: UnsafeBufferPointer<Int16>, into bytes: UnsafeMutableRawBufferPointer) -> Int {
        (try? self.sender.encode(samples, into: bytes)) ?? 0
    }
}
