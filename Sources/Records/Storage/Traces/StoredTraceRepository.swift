package import Kernel
package import Model

/// Traces in a database.
package struct StoredTraceRepository: TraceRepository {
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) {
        self.database = database
    }

    package func store(_ batch: TraceBatch) async throws {
        guard !batch.isEmpty else { return }
        try await self.database.writing { connection in
            for part in batch.parts { try Self.store(part, connection) }
            for place in batch.cut {
                try connection.execute(
                    "DELETE FROM trace_parts WHERE trace = $1 AND number = $2",
                    [.text(place.trace.text), .count(place.number)]
                )
            }
            for request in batch.refused { try Self.store(request, connection) }
        }
    }

    private static func store(_ part: TracePart, _ connection: any SQLConnection) throws {
        try connection.execute(
            """
            INSERT INTO trace_parts (trace, number, domain, at, byte_count, content) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (trace, number) DO UPDATE SET content = excluded.content, byte_count = excluded.byte_count
            """,
            [
                .text(part.trace.text), .count(part.number), .optional(part.domain?.text),
                .integer(part.at.microseconds), .count(part.content.count), .blob(part.content),
            ]
        )
    }

    private static func store(_ request: RefusedRequest, _ connection: any SQLConnection) throws {
        try connection.execute(
            """
            INSERT INTO refused_requests (id, domain, at, caller, dialled, status, source)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING
            """,
            [
                .text(request.id.text), .optional(request.domain?.text), .integer(request.at.microseconds),
                .text(request.caller), .text(request.dialled), .count(request.status), .text(request.source),
            ]
        )
    }

    package func parts(of trace: TraceID) async throws -> [TracePart] {
        try await self.database.reading { connection in
            try connection.all(
                "SELECT number, domain, at, content FROM trace_parts WHERE trace = $1 ORDER BY number",
                [.text(trace.text)]
            ) { row in
                TracePart(
                    trace: trace,
                    number: row.count(0),
                    domain: row.optionalText(1).map { DomainID($0) },
                    at: Timestamp(microseconds: row.integer(2)),
                    content: row.blob(3)
                )
            }
        }
    }

    // MARK: - Refused requests

    private static let columns = "id, domain, at, caller, dialled, status, source"

    package func refused(_ id: TraceID) async throws -> RefusedRequest? {
        try await self.database.reading { connection in
            try connection.first(
                "SELECT \(Self.columns) FROM refused_requests WHERE id = $1",
                [.text(id.text)],
                Self.request
            )
        }
    }

    package func refused(
        _ filter: RefusedFilter,
        before cursor: RefusedCursor?,
        limit: Int
    ) async throws -> [RefusedRequest] {
        var values: [SQLValue] = []
        var conditions: [String] = []
        func place(_ value: SQLValue) -> String {
            values.append(value)
            return "$\(values.count)"
        }
        if let domain = filter.domain { conditions.append("domain = \(place(.text(domain.text)))") }
        if let from = filter.from { conditions.append("at >= \(place(.integer(from.microseconds)))") }
        if let to = filter.to { conditions.append("at < \(place(.integer(to.microseconds)))") }
        if let text = filter.text, !text.isEmpty {
            let pattern = LikePattern.containing(text.prefix(100))
            let columns = ["caller", "dialled", "source"].map { column in
                "LOWER(\(column)) LIKE \(place(.text(pattern))) ESCAPE '\\'"
            }
            conditions.append("(\(columns.joined(separator: " OR ")))")
        }
        if let cursor {
            let at = place(.integer(cursor.at.microseconds))
            let id = place(.text(cursor.id.text))
            conditions.append("at <= \(at) AND (at < \(at) OR id < \(id))")
        }
        let condition = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))"
        let count = place(.count(min(max(limit, 1), 1_000)))
        let sql = "SELECT \(Self.columns) FROM refused_requests \(condition) ORDER BY at DESC, id DESC LIMIT \(count)"
        let bound = values
        return try await self.database.reading { try $0.all(sql, bound, Self.request) }
    }

    private static func request(_ row: any SQLRow) -> RefusedRequest {
        RefusedRequest(
            id: TraceID(row.text(0)),
            domain: row.optionalText(1).map { DomainID($0) },
            at: Timestamp(microseconds: row.integer(2)),
            caller: row.text(3),
            dialled: row.text(4),
            status: row.count(5),
            source: row.text(6)
        )
    }

    // MARK: - Storage time

    package func byteCount() async throws -> Int64 {
        try await self.database.reading { connection in
            try connection.first("SELECT SUM(byte_count) FROM trace_parts") { $0.integer(0) } ?? 0
        }
    }

    package func remove(before: Timestamp, limit: Int) async throws -> (count: Int, bytes: Int64) {
        try await self.remove(
            "SELECT trace, number, at, byte_count FROM trace_parts WHERE at < $1 ORDER BY at LIMIT $2",
            [.integer(before.microseconds), .count(limit)],
            upTo: .max,
            refusedBefore: before
        )
    }

    package func removeOldest(bytes: Int64, limit: Int) async throws -> (count: Int, bytes: Int64) {
        try await self.remove(
            "SELECT trace, number, at, byte_count FROM trace_parts ORDER BY at LIMIT $1",
            [.count(limit)],
            upTo: bytes,
            refusedBefore: nil
        )
    }

    /// - Parameter refusedBefore: `nil`: as old as the newest part that goes.
    private func remove(
        _ sql: String,
        _ values: [SQLValue],
        upTo most: Int64,
        refusedBefore: Timestamp?
    ) async throws -> (count: Int, bytes: Int64) {
        try await self.database.writing { connection in
            var newest = refusedBefore.map(\.microseconds)
            var bytes: Int64 = 0
            var old: [(trace: String, number: Int64)] = []
            try connection.query(sql, values) { row in
                guard bytes < most else { return }
                bytes += row.integer(3)
                old.append((row.text(0), row.integer(1)))
                if refusedBefore == nil { newest = row.integer(2) }
            }
            for part in old {
                try connection.execute(
                    "DELETE FROM trace_parts WHERE trace = $1 AND number = $2",
                    [.text(part.trace), .integer(part.number)]
                )
            }
            if let newest {
                try connection.execute("DELETE FROM refused_requests WHERE at < $1", [.integer(newest)])
            }
            return (old.count, bytes)
        }
    }

    package func removeRefused(keeping: Int, limit: Int) async throws -> (count: Int, bytes: Int64) {
        try await self.database.writing { connection in
            var old: [String] = []
            try connection.query(
                "SELECT id FROM refused_requests ORDER BY at DESC, id DESC LIMIT $1 OFFSET $2",
                [.count(limit), .count(keeping)]
            ) { old.append($0.text(0)) }
            var bytes: Int64 = 0
            for id in old {
                let size = "SELECT SUM(byte_count) FROM trace_parts WHERE trace = $1"
                bytes += try connection.first(size, [.text(id)]) { $0.integer(0) } ?? 0
                try connection.execute("DELETE FROM trace_parts WHERE trace = $1", [.text(id)])
                try connection.execute("DELETE FROM refused_requests WHERE id = $1", [.text(id)])
            }
            return (old.count, bytes)
        }
    }

    // MARK: - The action history

    package func note(_ access: TraceAccess) async throws {
        try await self.database.writing { connection in
            let number = try connection.first("SELECT MAX(number) FROM trace_accesses") { $0.integer(0) + 1 } ?? 1
            try connection.execute(
                """
                INSERT INTO trace_accesses (number, at, action, trace, author, author_address)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                [
                    .integer(number), .integer(access.at.microseconds), .text(access.action.rawValue),
                    .text(access.trace.text), .text(access.author), .text(access.address),
                ]
            )
        }
    }

    package func accesses(of trace: TraceID, limit: Int) async throws -> [TraceAccess] {
        try await self.database.reading { connection in
            try connection.all(
                """
                SELECT at, action, author, author_address FROM trace_accesses
                WHERE trace = $1 ORDER BY number DESC LIMIT $2
                """,
                [.text(trace.text), .count(min(max(limit, 1), 1_000))]
            ) { row in
                TraceAccess(
                    at: Timestamp(microseconds: row.integer(0)),
                    action: TraceAccess.Action(rawValue: row.text(1)) ?? .seen,
                    trace: trace,
                    author: row.text(2),
                    address: row.text(3)
                )
            }
        }
    }
}
