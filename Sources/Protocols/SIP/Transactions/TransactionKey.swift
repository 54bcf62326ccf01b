/// Finds the transaction that a message belongs to (RFC 3261 §17.1.3, §17.2.3).
///
/// ACK has the key of its INVITE, since the ACK of a failure belongs to that transaction; the ACK of a 2xx has a branch
/// of its own and finds nothing. CANCEL has a key of its own; ``cancelled(by:)`` names the INVITE it means.
public struct TransactionKey: Hashable, Sendable {
    /// The branch; for a client of RFC 2543, which has none that is unique, everything §17.2.3 compares.
    private let branch: String
    /// `host:port` of the top Via, which tells clients apart that chose the same branch. Empty on our own side.
    private let sentBy: String
    private let method: SIPMethod

    private init(branch: String, sentBy: String, method: SIPMethod) {
        self.branch = branch
        self.sentBy = sentBy
        self.method = method
    }

    /// The key of the client transaction that sends a request with this branch of ours.
    public init(clientBranch branch: String, method: SIPMethod) {
        self.init(branch: branch, sentBy: "", method: method)
    }

    /// The client transaction that a received response answers.
    ///
    /// - Throws: ``SIPParseError`` when Via or CSeq cannot be read.
    public init(response: SIPMessage) throws(SIPParseError) {
        let branch = try response.topVia().branch ?? ""
        self.init(branch: branch, sentBy: "", method: try response.cseq().method)
    }

    /// The server transaction of a received request.
    ///
    /// - Throws: ``SIPParseError`` when Via, or a header that RFC 2543 matching needs, cannot be read.
    public init(request: SIPMessage) throws(SIPParseError) {
        try self.init(request: request, as: request.method == .ack ? .invite : request.method)
    }

    /// The server transaction of the INVITE that a CANCEL means (§9.2).
    ///
    /// - Throws: ``SIPParseError`` as ``init(request:)``.
    public static func cancelled(by cancel: SIPMessage) throws(SIPParseError) -> TransactionKey {
        try TransactionKey(request: cancel, as: .invite)
    }

    private init(request: SIPMessage, as method: SIPMethod) throws(SIPParseError) {
        let via = try request.topVia()
        if via.hasUniqueBranch, let branch = via.branch {
            self.init(branch: branch, sentBy: via.sentBy, method: method)
            return
        }
        // The To tag is left out: an ACK carries ours, its INVITE had none. Via parameters that the transport fills in
        // would differ between INVITE and ACK, so host, port and branch stand for it.
        let number = try request.cseq().number
        let uri = request.requestURI?.description ?? ""
        let parts = [via.branch ?? "", uri, request.callID, String(number), request.fromTag ?? ""]
        self.init(branch: parts.joined(separator: "\n"), sentBy: via.sentBy, method: method)
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.branch == right.branch && left.method == right.method && left.sentBy == right.sentBy
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.branch)
        // A stranger may send one branch from many addresses; it must not make them collide.
        hasher.combine(self.sentBy)
    }
}
