import Journal
import Kernel
import Model

/// What the writing process keeps in memory between two transactions: the calls that go on, and the numbers of domains
/// and parties. Built from what is stored, so it can be dropped at any time, as it is when a transaction fails.
struct JournalIndex {
    private var projector = CallHistoryProjector()
    private var parties: PartyTable
    /// The open calls that `open_calls` has a row of.
    private var noted: Set<CallID> = []

    init(_ connection: any SQLConnection) throws {
        self.parties = try PartyTable(connection)
        let open = try connection.all("SELECT number FROM open_calls ORDER BY number") { $0.integer(0) }
        for number in open {
            for event in try EventTable.events(ofCallNumber: number, connection) {
                _ = self.projector.apply(event)
                if let call = event.call { self.noted.insert(call) }
            }
        }
    }

    // MARK: - Storing

    mutating func append(_ events: [Event], _ connection: any SQLConnection) throws {
        var numbers: [CallID: Int64] = [:]
        var started: [CallID] = []
        for event in events {
            if case .callStarted = event.kind, let call = event.call { started.append(call) }
            if let call = event.call, numbers[call] == nil, let open = self.projector.openCall(call) {
                numbers[call] = open.number
            }
            let change = self.projector.apply(event)
            if case .callStarted = event.kind, let call = event.call, numbers[call] == nil {
                numbers[call] = event.sequence
            }
            switch change {
            case .ended(let record): try self.end(record, connection)
            case .measured(let call, let mos): try Self.measure(call, mos, connection)
            case nil: break
            }
        }
        try self.store(events, numbers, connection)
        for call in started where self.projector.isOpen(call) { try self.note(call, numbers[call], connection) }
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

    private mutating func note(_ call: CallID, _ number: Int64?, _ connection: any SQLConnection) throws(SQLError) {
        guard let number, self.noted.insert(call).inserted else { return }
        try connection.execute(
            "INSERT INTO open_calls (number, id) VALUES ($1, $2)",
            [.integer(number), .text(call.text)]
        )
    }

    private mutating func store(
        _ events: [Event],
        _ numbers: [CallID: Int64],
        _ connection: any SQLConnection
    ) throws {
        for chunk in EventTable.chunks(events) {
            let number =
                try chunk.call.flatMap { call in
                    try numbers[call] ?? EventTable.number(of: call, connection)
                }
            let domain = try self.parties.key(of: chunk.domain, connection)
            try EventTable.insert(chunk, domain: domain, callNumber: number, connection)
        }
    }

    // MARK: - Restart

    /// The events that end every open call: its legs first, then itself.
    func endings(after sequence: Int64, at now: Timestamp) -> [Event] {
        var events: [Event] = []
        var sequence = sequence
        func add(_ kind: Event.Kind, of call: CallRecord) {
            sequence += 1
            events.append(Event(sequence: sequence, at: now, domain: call.domain, call: call.id, kind: kind))
        }
        for call in self.projector.openCalls {
            for leg in self.projector.openLegs(of: call.id) {
                add(.legEnded(LegEnded(leg: leg, cause: .restart)), of: call)
            }
            let result: CallResult = call.answeredAt == nil ? .failed : .answered
            add(.callEnded(CallEnded(result: result, cause: .restart)), of: call)
        }
        return events
    }
}
