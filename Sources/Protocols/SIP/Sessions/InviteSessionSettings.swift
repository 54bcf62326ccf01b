/// What all sessions of one exchange have in common. Made once: the texts are ready to be copied into messages.
public struct InviteSessionSettings: Sendable {
    /// When the called side sends 101–199 reliably (RFC 3262).
    public enum Reliability: Sendable {
        /// Only when the INVITE has `Require: 100rel`.
        case whenRequired
        /// When the response has a session description and the caller supports 100rel.
        case withDescription
        /// Always when the caller supports 100rel.
        case always
    }

    /// Base timers (RFC 3261 §17.1.1.1).
    public var timing = TransactionTiming()
    /// Default: only when the caller insists.
    public var reliability = Reliability.whenRequired
    /// Whether our INVITE offers 100rel. Default `true`.
    public var offersReliableProvisionals = true
    /// RFC 4028. `nil` never asks for session timers, but still honours a far end that insists.
    public var sessionTimer: SessionTimer.Settings? = SessionTimer.Settings()
    /// User-Agent and Server header; `nil` sends none.
    public var agent: String?
    /// Branches of one forked INVITE that are followed; responses of further ones are ignored. At least 1.
    public var maximumBranches = 16
    /// How often an offer is sent again after it met the far end's (§14.1), before the owner hears of a refusal.
    public var maximumOfferRepetitions = 5
    /// Provisional responses that wait for the PRACK of the one before.
    public var maximumQueuedProvisionals = 8

    /// Option tags understood in Require (RFC 3261 §8.2.2.3), `100rel` and `timer` among them.
    public let options: [String]
    /// Values of Supported and Allow.
    let supported: String
    let supportedWithoutReliable: String
    let allow: String

    /// - Parameter options: option tags that the owner handles beyond `100rel` and `timer`.
    public init(options: [String] = ["replaces", "norefersub"], methods: [SIPMethod] = Self.usualMethods) {
        self.options = ["100rel", "timer"] + options.map { $0.lowercased() }
        self.supported = self.options.joined(separator: ", ")
        self.supportedWithoutReliable = self.options.dropFirst().joined(separator: ", ")
        self.allow = methods.map(\.text).joined(separator: ", ")
    }

    /// What a session answers by itself.
    public static var usualMethods: [SIPMethod] {
        [.invite, .ack, .bye, .cancel, .options, .prack, .update, .info, .refer, .notify, .message]
    }
}

/// An INVITE to be sent: what differs from call to call.
public struct OutgoingInvite: Sendable {
    /// Request-URI.
    public var target: SIPURI
    /// Value of From without a tag.
    public var from: NameAddress
    /// Value of To.
    public var to: NameAddress
    public var callID: String
    /// Tag for From; random, 64 bits at least.
    public var localTag: String
    /// Value of our Contact: where the dialog's requests reach this listener.
    public var contact: String
    /// Preloaded route (outbound proxy, Path of the registration), topmost first.
    public var routes: [NameAddress] = []
    /// `nil` asks the far end for the offer.
    public var offer: [UInt8]?
    /// Headers of the first INVITE only: P-Asserted-Identity, Diversion, Replaces, Alert-Info, Referred-By …
    public var headers: [ExtraHeader] = []
    /// Hops left. A back-to-back user agent passes on the value it received, less one (RFC 7332 breaks loops so).
    public var maxForwards = 70
    /// Answers challenges of a provider.
    public var authentication: ClientAuthentication?

    public init(
        target: SIPURI,
        from: NameAddress,
        to: NameAddress,
        callID: String,
        localTag: String,
        contact: String,
        offer: [UInt8]?
    ) {
        self.target = target
        self.from = from
        self.to = to
        self.callID = callID
        self.localTag = localTag
        self.contact = contact
        self.offer = offer
    }
}
