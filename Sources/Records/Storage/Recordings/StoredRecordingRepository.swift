package import Kernel
package import Model

/// The list of recordings in a database.
package struct StoredRecordingRepository: RecordingRepository {
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) {
        self.database = database
    }

    package func put(_ recording: Recording) async throws {
        try await self.database.writing { try RecordingRow.store(recording, $0) }
    }

    package func find(_ id: RecordingID) async throws -> Recording? {
        try await self.database.reading { connection in
            try Self.recordings("WHERE recordings.id = $1", [.text(id.text)], connection).first
        }
    }

    package func page(
        _ filter: RecordingFilter,
        before cursor: RecordingCursor?,
        limit: Int
    ) async throws -> [Recording] {
        let query = RecordingQuery(filter, before: cursor, limit: min(max(limit, 1), 1_000))
        return try await self.database.reading { try Self.recordings(query.sql, query.values, $0) }
    }

    package func all(in state: Recording.State, limit: Int) async throws -> [Recording] {
        try await self.database.reading { connection in
            try Self.recordings(
                "WHERE state = $1 ORDER BY recordings.started_at, recordings.id LIMIT $2",
                [.text(state.rawValue), .count(limit)],
                connection
            )
        }
    }

    package func domains() async throws -> [DomainID] {
        try await self.database.reading { connection in
            try connection.all("SELECT DISTINCT domain FROM recordings ORDER BY domain") { DomainID($0.text(0)) }
        }
    }

    package func byteCounts() async throws -> [DomainID: Int64] {
        try await self.database.reading { connection in
            let sums = try connection.all(
                "SELECT domain, CAST(SUM(byte_count) AS BIGINT) FROM recordings GROUP BY domain"
            ) { (DomainID($0.text(0)), $0.integer(1)) }
            return Dictionary(uniqueKeysWithValues: sums)
        }
    }

    package func kept(of domain: DomainID, before: Timestamp, limit: Int) async throws -> [Recording] {
        try await self.database.reading { connection in
            try Self.recordings(
                """
                WHERE domain = $1 AND recordings.started_at < $2 AND state IN ('kept', 'converted')
                ORDER BY recordings.started_at, recordings.id LIMIT $3
                """,
                [.text(domain.text), .integer(before.microseconds), .count(limit)],
                connection
            )
        }
    }

    package func note(_ access: RecordingAccess) async throws {
        try await self.database.writing { connection in
            let number =
                try connection.first("SELECT MAX(number) FROM recording_accesses") { $0.integer(0) + 1 } ?? 1
            try connection.execute(
                """
                INSERT INTO recording_accesses (number, at, action, recording, call, domain, author, author_address)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """,
                [
                    .integer(number), .integer(access.at.microseconds), .text(access.action.rawValue),
                    .text(access.recording.text), .text(access.call.text), .text(access.domain.text),
                    .text(access.author), .text(access.address),
                ]
            )
        }
    }

    package func accesses(of recording: RecordingID, limit: Int) async throws -> [RecordingAccess] {
        try await self.database.reading { connection in
            try connection.all(
                """
                SELECT at, action, recording, call, domain, author, author_address FROM recording_accesses
                WHERE recording = $1 ORDER BY number DESC LIMIT $2
                """,
                [.text(recording.text), .count(min(max(limit, 1), 1_000))]
            ) { row in
                RecordingAccess(
                    at: Timestamp(microseconds: row.integer(0)),
                    action: RecordingAccess.Action(rawValue: row.text(1)) ?? .listened,
                    recording: RecordingID(row.text(2)),
                    call: CallID(row.text(3)),
                    domain: DomainID(row.text(4)),
                    author: row.text(5),
                    address: row.text(6)
                )
            }
        }
    }

    private static func recordings(
        _ rest: String,
        _ values: [SQLValue],
        _ connection: any SQLConnection
    ) throws -> [Recording] {
        var found = try connection.all(
            "SELECT \(RecordingRow.columns) FROM recordings \(rest)",
            values,
            RecordingRow.read
        )
        for index in found.indices {
            let users = try connection.all(
                "SELECT user_id, is_withheld FROM recording_users WHERE recording = $1 ORDER BY user_id",
                [.text(found[index].id.text)]
            ) { (user: UserID($0.text(0)), isWithheld: $0.boolean(1)) }
            found[index].users = users.map(\.user)
            found[index].withheld = users.filter(\.isWithheld).map(\.user)
        }
        return found
    }
}

/// A page of recordings as SQL: a range of the index that fits the filter's narrowest condition.
private struct RecordingQuery {
    private(set) var sql = ""
    private(set) var values: [SQLValue] = []

    init(_ filter: RecordingFilter, before cursor: RecordingCursor?, limit: Int) {
        var conditions: [String] = []
        var start = "recordings.started_at"
        if let user = filter.user {
            self.sql = "JOIN recording_users ON recording_users.recording = recordings.id "
            start = "recording_users.started_at"
            conditions.append("recording_users.user_id = \(self.place(.text(user.text)))")
        }
        if let domain = filter.domain { conditions.append("domain = \(self.place(.text(domain.text)))") }
        if let call = filter.call { conditions.append("call = \(self.place(.text(call.text)))") }
        if let from = filter.from { conditions.append("\(start) >= \(self.place(.integer(from.microseconds)))") }
        if let to = filter.to { conditions.append("\(start) < \(self.place(.integer(to.microseconds)))") }
        if let direction = filter.direction {
            conditions.append("direction = \(self.place(.text(direction.rawValue)))")
        }
        if let state = filter.state { conditions.append("state = \(self.place(.text(state.rawValue)))") }
        if let text = filter.text, !text.isEmpty {
            let wanted = self.place(.text(LikePattern.containing(text.prefix(100))))
            let told =
                filter.reader.map { reader in
                    """
                     AND NOT EXISTS (SELECT 1 FROM recording_users AS hidden WHERE hidden.recording = recordings.id
                        AND hidden.user_id = recordings.user_id AND hidden.is_withheld = 1
                        AND hidden.user_id <> \(self.place(.text(reader.text))))
                    """
                } ?? ""
            conditions.append(
                "(LOWER(peer_number) LIKE \(wanted) ESCAPE '\\' OR login LIKE \(wanted) ESCAPE '\\'\(told))"
            )
        }
        if let cursor {
            let at = self.place(.integer(cursor.startedAt.microseconds))
            let id = self.place(.text(cursor.id.text))
            conditions.append("\(start) <= \(at) AND (\(start) < \(at) OR recordings.id < \(id))")
        }
        if !conditions.isEmpty { self.sql += "WHERE \(conditions.joined(separator: " AND ")) " }
        self.sql += "ORDER BY \(start) DESC, recordings.id DESC LIMIT \(self.place(.count(limit)))"
    }

    private mutating func place(_ value: SQLValue) -> String {
        self.values.append(value)
        return "$\(self.values.count)"
    }
}
