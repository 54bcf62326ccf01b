/// A dialog with its offers: what an early branch, a call being answered and an established session have in common.
struct Conversation: Sendable {
    var dialog: Dialog
    var negotiation = Negotiation()
    var outgoing = Outgoing.none
    var incoming = Incoming.none
    /// The last 2xx to our INVITE.
    var acknowledged: Acknowledged?
    /// An offer of the owner that waits until the present one is settled.
    var queued: Offer?
    /// The far end has UPDATE in its Allow header.
    var allowsUpdate = false
    /// Calling side: RSeq of the last reliable provisional response (RFC 3262 §4).
    var lastReliable: UInt32?
    /// Calling side: description of an unreliable provisional response. It counts as answer when the 200 has none.
    var preview: [UInt8]?

    init(_ dialog: Dialog) {
        self.dialog = dialog
    }

    /// An offer, or a refresh, that we send.
    struct Offer: Sendable {
        enum Purpose: Sendable, Equatable {
            /// The owner waits for the outcome.
            case owner
            /// Session timer (RFC 4028); nobody waits.
            case refresh
        }

        var description: [UInt8]?
        var method: InviteSession.OfferMethod
        var headers: [ExtraHeader]
        var purpose: Purpose
        /// How often it met the far end's.
        var repetitions = 0
    }

    /// Our re-INVITE or UPDATE.
    enum Outgoing: Sendable {
        case none
        case sent(Offer, request: SIPMessage, sequence: UInt32)
        /// It met the far end's (491); timer `glarePause` runs.
        case paused(Offer)

        var isNone: Bool {
            if case .none = self { return true }
            return false
        }
    }

    /// What the far end waits for.
    enum Incoming: Sendable {
        case none
        /// Its offer in a reliable provisional response: our answer goes into the PRACK.
        case provisional(SIPMessage)
        /// Its offer in the 2xx of our INVITE: our answer goes into the ACK.
        case answer(sequence: UInt32, credentials: [ExtraHeader])
        /// Its offer in an UPDATE.
        case update(SIPMessage)
        /// Its offer in a PRACK.
        case prack(SIPMessage)
        /// Its re-INVITE, with an offer or asking for one.
        case invite(SIPMessage)
        /// We sent 2xx, its ACK is missing.
        case acknowledgement(UnconfirmedAnswer)

        var isNone: Bool {
            if case .none = self { return true }
            return false
        }
    }

    /// A 2xx to INVITE, which its sender repeats until the ACK (§13.3.1.4).
    struct UnconfirmedAnswer: Sendable {
        var request: SIPMessage
        var response: SIPMessage
        var sequence: UInt32
        var repeatAfter: Duration
        /// The first INVITE of the session, not a re-INVITE.
        var isInitial: Bool
    }

    /// A 2xx to our INVITE that we acknowledged; its repetitions get the same ACK (§13.2.2.4).
    struct Acknowledged: Sendable {
        var sequence: UInt32
        /// Our answer, when the 2xx was an offer.
        var description: [UInt8]?
        /// Credentials of the INVITE, which its ACK repeats (§22.1).
        var credentials: [ExtraHeader]
    }
}
