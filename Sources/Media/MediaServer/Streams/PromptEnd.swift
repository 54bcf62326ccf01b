/// Tells one prompt of a stream from another.
package struct PromptTicket: Hashable, Sendable {
    package let number: UInt64

    package init(_ number: UInt64) {
        self.number = number
    }
}

/// How a prompt came to its end.
package struct PromptEnd: Hashable, Sendable {
    package enum Cause: Hashable, Sendable {
        /// It was heard to its end.
        case complete
        /// The listener pressed a key.
        case digit(Character)
        /// The peer was given something else to hear.
        case replaced
        case stopped
    }

    package let ticket: PromptTicket
    package let cause: Cause
    /// How much of it was sent.
    package let position: Duration

    package init(_ ticket: PromptTicket, _ cause: Cause, at position: Duration) {
        self.ticket = ticket
        self.cause = cause
        self.position = position
    }
}
