package import Journal
package import Kernel
package import Model
import Synchronization

/// The journal and the call history in a database.
package final class StoredCallHistory: CallHistoryRepository {
    private let database: any SQLDatabase
    /// Out of here while a transaction uses it; gone when one failed, and built anew by the next.
    private let index = Mutex<JournalIndex?>(nil)
    /// A server may have committed a transaction and been lost before it said so.
    private let isUnsure = Atomic(false)

    package init(_ database: any SQLDatabase) {
        self.database = database
    }

    package func page(_ filter: CallFilter, before cursor: CallCursor?, limit: Int) async throws -> CallPage {
        let limit = min(max(limit, 1), 1_000)
        return try await self.database.reading { connection in
            var search = CallSearch(filter, before: cursor, count: limit + 1, connection)
            let places = try search.run()
            let calls = try places.prefix(limit).compactMap { place in
                try connection.first(
                    "\(CallRow.selection) WHERE calls.number = $1",
                    [.integer(place.number)],
                    CallRow.read
                )
            }
            return CallPage(calls: calls, next: places.count > limit ? places[limit - 1] : nil)
        }
    }

    package func find(_ id: CallID, in domain: DomainID?) async throws -> CallRecord? {
        try await self.database.reading { try Self.find(id, in: domain, $0) }
    }

    package func summary(of domain: DomainID, days: [Timestamp], talkers: Int) async throws -> CallSummary {
        try await self.database.reading { try CallTotals(of: domain, $0).summary(days: days, talkers: talkers) }
    }

    package func passages(
        of domain: DomainID,
        by trunks: [TrunkID],
        spans: [Timestamp]
    ) async throws -> [[TrunkID: TrunkTotals]] {
        try await self.database.reading { try CallTotals(of: domain, $0).passages(by: trunks, spans: spans) }
    }

    package func menuTallies(of scenario: EntryID, from: Timestamp, until: Timestamp) async throws -> [MenuTally] {
        try await self.database.reading { try MenuVisitTable.tallies(of: scenario, from: from, until: until, $0) }
    }

    package func events(of call: CallID, in domain: DomainID?) async throws -> [Event] {
        try await self.database.reading { connection in
            guard let record = try Self.find(call, in: domain, connection) else { return [] }
            return try EventTable.events(ofCallNumber: record.number, connection)
        }
    }

    package func events(after sequence: Int64, limit: Int) async throws -> [Event] {
        let limit = min(max(limit, 1), 100_000)
        return try await self.database.reading { try EventTable.events(after: sequence, limit: limit, $0) }
    }

    package func append(_ events: [Event]) async throws {
        guard !events.isEmpty else { return }
        let isUnsure = self.isUnsure.load(ordering: .relaxed)
        try await self.journal { index, connection in
            guard isUnsure else { return try index.append(events, connection) }
            let last = try EventTable.lastSequence(connection)
            try index.append(Array(events.drop { $0.sequence <= last }), connection)
        }
        self.isUnsure.store(false, ordering: .relaxed)
    }

    package func closeUnfinished(at now: Timestamp) async throws -> Int {
        try await self.journal { index, connection in
            let last = try EventTable.lastSequence(connection)
            let endings = try index.endings(after: last, at: now, connection)
            try index.append(endings, connection)
            return endings.count { if case .callEnded = $0.kind { true } else { false } }
        }
    }

    package func lastSequence() async throws -> Int64 {
        try await self.database.reading { try EventTable.lastSequence($0) }
    }

    private func journal<Result: Sendable>(
        _ body: @escaping @Sendable (inout JournalIndex, any SQLConnection) throws -> Result
    ) async throws -> Result {
        do {
            return try await self.database.writing { connection in
                var index = try self.takeIndex(connection)
                let result = try body(&index, connection)
                self.index.withLock { $0 = index }
                return result
            }
        } catch {
            // The commit itself may have failed: what the index says is then not what is stored.
            self.index.withLock { $0 = nil }
            if Self.isLost(error) { self.isUnsure.store(true, ordering: .relaxed) }
            throw error
        }
    }

    private static func isLost(_ error: any Error) -> Bool {
        ((error as? ModelError)?.cause as? SQLError)?.code == .lost
    }

    private func takeIndex(_ connection: any SQLConnection) throws -> JournalIndex {
        let kept = self.index.withLock { index in
            defer { index = nil }
            return index
        }
        return try kept ?? JournalIndex(connection)
    }

    private static func find(_ id: CallID, in domain: DomainID?, _ connection: any SQLConnection) throws -> CallRecord?
    {
        let ended = try connection.first("\(CallRow.selection) WHERE calls.id = $1", [.text(id.text)], CallRow.read)
        let record = try ended ?? Self.findOpen(id, connection)
        return domain == nil || record?.domain == domain ? record : nil
    }

    private static func findOpen(_ id: CallID, _ connection: any SQLConnection) throws -> CallRecord? {
        guard let number = try EventTable.number(of: id, connection) else { return nil }
        var projector = CallHistoryProjector()
        for event in try EventTable.events(ofCallNumber: number, connection) { _ = projector.apply(event) }
        return projector.openCall(id)
    }
}
