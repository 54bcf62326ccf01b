import CSpanDSP

/// G.722 at 64 kbit/s: one byte for two samples at 16 kHz, or for one at 8 kHz when only the lower band is wanted.
private enum G722 {
    static let bitRate: CInt = 64_000

    static func options(for rate: SampleRate) throws(CodecError) -> CInt {
        switch rate {
        case .hertz16000: 0
        case .hertz8000: CInt(G722_SAMPLE_RATE_8000)
        case .hertz24000, .hertz32000, .hertz44100, .hertz48000: throw .rateNotSupported
        }
    }
}

/// Owns spandsp's decoder.
///
/// Unchecked: the state is reached through this value only, which cannot be copied, so one thread at a time has it.
struct G722Decoder: ~Copyable, @unchecked Sendable {
    private let state: OpaquePointer
    private let samplesPerByte: Int

    init(_ rate: SampleRate) throws(CodecError) {
        guard let state = g722_decode_init(nil, G722.bitRate, try G722.options(for: rate)) else {
            throw .libraryFailed
        }
        self.state = state
        self.samplesPerByte = rate == .hertz16000 ? 2 : 1
    }

    deinit {
        g722_decode_free(self.state)
    }

    func decode(
        _ payload: UnsafeRawBufferPointer,
        into samples: UnsafeMutableBufferPointer<Int16>
    ) throws(CodecError) -> Int {
        guard samples.count >= payload.count * self.samplesPerByte else { throw .spaceTooSmall }
        guard let source = payload.baseAddress?.assumingMemoryBound(to: UInt8.self), let target = samples.baseAddress
        else { throw .payloadEmpty }
        return Int(g722_decode(self.state, target, source, CInt(payload.count)))
    }
}

/// Owns spandsp's encoder.
///
/// Unchecked: the state is reached through this value only, which cannot be copied, so one thread at a time has it.
struct G722Encoder: ~Copyable, @unchecked Sendable {
    private let state: OpaquePointer
    private let samplesPerByte: Int

    init(_ rate: SampleRate) throws(CodecError) {
        guard let state = g722_encode_init(nil, G722.bitRate, try G722.options(for: rate)) else {
            throw .libraryFailed
        }
        self.state = state
        self.samplesPerByte = rate == .hertz16000 ? 2 : 1
    }

    deinit {
        g722_encode_free(self.state)
    }

    func encode(
        _ samples: UnsafeBufferPointer<Int16>,
        into bytes: UnsafeMutableRawBufferPointer
    ) throws(CodecError) -> Int {
        // An odd sample would be read together with the one behind the end.
        guard !samples.isEmpty, samples.count.isMultiple(of: self.samplesPerByte) else { throw .frameLengthWrong }
        guard bytes.count >= samples.count / self.samplesPerByte else { throw .spaceTooSmall }
        guard let source = samples.baseAddress, let target = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        else { throw .spaceTooSmall }
        return Int(g722_encode(self.state, target, source, CInt(samples.count)))
    }
}
