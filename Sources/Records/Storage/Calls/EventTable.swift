import Journal
import Kernel
import Model

/// The stored events: chunks of one call, or of none.
enum EventTable {
    /// The most sequence numbers that the events of one chunk lie apart. Bounds how far back a reader must look for
    /// chunks that reach beyond a number.
    static let chunkSpan: Int64 = 4_096

    /// Events of one transaction by what they belong to, in the order of their first events.
    ///
    /// - Parameter events: no further apart than ``chunkSpan``.
    static func chunks(_ events: ArraySlice<Event>) -> [EventChunk] {
        var chunks: [EventChunk] = []
        var ofCalls: [CallID: Int] = [:]
        var ofDomains: [DomainID?: Int] = [:]
        for event in events {
            let place = event.call.map { ofCalls[$0] } ?? ofDomains[event.domain]
            if let place, chunks[place].heading.domain == event.domain {
                chunks[place].append(event)
                continue
            }
            if let call = event.call { ofCalls[call] = chunks.count } else { ofDomains[event.domain] = chunks.count }
            chunks.append(EventChunk(event))
        }
        return chunks
    }

    static func insert(
        _ chunk: EventChunk,
        domain: Int64,
        callNumber: Int64?,
        _ connection: any SQLConnection
    ) throws(SQLError) {
        try connection.execute(
            """
            INSERT INTO journal_events (first_sequence, last_sequence, started_at, domain, call, call_number, events)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .integer(chunk.heading.firstSequence), .integer(chunk.lastSequence),
                .integer(chunk.heading.startedAt.microseconds), .integer(domain),
                .optional(chunk.heading.call?.text), .optional(callNumber), .utf8(chunk.text()),
            ]
        )
    }

    // MARK: - Reading

    private static let selection = """
        SELECT first_sequence, started_at, journal_domains.domain, call, events FROM journal_events
            LEFT JOIN journal_domains ON journal_domains.key = journal_events.domain
        """

    static func lastSequence(_ connection: any SQLConnection) throws -> Int64 {
        let newest = try connection.first("SELECT MAX(first_sequence) FROM journal_events") { $0.integer(0) } ?? 0
        return try connection.first(
            "SELECT MAX(last_sequence) FROM journal_events WHERE first_sequence > $1",
            [.integer(newest - Self.chunkSpan)]
        ) { $0.integer(0) } ?? 0
    }

    static func events(ofCallNumber number: Int64, _ connection: any SQLConnection) throws -> [Event] {
        try Self.read(
            "\(Self.selection) WHERE call_number = $1 ORDER BY first_sequence",
            [.integer(number)],
            connection
        )
    }

    /// The number of a call that has ended or goes on.
    static func number(of call: CallID, _ connection: any SQLConnection) throws -> Int64? {
        let id: [SQLValue] = [.text(call.text)]
        return try connection.first("SELECT number FROM calls WHERE id = $1", id) { $0.integer(0) }
            ?? connection.first("SELECT number FROM open_calls WHERE id = $1", id) { $0.integer(0) }
    }

    static func events(after sequence: Int64, limit: Int, _ connection: any SQLConnection) throws -> [Event] {
        var place = max(0, sequence)
        // Numbers have gaps where events were lost, so a stretch of numbers may be empty before the end is reached.
        while let next = try Self.nextChunk(after: place, connection) {
            let end = max(place, next - 1) + Int64(limit)
            let events = try Self.read(
                """
                \(Self.selection)
                WHERE first_sequence > $1 AND first_sequence <= $2 AND last_sequence > $3 ORDER BY first_sequence
                """,
                [.integer(place - Self.chunkSpan), .integer(end), .integer(place)],
                connection
            ).filter { $0.sequence > place && $0.sequence <= end }
            guard events.isEmpty else { return events }
            place = end
        }
        return []
    }

    /// Where the first chunk begins that reaches beyond `sequence`.
    private static func nextChunk(after sequence: Int64, _ connection: any SQLConnection) throws -> Int64? {
        try connection.first(
            """
            SELECT first_sequence FROM journal_events WHERE first_sequence > $1 AND last_sequence > $2
            ORDER BY first_sequence LIMIT 1
            """,
            [.integer(sequence - Self.chunkSpan), .integer(sequence)]
        ) { $0.integer(0) }
    }

    private static func read(
        _ sql: String,
        _ values: [SQLValue],
        _ connection: any SQLConnection
    ) throws -> [Event] {
        var events: [Event] = []
        try connection.query(sql, values) { row in
            do {
                let heading = EventChunk.Heading(
                    domain: row.optionalText(2).map { DomainID($0) },
                    call: row.optionalText(3).map { CallID($0) },
                    firstSequence: row.integer(0),
                    startedAt: Timestamp(microseconds: row.integer(1))
                )
                events += try EventChunk.events(heading, row.bytes(4))
            } catch {
                throw ModelError(
                    .storeFailed,
                    "A stored event cannot be read by this version of Martlet.",
                    cause: error
                )
            }
        }
        return events.sorted { $0.sequence < $1.sequence }
    }
}
