package import Model

/// A party whose connection is lost without a goodbye: a page that is loaded anew, a laptop that changes networks (BYD-11).
///
/// It stays in the call for ``absenceLimit`` as one that holds does: the other one hears music, in a conference the others
/// talk on. It comes back in its dialog, or with a new leg of the same user that replaces it (RFC 3891).
extension Call {
    /// How long a party that is away is waited for.
    package static let absenceLimit = Duration.seconds(30)

    /// Whether the leg's connection is lost and it is waited for.
    package func isAway(_ leg: LegID) -> Bool { self.legs[leg]?.isAway == true }

    mutating func lose(_ leg: LegID) -> [Effect] {
        guard self.legs[leg]?.isAway == false else { return [] }
        guard self.isMissed(leg) else {
            // Nobody talks with it: a service, or one who has put somebody else in its place.
            return [.hangUp(leg, .connectionLost, status: 480)] + self.legEnds(leg, .connectionLost)
        }
        self.legs[leg]?.isAway = true
        return [.publish(.feature(.connectionLost(leg))), .arm(.absence(leg), after: Self.absenceLimit)]
            + self.soundOfAbsence(leg)
    }

    mutating func comeBack(_ leg: LegID) -> [Effect] {
        guard self.legs[leg]?.isAway == true else { return [] }
        self.legs[leg]?.isAway = false
        let news: [Effect] = [.cancel(.absence(leg)), .publish(.feature(.cameBack(leg, by: leg)))]
        if case .conferring(let conference) = self.phase { return news + self.holdInConference(leg, conference) }
        return news + (self.peer(of: leg).map { self.sound(leg, $0) } ?? [])
    }

    mutating func absenceTimePassed(_ leg: LegID) -> [Effect] {
        guard self.legs[leg]?.isAway == true else { return [] }
        self.legs[leg]?.isAway = false
        return [.publish(.feature(.didNotComeBack(leg))), .hangUp(leg, .connectionLost, status: 480)]
            + self.legEnds(leg, .connectionLost)
    }

    /// Whether somebody would miss the leg: it has answered, and talks or is to talk again.
    private func isMissed(_ leg: LegID) -> Bool {
        switch self.phase {
        case .talking(let talk): talk.peer(of: leg) != nil
        case .conferring(let conference): conference.index(of: leg) != nil
        case .consulting(let consulting): consulting.has(leg)
        case .transferring(let transferring): transferring.waiting == leg
        case .parked(let parked): parked.leg == leg
        case .new, .routing, .originating, .ringing, .serving, .over: false
        }
    }

    private func soundOfAbsence(_ leg: LegID) -> [Effect] {
        if case .conferring(let conference) = self.phase { return self.holdInConference(leg, conference) }
        return self.peer(of: leg).map { [.playMusic($0)] } ?? []
    }

    // MARK: - A new leg in its place

    /// What the journal says of a leg whose own user goes on with another one; `nil`: somebody else takes its place.
    func succession(of leg: LegID, by moved: MovedLeg) -> Model.Event.Kind? {
        guard let user = self.legs[leg]?.party.user, user == moved.party.user else { return nil }
        return .feature(self.isAway(leg) ? .cameBack(leg, by: moved.leg) : .takenOver(leg, by: moved.leg))
    }

    /// Who comes back is what it was; whoever else takes a place was not the caller.
    func role(ofSuccessor moved: MovedLeg, to leg: LegID) -> LegStarted.Role {
        guard let former = self.legs[leg], let user = former.party.user, user == moved.party.user else {
            return .callee
        }
        return former.role
    }

    /// Takes the place of a party that asks a third one, or waits for somebody (RFC 3891).
    mutating func succeed(_ leg: LegID, by moved: MovedLeg) -> [Effect] {
        guard self.canReplace(leg) else { return [] }
        switch self.phase {
        case .consulting(var consulting):
            if consulting.transferrer == leg {
                consulting.transferrer = moved.leg
            } else if consulting.waiting == leg {
                consulting.waiting = moved.leg
            } else {
                consulting.stage = .talking(moved.leg)
            }
            self.phase = .consulting(consulting)
        case .transferring(var transferring):
            transferring.waiting = moved.leg
            self.phase = .transferring(transferring)
        case .parked(var parked):
            parked.leg = moved.leg
            self.phase = .parked(parked)
        case .new, .routing, .originating, .ringing, .talking, .conferring, .serving, .over:
            return []
        }
        let entered = self.enter(moved, answeredAs: self.role(ofSuccessor: moved, to: leg))
        let news = self.succession(of: leg, by: moved).map { [Effect.publish($0)] } ?? []
        let peer = self.peer(of: moved.leg)
        let answer: [Effect] =
            peer.map { [.answer(moved.leg, with: $0)] + self.soundOfHolding(moved.leg, $0) }
            ?? [.acceptInto(moved.leg, like: leg), .playMusic(moved.leg)]
        return entered + answer + self.drop(leg, .transferred) + [.publish(.legAnswered(moved.leg))] + news
            + (peer.map { [.publish(.legsConnected(moved.leg, $0))] } ?? [])
    }

    // MARK: - A phone that comes while it rings

    mutating func phoneCame(_ destination: Destination) -> [Effect] {
        if let index = self.invitations.firstIndex(where: { $0.attempt.awaits(destination) }) {
            let steps = self.invitations[index].attempt.joined(destination)
            return self.perform(steps, of: self.invitations[index])
        }
        switch self.phase {
        case .ringing(var ringing):
            let steps = ringing.attempt.joined(destination)
            self.phase = .ringing(ringing)
            return self.perform(steps, toward: ringing.caller)
        case .transferring(var transferring):
            let steps = transferring.attempt?.joined(destination) ?? []
            self.phase = .transferring(transferring)
            return self.perform(steps, toward: transferring.waiting)
        case .consulting(var consulting):
            guard case .ringing(var attempt) = consulting.stage else { return [] }
            let steps = attempt.joined(destination)
            consulting.stage = .ringing(attempt)
            self.phase = .consulting(consulting)
            return self.perform(steps, toward: consulting.transferrer)
        case .parked(var parked):
            let steps = parked.attempt?.joined(destination) ?? []
            self.phase = .parked(parked)
            return self.perform(steps, toward: parked.leg)
        case .originating(var originating):
            let steps = originating.attempt.joined(destination)
            self.phase = .originating(originating)
            return self.perform(steps, toward: nil)
        case .new, .routing, .talking, .conferring, .serving, .over:
            return []  // It has answered, or nobody rings any more.
        }
    }
}
