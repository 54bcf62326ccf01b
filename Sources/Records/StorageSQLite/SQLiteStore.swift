import Model
package import Storage

/// Martlet's data in one SQLite file. Several processes may have it open: the server, and commands beside it.
package enum SQLiteStore {
    /// Opens the file, making it and its schema when they are not there.
    ///
    /// - Parameter path: the file; beside it lie `…-wal` and `…-shm` while it is open.
    /// - Throws: ``ModelError`` with ``ModelError/Code/storeFailed`` and what to do about it.
    package static func open(path: String, settings: SQLiteSettings = SQLiteSettings()) async throws -> Store {
        let database: SQLiteDatabase
        do { database = try SQLiteDatabase(path: path, settings: settings) } catch { throw ModelError(error) }
        return try await Store(database)
    }
}
