/// What is dialled to talk with the server, in every domain.
package enum VoiceCode {
    /// One's own messages; before a group's extension the group's.
    package static let mailbox = "*97"
    /// Anybody's messages, with extension and PIN.
    package static let foreignMailbox = "*98"
    /// Before an extension: leaves a message there without ringing.
    package static let leaveMessage = "*99"

    static func isDialled(by text: String) -> Bool {
        text == Self.mailbox || text == Self.foreignMailbox || text.hasPrefix(Self.leaveMessage)
    }
}
