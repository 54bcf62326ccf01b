package import Kernel

package enum VoiceMessageTag {}
package typealias VoiceMessageID = Identifier<VoiceMessageTag>

/// What a caller left for somebody who did not answer (VM-02).
package struct VoiceMessage: Equatable, Sendable {
    package enum State: String, Sendable, CaseIterable {
        /// The caller speaks.
        case recording
        case kept
    }

    package var id: VoiceMessageID
    /// Whose mailbox it is in; of a group the key of ``RouteTarget/Mailbox``.
    package var user: UserID
    package var domain: DomainID
    /// In which it was left.
    package var call: CallID
    package var caller: Party
    package var at: Timestamp
    package var duration: Duration
    package var byteCount: Int
    package var state: State
    /// `nil`: new.
    package var heardAt: Timestamp?

    package init(
        id: VoiceMessageID,
        user: UserID,
        domain: DomainID,
        call: CallID,
        caller: Party,
        at: Timestamp,
        duration: Duration = .zero,
        byteCount: Int = 0,
        state: State = .recording,
        heardAt: Timestamp? = nil
    ) {
        self.id = id
        self.user = user
        self.domain = domain
        self.call = call
        self.caller = caller
        self.at = at
        self.duration = duration
        self.byteCount = byteCount
        self.state = state
        self.heardAt = heardAt
    }
}

/// How many messages are in a mailbox: what a lamp shows (CAL-12).
package struct MessageCounts: Hashable, Sendable {
    package var new: Int
    package var old: Int

    package init(new: Int = 0, old: Int = 0) {
        self.new = new
        self.old = old
    }
}

/// Keeps the list of messages, not their sound. Every method throws ``ModelError`` `.storeFailed` when it cannot answer.
package protocol VoiceMessageRepository: Sendable {
    /// Adds the message or replaces what is known of it.
    func put(_ message: VoiceMessage) async throws
    func find(_ id: VoiceMessageID) async throws -> VoiceMessage?
    /// The messages of a mailbox that are complete, newest first.
    func all(of user: UserID) async throws -> [VoiceMessage]
    /// What was being recorded when the server ended.
    func unfinished() async throws -> [VoiceMessage]
    /// Of every mailbox that has messages.
    func counts() async throws -> [UserID: MessageCounts]
    /// Those whose user is gone.
    func orphans() async throws -> [VoiceMessageID]
    func remove(_ id: VoiceMessageID) async throws
}
