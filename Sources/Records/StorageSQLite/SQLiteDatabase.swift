import GRDB
package import Storage

/// SQLite through GRDB's pool: one writer, several readers beside it (WAL), each with its own prepared statements.
///
/// A transaction is safe from the death of the process (`kill -9`) once it is committed. From a loss of power it is
/// safe once the log was brought to the disk, at the latest with the next checkpoint (`synchronous = NORMAL`); the file
/// is consistent in any case.
package struct SQLiteDatabase: SQLDatabase {
    private let pool: DatabasePool

    /// - Parameters:
    ///   - path: of the file, which is made when it is not there; its directory is not.
    ///   - settings: limits, for tests.
    package init(path: String, settings: SQLiteSettings = SQLiteSettings()) throws(SQLError) {
        var configuration = Configuration()
        configuration.busyMode = .timeout(settings.lockTimeoutSeconds)
        configuration.foreignKeysEnabled = true
        configuration.journalMode = settings.isReadOnly ? .default : .wal
        configuration.readonly = settings.isReadOnly
        configuration.maximumReaderCount = settings.readers
        configuration.label = "martlet"
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA synchronous = NORMAL;
                    PRAGMA cache_size = -\(settings.cacheKibibytes);
                    PRAGMA wal_autocheckpoint = \(settings.pagesPerCheckpoint);
                    PRAGMA journal_size_limit = \(settings.logSizeLimit);
                    """
            )
            if let limit = settings.pageLimit { try database.execute(sql: "PRAGMA max_page_count = \(limit)") }
        }
        do { self.pool = try DatabasePool(path: path, configuration: configuration) } catch { throw SQLError(error) }
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        do {
            return try await self.pool.read { try body(SQLiteConnection($0)) }
        } catch let error as DatabaseError {
            throw SQLError(error)
        }
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        // Not `pool.write`, which a cancelled task cannot use: the last flush at the stop runs in one.
        try await withCheckedThrowingContinuation { continuation in
            self.pool.asyncWriteWithoutTransaction { database in
                do {
                    var result: Result?
                    try database.inTransaction(.immediate) {
                        result = try body(SQLiteConnection(database))
                        return .commit
                    }
                    guard let result else { throw SQLError(.other, "a transaction ended without a result") }
                    continuation.resume(returning: result)
                } catch let error as DatabaseError {
                    continuation.resume(throwing: SQLError(error))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }

    /// Merges the log into the file, unless somebody else is reading it, and ends all connections.
    package func close() throws(SQLError) {
        do {
            if !self.pool.configuration.readonly { try self.mergeLog() }
            try self.pool.close()
        } catch {
            throw SQLError(error)
        }
    }

    private func mergeLog() throws {
        do {
            _ = try self.pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            // The log stays beside the file and is read with it; whoever is last merges it.
            return
        }
    }
}

/// What a SQLite database is opened with.
package struct SQLiteSettings: Equatable, Sendable {
    /// How long a writer waits for another one, 0 to 60 s. Short, because the journal waits behind it.
    package var lockTimeoutSeconds = 2.0
    /// Connections that read at the same time.
    package var readers = 5
    /// Memory for pages, of each connection.
    package var cacheKibibytes = 8_192
    /// The log is merged into the file after so many pages of 4 KiB.
    package var pagesPerCheckpoint = 4_000
    /// Bytes that the log keeps after it was merged.
    package var logSizeLimit = 64 << 20
    /// The most pages of the file; `nil`: what the disk holds.
    package var pageLimit: Int?

    /// Looks at the data without the right to change it.
    package var isReadOnly = false

    package init() {}
}
