package import Journal
package import Model
import Storage

/// Martlet's data in one SQLite file. Several processes may have it open: the server, and commands beside it.
package struct SQLiteStore: Sendable {
    package let configuration: any ConfigurationRepository
    package let sessions: any SessionRepository
    package let calls: any CallHistoryRepository
    private let database: SQLiteDatabase

    /// Opens the file, making it and its schema when they are not there.
    ///
    /// - Parameter path: the file; beside it lie `…-wal` and `…-shm` while it is open.
    /// - Throws: ``ModelError`` with ``ModelError/Code/storeFailed`` and what to do about it.
    package static func open(path: String, settings: SQLiteSettings = SQLiteSettings()) async throws -> SQLiteStore {
        let database: SQLiteDatabase
        do { database = try SQLiteDatabase(path: path, settings: settings) } catch { throw ModelError(error) }
        return SQLiteStore(try await Store(database), database)
    }

    private init(_ store: Store, _ database: SQLiteDatabase) {
        self.configuration = store.configuration
        self.sessions = store.sessions
        self.calls = store.calls
        self.database = database
    }

    /// Merges the log into the file and ends all connections; what comes later fails.
    package func close() throws {
        do { try self.database.close() } catch { throw ModelError(error) }
    }
}
