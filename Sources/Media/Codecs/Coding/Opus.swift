import COpus

/// What is common to both directions of Opus (RFC 6716).
enum Opus {
    /// Samples of sound in a packet.
    static func sampleCount(of payload: UnsafeRawBufferPointer, at rate: SampleRate) throws(CodecError) -> Int {
        guard let bytes = payload.baseAddress?.assumingMemoryBound(to: UInt8.self) else { throw .payloadEmpty }
        let count = opus_packet_get_nb_samples(bytes, opus_int32(payload.count), opus_int32(rate.hertz))
        guard count > 0 else { throw .payloadMalformed }
        return Int(count)
    }

    static func isNative(_ rate: SampleRate) -> Bool { SpeechCodec.opus.sampleRates.contains(rate) }
}

/// Owns libopus' decoder.
///
/// Unchecked: the state is reached through this value only, which cannot be copied, so one thread at a time has it.
struct OpusDecoder: ~Copyable, @unchecked Sendable {
    private let state: OpaquePointer
    private let rate: SampleRate

    init(_ rate: SampleRate) throws(CodecError) {
        guard Opus.isNative(rate) else { throw .rateNotSupported }
        guard let state = opus_decoder_create(opus_int32(rate.hertz), 1, nil) else { throw .libraryFailed }
        self.state = state
        self.rate = rate
    }

    deinit {
        opus_decoder_destroy(self.state)
    }

    func decode(
        _ payload: UnsafeRawBufferPointer,
        into samples: UnsafeMutableBufferPointer<Int16>
    ) throws(CodecError) -> Int {
        // Without this check a lying frame count would be found by the library as well, but reported like a bad packet.
        guard try Opus.sampleCount(of: payload, at: self.rate) <= samples.count else { throw .spaceTooSmall }
        return try self.decode(payload, count: samples.count, correcting: false, into: samples)
    }

    /// Makes up `count` samples of a lost packet, a multiple of 2.5 ms.
    func conceal(_ count: Int, into samples: UnsafeMutableBufferPointer<Int16>) throws(CodecError) -> Int {
        guard count <= samples.count else { throw .spaceTooSmall }
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        return try self.decode(nothing, count: count, correcting: false, into: samples)
    }

    /// Restores `count` samples before a packet from the copy that it carries; conceals them where it carries none.
    func recover(
        from next: UnsafeRawBufferPointer,
        _ count: Int,
        into samples: UnsafeMutableBufferPointer<Int16>
    ) throws(CodecError) -> Int {
        guard count <= samples.count else { throw .spaceTooSmall }
        guard !next.isEmpty else { throw .payloadEmpty }
        return try self.decode(next, count: count, correcting: true, into: samples)
    }

    private func decode(
        _ payload: UnsafeRawBufferPointer,
        count: Int,
        correcting: Bool,
        into samples: UnsafeMutableBufferPointer<Int16>
    ) throws(CodecError) -> Int {
        guard let target = samples.baseAddress else { throw .spaceTooSmall }
        let decoded = opus_decode(
            self.state,
            payload.baseAddress?.assumingMemoryBound(to: UInt8.self),
            opus_int32(payload.count),
            target,
            CInt(count),
            correcting ? 1 : 0
        )
        guard decoded > 0 else { throw decoded == OPUS_INVALID_PACKET ? .payloadMalformed : .libraryFailed }
        return Int(decoded)
    }
}

/// Owns libopus' encoder.
///
/// Unchecked: the state is reached through this value only, which cannot be copied, so one thread at a time has it.
struct OpusEncoder: ~Copyable, @unchecked Sendable {
    private let state: OpaquePointer
    private let rate: SampleRate

    init(_ rate: SampleRate, _ settings: OpusSettings) throws(CodecError) {
        guard Opus.isNative(rate) else { throw .rateNotSupported }
        guard (6_000...128_000).contains(settings.bitRate), (0...10).contains(settings.complexity),
            (0...100).contains(settings.expectedLossPercent)
        else { throw .settingOutOfRange }
        guard let state = opus_encoder_create(opus_int32(rate.hertz), 1, OPUS_APPLICATION_VOIP, nil) else {
            throw .libraryFailed
        }
        let wanted = [
            (OPUS_SET_BITRATE_REQUEST, settings.bitRate),
            (OPUS_SET_COMPLEXITY_REQUEST, settings.complexity),
            (OPUS_SET_INBAND_FEC_REQUEST, settings.correctsErrors ? 1 : 0),
            (OPUS_SET_PACKET_LOSS_PERC_REQUEST, settings.expectedLossPercent),
            (OPUS_SET_DTX_REQUEST, 0),
        ]
        guard wanted.allSatisfy({ martlet_opus_encoder_set(state, $0, opus_int32($1)) == OPUS_OK }) else {
            opus_encoder_destroy(state)
            throw .libraryFailed
        }
        self.state = state
        self.rate = rate
    }

    deinit {
        opus_encoder_destroy(self.state)
    }

    /// Tells what the peer's reports say of loss, so that the copies fit it. Clamped to 0…100.
    func expectLoss(percent: Int) {
        // The library refuses nothing in this range.
        _ = martlet_opus_encoder_set(
            self.state,
            OPUS_SET_PACKET_LOSS_PERC_REQUEST,
            opus_int32(min(max(percent, 0), 100))
        )
    }

    func encode(
        _ samples: UnsafeBufferPointer<Int16>,
        into bytes: UnsafeMutableRawBufferPointer
    ) throws(CodecError) -> Int {
        let (hundredths, rest) = (samples.count * 100).quotientAndRemainder(dividingBy: self.rate.hertz)
        guard rest == 0, hundredths == 1 || hundredths == 2 || hundredths == 4 || hundredths == 6 else {
            throw .frameLengthWrong
        }
        guard let source = samples.baseAddress, let target = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
            !bytes.isEmpty
        else { throw .spaceTooSmall }
        let length = opus_encode(
            self.state,
            source,
            CInt(samples.count),
            target,
            opus_int32(min(bytes.count, SpeechCodec.opus.payloadLimit))
        )
        guard length > 0 else { throw length == OPUS_BUFFER_TOO_SMALL ? .spaceTooSmall : .libraryFailed }
        return Int(length)
    }
}
