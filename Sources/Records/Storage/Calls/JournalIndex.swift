import Journal
import Kernel
import Model

/// What the writing process keeps in memory between two transactions: the calls that go on, and the numbers of domains
/// and parties. Built from what is stored, so it can be dropped at any time, as it is when a transaction fails.
struct JournalIndex {
    private var projector = CallHistoryProjector()
    private var visits = MenuVisitProjector()
    private var parties: PartyTable
    /// The open calls that `open_calls` has a row of.
    private var noted: Set<CallID> = []

    init(_ connection: any SQLConnection) throws {
        self.parties = try PartyTable(connection)
        let open = try connection.all("SELECT number FROM open_calls ORDER BY number") { $0.integer(0) }
        for number in open {
            for event in try EventTable.events(ofCallNumber: number, connection) {
                // Visits that are over were added up when they were.
                _ = self.visit(event)
                _ = self.projector.apply(event)
                if let call = event.call { self.noted.insert(call) }
            }
        }
    }

    // MARK: - Storing

    mutating func append(_ events: [Event], _ connection: any SQLConnection) throws {
        var rest = events[...]
        while let first = rest.first {
            let end = rest.firstIndex { $0.sequence - first.sequence >= EventTable.chunkSpan } ?? rest.endIndex
            let begun = try self.store(EventTable.chunks(rest[..<end]), connection)
            for event in rest[..<end] { try self.project(event, connection) }
            for (call, number) in begun where self.projector.isOpen(call) { try self.note(call, number, connection) }
            rest = rest[end...]
        }
    }

    /// - Returns: the calls that begin in these chunks.
    private mutating func store(
        _ chunks: [EventChunk],
        _ connection: any SQLConnection
    ) throws -> [(call: CallID, number: Int64)] {
        var begun: [(call: CallID, number: Int64)] = []
        for chunk in chunks {
            let domain = try self.parties.key(of: chunk.heading.domain, connection)
            var number: Int64?
            if let call = chunk.heading.call {
                number = self.projector.number(of: call)
                if number == nil, chunk.beginsCall {
                    number = chunk.heading.firstSequence
                    begun.append((call, chunk.heading.firstSequence))
                }
                // Else an event after its call's end, or of a call whose beginning was lost.
                if number == nil {
                    number = try begun.last { $0.call == call }?.number ?? EventTable.number(of: call, connection)
                }
            }
            try EventTable.insert(chunk, domain: domain, callNumber: number, connection)
        }
        return begun
    }

    private mutating func project(_ event: Event, _ connection: any SQLConnection) throws {
        if let visit = self.visit(event) { try MenuVisitTable.add(visit, connection) }
        switch self.projector.apply(event) {
        case .ended(let record): try self.end(record, connection)
        case .measured(let call, let mos): try Self.measure(call, mos, connection)
        case nil: break
        }
    }

    private mutating func visit(_ event: Event) -> MenuVisit? {
        guard let call = event.call, self.projector.isOpen(call) else { return nil }
        return self.visits.apply(event)
    }

    private mutating func end(_ record: CallRecord, _ connection: any SQLConnection) throws {
        let domain = try self.parties.key(of: record.domain, connection)
        let caller = try self.parties.key(of: record.caller, domain: domain, connection)
        let callee = try self.parties.key(of: record.callee, domain: domain, connection)
        try CallRow.insert(record, domain: domain, caller: caller, callee: callee, connection)
        guard self.noted.remove(record.id) != nil else { return }
        try connection.execute("DELETE FROM open_calls WHERE number = $1", [.integer(record.number)])
    }

    private static func measure(_ call: CallID, _ mos: Double, _ connection: any SQLConnection) throws(SQLError) {
        try connection.execute(
            "UPDATE calls SET mos = $1 WHERE id = $2 AND (mos IS NULL OR mos > $1)",
            [.real(mos), .text(call.text)]
        )
    }

    private mutating func note(_ call: CallID, _ number: Int64, _ connection: any SQLConnection) throws(SQLError) {
        guard self.noted.insert(call).inserted else { return }
        try connection.execute(
            "INSERT INTO open_calls (number, id) VALUES ($1, $2)",
            [.integer(number), .text(call.text)]
        )
    }

    // MARK: - Restart

    /// The events that end every open call: its legs first, then itself.
    func endings(after sequence: Int64, at now: Timestamp, _ connection: any SQLConnection) throws -> [Event] {
        var endings: [Event] = []
        func add(_ kind: Event.Kind, of call: CallRecord) {
            let next = sequence + Int64(endings.count) + 1
            endings.append(Event(sequence: next, at: now, domain: call.domain, call: call.id, kind: kind))
        }
        for call in self.projector.openCalls {
            let events = try EventTable.events(ofCallNumber: call.number, connection)
            for leg in CallProtocol(events: events)?.legs ?? [] where leg.endedAt == nil {
                add(.legEnded(LegEnded(leg: leg.id, cause: .restart)), of: call)
            }
            let result: CallResult = call.answeredAt == nil ? .failed : .answered
            add(.callEnded(CallEnded(result: result, cause: .restart)), of: call)
        }
        return endings
    }
}
