package import Kernel

/// Which recordings are asked for. All conditions must hold.
package struct RecordingFilter: Equatable, Sendable {
    /// Whose recordings; `nil` for all domains, which only a system administrator may ask for.
    package var domain: DomainID?
    package var call: CallID?
    /// The user is heard in it.
    package var user: UserID?
    /// Started at or after.
    package var from: Timestamp?
    /// Started before.
    package var to: Timestamp?
    package var direction: CallDirection?
    package var state: Recording.State?
    /// The peer's number has this text in it, or the user's login does. At most 100 characters count.
    package var text: String?
    /// The plain user who asks: logins of others who withheld their number are not found (CAL-01); `nil`: all are.
    package var reader: UserID?

    package init(domain: DomainID?, call: CallID? = nil, user: UserID? = nil) {
        self.domain = domain
        self.call = call
        self.user = user
    }
}

/// The place of a recording in the list's order: newest first by start, then by id.
package struct RecordingCursor: Equatable, Sendable {
    package var startedAt: Timestamp
    package var id: RecordingID

    package init(startedAt: Timestamp, id: RecordingID) {
        self.startedAt = startedAt
        self.id = id
    }
}

/// Keeps the list of recordings, not their sound.
///
/// Every method throws ``ModelError`` with the code ``ModelError/Code/storeFailed`` when the store cannot answer.
package protocol RecordingRepository: Sendable {
    /// Adds the recording or replaces what is known of it.
    func put(_ recording: Recording) async throws
    func find(_ id: RecordingID) async throws -> Recording?
    /// Newest first, those before `cursor`.
    /// - Parameter limit: 1 to 1 000.
    func page(_ filter: RecordingFilter, before cursor: RecordingCursor?, limit: Int) async throws -> [Recording]
    /// Of one state, oldest first, for jobs.
    func all(in state: Recording.State, limit: Int) async throws -> [Recording]
    /// The domains that have recordings, also those that are no more.
    func domains() async throws -> [DomainID]
    /// How much the files of each domain's recordings take, in bytes.
    func byteCounts() async throws -> [DomainID: Int64]
    /// What is over and began before, with files, oldest first.
    func kept(of domain: DomainID, before: Timestamp, limit: Int) async throws -> [Recording]
    /// Writes into the action history, which nothing takes out of again (ACT-02).
    func note(_ access: RecordingAccess) async throws
    /// The action history of a recording, newest first.
    /// - Parameter limit: 1 to 1 000.
    func accesses(of recording: RecordingID, limit: Int) async throws -> [RecordingAccess]
}
