package import Kernel

package enum PromptTag {}
package typealias PromptID = Identifier<PromptTag>

/// A sound of a domain's own: uploaded or recorded by phone, and heard instead of what is built in (MED-01, MED-02).
package struct Prompt: Equatable, Sendable {
    package enum Purpose: String, Sendable, CaseIterable {
        /// Before a talk begins (CAL-10).
        case greeting
        /// Before a message is left (VM-01).
        case voicemail
        /// On hold, or while it rings (CAL-05, CAL-10).
        case melody
    }

    package enum State: String, Sendable, CaseIterable {
        /// Nothing is there yet: somebody is to record it by phone.
        case awaited
        /// The file is there and is being decoded.
        case checking
        case ready
        /// The file cannot be used; ``Prompt/refusal`` says why.
        case refused
    }

    package enum Container: String, Sendable, CaseIterable {
        case wav, mp3
    }

    package var id: PromptID
    package var domain: DomainID
    /// Whose it is; `nil` for one of the whole domain.
    package var owner: UserID?
    package var purpose: Purpose
    /// What people read, 1 to 100 characters.
    package var name: String
    package var state: State
    /// Why the file cannot be used, for programs: `not-sound`, `too-long` and the like.
    package var refusal: String?
    /// What the file is; `nil` before it was looked at.
    package var container: Container?
    /// Of the file as it came.
    package var byteCount: Int
    package var duration: Duration
    package var changedAt: Timestamp
    /// What is said in it; `nil`: the sound was uploaded or recorded.
    package var spoken: SpokenText?
    /// Grows with each change of the sound or its name.
    package var version: Int

    /// Prompts of one domain.
    package static let limitOfDomain = 500

    package init(
        id: PromptID,
        domain: DomainID,
        owner: UserID? = nil,
        purpose: Purpose,
        name: String,
        state: State = .awaited,
        refusal: String? = nil,
        container: Container? = nil,
        byteCount: Int = 0,
        duration: Duration = .zero,
        changedAt: Timestamp,
        spoken: SpokenText? = nil,
        version: Int = 0
    ) {
        self.id = id
        self.domain = domain
        self.owner = owner
        self.purpose = purpose
        self.name = name
        self.state = state
        self.refusal = refusal
        self.container = container
        self.byteCount = byteCount
        self.duration = duration
        self.changedAt = changedAt
        self.spoken = spoken
        self.version = version
    }
}

/// Keeps the list of prompts, not their sound. Every method throws ``ModelError`` `.storeFailed` when it cannot answer.
package protocol PromptRepository: Sendable {
    /// Adds the prompt or replaces what is known of it.
    func put(_ prompt: Prompt) async throws
    func find(_ id: PromptID) async throws -> Prompt?
    /// All of a domain by name; of one owner when given.
    func all(of domain: DomainID, owner: UserID?) async throws -> [Prompt]
    /// What was being looked at when the server ended.
    func all(in state: Prompt.State) async throws -> [Prompt]
    /// Those whose domain, or whose owner, is gone.
    func orphans() async throws -> [PromptID]
    func remove(_ id: PromptID) async throws
}
