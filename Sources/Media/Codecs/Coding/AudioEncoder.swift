import Audio

/// Turns linear sound into one stream's payloads.
///
/// Owns the codec's state: one encoder per stream and direction, used by one thread at a time. Allocates when it is made
/// and never again.
package struct AudioEncoder: ~Copyable, Sendable {
    // Not private: Swift 6.3.1 cannot build an importing module in release mode then ("external, but doesn't have external
    // linkage").
    enum State: ~Copyable, Sendable {
        case g711(G711Law)
        case g722(G722Encoder)
        case gsm(GSMState)
        case opus(OpusEncoder)

        init(_ codec: SpeechCodec, _ rate: SampleRate, _ opus: OpusSettings) throws(CodecError) {
            switch codec {
            case .pcmu: self = .g711(.muLaw)
            case .pcma: self = .g711(.aLaw)
            case .g722: self = .g722(try G722Encoder(rate))
            case .gsm: self = .gsm(try GSMState())
            case .opus: self = .opus(try OpusEncoder(rate, opus))
            }
        }
    }

    package let codec: SpeechCodec
    /// Of what is encoded.
    package let sampleRate: SampleRate
    private let state: State

    /// - Parameters:
    ///   - sampleRate: one of the codec's ``SpeechCodec/sampleRates``; `nil` for the best.
    ///   - opus: of no meaning to other codecs.
    /// - Throws: ``CodecError/rateNotSupported``, ``CodecError/settingOutOfRange``, ``CodecError/libraryFailed``.
    package init(
        _ codec: SpeechCodec,
        at sampleRate: SampleRate? = nil,
        opus: OpusSettings = OpusSettings()
    ) throws(CodecError) {
        let rate = sampleRate ?? codec.sampleRate
        guard codec.sampleRates.contains(rate) else { throw .rateNotSupported }
        self.state = try State(codec, rate, opus)
        self.codec = codec
        self.sampleRate = rate
    }

    /// Encodes one packet.
    ///
    /// - Parameters:
    ///   - samples: 20 ms suit every codec. G.711 and G.722 take any even number, GSM multiples of 20 ms, Opus 10, 20, 40
    ///     or 60 ms.
    ///   - bytes: room for ``SpeechCodec/payloadLimit`` is always enough.
    /// - Returns: the payload's length, at least 1.
    /// - Throws: ``CodecError/frameLengthWrong``, ``CodecError/spaceTooSmall``, ``CodecError/libraryFailed``.
    package mutating func encode(
        _ samples: UnsafeBufferPointer<Int16>,
        into bytes: UnsafeMutableRawBufferPointer
    ) throws(CodecError) -> Int {
        guard !samples.isEmpty else { throw .frameLengthWrong }
        switch self.state {
        case .g711(let law):
            guard bytes.count >= samples.count else { throw .spaceTooSmall }
            law.encode(samples, into: bytes)
            return samples.count
        case .g722(let encoder): return try encoder.encode(samples, into: bytes)
        case .gsm(let encoder): return try encoder.encode(samples, into: bytes)
        case .opus(let encoder): return try encoder.encode(samples, into: bytes)
        }
    }

    /// Tells how much the peer's reports say is lost, 0 to 100; Opus fits its copies to it, the others do nothing.
    package mutating func expectLoss(percent: Int) {
        switch self.state {
        case .opus(let encoder): encoder.expectLoss(percent: percent)
        default: break
        }
    }
}
