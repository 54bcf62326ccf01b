package import Kernel
package import Model

/// The configuration in a database: tables for what is now, a history of every change (BYD-02).
///
/// The version is the number of the newest change, so several processes agree on it without talking.
package struct StoredConfigurationRepository: ConfigurationRepository {
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) {
        self.database = database
    }

    package func load() async throws -> Configuration {
        try await self.database.reading { connection in
            let version = try Self.version(connection)
            var configuration = Configuration()
            func put(_ change: ConfigurationChange) { configuration.apply(change, version: version) }
            try connection.query("SELECT \(DomainRow.columns) FROM domains", []) {
                put(.putDomain(DomainRow($0).domain))
            }
            try connection.query("SELECT \(TrunkRow.columns) FROM trunks", []) { put(.putTrunk(TrunkRow($0).trunk)) }
            try connection.query("SELECT \(UserRow.columns) FROM users", []) { put(.putUser(UserRow($0).user)) }
            try connection.query("SELECT \(LineRow.columns) FROM lines", []) { row in
                if let line = LineRow(row).line { put(.putLine(line)) }
            }
            try connection.query("SELECT \(EntryRow.columns) FROM entries", []) { row in
                if let entry = EntryRow(row).entry { put(.putEntry(entry)) }
            }
            return configuration
        }
    }

    package func version() async throws -> Int64 {
        try await self.database.reading { try Self.version($0) }
    }

    package func changes(after version: Int64, limit: Int) async throws -> [RecordedChange] {
        try await self.database.reading { connection in
            try connection.all(
                "SELECT \(ChangeRow.columns) FROM changes WHERE version > $1 ORDER BY version LIMIT $2",
                [.integer(version), .count(limit)]
            ) { try ChangeRow($0).change }
        }
    }

    package func apply(
        _ changes: [ConfigurationChange],
        by author: ChangeAuthor,
        at: Timestamp
    ) async throws -> [RecordedChange] {
        try await self.database.writing { connection in
            var transaction = try ConfigurationTransaction(connection, by: author, at: at)
            for change in changes { try transaction.apply(change) }
            return transaction.recorded
        }
    }

    package func history(
        _ filter: ChangeFilter,
        before version: Int64?,
        limit: Int
    ) async throws -> [RecordedChange] {
        let conditions = ChangeConditions(filter, before: version)
        return try await self.database.reading { connection in
            try connection.all(
                """
                SELECT \(ChangeRow.columns) FROM changes WHERE \(conditions.sql)
                ORDER BY version DESC LIMIT $\(conditions.values.count + 1)
                """,
                conditions.values + [.count(limit)]
            ) { try ChangeRow($0).change }
        }
    }

    package func count(_ filter: ChangeFilter) async throws -> Int {
        let conditions = ChangeConditions(filter, before: nil)
        return try await self.database.reading { connection in
            try connection.first("SELECT COUNT(*) FROM changes WHERE \(conditions.sql)", conditions.values) {
                $0.count(0)
            } ?? 0
        }
    }

    package func undo(_ version: Int64, by author: ChangeAuthor, at: Timestamp) async throws -> [RecordedChange] {
        try await self.database.writing { connection in
            var transaction = try ConfigurationTransaction(connection, by: author, at: at)
            try transaction.undo(version)
            return transaction.recorded
        }
    }

    private static func version(_ connection: any SQLConnection) throws -> Int64 {
        try connection.first("SELECT MAX(version) FROM changes") { $0.integer(0) } ?? 0
    }
}
