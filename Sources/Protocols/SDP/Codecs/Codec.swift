/// One payload format of a media section: what `m=`, `a=rtpmap` and `a=fmtp` say of it together.
public struct Codec: Hashable, Sendable {
    /// Encodings that this library has rules for.
    public enum Encoding: UInt8, Sendable {
        case pcmu
        case pcma
        case g722
        case g729
        case gsm
        case opus
        case telephoneEvent
        case comfortNoise
        case redundancy
        case amr
        case g7221
        case other
    }

    /// Which of the encodings known here it is, by its name.
    public let encoding: Encoding
    /// As the description writes it.
    public let name: String
    /// 0 to 127.
    public var payloadType: UInt8
    /// Of the RTP timestamps, in Hz. 8 000 for G.722 although it samples at twice that (RFC 3551 §4.5.2).
    public let clockRate: UInt32
    /// 1 to 255.
    public let channels: UInt8
    /// The value of `a=fmtp` without the payload type; empty for none.
    public var parameters: String

    /// A format. The eighth bit of `payloadType` is dropped; the name decides the encoding, whatever its case.
    public init(
        _ name: String,
        payloadType: UInt8,
        clockRate: UInt32 = 8_000,
        channels: UInt8 = 1,
        parameters: String = ""
    ) {
        self.encoding = Encoding(name: name)
        self.name = name
        self.payloadType = payloadType & 0x7f
        self.clockRate = clockRate
        self.channels = channels
        self.parameters = parameters
    }

    /// G.711 µ-law, 64 kbit/s.
    public static let pcmu = Codec("PCMU", payloadType: 0)
    /// G.711 A-law, 64 kbit/s.
    public static let pcma = Codec("PCMA", payloadType: 8)
    /// GSM full rate, 13 kbit/s.
    public static let gsm = Codec("GSM", payloadType: 3)
    /// G.722, 7 kHz wide, 64 kbit/s.
    public static let g722 = Codec("G722", payloadType: 9)
    /// G.729, 8 kbit/s.
    public static let g729 = Codec("G729", payloadType: 18)
    /// Comfort noise for codecs of 8 000 Hz (RFC 3389).
    public static let comfortNoise = Codec("CN", payloadType: 13)
    /// Opus for speech with its error correction (RFC 7587). Always 48 000 Hz and two channels on the wire.
    public static let opus = Codec(
        "opus",
        payloadType: 107,
        clockRate: 48_000,
        channels: 2,
        parameters: "useinbandfec=1"
    )
    /// Keys, `*`, `#`, A to D and flash (RFC 4733).
    public static let telephoneEvent = Codec.telephoneEvent(clockRate: 8_000, payloadType: 101)

    /// Telephone events beside a codec of this clock rate, as RFC 4733 §2.4.1 asks.
    public static func telephoneEvent(clockRate: UInt32, payloadType: UInt8) -> Codec {
        Codec("telephone-event", payloadType: payloadType, clockRate: clockRate, parameters: "0-16")
    }

    /// Whether it carries speech or music: neither events nor noise nor redundancy.
    public var isVoice: Bool {
        switch self.encoding {
        case .telephoneEvent, .comfortNoise, .redundancy: false
        default: true
        }
    }

    /// Whether the payload type must be looked up in `a=rtpmap`: 35 and up have no meaning of their own (RFC 3551 §3).
    public var isDynamic: Bool { self.payloadType >= 35 }

    /// The value of one `name=value` of ``parameters``, names in any case; `nil` when it is not there.
    public func parameter(_ name: String) -> String? {
        for part in self.parameters.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].trimmingBlanks.equalsIgnoringCase(name) else { continue }
            return String(pair[1].trimmingBlanks)
        }
        return nil
    }
}

extension Codec.Encoding {
    /// Encoding names are compared without case (RFC 4855 §3).
    init(name: String) {
        switch name {
        case "PCMU": self = .pcmu
        case "PCMA": self = .pcma
        case "telephone-event": self = .telephoneEvent
        default:
            switch name.lowercased() {
            case "pcmu": self = .pcmu
            case "pcma": self = .pcma
            case "g722": self = .g722
            case "g729", "g729a": self = .g729
            case "gsm": self = .gsm
            case "opus": self = .opus
            case "telephone-event": self = .telephoneEvent
            case "cn": self = .comfortNoise
            case "red": self = .redundancy
            case "amr", "amr-wb": self = .amr
            case "g7221": self = .g7221
            default: self = .other
            }
        }
    }
}

extension StringProtocol {
    /// ASCII letters only: names in session descriptions are tokens.
    func equalsIgnoringCase(_ other: some StringProtocol) -> Bool {
        func lower(_ byte: UInt8) -> UInt8 {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
        }
        return self.utf8.elementsEqual(other.utf8) { lower($0) == lower($1) }
    }

    var trimmingBlanks: SubSequence {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text = text.dropFirst() }
        while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
        return text
    }
}
