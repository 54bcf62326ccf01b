package import Journal
package import Kernel
package import Model

/// A journal that forgets. Slow and obvious on purpose: what every store is compared with.
package actor InMemoryCallHistoryRepository: CallHistoryRepository {
    private var stored: [Event] = []
    private var records: [CallID: CallRecord] = [:]
    private var projector = CallHistoryProjector()
    private var visitProjector = MenuVisitProjector()
    private var visits: [MenuVisit] = []

    package init() {}

    package func page(_ filter: CallFilter, before cursor: CallCursor?, limit: Int) -> CallPage {
        let found = self.records.values
            .filter { record in
                Self.passes(record, filter) && cursor.map { CallCursor(record) < $0 } ?? true
            }
            .sorted { CallCursor($0) > CallCursor($1) }
        let calls = Array(found.prefix(min(max(limit, 1), 1_000)))
        return CallPage(calls: calls, next: found.count > calls.count ? calls.last.map { CallCursor($0) } : nil)
    }

    package func find(_ id: CallID, in domain: DomainID?) -> CallRecord? {
        let record = self.records[id] ?? self.projector.openCall(id)
        return domain == nil || record?.domain == domain ? record : nil
    }

    package func summary(of domain: DomainID, days: [Timestamp], talkers: Int) -> CallSummary {
        CallSummary(of: Array(self.records.values), domain: domain, days: days, most: talkers)
    }

    package func passages(
        of domain: DomainID,
        by trunks: [TrunkID],
        spans: [Timestamp]
    ) -> [[TrunkID: TrunkTotals]] {
        TrunkTotals.sums(of: Array(self.records.values), domain: domain, by: trunks, spans: spans)
    }

    package func menuTallies(of scenario: EntryID, from: Timestamp, until: Timestamp) -> [MenuTally] {
        self.visits.filter { $0.scenario == scenario && from <= $0.enteredAt && $0.enteredAt < until }.tallies
    }

    package func events(of call: CallID, in domain: DomainID?) -> [Event] {
        self.find(call, in: domain) == nil ? [] : self.stored.filter { $0.call == call }
    }

    package func events(after sequence: Int64, limit: Int) -> [Event] {
        Array(self.stored.filter { $0.sequence > sequence }.prefix(limit))
    }

    package func append(_ events: [Event]) throws {
        var last = self.lastSequence()
        for event in events {
            guard event.sequence > last else { throw ModelError(.storeFailed, "The store has such an entry already.") }
            last = event.sequence
        }
        for event in events { self.take(event) }
    }

    package func closeUnfinished(at now: Timestamp) -> Int {
        let open = self.projector.openCalls
        for call in open {
            let legs = CallProtocol(events: self.stored.filter { $0.call == call.id })?.legs ?? []
            for leg in legs where leg.endedAt == nil {
                self.close(.legEnded(LegEnded(leg: leg.id, cause: .restart)), of: call, at: now)
            }
            let result: CallResult = call.answeredAt == nil ? .failed : .answered
            self.close(.callEnded(CallEnded(result: result, cause: .restart)), of: call, at: now)
        }
        return open.count
    }

    package func lastSequence() -> Int64 { self.stored.last?.sequence ?? 0 }

    private func close(_ kind: Event.Kind, of call: CallRecord, at: Timestamp) {
        self.take(Event(sequence: self.lastSequence() + 1, at: at, domain: call.domain, call: call.id, kind: kind))
    }

    private func take(_ event: Event) {
        self.stored.append(event)
        if let call = event.call, self.projector.isOpen(call), let visit = self.visitProjector.apply(event) {
            self.visits.append(visit)
        }
        switch self.projector.apply(event) {
        case .ended(let record): self.records[record.id] = record
        case .measured(let call, let mos): self.records[call]?.measured(mos)
        case nil: break
        }
    }

    private static func passes(_ record: CallRecord, _ filter: CallFilter) -> Bool {
        if let domain = filter.domain, record.domain != domain { return false }
        if let from = filter.from, record.startedAt < from { return false }
        if let to = filter.to, record.startedAt >= to { return false }
        if let passage = filter.passage, passage.way(of: record) == nil { return false }
        if let direction = filter.direction, record.direction != direction { return false }
        if let result = filter.result, record.result != result { return false }
        if !filter.traits.isEmpty, filter.traits.isDisjoint(with: record.traits) { return false }
        let parties = [record.caller, record.callee]
        if let user = filter.user, !parties.contains(where: { $0.user == user }) { return false }
        guard let wanted = filter.text.flatMap({ SearchText.wanted($0) }) else { return true }
        let isHidden = record.caller.isWithheld && filter.reader.map { record.caller.user != $0 } ?? false
        let told = isHidden ? [record.callee] : parties
        return told.contains { SearchText.matches(wanted, number: $0.number, name: $0.name) }
    }
}
