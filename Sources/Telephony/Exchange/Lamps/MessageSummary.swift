import Model

/// A document of the `message-summary` event package: what waits in a mailbox (RFC 3842 §5.2).
struct MessageSummary: Equatable, Sendable {
    static let contentType = "application/simple-message-summary"

    /// The URI by which the mailbox is called.
    var account: String
    var counts: MessageCounts
    /// By somebody's command, whatever is in the mailbox.
    var isLit = false

    var bytes: [UInt8] {
        Array(
            """
            Messages-Waiting: \(self.counts.new > 0 || self.isLit ? "yes" : "no")\r
            Message-Account: \(self.account)\r
            Voice-Message: \(self.counts.new)/\(self.counts.old) (0/0)\r

            """.utf8
        )
    }
}
