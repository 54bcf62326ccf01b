package import Audio
import Codecs

/// What an `a=rtpmap` line names: encoding, clock rate and channels.
package struct AudioEncoding: Hashable, Sendable {
    /// In capitals, since names are compared without case (RFC 8866 §6.6).
    package let name: String
    /// In hertz.
    package let clockRate: UInt32
    package let channels: UInt8

    package init(name: String, clockRate: UInt32, channels: UInt8 = 1) {
        self.name = name.uppercased()
        self.clockRate = clockRate
        // Always two on the wire (RFC 7587 §7); some phones forget to say so.
        self.channels = self.name == "OPUS" ? 2 : channels
    }

    package static let pcmu = AudioEncoding(name: "PCMU", clockRate: 8_000)
    package static let pcma = AudioEncoding(name: "PCMA", clockRate: 8_000)
    /// RFC 4733 at G.711's clock rate.
    package static let telephoneEvent = AudioEncoding(name: "TELEPHONE-EVENT", clockRate: 8_000)
    /// RFC 3389.
    package static let comfortNoise = AudioEncoding(name: "CN", clockRate: 8_000)

    package var isTelephoneEvent: Bool { self.name == Self.telephoneEvent.name }

    /// Whether it is sound that somebody can talk with: no events and no comfort noise.
    package var isSpeech: Bool { !self.isTelephoneEvent && self.name != Self.comfortNoise.name }

    /// What decodes and encodes it; `nil` for what can only be passed on.
    var speechCodec: SpeechCodec? { SpeechCodec(name: self.name, clockRate: self.clockRate) }

    var isComfortNoise: Bool { self.name == Self.comfortNoise.name }

    /// G.711's law, `nil` for any other encoding.
    package var law: G711Law? {
        switch self {
        case .pcmu: .muLaw
        case .pcma: .aLaw
        default: nil
        }
    }
}

/// An encoding and the number it goes by on one side of a call.
package struct PayloadFormat: Hashable, Sendable {
    /// 0 to 127.
    package var payloadType: UInt8
    package var encoding: AudioEncoding

    package init(payloadType: UInt8, encoding: AudioEncoding) {
        self.payloadType = payloadType & 0x7f
        self.encoding = encoding
    }

    package static let pcmu = PayloadFormat(payloadType: 0, encoding: .pcmu)
    package static let pcma = PayloadFormat(payloadType: 8, encoding: .pcma)
}
