package import Kernel
package import Model

/// Signed-in browsers and access tokens in a database.
package struct StoredSessionRepository: SessionRepository {
    private static let columns = "secret_hash, kind, user_id, label, created_at, expires_at, last_used_at, scopes"
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) {
        self.database = database
    }

    package func add(_ session: SignInSession) async throws {
        try await self.database.writing { connection in
            try connection.execute(
                "INSERT INTO sessions (\(Self.columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                [
                    .text(session.secretHash), .text(session.kind.rawValue), .text(session.user.text),
                    .text(session.label), .integer(session.createdAt.microseconds),
                    .integer(session.expiresAt.microseconds), .optional(session.lastUsedAt?.microseconds),
                    .text(session.scopes.sorted().map(\.rawValue).joined(separator: " ")),
                ]
            )
        }
    }

    package func find(secretHash: String, at now: Timestamp) async throws -> SignInSession? {
        try await self.database.reading { connection in
            try connection.first(
                "SELECT \(Self.columns) FROM sessions WHERE secret_hash = $1 AND expires_at > $2",
                [.text(secretHash), .integer(now.microseconds)],
                Self.session
            )
        }
    }

    package func touch(secretHash: String, at now: Timestamp) async throws {
        try await self.database.writing { connection in
            try connection.execute(
                "UPDATE sessions SET last_used_at = $1 WHERE secret_hash = $2",
                [.integer(now.microseconds), .text(secretHash)]
            )
        }
    }

    package func all(of user: UserID, at now: Timestamp) async throws -> [SignInSession] {
        try await self.database.reading { connection in
            try connection.all(
                """
                SELECT \(Self.columns) FROM sessions WHERE user_id = $1 AND expires_at > $2
                ORDER BY created_at DESC, secret_hash
                """,
                [.text(user.text), .integer(now.microseconds)],
                Self.session
            )
        }
    }

    package func remove(secretHash: String) async throws {
        try await self.execute("DELETE FROM sessions WHERE secret_hash = $1", .text(secretHash))
    }

    package func removeBrowsers(of user: UserID, except secretHash: String) async throws {
        try await self.database.writing { connection in
            try connection.execute(
                "DELETE FROM sessions WHERE user_id = $1 AND kind = $2 AND secret_hash <> $3",
                [.text(user.text), .text(SignInSession.Kind.browser.rawValue), .text(secretHash)]
            )
        }
    }

    package func removeAll(of user: UserID) async throws {
        try await self.execute("DELETE FROM sessions WHERE user_id = $1", .text(user.text))
    }

    package func sweep(at now: Timestamp) async throws {
        try await self.execute("DELETE FROM sessions WHERE expires_at <= $1", .integer(now.microseconds))
    }

    private func execute(_ sql: String, _ value: SQLValue) async throws {
        try await self.database.writing { try $0.execute(sql, [value]) }
    }

    private static func session(_ row: any SQLRow) -> SignInSession {
        SignInSession(
            secretHash: row.text(0),
            // An unknown kind is the one that lives shorter.
            kind: SignInSession.Kind(rawValue: row.text(1)) ?? .browser,
            user: UserID(row.text(2)),
            label: row.text(3),
            createdAt: Timestamp(microseconds: row.integer(4)),
            expiresAt: Timestamp(microseconds: row.integer(5)),
            lastUsedAt: row.optionalInteger(6).map { Timestamp(microseconds: $0) },
            scopes: Set(row.text(7).split(separator: " ").compactMap { TokenScope(rawValue: String($0)) })
        )
    }
}
