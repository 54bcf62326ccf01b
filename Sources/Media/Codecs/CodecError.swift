/// Why speech could not be encoded or decoded. Thrown per packet, so it is one byte and nothing is allocated for it.
package enum CodecError: String, Error, Hashable, Sendable, CaseIterable {
    /// A payload without a byte in it.
    case payloadEmpty = "payload-empty"
    /// More sound than ``SpeechCodec/longestPacket``.
    case payloadTooLong = "payload-too-long"
    /// The bytes are no frame of the codec: a GSM frame cut short or without its signature, an impossible Opus packet.
    case payloadMalformed = "payload-malformed"
    /// The caller's memory does not hold what comes out.
    case spaceTooSmall = "space-too-small"
    /// The samples are no whole number of the codec's frames.
    case frameLengthWrong = "frame-length-wrong"
    /// The codec does not work at this sampling rate.
    case rateNotSupported = "rate-not-supported"
    /// A setting is out of its range.
    case settingOutOfRange = "setting-out-of-range"
    /// The C library gave no memory, or an answer that it does not document.
    case libraryFailed = "library-failed"
}
