/// Names a dialog as seen from this side (RFC 3261 §12).
public struct DialogID: Hashable, Sendable {
    public let callID: String
    public let localTag: String
    /// Empty when the far end follows RFC 2543 and has none (§12.1.1).
    public let remoteTag: String

    public init(callID: String, localTag: String, remoteTag: String) {
        self.callID = callID
        self.localTag = localTag
        self.remoteTag = remoteTag
    }
}

/// Finds the session or subscription that a request of a dialog belongs to.
///
/// Our own tag is random and unique, so the far end's tag is not needed for the search; the branches of a forked
/// INVITE, which differ only there, are one session. The session refuses requests whose remote tag it does not know.
public struct SessionKey: Hashable, Sendable {
    public let callID: String
    public let localTag: String

    public init(callID: String, localTag: String) {
        self.callID = callID
        self.localTag = localTag
    }

    /// The key a received request asks for: its Call-ID and To tag; `nil` outside a dialog.
    public init?(request: SIPMessage) {
        guard let tag = request.toTag, !tag.isEmpty else { return nil }
        self.init(callID: request.callID, localTag: tag)
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.localTag == right.localTag && left.callID == right.callID
    }

    public func hash(into hasher: inout Hasher) {
        // The tag alone is random enough, and shorter than most Call-IDs.
        hasher.combine(self.localTag)
    }
}
