package import Journal
package import Model

/// What Martlet keeps, in one database: the repositories of the composition root.
package struct Store: Sendable {
    package let configuration: any ConfigurationRepository
    package let sessions: any SessionRepository
    package let calls: any CallHistoryRepository

    /// Brings the schema up to date first.
    /// - Throws: ``ModelError/Code/storeFailed`` with what to do about it.
    package init(_ database: any SQLDatabase) async throws {
        do { try await Migration.run(on: database) } catch let error as SQLError { throw ModelError(error) }
        self.configuration = StoredConfigurationRepository(database)
        self.sessions = StoredSessionRepository(database)
        self.calls = StoredCallHistory(database)
    }
}
