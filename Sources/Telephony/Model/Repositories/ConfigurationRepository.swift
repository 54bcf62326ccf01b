package import Kernel

/// Keeps the configuration and the history of its changes. Safe to use from several processes at once: `martlet user add`
/// beside a running server.
package protocol ConfigurationRepository: Sendable {
    /// Everything, for the start.
    func load() async throws -> Configuration

    /// The version now; cheap enough to be asked several times a second.
    func version() async throws -> Int64

    /// What changed after `version`, oldest first, at most `limit`.
    func changes(after version: Int64, limit: Int) async throws -> [RecordedChange]

    /// Checks the rules (uniqueness, references, versions), then stores all changes and their history in one transaction.
    ///
    /// A `put…` whose object carries another `version` than the stored one fails with ``ModelError/Code/conflict``; a new
    /// object has version 0. Stored objects get their version + 1. Removing a domain removes its users and lines.
    /// - Returns: what was recorded, in order.
    /// - Throws: ``ModelError``; nothing is stored then.
    func apply(_ changes: [ConfigurationChange], by author: ChangeAuthor, at: Timestamp) async throws
        -> [RecordedChange]

    /// The history, newest first, before `version`.
    func history(_ filter: ChangeFilter, before version: Int64?, limit: Int) async throws -> [RecordedChange]

    /// How many changes of the history there are.
    func count(_ filter: ChangeFilter) async throws -> Int

    /// Undoes one recorded change; fails with ``ModelError/Code/conflict`` when the object was changed again since.
    func undo(_ version: Int64, by author: ChangeAuthor, at: Timestamp) async throws -> [RecordedChange]
}

extension ConfigurationRepository {
    /// The history, newest first, before `version`; of one domain when given.
    package func history(of domain: DomainID?, before version: Int64?, limit: Int) async throws -> [RecordedChange] {
        try await self.history(ChangeFilter(of: domain), before: version, limit: limit)
    }
}
