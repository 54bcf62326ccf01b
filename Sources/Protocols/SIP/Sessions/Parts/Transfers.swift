/// The transfers under way in a session (RFC 3515): one in each direction at a time.
struct Transfers: Sendable {
    /// The far end asked us to call somebody.
    enum Incoming: Sendable {
        case none
        /// The owner has not decided.
        case asked(SIPMessage, event: String)
        /// NOTIFY tells the transferor how it goes; `event` is the value of Event.
        case reporting(event: String)
        /// Taken on, and nobody wants to hear of it (RFC 4488).
        case silent
    }

    /// We asked the far end.
    enum Outgoing: Sendable {
        case none
        case asked(SIPMessage, sequence: UInt32)
        /// It was accepted; `id` names the subscription when there were several.
        case reported(sequence: UInt32)
    }

    var incoming = Incoming.none
    var outgoing = Outgoing.none
    /// REFER requests received so far: the first one's events need no `id` (RFC 3515 §2.4.6).
    var received = 0
}
