import Kernel
package import Model

/// What an event did to the history.
package enum HistoryChange: Equatable, Sendable {
    /// The call is over: its record is complete.
    case ended(CallRecord)
    /// A leg was measured after its call's end: the record's MOS becomes the lower one.
    case measured(CallID, mos: Double)
}

/// Makes history from events. A pure projection: the same events give the same records, however they are cut into
/// batches.
///
/// A call is open from its `callStarted` to its `callEnded`; what is told of a call that is not open changes no record,
/// but for its quality.
package struct CallHistoryProjector: Sendable {
    private var open: [CallID: OpenCall] = [:]

    package init() {}

    package func isOpen(_ id: CallID) -> Bool { self.open[id] != nil }

    /// - Returns: at most one change.
    package mutating func apply(_ event: Event) -> HistoryChange? {
        guard let id = event.call else { return nil }
        switch event.kind {
        case .callStarted(let start):
            if self.open[id] == nil { self.open[id] = OpenCall(id, start, event) }
            return nil
        case .callEnded(let end):
            return self.open.removeValue(forKey: id).map { .ended($0.ended(end, at: event.at)) }
        case .quality(let quality):
            guard quality.mos.isFinite else { return nil }
            if self.open[id]?.measured(quality.mos) == nil { return .measured(id, mos: quality.mos) }
            return nil
        case .routed, .legStarted, .legRinging, .legProgressed, .legAnswered, .legEnded, .legsConnected, .held, .resumed,
            .transferRequested, .transferCompleted, .transferFailed, .redirected, .digit, .oneWayAudio, .registered,
            .unregistered, .sourceBlocked, .trunkStateChanged:
            self.open[id]?.apply(event)
            return nil
        }
    }

    /// The record so far of a call that goes on.
    package func openCall(_ id: CallID) -> CallRecord? { self.open[id]?.record }

    /// The calls that go on, in the order of their start.
    package var openCalls: [CallRecord] {
        self.open.values.map(\.record).sorted { $0.number < $1.number }
    }

    /// The legs that an open call still has, in the order they were made.
    package func openLegs(of id: CallID) -> [LegID] {
        self.open[id]?.legs.filter { !$0.isOver }.map(\.id) ?? []
    }
}

/// A call between its first and its last event.
private struct OpenCall: Sendable {
    struct Leg: Sendable {
        var id: LegID
        var role: LegStarted.Role
        var party: Party
        var trunk: TrunkID?
        var isOver = false
    }

    private(set) var record: CallRecord
    private(set) var legs: [Leg] = []
    /// The newest moment the call has seen: its times never run backwards.
    private var latest: Timestamp
    private var hasCalleeAnswered = false

    init(_ id: CallID, _ start: CallStarted, _ event: Event) {
        self.latest = event.at
        self.record = CallRecord(
            id: id,
            number: event.sequence,
            domain: event.domain,
            direction: start.direction,
            startedAt: event.at,
            caller: start.caller,
            callee: Party(number: start.dialled),
            dialled: start.dialled,
            line: start.line,
            trunk: start.trunk
        )
    }

    mutating func apply(_ event: Event) {
        self.latest = max(self.latest, event.at)
        switch event.kind {
        case .legStarted(let leg):
            self.legs.append(Leg(id: leg.leg, role: leg.role, party: leg.party, trunk: leg.trunk))
            if leg.role == .callee { self.name(self.legs[self.legs.count - 1]) }
        case .legRinging(let leg):
            if let leg = self.leg(leg), leg.role == .callee { self.name(leg) }
        case .legAnswered(let leg):
            if self.record.answeredAt == nil { self.record.answeredAt = self.latest }
            if let leg = self.leg(leg), leg.role == .callee {
                self.name(leg)
                self.hasCalleeAnswered = true
            }
        case .legEnded(let end):
            if let index = self.legs.firstIndex(where: { $0.id == end.leg }) { self.legs[index].isOver = true }
        case .callStarted, .routed, .legProgressed, .legsConnected, .held, .resumed, .transferRequested,
            .transferCompleted, .transferFailed, .redirected, .digit, .oneWayAudio, .quality, .callEnded, .registered,
            .unregistered, .sourceBlocked, .trunkStateChanged:
            break
        }
    }

    mutating func measured(_ mos: Double) {
        self.record.measured(mos)
    }

    func ended(_ end: CallEnded, at: Timestamp) -> CallRecord {
        var record = self.record
        record.endedAt = max(self.latest, at)
        record.result = end.result
        record.cause = end.cause
        record.endedBy =
            switch end.endedBy.flatMap(self.leg)?.role {
            case .caller: .caller
            case .callee: .callee
            case nil: .server
            }
        return record
    }

    /// Whoever was tried last is the callee until one has answered.
    private mutating func name(_ leg: Leg) {
        guard !self.hasCalleeAnswered else { return }
        self.record.callee = leg.party
        if let trunk = leg.trunk { self.record.trunk = trunk }
    }

    private func leg(_ id: LegID) -> Leg? { self.legs.last { $0.id == id } }
}
