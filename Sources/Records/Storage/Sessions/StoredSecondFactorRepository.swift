package import Kernel
package import Model

/// Second factors in a database. The secret lies there as it is: codes cannot be checked without it.
package struct StoredSecondFactorRepository: SecondFactorRepository {
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) {
        self.database = database
    }

    package func find(_ user: UserID) async throws -> SecondFactor? {
        try await self.database.reading { connection in
            try connection.first(
                "SELECT secret, confirmed_at, last_step FROM second_factors WHERE user_id = $1",
                [.text(user.text)]
            ) { row in
                SecondFactor(
                    user: user,
                    secret: HexadecimalText.bytes(row.text(0)),
                    confirmedAt: row.optionalInteger(1).map { Timestamp(microseconds: $0) },
                    lastStep: row.integer(2)
                )
            }
        }
    }

    package func put(_ factor: SecondFactor) async throws {
        try await self.database.writing { connection in
            try Self.remove(factor.user, connection)
            try connection.execute(
                "INSERT INTO second_factors (user_id, secret, confirmed_at, last_step) VALUES ($1, $2, $3, $4)",
                [
                    .text(factor.user.text), .text(HexadecimalText.make(factor.secret)),
                    .optional(factor.confirmedAt?.microseconds), .integer(factor.lastStep),
                ]
            )
        }
    }

    package func confirm(
        _ user: UserID,
        at now: Timestamp,
        step: Int64,
        recoveryCodes: [String]
    ) async throws -> Bool {
        try await self.database.writing { connection in
            let waits = try connection.first(
                "SELECT 1 FROM second_factors WHERE user_id = $1 AND confirmed_at IS NULL",
                [.text(user.text)]
            ) { _ in true }
            guard waits == true else { return false }
            try connection.execute(
                "UPDATE second_factors SET confirmed_at = $1, last_step = $2 WHERE user_id = $3",
                [.integer(now.microseconds), .integer(step), .text(user.text)]
            )
            for code in recoveryCodes {
                try connection.execute(
                    "INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)",
                    [.text(user.text), .text(code)]
                )
            }
            return true
        }
    }

    package func take(step: Int64, of user: UserID) async throws -> Bool {
        try await self.database.writing { connection in
            let last = try connection.first(
                "SELECT last_step FROM second_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL",
                [.text(user.text)]
            ) { $0.integer(0) }
            guard let last, last < step else { return false }
            try connection.execute(
                "UPDATE second_factors SET last_step = $1 WHERE user_id = $2",
                [.integer(step), .text(user.text)]
            )
            return true
        }
    }

    package func take(recoveryCode: String, of user: UserID) async throws -> Bool {
        try await self.database.writing { connection in
            let key: [SQLValue] = [.text(user.text), .text(recoveryCode)]
            let found = try connection.first(
                "SELECT 1 FROM recovery_codes WHERE user_id = $1 AND code_hash = $2",
                key
            ) { _ in true }
            try connection.execute("DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2", key)
            return found ?? false
        }
    }

    package func recoveryCodes(of user: UserID) async throws -> Int {
        try await self.database.reading { connection in
            try connection.first("SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1", [.text(user.text)]) {
                $0.count(0)
            } ?? 0
        }
    }

    package func remove(_ user: UserID) async throws {
        try await self.database.writing { try Self.remove(user, $0) }
    }

    private static func remove(_ user: UserID, _ connection: any SQLConnection) throws {
        for table in ["second_factors", "recovery_codes"] {
            try connection.execute("DELETE FROM \(table) WHERE user_id = $1", [.text(user.text)])
        }
    }
}
