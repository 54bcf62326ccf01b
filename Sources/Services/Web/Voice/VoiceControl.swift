package import Model

/// A file that the voice service has.
package struct SoundFileAnswer: Hashable, Sendable {
    package let path: String
    package let byteCount: Int
    /// `audio/wav`, `audio/mpeg`, or `application/octet-stream` when nobody could tell.
    package let type: String

    package init(path: String, byteCount: Int, type: String) {
        self.path = path
        self.byteCount = byteCount
        self.type = type
    }
}

/// Prompts and mailboxes behind the web's wishes.
///
/// Methods throw ``ModelError`` when the store or the disk fails, `.conflict` when there are too many.
package protocol VoiceControl: Sendable {
    /// The largest sound that is taken, in bytes.
    var fileLimit: Int { get }

    func prompts(of domain: DomainID) async throws -> [Prompt]
    func prompt(_ id: PromptID) async throws -> Prompt?
    func add(_ prompt: Prompt) async throws
    func rename(_ prompt: Prompt, to name: String) async throws -> Prompt
    func remove(_ id: PromptID) async throws
    /// Where an upload is written; it goes to ``take(_:file:)`` or ``discard(_:)``.
    func newUpload() -> String
    func discard(_ upload: String) async
    /// Makes the file the prompt's sound, which is checked in the background.
    func take(_ prompt: Prompt, file: String) async throws -> Prompt
    /// Why no text can be said on this machine; `nil`: texts can.
    var speechAbsence: SpeechRefusal? { get }
    /// The text, said, as a wav file that nobody keeps.
    /// - Parameter domain: who wants it; one text of a domain is said at a time.
    /// - Throws: ``SpeechRefusal``.
    func speak(_ text: SpokenText, for domain: DomainID) async throws -> [UInt8]
    /// Makes the text, said, the prompt's sound.
    /// - Throws: ``SpeechRefusal``.
    func speak(_ text: SpokenText, as prompt: Prompt) async throws -> Prompt
    /// As it came; `nil` while there is none.
    func sound(of prompt: Prompt) async throws -> SoundFileAnswer?
    /// A built-in melody, to be listened to before it is chosen.
    func sound(of melody: BuiltInMelody) async throws -> SoundFileAnswer?
    /// Rings the user's phones to record the prompt.
    /// - Throws: ``CallRefusal``.
    func record(_ prompt: PromptID, by user: UserID) async throws -> CallID

    func counts(of user: UserID) -> MessageCounts
    /// Newest first.
    func messages(of user: UserID) async throws -> [VoiceMessage]
    func message(_ id: VoiceMessageID) async throws -> VoiceMessage?
    func mark(_ id: VoiceMessageID, isHeard: Bool) async throws -> VoiceMessage?
    /// - Returns: `false` when it is gone already.
    func remove(_ id: VoiceMessageID) async throws -> Bool
    /// `nil` when the file is gone.
    func sound(of message: VoiceMessage, asMP3: Bool) async throws -> SoundFileAnswer?
    /// What is kept of a PIN.
    func hash(ofPIN pin: String) async throws -> String
}
