import CSpanDSP

/// GSM 06.10 in RTP's packing: 33 bytes for 20 ms (RFC 3551 §4.5.8).
enum GSM {
    static let frameBytes = 33
    static let frameSamples = 160

    /// Checks the length and each frame's signature of four bits (RFC 3551 §4.5.8.1): without it the bytes are something
    /// else, which the codec would turn into noise at full scale.
    static func frameCount(of payload: UnsafeRawBufferPointer) throws(CodecError) -> Int {
        guard payload.count.isMultiple(of: Self.frameBytes) else { throw .payloadMalformed }
        for offset in stride(from: 0, to: payload.count, by: Self.frameBytes) where payload[offset] >> 4 != 0xd {
            throw .payloadMalformed
        }
        return payload.count / Self.frameBytes
    }
}

/// Owns spandsp's GSM state; one is either decoder or encoder.
///
/// Unchecked: the state is reached through this value only, which cannot be copied, so one thread at a time has it.
struct GSMState: ~Copyable, @unchecked Sendable {
    private let state: OpaquePointer

    init() throws(CodecError) {
        guard let state = gsm0610_init(nil, CInt(GSM0610_PACKING_VOIP)) else { throw .libraryFailed }
        self.state = state
    }

    deinit {
        gsm0610_free(self.state)
    }

    /// - Parameter samples: room for 160 per frame.
    func decode(
        _ payload: UnsafeRawBufferPointer,
        into samples: UnsafeMutableBufferPointer<Int16>
    ) throws(CodecError) -> Int {
        let frames = try GSM.frameCount(of: payload)
        guard samples.count >= frames * GSM.frameSamples else { throw .spaceTooSmall }
        guard let source = payload.baseAddress?.assumingMemoryBound(to: UInt8.self), let target = samples.baseAddress
        else { throw .payloadEmpty }
        return Int(gsm0610_decode(self.state, target, source, CInt(payload.count)))
    }

    func encode(
        _ samples: UnsafeBufferPointer<Int16>,
        into bytes: UnsafeMutableRawBufferPointer
    ) throws(CodecError) -> Int {
        guard !samples.isEmpty, samples.count.isMultiple(of: GSM.frameSamples) else { throw .frameLengthWrong }
        guard bytes.count >= samples.count / GSM.frameSamples * GSM.frameBytes else { throw .spaceTooSmall }
        guard let source = samples.baseAddress, let target = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        else { throw .spaceTooSmall }
        return Int(gsm0610_encode(self.state, target, source, CInt(samples.count)))
    }
}
