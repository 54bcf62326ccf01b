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

    /// The ``CallRecord/number`` of a call that goes on.
    package func number(of id: CallID) -> Int64? { self.open[id]?.record.number }

    /// - Returns: at most one change.
    package mutating func apply(_ event: Event) -> HistoryChange? {
        guard let id = event.call else { return nil }
        switch event.kind {
        case .callStarted(let start):
            if self.open[id] == nil { self.open[id] = OpenCall(id, start, event) }
        case .legStarted(let leg):
            self.open[id]?.legStarted(leg)
        case .legRinging(let leg):
            self.open[id]?.legRings(leg)
        case .legAnswered(let leg):
            self.open[id]?.legAnswered(leg, at: event.at)
        case .callEnded(let end):
            return self.open.removeValue(forKey: id).map { .ended($0.ended(end, at: event.at)) }
        case .quality(let quality):
            guard quality.mos.isFinite else { return nil }
            if self.open[id]?.measured(quality.mos) == nil { return .measured(id, mos: quality.mos) }
        case .redirected:
            self.open[id]?.has(.redirected)
        case .transferCompleted:
            self.open[id]?.has(.transferred)
        case .conference(.joined(let leg, .participant)), .conference(.roleChanged(let leg, .participant)):
            self.open[id]?.joined(leg)
        case .conference(.left(let leg)):
            self.open[id]?.left(leg)
        case .voicemail(let step) where step.action == .left:
            self.open[id]?.has(.voicemail)
        case .recording(.started):
            self.open[id]?.has(.recorded)
        case .routed, .legProgressed, .legEnded, .legsConnected, .held, .resumed, .transferRequested, .transferFailed,
            .digit, .feature, .voicemail, .menu, .oneWayAudio, .registered, .unregistered, .recording, .sourceBlocked,
            .trunkStateChanged, .conference:
            break
        }
        return nil
    }

    /// The record so far of a call that goes on.
    package func openCall(_ id: CallID) -> CallRecord? { self.open[id]?.record }

    /// The calls that go on, in the order of their start.
    package var openCalls: [CallRecord] {
        self.open.values.map(\.record).sorted { $0.number < $1.number }
    }
}

/// A call between its first and its last event.
private struct OpenCall: Sendable {
    private struct Leg: Sendable {
        var id: LegID
        var role: LegStarted.Role
        var party: Party
        var trunk: TrunkID?
    }

    private(set) var record: CallRecord
    private var legs: [Leg] = []
    private var hasCalleeAnswered = false
    /// Who talks in the conference.
    private var participants: Set<LegID> = []

    init(_ id: CallID, _ start: CallStarted, _ event: Event) {
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
            trunk: start.trunk,
            origin: start.trunk
        )
    }

    mutating func legStarted(_ leg: LegStarted) {
        self.legs.append(Leg(id: leg.leg, role: leg.role, party: leg.party, trunk: leg.trunk))
        self.tried(self.legs[self.legs.count - 1])
    }

    mutating func legRings(_ id: LegID) {
        if let leg = self.leg(id) { self.tried(leg) }
    }

    mutating func legAnswered(_ id: LegID, at: Timestamp) {
        // The clock may have been set back meanwhile; a call's times never run backwards.
        if self.record.answeredAt == nil { self.record.answeredAt = max(self.record.startedAt, at) }
        guard let leg = self.leg(id), leg.role == .callee else { return }
        self.tried(leg)
        if !self.hasCalleeAnswered {
            // Whoever was tried by another way before did not answer.
            self.record.trunk = leg.trunk ?? self.record.origin
        } else if let trunk = leg.trunk, self.record.trunk == self.record.origin {
            // Whom it was transferred to: it went out by that trunk after all (TRK-05).
            self.record.trunk = trunk
        }
        self.hasCalleeAnswered = true
    }

    mutating func has(_ trait: CallTraits) {
        self.record.traits.insert(trait)
    }

    mutating func joined(_ leg: LegID) {
        self.participants.insert(leg)
        if self.participants.count > 2 { self.has(.conference) }
    }

    mutating func left(_ leg: LegID) {
        self.participants.remove(leg)
    }

    mutating func measured(_ mos: Double) {
        self.record.measured(mos)
    }

    func ended(_ end: CallEnded, at: Timestamp) -> CallRecord {
        var record = self.record
        record.endedAt = max(record.answeredAt ?? record.startedAt, at)
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

    /// Whoever was tried last is the callee, until one has answered.
    private mutating func tried(_ leg: Leg) {
        guard leg.role == .callee, !self.hasCalleeAnswered else { return }
        self.record.callee = leg.party
        guard let trunk = leg.trunk else { return }
        self.record.trunk = trunk
        guard self.record.direction != .outgoing, leg.party.user == nil else { return }
        // An office's number that was dialled is where the call was meant to go.
        if !CallTraits.isOneNumber(self.record.dialled, leg.party.number) { self.has(.redirected) }
    }

    private func leg(_ id: LegID) -> Leg? { self.legs.last { $0.id == id } }
}
