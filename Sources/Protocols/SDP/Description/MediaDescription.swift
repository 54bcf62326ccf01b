/// What kind of media a section is about (RFC 8866 §5.14).
public struct MediaKind: RawRepresentable, Hashable, Sendable {
    /// The word on the wire.
    public let rawValue: String

    /// A value by its word.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Speech and music.
    public static let audio = MediaKind(rawValue: "audio")
    /// Moving pictures.
    public static let video = MediaKind(rawValue: "video")
    /// Still pictures: T.38 fax.
    public static let image = MediaKind(rawValue: "image")
    /// Data of applications.
    public static let application = MediaKind(rawValue: "application")
    /// Text in real time (RFC 4103).
    public static let text = MediaKind(rawValue: "text")
    /// Messages (RFC 4975).
    public static let message = MediaKind(rawValue: "message")
}

/// What carries the media (RFC 8866 §5.14, §8.2.2).
public struct TransportProfile: RawRepresentable, Hashable, Sendable {
    /// The word on the wire.
    public let rawValue: String

    /// A value by its word.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// RTP in the clear (RFC 3551).
    public static let rtpAVP = TransportProfile(rawValue: "RTP/AVP")
    /// RTP with feedback (RFC 4585).
    public static let rtpAVPF = TransportProfile(rawValue: "RTP/AVPF")
    /// SRTP keyed in the description (RFC 3711, RFC 4568).
    public static let rtpSAVP = TransportProfile(rawValue: "RTP/SAVP")
    /// SRTP with feedback, keyed in the description (RFC 5124).
    public static let rtpSAVPF = TransportProfile(rawValue: "RTP/SAVPF")
    /// SRTP keyed by DTLS, as browsers do (RFC 5764).
    public static let dtlsSAVP = TransportProfile(rawValue: "UDP/TLS/RTP/SAVP")
    /// The same with feedback.
    public static let dtlsSAVPF = TransportProfile(rawValue: "UDP/TLS/RTP/SAVPF")
    /// T.38 fax over UDP (ITU-T T.38 Annex D).
    public static let udptl = TransportProfile(rawValue: "udptl")
}

/// One `m=` line and what belongs to it (RFC 8866 §5.14).
public struct MediaDescription: Equatable, Sendable {
    /// What the section is about.
    public var kind: MediaKind
    /// 0 refuses the stream or switches it off (RFC 3264 §5.1, §6).
    public var port: UInt16
    /// Port pairs in sequence; 1 but for layered multicast.
    public var portCount: UInt16
    /// What carries the media.
    public var profile: TransportProfile
    /// For RTP, payload types in order of preference.
    public var formats: [String]
    /// `nil` when the session's counts.
    public var connection: Connection?
    /// The `b=` lines of the section.
    public var bandwidths: [Bandwidth]
    /// Lines of the section that are kept as they are.
    public var otherLines: [OtherLine]
    /// The `a=` lines of the section.
    public var attributes: AttributeList

    /// A section of these parts.
    public init(
        kind: MediaKind,
        port: UInt16,
        portCount: UInt16 = 1,
        profile: TransportProfile = .rtpAVP,
        formats: [String],
        connection: Connection? = nil,
        bandwidths: [Bandwidth] = [],
        otherLines: [OtherLine] = [],
        attributes: AttributeList = []
    ) {
        self.kind = kind
        self.port = port
        self.portCount = portCount
        self.profile = profile
        self.formats = formats
        self.connection = connection
        self.bandwidths = bandwidths
        self.otherLines = otherLines
        self.attributes = attributes
    }

    /// Whether the stream is refused or switched off.
    ///
    /// A bundled section whose transport another one provides says 0 as well and adds `bundle-only` (RFC 8843 §6).
    public var isRefused: Bool { self.port == 0 && !self.attributes.contains("bundle-only") }
}
