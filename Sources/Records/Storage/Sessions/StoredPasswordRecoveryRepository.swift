package import Kernel
package import Model

/// Links for a new password in a database, by their hashes.
package struct StoredPasswordRecoveryRepository: PasswordRecoveryRepository {
    private static let columns = "secret_hash, user_id, expires_at"
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) {
        self.database = database
    }

    package func add(_ recovery: PasswordRecovery, at now: Timestamp) async throws {
        try await self.database.writing { connection in
            try connection.execute(
                "DELETE FROM password_recoveries WHERE expires_at <= $1",
                [.integer(now.microseconds)]
            )
            try connection.execute(
                "INSERT INTO password_recoveries (\(Self.columns)) VALUES ($1, $2, $3)",
                [
                    .text(recovery.secretHash), .text(recovery.user.text),
                    .integer(recovery.expiresAt.microseconds),
                ]
            )
        }
    }

    package func find(secretHash: String, at now: Timestamp) async throws -> PasswordRecovery? {
        try await self.database.reading { try Self.find(secretHash, at: now, $0) }
    }

    package func take(secretHash: String, at now: Timestamp) async throws -> PasswordRecovery? {
        try await self.database.writing { connection in
            guard let found = try Self.find(secretHash, at: now, connection) else { return nil }
            try Self.removeAll(of: found.user, connection)
            return found
        }
    }

    package func removeAll(of user: UserID) async throws {
        try await self.database.writing { try Self.removeAll(of: user, $0) }
    }

    private static func find(
        _ secretHash: String,
        at now: Timestamp,
        _ connection: any SQLConnection
    ) throws -> PasswordRecovery? {
        try connection.first(
            "SELECT \(Self.columns) FROM password_recoveries WHERE secret_hash = $1 AND expires_at > $2",
            [.text(secretHash), .integer(now.microseconds)]
        ) { row in
            PasswordRecovery(
                secretHash: row.text(0),
                user: UserID(row.text(1)),
                expiresAt: Timestamp(microseconds: row.integer(2))
            )
        }
    }

    private static func removeAll(of user: UserID, _ connection: any SQLConnection) throws {
        try connection.execute("DELETE FROM password_recoveries WHERE user_id = $1", [.text(user.text)])
    }
}
