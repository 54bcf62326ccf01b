import Journal
import Model

/// What goes on at present, made from events: pure, so that a test tells it a story and looks.
struct LiveProjection: Sendable {
    private(set) var calls = LiveCalls()
    private(set) var registrations = LiveRegistrations()
    private(set) var trunks: [TrunkID: TrunkState] = [:]
    /// The newest event that is in it.
    private(set) var sequence: Int64
    /// Every user who was part of a call in progress: one whose phone has stopped ringing hears of the call's end.
    private var audiences: [CallID: Set<UserID>] = [:]

    /// - Parameter sequence: the newest event that needs not be known.
    init(after sequence: Int64) {
        self.sequence = sequence
    }

    func audience(of call: CallID) -> Set<UserID> { self.audiences[call] ?? [] }

    /// Takes in events that follow what is known, and tells what changed: of each call and phone the last state only.
    mutating func apply(_ events: [Event]) -> [LiveChange] {
        var order: [Subject] = []
        var changes: [Subject: LiveChange] = [:]
        for event in events where event.sequence > self.sequence {
            self.sequence = event.sequence
            guard let (subject, kind) = self.apply(event) else { continue }
            if changes.updateValue(LiveChange(sequence: event.sequence, kind: kind), forKey: subject) == nil {
                order.append(subject)
            }
        }
        return order.compactMap { changes[$0] }.sorted { $0.sequence < $1.sequence }
    }

    private enum Subject: Hashable {
        case call(CallID)
        case phone(UserID, contact: String)
        case trunk(TrunkID)
    }

    private mutating func apply(_ event: Event) -> (Subject, LiveChange.Kind)? {
        switch event.kind {
        case .registered(let change):
            guard self.registrations.apply(event) else { return nil }
            let contacts = self.registrations.contacts(of: change.user)
            guard let registration = contacts.first(where: { $0.contact == change.contact }) else { return nil }
            return (.phone(change.user, contact: change.contact), .registration(registration))
        case .unregistered(let change):
            guard self.registrations.apply(event) else { return nil }
            let kind = LiveChange.Kind.registrationRemoved(change.user, contact: change.contact, event.domain)
            return (.phone(change.user, contact: change.contact), kind)
        case .trunkStateChanged(let trunk, let isAvailable, let reason):
            let state = TrunkState(availability: isAvailable ? .available : .unavailable, reason: reason)
            self.trunks[trunk] = state
            return (.trunk(trunk), .trunk(trunk, state))
        case .callEnded(let end):
            guard let call = self.calls.apply(event) else { return nil }
            let audience = self.audiences.removeValue(forKey: call) ?? []
            return (.call(call), .callEnded(call, event.domain, end.result, end.cause, audience: audience))
        case .sourceBlocked:
            return nil
        case .callStarted, .routed, .legStarted, .legRinging, .legProgressed, .legAnswered, .legEnded, .legsConnected,
            .held, .resumed, .transferRequested, .transferCompleted, .transferFailed, .conference, .redirected, .digit,
            .feature, .voicemail, .menu, .oneWayAudio, .quality, .recording:
            guard let id = self.calls.apply(event), let call = self.calls[id] else { return nil }
            let parties = [call.caller.user, call.callee?.user] + call.legs.map(\.party.user)
            let audience = self.audiences[id, default: []].union(parties.compactMap { $0 })
            self.audiences[id] = audience
            return (.call(id), .call(call, audience: audience))
        }
    }

    /// What events that are in it already mean to somebody who missed them: the present state of what they touched.
    func changes(of events: [Event]) -> [LiveChange] {
        var changes: [Subject: LiveChange] = [:]
        for event in events where event.sequence <= self.sequence {
            guard let (subject, kind) = self.present(event) else { continue }
            changes[subject] = LiveChange(sequence: event.sequence, kind: kind)
        }
        return changes.values.sorted { $0.sequence < $1.sequence }
    }

    private func present(_ event: Event) -> (Subject, LiveChange.Kind)? {
        switch event.kind {
        case .callEnded(let end):
            guard let call = event.call else { return nil }
            return (.call(call), .callEnded(call, event.domain, end.result, end.cause, audience: []))
        case .registered(let change), .unregistered(let change):
            let subject = Subject.phone(change.user, contact: change.contact)
            let contacts = self.registrations.contacts(of: change.user)
            if let registration = contacts.first(where: { $0.contact == change.contact }) {
                return (subject, .registration(registration))
            }
            return (subject, .registrationRemoved(change.user, contact: change.contact, event.domain))
        case .trunkStateChanged(let trunk, _, _):
            return self.trunks[trunk].map { (.trunk(trunk), .trunk(trunk, $0)) }
        default:
            guard let id = event.call, let call = self.calls[id] else { return nil }
            return (.call(id), .call(call, audience: self.audience(of: id)))
        }
    }
}
