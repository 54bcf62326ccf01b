package import Model

/// What those who talk may read of their call afterwards (CAL-09): as of a live call, they do not see who listens.
extension CallProtocol {
    /// The events without those that tell of a supervisor who listened or whispered, and never spoke to all.
    package static func withoutHiddenLegs(_ events: [Event]) -> [Event] {
        let supervision = Supervision(events)
        guard !supervision.isEmpty else { return events }
        return events.filter { !supervision.hides($0.kind) }
    }
}

/// The supervisors of a call, found in its events.
private struct Supervision {
    private var hidden: Set<LegID> = []
    /// The numbers that were rung for supervision.
    private var targets: Set<String> = []
    private var visible: Set<LegID> = []
    private var members: Set<LegID> = []

    init(_ events: [Event]) {
        var isBeginning = false
        for event in events {
            switch event.kind {
            case .routed(let step):
                isBeginning = step.rule == "supervision"
            case .conference(.invited(let target, by: nil)) where isBeginning:
                self.targets.insert(target)
            case .legStarted(let leg) where isBeginning:
                self.hidden.insert(leg.leg)
            case .conference(.joined(let leg, let role)), .conference(.roleChanged(let leg, let role)):
                isBeginning = false
                self.members.insert(leg)
                if role == .participant { self.visible.insert(leg) } else { self.hidden.insert(leg) }
            default:
                isBeginning = false
            }
        }
        self.hidden.subtract(self.visible)
    }

    var isEmpty: Bool { self.hidden.isEmpty && self.targets.isEmpty }

    func hides(_ kind: Event.Kind) -> Bool {
        switch kind {
        case .routed(let step): return step.rule == "supervision"
        case .conference(let event): return self.hides(event)
        case .legStarted(let leg): return self.hidden.contains(leg.leg)
        case .legRinging(let leg), .legProgressed(let leg), .legAnswered(let leg), .held(let leg), .resumed(let leg),
            .digit(let leg, _), .redirected(let leg, _), .oneWayAudio(let leg, _):
            return self.hidden.contains(leg)
        case .legEnded(let end): return self.hidden.contains(end.leg)
        case .legsConnected(let one, let other): return self.hidden.contains(one) || self.hidden.contains(other)
        case .quality(let quality): return self.hidden.contains(quality.leg)
        case .feature(.connectionLost(let leg)), .feature(.didNotComeBack(let leg)), .feature(.cameBack(let leg, _)),
            .feature(.takenOver(let leg, _)), .feature(.takeoverRefused(let leg, _)),
            .feature(.commandRefused(let leg, _)):
            return self.hidden.contains(leg)
        case .callStarted, .transferRequested, .transferCompleted, .transferFailed, .feature, .recording, .voicemail,
            .menu, .callEnded, .registered, .unregistered, .sourceBlocked, .trunkStateChanged:
            return false
        }
    }

    private func hides(_ event: ConferenceEvent) -> Bool {
        // A talk of two became a room only because somebody listened.
        guard self.members.subtracting(self.hidden).count > 2 else { return true }
        switch event {
        case .joined(let leg, let role), .roleChanged(let leg, let role):
            return self.hidden.contains(leg) || role != .participant
        case .left(let leg), .muted(let leg, _): return self.hidden.contains(leg)
        case .invited(let target, let leg): return leg == nil && self.targets.contains(target)
        case .inviteFailed(let target, _): return self.targets.contains(target)
        case .talkers, .ended: return false
        }
    }
}
