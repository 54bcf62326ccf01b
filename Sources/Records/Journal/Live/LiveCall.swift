package import Kernel
package import Model

/// A call in progress, as a page or a CTI client sees it.
package struct LiveCall: Equatable, Sendable {
    package enum State: String, Sendable, CaseIterable {
        case ringing, talking
        /// One party has put the other on hold.
        case held
    }

    package var id: CallID
    package var domain: DomainID?
    package var direction: CallDirection
    package var caller: Party
    /// Who answered, else who was tried last; after a transfer who came in the callee's place. `nil` before anybody.
    package var callee: Party?
    package var dialled: String
    package var line: LineID?
    /// The trunk the call came or goes by.
    package var trunk: TrunkID?
    package var startedAt: Timestamp
    package var answeredAt: Timestamp?
    /// `nil` while it is not recorded.
    package var recording: RecordingState?
    /// The legs that are there now, in the order they were made.
    package var legs: [LiveLeg]

    package enum RecordingState: String, Sendable, CaseIterable {
        case recording, paused
    }

    package var state: State {
        if self.answeredAt == nil { return .ringing }
        return self.legs.contains { $0.state == .held } ? .held : .talking
    }

    /// Whether a supervisor listens or whispers, which those who talk are not to see (CAL-09).
    package var hasHiddenLegs: Bool {
        self.caller.isWithheld || self.legs.contains { $0.isHidden || $0.party.isWithheld }
    }

    /// The call as those who talk may see it.
    package var withoutHiddenLegs: LiveCall {
        guard self.hasHiddenLegs else { return self }
        var call = self
        call.legs.removeAll(where: \.isHidden)
        call.caller = call.caller.shown
        for index in call.legs.indices where call.legs[index].party.isWithheld {
            call.legs[index].party = call.legs[index].party.shown
            call.legs[index].address = ""
        }
        return call
    }

    init(_ id: CallID, _ start: CallStarted, _ event: Event) {
        self.id = id
        self.domain = event.domain
        self.direction = start.direction
        self.caller = start.caller
        self.dialled = start.dialled
        self.line = start.line
        self.trunk = start.trunk
        self.startedAt = event.at
        self.legs = []
    }

    /// - Returns: whether the event changed what is seen of the call.
    mutating func apply(_ event: Event) -> Bool {
        switch event.kind {
        case .legStarted(let leg):
            self.legs.append(LiveLeg(leg, at: event.at))
            if leg.role == .callee { self.name(leg.party, leg.trunk) }
            return true
        case .legRinging(let leg), .legProgressed(let leg):
            return self.change(leg) { if $0.state == .calling { $0.state = .ringing } }
        case .legAnswered(let leg):
            return self.answer(leg, at: event.at)
        case .legsConnected(let one, let other):
            let first = self.change(one) { if $0.state != .held { $0.state = .talking } }
            return self.change(other) { if $0.state != .held { $0.state = .talking } } || first
        case .held(let leg):
            return self.change(leg) { $0.state = .held }
        case .resumed(let leg):
            return self.change(leg) { $0.state = .talking }
        case .legEnded(let end):
            let count = self.legs.count
            self.legs.removeAll { $0.id == end.leg }
            return self.legs.count != count
        case .transferCompleted(let transferrer, _, let target):
            guard let left = self.leg(transferrer), left.role == .callee, let came = self.leg(target) else {
                return false
            }
            self.callee = came.party
            return true
        case .conference(let event):
            return self.apply(event)
        case .recording(let event):
            return self.apply(event)
        case .feature(.parked(let leg, _, _)):
            // Whoever waits for somebody is held, though nobody is there who holds.
            return self.change(leg) { $0.state = .held }
        case .feature(.connectionLost(let leg)):
            // The other one hears music.
            return self.change(leg) { $0.state = .held }
        case .feature(.unparked(let leg, _, _)), .feature(.cameBack(let leg, _)):
            return self.change(leg) { $0.state = .talking }
        case .feature:
            return false
        case .callStarted, .routed, .transferRequested, .transferFailed, .redirected, .digit, .menu, .voicemail,
            .oneWayAudio, .quality, .callEnded, .registered, .unregistered, .sourceBlocked, .trunkStateChanged:
            return false
        }
    }

    private mutating func apply(_ event: RecordingEvent) -> Bool {
        let before = self.recording
        switch event {
        case .started, .resumed: self.recording = .recording
        case .paused: self.recording = .paused
        case .ended: self.recording = nil
        case .spaceChanged, .quotaReached, .swept: break
        }
        return self.recording != before
    }

    private mutating func apply(_ event: ConferenceEvent) -> Bool {
        switch event {
        case .joined(let leg, let role), .roleChanged(let leg, let role):
            return self.change(leg) { $0.conferenceRole = role.name }
        case .left(let leg):
            return self.change(leg) { $0.leaveConference() }
        case .muted(let leg, let isMuted):
            return self.change(leg) { $0.isMuted = isMuted }
        case .talkers(let talkers):
            let before = self.legs
            for index in self.legs.indices { self.legs[index].isTalking = talkers.contains(self.legs[index].id) }
            return self.legs != before
        case .ended:
            for index in self.legs.indices { self.legs[index].leaveConference() }
            return true
        case .invited, .inviteFailed:
            return false
        }
    }

    private mutating func answer(_ id: LegID, at: Timestamp) -> Bool {
        let isFirstCallee = !self.legs.contains { $0.role == .callee && $0.answeredAt != nil }
        if let leg = self.leg(id), leg.role == .callee, isFirstCallee { self.name(leg.party, leg.trunk) }
        if self.answeredAt == nil { self.answeredAt = max(at, self.startedAt) }
        return self.change(id) {
            $0.answeredAt = at
            $0.state = .talking
        }
    }

    private mutating func name(_ party: Party, _ trunk: TrunkID?) {
        guard !self.legs.contains(where: { $0.role == .callee && $0.answeredAt != nil }) else { return }
        self.callee = party
        if let trunk { self.trunk = trunk }
    }

    private func leg(_ id: LegID) -> LiveLeg? { self.legs.first { $0.id == id } }

    private mutating func change(_ id: LegID, _ change: (inout LiveLeg) -> Void) -> Bool {
        guard let index = self.legs.firstIndex(where: { $0.id == id }) else { return false }
        let before = self.legs[index]
        change(&self.legs[index])
        return self.legs[index] != before
    }
}

/// One leg of a call in progress.
package struct LiveLeg: Equatable, Sendable {
    package enum State: String, Sendable, CaseIterable {
        /// Made, and nothing heard of it yet.
        case calling
        case ringing, talking
        /// Its party put the other on hold.
        case held
    }

    package var id: LegID
    package var role: LegStarted.Role
    package var party: Party
    package var state: State
    package var trunk: TrunkID?
    /// Where it is reached, `udp 192.0.2.7:5060`.
    package var address: String
    package var startedAt: Timestamp
    package var answeredAt: Timestamp?
    /// What it is in the call's conference, `nil` outside of one.
    package var conferenceRole: ConferenceRole.Name?
    package var isMuted = false
    /// Whether its voice is heard in the conference at present.
    package var isTalking = false

    var isHidden: Bool { self.conferenceRole == .listener || self.conferenceRole == .whisperer }

    init(_ leg: LegStarted, at: Timestamp) {
        self.id = leg.leg
        self.role = leg.role
        self.party = leg.party
        self.state = .calling
        self.trunk = leg.trunk
        self.address = leg.address
        self.startedAt = at
    }

    mutating func leaveConference() {
        self.conferenceRole = nil
        self.isMuted = false
        self.isTalking = false
    }
}
