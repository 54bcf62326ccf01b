import Kernel
package import Model

/// The list of prompts in a database.
package struct StoredPromptRepository: PromptRepository {
    private static let columns = """
        id, domain, owner, purpose, name, state, refusal, container, byte_count, duration_microseconds, changed_at, version,
        spoken_text, spoken_voice, spoken_words_per_minute
        """
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) {
        self.database = database
    }

    package func put(_ prompt: Prompt) async throws {
        try await self.database.writing { connection in
            try connection.execute(
                """
                INSERT INTO prompts (\(Self.columns)) VALUES
                    ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
                ON CONFLICT (id) DO UPDATE SET
                    owner = excluded.owner, purpose = excluded.purpose, name = excluded.name, state = excluded.state,
                    refusal = excluded.refusal, container = excluded.container, byte_count = excluded.byte_count,
                    duration_microseconds = excluded.duration_microseconds, changed_at = excluded.changed_at,
                    version = excluded.version, spoken_text = excluded.spoken_text,
                    spoken_voice = excluded.spoken_voice,
                    spoken_words_per_minute = excluded.spoken_words_per_minute
                """,
                [
                    .text(prompt.id.text), .text(prompt.domain.text), .optional(prompt.owner?.text),
                    .text(prompt.purpose.rawValue), .text(prompt.name), .text(prompt.state.rawValue),
                    .optional(prompt.refusal), .optional(prompt.container?.rawValue), .count(prompt.byteCount),
                    .integer(prompt.duration.wholeMicroseconds), .integer(prompt.changedAt.microseconds),
                    .count(prompt.version), .optional(prompt.spoken?.text),
                    .optional(prompt.spoken?.voice.rawValue), .count(prompt.spoken?.wordsPerMinute ?? 0),
                ]
            )
        }
    }

    package func find(_ id: PromptID) async throws -> Prompt? {
        try await self.database.reading { connection in
            try connection.first("SELECT \(Self.columns) FROM prompts WHERE id = $1", [.text(id.text)], Self.prompt)
        }
    }

    package func all(of domain: DomainID, owner: UserID?) async throws -> [Prompt] {
        let condition = owner == nil ? "" : " AND owner = $2"
        let values: [SQLValue] = [.text(domain.text)] + (owner.map { [.text($0.text)] } ?? [])
        return try await self.database.reading { connection in
            try connection.all(
                "SELECT \(Self.columns) FROM prompts WHERE domain = $1\(condition) ORDER BY name, id",
                values,
                Self.prompt
            )
        }
    }

    package func all(in state: Prompt.State) async throws -> [Prompt] {
        try await self.database.reading { connection in
            try connection.all(
                "SELECT \(Self.columns) FROM prompts WHERE state = $1 ORDER BY id",
                [.text(state.rawValue)],
                Self.prompt
            )
        }
    }

    package func orphans() async throws -> [PromptID] {
        try await self.database.reading { connection in
            try connection.all(
                """
                SELECT id FROM prompts WHERE domain NOT IN (SELECT id FROM domains)
                    OR (owner IS NOT NULL AND owner NOT IN (SELECT id FROM users)) ORDER BY id
                """
            ) { PromptID($0.text(0)) }
        }
    }

    package func remove(_ id: PromptID) async throws {
        try await self.database.writing { try $0.execute("DELETE FROM prompts WHERE id = $1", [.text(id.text)]) }
    }

    private static func prompt(_ row: any SQLRow) -> Prompt {
        Prompt(
            id: PromptID(row.text(0)),
            domain: DomainID(row.text(1)),
            owner: row.optionalText(2).map { UserID($0) },
            // What this version does not know is played nowhere by itself.
            purpose: Prompt.Purpose(rawValue: row.text(3)) ?? .greeting,
            name: row.text(4),
            state: Prompt.State(rawValue: row.text(5)) ?? .refused,
            refusal: row.optionalText(6),
            container: row.optionalText(7).flatMap { Prompt.Container(rawValue: $0) },
            byteCount: row.count(8),
            duration: .microseconds(row.integer(9)),
            changedAt: Timestamp(microseconds: row.integer(10)),
            spoken: Self.spoken(row),
            version: row.count(11)
        )
    }

    /// A text whose voice this version does not know is a sound as any other.
    private static func spoken(_ row: any SQLRow) -> SpokenText? {
        guard let text = row.optionalText(12),
            let voice = row.optionalText(13).flatMap({ SpokenText.Voice(rawValue: $0) })
        else { return nil }
        return SpokenText(text, voice, wordsPerMinute: row.count(14))
    }
}

extension Duration {
    var wholeMicroseconds: Int64 { self.wholeNanoseconds / 1_000 }
}
