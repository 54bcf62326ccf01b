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
    /// The legs that are there now, in the order they were made.
    package var legs: [LiveLeg]

    package var state: State {
        if self.answeredAt == nil { return .ringing }
        return self.legs.contains { $0.state == .held } ? .held : .talking
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
        case .callStarted, .routed, .transferRequested, .transferFailed, .redirected, .digit, .oneWayAudio, .quality,
            .callEnded, .registered, .unregistered, .sourceBlocked, .trunkStateChanged:
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

    init(_ leg: LegStarted, at: Timestamp) {
        self.id = leg.leg
        self.role = leg.role
        self.party = leg.party
        self.state = .calling
        self.trunk = leg.trunk
        self.address = leg.address
        self.startedAt = at
    }
}
