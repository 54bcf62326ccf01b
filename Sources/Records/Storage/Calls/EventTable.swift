import Journal
import Kernel
import Model

/// The stored events: chunks of one call, or of none.
enum EventTable {
    /// The most sequence numbers that the events of one chunk lie apart. Bounds how far back a reader must look for
    /// chunks that reach beyond a number.
    static let chunkSpan: Int64 = 4_096

    private struct Owner: Hashable {
        var domain: DomainID?
        var call: CallID?
    }

    /// Events of one transaction by what they belong to, in the order of their first events.
    static func chunks(_ events: [Event]) -> [EventChunk] {
        var chunks: [EventChunk] = []
        var places: [Owner: Int] = [:]
        var start = events.first?.sequence ?? 0
        for event in events {
            if event.sequence - start >= Self.chunkSpan {
                places.removeAll(keepingCapacity: true)
                start = event.sequence
            }
            let owner = Owner(domain: event.domain, call: event.call)
            if let place = places[owner] {
                chunks[place].append(event)
            } else {
                places[owner] = chunks.count
                chunks.append(EventChunk(event))
            }
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
            INSERT INTO journal_events (first_sequence, last_sequence, domain, call, call_number, events)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            [
                .integer(chunk.firstSequence), .integer(chunk.lastSequence), .integer(domain),
                .optional(chunk.call?.text), .optional(callNumber), .utf8(chunk.text()),
            ]
        )
    }

    // MARK: - Reading

    private static let selection = """
        SELECT events, call, journal_domains.domain FROM journal_events
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
        try Self.read("\(Self.selection) WHERE call_number = $1 ORDER BY first_sequence", [.integer(number)], connection)
    }

    /// The number of a call that has ended or goes on.
    static func number(of call: CallID, _ connection: any SQLConnection) throws -> Int64? {
        let id: [SQLValue] = [.text(call.text)]
        return try connection.first("SELECT number FROM calls WHERE id = $1", id) { $0.integer(0) }
            ?? connection.first("SELECT number FROM open_calls WHERE id = $1", id) { $0.integer(0) }
    }

    static func events(after sequence: Int64, limit: Int, _ connection: any SQLConnection) throws -> [Event] {
        let sequence = max(0, sequence)
        // Numbers have gaps where events were lost: the place to look begins where the next chunk does.
        let next = try connection.first(
            """
            SELECT MIN(first_sequence) FROM journal_events WHERE first_sequence > $1 AND last_sequence > $2
            """,
            [.integer(sequence - Self.chunkSpan), .integer(sequence)]
        ) { $0.optionalInteger(0) }
        guard let next = next ?? nil else { return [] }
        let end = max(sequence, next - 1) + Int64(limit)
        let events = try Self.read(
            """
            \(Self.selection)
            WHERE first_sequence > $1 AND first_sequence <= $2 AND last_sequence > $3 ORDER BY first_sequence
            """,
            [.integer(sequence - Self.chunkSpan), .integer(end), .integer(sequence)],
            connection
        )
        return events.filter { $0.sequence > sequence && $0.sequence <= end }
    }

    private static func read(
        _ sql: String,
        _ values: [SQLValue],
        _ connection: any SQLConnection
    ) throws -> [Event] {
        var events: [Event] = []
        try connection.query(sql, values) { row in
            do {
                events += try EventCodec.decodeChunk(
                    row.bytes(0),
                    domain: row.optionalText(2).map { DomainID($0) },
                    call: row.optionalText(1).map { CallID($0) }
                )
            } catch {
                throw ModelError(.storeFailed, "A stored event cannot be read by this version of Martlet.", cause: error)
            }
        }
        return events.sorted { $0.sequence < $1.sequence }
    }
}
