import Kernel
package import Model

/// The list of voice messages in a database.
package struct StoredVoiceMessageRepository: VoiceMessageRepository {
    private static let columns = """
        id, user_id, domain, call, caller_user_id, caller_number, caller_name, at, duration_microseconds, byte_count, \
        state, heard_at
        """
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) {
        self.database = database
    }

    package func put(_ message: VoiceMessage) async throws {
        try await self.database.writing { connection in
            try connection.execute(
                """
                INSERT INTO voice_messages (\(Self.columns))
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                ON CONFLICT (id) DO UPDATE SET
                    duration_microseconds = excluded.duration_microseconds, byte_count = excluded.byte_count,
                    state = excluded.state, heard_at = excluded.heard_at
                """,
                [
                    .text(message.id.text), .text(message.user.text), .text(message.domain.text),
                    .text(message.call.text), .optional(message.caller.user?.text), .text(message.caller.number),
                    .text(message.caller.name), .integer(message.at.microseconds),
                    .integer(message.duration.wholeMicroseconds), .count(message.byteCount),
                    .text(message.state.rawValue), .optional(message.heardAt?.microseconds),
                ]
            )
        }
    }

    package func find(_ id: VoiceMessageID) async throws -> VoiceMessage? {
        try await self.database.reading { connection in
            try connection.first(
                "SELECT \(Self.columns) FROM voice_messages WHERE id = $1",
                [.text(id.text)],
                Self.message
            )
        }
    }

    package func all(of user: UserID) async throws -> [VoiceMessage] {
        try await self.messages("user_id = $1 AND state = 'kept' ORDER BY at DESC, id DESC", [.text(user.text)])
    }

    package func unfinished() async throws -> [VoiceMessage] {
        try await self.messages("state = $1 ORDER BY id", [.text(VoiceMessage.State.recording.rawValue)])
    }

    private func messages(_ condition: String, _ values: [SQLValue]) async throws -> [VoiceMessage] {
        try await self.database.reading { connection in
            try connection.all(
                "SELECT \(Self.columns) FROM voice_messages WHERE \(condition)",
                values,
                Self.message
            )
        }
    }

    package func counts() async throws -> [UserID: MessageCounts] {
        let rows = try await self.database.reading { connection in
            try connection.all(
                """
                SELECT user_id, COUNT(*), COUNT(heard_at) FROM voice_messages WHERE state = 'kept' GROUP BY user_id
                """
            ) { (UserID($0.text(0)), $0.count(1), $0.count(2)) }
        }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0, MessageCounts(new: $1 - $2, old: $2)) })
    }

    package func orphans() async throws -> [VoiceMessageID] {
        try await self.database.reading { connection in
            try connection.all(
                """
                SELECT id FROM voice_messages
                WHERE user_id NOT IN (SELECT id FROM users)
                    AND user_id NOT IN (SELECT id FROM entries WHERE kind = $1)
                ORDER BY id
                """,
                [.text(DomainEntry.Kind.group.rawValue)]
            ) { VoiceMessageID($0.text(0)) }
        }
    }

    package func remove(_ id: VoiceMessageID) async throws {
        try await self.database.writing { connection in
            try connection.execute("DELETE FROM voice_messages WHERE id = $1", [.text(id.text)])
        }
    }

    private static func message(_ row: any SQLRow) -> VoiceMessage {
        VoiceMessage(
            id: VoiceMessageID(row.text(0)),
            user: UserID(row.text(1)),
            domain: DomainID(row.text(2)),
            call: CallID(row.text(3)),
            caller: Party(user: row.optionalText(4).map { UserID($0) }, number: row.text(5), name: row.text(6)),
            at: Timestamp(microseconds: row.integer(7)),
            duration: .microseconds(row.integer(8)),
            byteCount: row.count(9),
            state: VoiceMessage.State(rawValue: row.text(10)) ?? .kept,
            heardAt: row.optionalInteger(11).map { Timestamp(microseconds: $0) }
        )
    }
}
