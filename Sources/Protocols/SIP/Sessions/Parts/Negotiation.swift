/// Offer and answer of one dialog (RFC 3264, RFC 6337): whose turn it is, and what was agreed last.
///
///          +--------+  offerLocally   +---------+
///          |        |---------------->| offered |
///          |        |<----------------|         |
///          |        |  answered, withdrawn      |
///          | stable |                 +---------+
///          |        |  offerRemotely  +----------+
///          |        |---------------->| received |
///          |        |<----------------|          |
///          +--------+  answer, withdrawn --------+
///
/// How the descriptions travel (INVITE, 2xx, ACK, PRACK, UPDATE) is the session's business.
struct Negotiation: Sendable {
    enum Phase: Sendable {
        case stable
        /// Our offer waits for the far end's answer.
        case offered([UInt8])
        /// The far end's offer waits for our owner's answer.
        case received([UInt8])
    }

    private(set) var phase = Phase.stable
    /// Our description, as last agreed.
    private(set) var local: [UInt8]?
    /// The far end's description, as last agreed.
    private(set) var remote: [UInt8]?

    var isStable: Bool {
        if case .stable = self.phase { return true }
        return false
    }

    /// Both sides have described themselves once, and nothing is open.
    var isAgreed: Bool { self.isStable && self.local != nil && self.remote != nil }

    /// Our offer waits for its answer.
    var isOffered: Bool {
        if case .offered = self.phase { return true }
        return false
    }

    /// The far end's offer waits for its answer.
    var isReceived: Bool {
        if case .received = self.phase { return true }
        return false
    }

    mutating func offerLocally(_ description: [UInt8]) {
        self.phase = .offered(description)
    }

    mutating func offerRemotely(_ description: [UInt8]) {
        self.phase = .received(description)
    }

    /// The far end answered our offer; a second answer to the same INVITE (early media, then 200) replaces the first.
    mutating func answerRemotely(_ description: [UInt8]) {
        if case .offered(let offer) = self.phase { self.local = offer }
        self.remote = description
        self.phase = .stable
    }

    /// We answered the far end's offer.
    mutating func answerLocally(_ description: [UInt8]) {
        if case .received(let offer) = self.phase { self.remote = offer }
        self.local = description
        self.phase = .stable
    }

    /// The open offer failed: what was agreed before stays in force.
    mutating func withdraw() {
        self.phase = .stable
    }
}
