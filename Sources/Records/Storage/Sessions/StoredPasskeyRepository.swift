package import Kernel
package import Model

/// Passkeys in a database: public keys and counters, no secrets.
package struct StoredPasskeyRepository: PasskeyRepository {
    private static let columns = "id, user_id, credential, public_key, name, counter, created_at, last_used_at"

    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) {
        self.database = database
    }

    package func all(of user: UserID) async throws -> [Passkey] {
        try await self.database.reading { connection in
            try connection.all(
                "SELECT \(Self.columns) FROM passkeys WHERE user_id = $1 ORDER BY created_at, credential",
                [.text(user.text)]
            ) { Self.passkey($0) }
        }
    }

    package func find(credential: [UInt8]) async throws -> Passkey? {
        try await self.database.reading { connection in try Self.find(credential, connection) }
    }

    package func add(_ passkey: Passkey) async throws -> Bool {
        try await self.database.writing { connection in
            let count = try connection.first(
                "SELECT COUNT(*) FROM passkeys WHERE user_id = $1",
                [.text(passkey.user.text)]
            ) { $0.count(0) }
            guard (count ?? 0) < Passkey.limit, try Self.find(passkey.credential, connection) == nil else {
                return false
            }
            try connection.execute(
                "INSERT INTO passkeys (\(Self.columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                [
                    .text(passkey.id.text), .text(passkey.user.text), .text(HexadecimalText.make(passkey.credential)),
                    .text(HexadecimalText.make(passkey.publicKey)), .text(passkey.name),
                    .integer(Int64(passkey.counter)), .integer(passkey.createdAt.microseconds),
                    .optional(passkey.lastUsedAt?.microseconds),
                ]
            )
            return true
        }
    }

    package func rename(_ id: PasskeyID, of user: UserID, to name: String) async throws -> Bool {
        try await self.database.writing { connection in
            guard try Self.has(id, user, connection) else { return false }
            try connection.execute("UPDATE passkeys SET name = $1 WHERE id = $2", [.text(name), .text(id.text)])
            return true
        }
    }

    package func use(credential: [UInt8], counter: UInt32, at now: Timestamp) async throws -> Bool {
        try await self.database.writing { connection in
            guard let stored = try Self.find(credential, connection), stored.admits(counter: counter) else {
                return false
            }
            try connection.execute(
                "UPDATE passkeys SET counter = $1, last_used_at = $2 WHERE credential = $3",
                [.integer(Int64(counter)), .integer(now.microseconds), .text(HexadecimalText.make(credential))]
            )
            return true
        }
    }

    package func remove(_ id: PasskeyID, of user: UserID) async throws -> Bool {
        try await self.database.writing { connection in
            guard try Self.has(id, user, connection) else { return false }
            try connection.execute("DELETE FROM passkeys WHERE id = $1", [.text(id.text)])
            return true
        }
    }

    package func removeAll(of user: UserID) async throws {
        try await self.database.writing { connection in
            try connection.execute("DELETE FROM passkeys WHERE user_id = $1", [.text(user.text)])
        }
    }

    private static func has(_ id: PasskeyID, _ user: UserID, _ connection: any SQLConnection) throws -> Bool {
        try connection.first(
            "SELECT 1 FROM passkeys WHERE id = $1 AND user_id = $2",
            [.text(id.text), .text(user.text)]
        ) { _ in true } ?? false
    }

    private static func find(_ credential: [UInt8], _ connection: any SQLConnection) throws -> Passkey? {
        try connection.first(
            "SELECT \(Self.columns) FROM passkeys WHERE credential = $1",
            [.text(HexadecimalText.make(credential))]
        ) { Self.passkey($0) }
    }

    private static func passkey(_ row: any SQLRow) -> Passkey {
        Passkey(
            id: PasskeyID(row.text(0)),
            user: UserID(row.text(1)),
            credential: HexadecimalText.bytes(row.text(2)),
            publicKey: HexadecimalText.bytes(row.text(3)),
            name: row.text(4),
            counter: UInt32(clamping: row.integer(5)),
            createdAt: Timestamp(microseconds: row.integer(6)),
            lastUsedAt: row.optionalInteger(7).map { Timestamp(microseconds: $0) }
        )
    }
}
