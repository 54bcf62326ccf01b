package import Model
package import Voice

/// What calls need of prompts and mailboxes.
package struct VoiceDesk: Sendable {
    package let archive: VoiceArchive
    /// Makes a prompt the greeting of the user's mailbox.
    package let setGreeting: @Sendable (PromptID, UserID) async throws -> Void
    /// Lights the lamp of waiting messages of the first user, or puts it out, at the wish of the second one.
    package let setLamp: @Sendable (Bool, UserID, UserID) async throws -> Void

    package init(
        _ archive: VoiceArchive,
        setGreeting: @escaping @Sendable (PromptID, UserID) async throws -> Void,
        setLamp: @escaping @Sendable (Bool, UserID, UserID) async throws -> Void
    ) {
        self.archive = archive
        self.setGreeting = setGreeting
        self.setLamp = setLamp
    }
}
