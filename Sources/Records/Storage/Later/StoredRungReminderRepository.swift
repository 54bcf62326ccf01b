package import Kernel
package import Model

/// Which reminders rang, in a database.
package struct StoredRungReminderRepository: RungReminderRepository {
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) {
        self.database = database
    }

    package func all() async throws -> [EntryID: Timestamp] {
        let rows = try await self.database.reading { connection in
            try connection.all("SELECT id, due_at FROM rung_reminders") {
                (EntryID($0.text(0)), Timestamp(microseconds: $0.integer(1)))
            }
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    package func note(_ id: EntryID, dueAt: Timestamp) async throws {
        try await self.database.writing { connection in
            try connection.execute(
                """
                INSERT INTO rung_reminders (id, due_at) VALUES ($1, $2)
                ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at
                """,
                [.text(id.text), .integer(dueAt.microseconds)]
            )
        }
    }

    package func forget(before: Timestamp) async throws {
        try await self.database.writing { connection in
            try connection.execute("DELETE FROM rung_reminders WHERE due_at < $1", [.integer(before.microseconds)])
        }
    }
}
