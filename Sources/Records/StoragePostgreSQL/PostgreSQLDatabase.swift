package import Storage

/// PostgreSQL through libpq: one connection writes, a few read beside it.
///
/// `write` takes a lock of the database for the time of its transaction (decision 0033), so it is alone among writers of
/// all processes. What is committed is as safe as the server keeps it.
package struct PostgreSQLDatabase: SQLDatabase {
    private let writers: PostgreSQLWorkers
    private let readers: PostgreSQLWorkers

    /// Connects when it is first asked something.
    package init(_ settings: PostgreSQLSettings) {
        self.writers = PostgreSQLWorkers(1, settings)
        self.readers = PostgreSQLWorkers(settings.readers, settings)
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.readers.perform(.reading, body)
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.writers.perform(.writing, body)
    }

    package func close() {
        self.writers.close()
        self.readers.close()
    }
}

/// Martlet's data in a PostgreSQL database. Several processes may have it open: the server, and commands beside it.
package enum PostgreSQLStore {
    /// Opens the database, making its schema when it is not there.
    ///
    /// - Throws: ``ModelError`` with ``ModelError/Code/storeFailed`` and what to do about it.
    package static func open(_ settings: PostgreSQLSettings) async throws -> Store {
        try await Store(PostgreSQLDatabase(settings))
    }
}
