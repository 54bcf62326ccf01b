/// What we can and want on the one audio stream of a leg: the input of an offer or an answer of ours.
public struct LocalMedia: Equatable, Sendable {
    /// Whose order of codecs an answer follows.
    public enum CodecOrder: Hashable, Sendable {
        /// The offerer's, as RFC 3264 §6.1 asks of an answerer without reason of its own.
        case theirs
        /// Ours: because the other leg of the call already talks that codec, for instance.
        case ours
    }

    /// In order of preference: voice, comfort noise and telephone events alike. The payload types are those of our offers;
    /// answers use the offerer's.
    public var codecs: [Codec]
    /// The address at which we receive: an IPv4 or IPv6 literal.
    public var address: String
    /// The port at which we receive RTP.
    public var port: UInt16
    /// The port at which we receive RTCP; `nil` for the next one after ``port``.
    public var controlPort: UInt16?
    /// Whether RTP and RTCP may share ``port`` (RFC 5761).
    public var allowsControlMultiplexing: Bool
    /// What we want: send-only or inactive to put the other side on hold.
    public var direction: MediaDirection
    /// The audio per packet that we ask for; `nil` to say nothing.
    public var packetTime: Duration?
    /// The transports we accept; the first is the one we offer. Not empty.
    public var profiles: [TransportProfile]
    /// Whose order an answer follows.
    public var codecOrder: CodecOrder
    /// How many voice codecs an answer names at most. At least 1; a peer may change among those without asking.
    public var answeredVoiceCodecs: Int
    /// Further lines of our section: ICE, keys, labels.
    public var attributes: [Attribute]
    /// Further lines of our whole description.
    public var sessionAttributes: [Attribute]
    /// Whether our offers name the section and put it into a `BUNDLE` group, as browsers want it (RFC 8843). Answers do
    /// what the offer does.
    public var isBundled: Bool

    /// A stream with the usual defaults: RTP in the clear, both ways, their order of codecs.
    public init(
        codecs: [Codec],
        address: String,
        port: UInt16,
        controlPort: UInt16? = nil,
        allowsControlMultiplexing: Bool = true,
        direction: MediaDirection = .sendReceive,
        packetTime: Duration? = nil,
        profiles: [TransportProfile] = [.rtpAVP, .rtpAVPF],
        codecOrder: CodecOrder = .theirs,
        answeredVoiceCodecs: Int = .max,
        attributes: [Attribute] = [],
        sessionAttributes: [Attribute] = [],
        isBundled: Bool = false
    ) {
        precondition(!profiles.isEmpty, "a stream needs a transport")
        precondition(answeredVoiceCodecs >= 1, "an answer needs a codec")
        self.codecs = codecs
        self.address = address
        self.port = port
        self.controlPort = controlPort
        self.allowsControlMultiplexing = allowsControlMultiplexing
        self.direction = direction
        self.packetTime = packetTime
        self.profiles = profiles
        self.codecOrder = codecOrder
        self.answeredVoiceCodecs = answeredVoiceCodecs
        self.attributes = attributes
        self.sessionAttributes = sessionAttributes
        self.isBundled = isBundled
    }
}

/// The lines by which a description protects its stream: keys, fingerprints, ICE.
public struct SecurityLines: Equatable, Sendable {
    /// Of the stream's section.
    public var section: [Attribute]
    /// Of the whole description.
    public var session: [Attribute]

    /// These lines; none for sound in the clear.
    public init(section: [Attribute] = [], session: [Attribute] = []) {
        self.section = section
        self.session = session
    }
}
