extension SpeechCodec {
    /// How much sound a payload holds, in RTP timestamp units. Reads headers only and decodes nothing.
    ///
    /// - Throws: ``CodecError/payloadEmpty``, ``CodecError/payloadTooLong``, ``CodecError/payloadMalformed``.
    package func clockUnits(of payload: UnsafeRawBufferPointer) throws(CodecError) -> UInt32 {
        guard !payload.isEmpty else { throw .payloadEmpty }
        guard payload.count <= self.payloadLimit else { throw .payloadTooLong }
        let units: Int
        switch self {
        case .pcmu, .pcma, .g722:
            // G.722 too has one byte for one unit of its clock, which is half its sampling rate.
            units = payload.count
        case .gsm:
            units = try GSM.frameCount(of: payload) * GSM.frameSamples
        case .opus:
            units = try Opus.sampleCount(of: payload, at: .hertz48000)
        }
        guard units <= Int(self.clockRate) * Self.longestPacketMilliseconds / 1_000 else { throw .payloadTooLong }
        return UInt32(units)
    }

    /// Samples at `rate` for `units` of the RTP clock.
    package func samples(clockUnits units: Int, at rate: SampleRate) -> Int {
        units * rate.hertz / Int(self.clockRate)
    }

    /// Units of the RTP clock for samples at `rate`.
    package func clockUnits(samples: Int, at rate: SampleRate) -> Int {
        samples * Int(self.clockRate) / rate.hertz
    }
}
