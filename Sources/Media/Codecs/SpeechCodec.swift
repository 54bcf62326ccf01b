package import Audio

/// The codecs that speech can be decoded from and encoded to (SIP-06).
package enum SpeechCodec: UInt8, Hashable, Sendable, CaseIterable {
    /// G.711 µ-law.
    case pcmu
    /// G.711 A-law.
    case pcma
    /// G.722 at 64 kbit/s.
    case g722
    /// GSM 06.10 full rate.
    case gsm
    /// RFC 6716 and 7587, one channel. A stereo packet is decoded to the mean of its channels.
    case opus

    /// The longest packet that is decoded. Longer ones are refused: nobody sends them, and buffers have a size.
    package static let longestPacket = Duration.milliseconds(60)
    static let longestPacketMilliseconds = 60

    /// The codec of an `a=rtpmap` line; `nil` for any other encoding.
    ///
    /// - Parameters:
    ///   - name: compared without case (RFC 8866 §6.6).
    ///   - clockRate: in hertz. G.722 says 8 000 although it samples at 16 000 (RFC 3551 §4.5.2).
    package init?(name: String, clockRate: UInt32) {
        let name = name.uppercased()
        guard let codec = Self.allCases.first(where: { $0.name == name && $0.clockRate == clockRate }) else {
            return nil
        }
        self = codec
    }

    package init(_ law: G711Law) {
        self = law == .muLaw ? .pcmu : .pcma
    }

    /// The encoding's name in an `a=rtpmap` line.
    package var name: String {
        switch self {
        case .pcmu: "PCMU"
        case .pcma: "PCMA"
        case .g722: "G722"
        case .gsm: "GSM"
        case .opus: "OPUS"
        }
    }

    /// RTP timestamp units per second: not the sampling rate where G.722 is concerned.
    package var clockRate: UInt32 { self == .opus ? 48_000 : 8_000 }

    /// RTP timestamp units in one ``SampleRate/frameDuration``.
    package var clockUnitsPerFrame: UInt32 { self.clockRate / 50 }

    /// The rate at which nothing of the codec's band is lost.
    package var sampleRate: SampleRate {
        switch self {
        case .pcmu, .pcma, .gsm: .hertz8000
        case .g722: .hertz16000
        case .opus: .hertz48000
        }
    }

    /// The rates that the codec itself decodes to and encodes from, highest first. At a lower one than ``sampleRate`` it
    /// leaves the upper band alone, which costs less than resampling afterwards.
    package var sampleRates: [SampleRate] {
        switch self {
        case .pcmu, .pcma, .gsm: [.hertz8000]
        case .g722: [.hertz16000, .hertz8000]
        case .opus: [.hertz48000, .hertz24000, .hertz16000, .hertz8000]
        }
    }

    package var law: G711Law? {
        switch self {
        case .pcmu: .muLaw
        case .pcma: .aLaw
        case .g722, .gsm, .opus: nil
        }
    }

    /// The most bytes of one packet, incoming (60 ms) or ours (20 ms).
    package var payloadLimit: Int {
        switch self {
        case .pcmu, .pcma, .g722: 8 * Self.longestPacketMilliseconds
        case .gsm: GSM.frameBytes * Self.longestPacketMilliseconds / 20
        // RFC 6716's limit for one frame, which is also what an Ethernet carries.
        case .opus: 1_275
        }
    }
}
