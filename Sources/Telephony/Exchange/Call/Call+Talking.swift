package import Model

/// While parties talk: hold, replacement, the end.
extension Call {
    struct Talk: Equatable, Sendable {
        var one: LegID
        var other: LegID

        func peer(of leg: LegID) -> LegID? {
            leg == self.one ? self.other : leg == self.other ? self.one : nil
        }
    }

    mutating func hold(_ leg: LegID) -> [Effect] {
        guard self.legs[leg]?.isHolding == false else { return [] }
        var effects: [Effect] = self.legs[leg]?.isOnHold == true ? [] : [.publish(.held(leg))]
        self.legs[leg]?.isHolding = true
        if case .conferring(let conference) = self.phase {
            effects += self.holdInConference(leg, conference)
        } else if let peer = self.peer(of: leg) {
            effects.append(.playMusic(peer))
        }
        return effects
    }

    mutating func resume(_ leg: LegID) -> [Effect] {
        guard self.legs[leg]?.isHolding == true else { return [] }
        self.legs[leg]?.isHolding = false
        var effects: [Effect] = self.legs[leg]?.isOnHold == true ? [] : [.publish(.resumed(leg))]
        if case .conferring(let conference) = self.phase {
            effects += self.holdInConference(leg, conference)
        } else if let peer = self.peer(of: leg) {
            effects += self.sound(leg, peer)
        }
        return effects
    }

    /// What two answered legs hear: one another, or music while the other one holds.
    func sound(_ one: LegID, _ other: LegID) -> [Effect] {
        [.connect(one, other)] + self.soundOfHolding(one, other)
    }

    /// Who of two hears music, or nothing, because one of them holds or is away.
    func soundOfHolding(_ one: LegID, _ other: LegID) -> [Effect] {
        var effects: [Effect] = []
        for (leg, peer) in [(one, other), (other, one)] where self.legs[leg]?.holds == true {
            effects.append(.playMusic(peer))
            if self.legs[leg]?.isHoldingByCommand == true, self.legs[peer]?.holds == false {
                effects.append(.playSilence(leg))
            }
        }
        return effects
    }

    mutating func legEnds(_ leg: LegID, _ cause: EndCause) -> [Effect] {
        if let invitation = self.invitation(of: leg) {
            return self.invitedFails(leg, RingAttempt.Failure(status: 480, cause: cause), invitation)
        }
        switch self.phase {
        case .routing(let caller) where caller == leg, .serving(let caller) where caller == leg:
            return self.forget(leg, cause) + self.finish(cause, endedBy: leg)
        case .ringing(var ringing):
            guard ringing.caller == leg else {
                // A callee that ends without answering has failed; the leg reports it so, unless it was lost.
                return self.legFails(leg, RingAttempt.Failure(status: 480, cause: cause))
            }
            let steps = ringing.attempt.stopAll(.callerGaveUp)
            self.phase = .ringing(ringing)
            let told = cause == .hungUp ? EndCause.callerGaveUp : cause
            return self.forget(leg, told) + self.perform(steps, toward: leg) + self.finish(told, endedBy: leg)
        case .talking(let talk):
            guard let peer = talk.peer(of: leg) else { return self.forget(leg, cause) }
            let stops = self.withdrawInvitations()
            return self.forget(leg, cause) + stops + self.drop(peer, cause) + self.finish(cause, endedBy: leg)
        case .conferring(let conference):
            return self.memberEnds(leg, cause, conference)
        case .transferring(let transferring):
            return self.legEnds(leg, cause, transferring)
        case .consulting(let consulting):
            return self.legEnds(leg, cause, consulting)
        case .parked(let parked):
            return self.legEnds(leg, cause, parked)
        case .originating:
            return self.legFails(leg, RingAttempt.Failure(status: 480, cause: cause))
        case .new, .routing, .serving, .over:
            return self.forget(leg, cause)
        }
    }

    // MARK: - INVITE with Replaces (RFC 3891)

    mutating func replace(_ leg: LegID, by moved: MovedLeg) -> [Effect] {
        switch self.phase {
        case .conferring(let conference):
            return self.replaceMember(leg, by: moved, conference)
        case .talking(var talk):
            guard let peer = talk.peer(of: leg) else { return [] }
            if talk.one == leg { talk.one = moved.leg } else { talk.other = moved.leg }
            self.phase = .talking(talk)
            let news =
                self.succession(of: leg, by: moved)
                ?? .transferCompleted(transferrer: leg, transferred: peer, target: moved.leg)
            return self.enter(moved, answeredAs: self.role(ofSuccessor: moved, to: leg))
                + [.answer(moved.leg, with: peer)] + self.sound(moved.leg, peer)
                + self.drop(leg, .transferred) + [
                    .publish(.legAnswered(moved.leg)), .publish(news), .publish(.legsConnected(moved.leg, peer)),
                ]
        case .ringing(var ringing) where ringing.attempt.destination(of: leg) != nil:
            // Somebody picks up what rings at another phone: as if that phone had answered.
            let others = ringing.attempt.stopAll(.answeredElsewhere)
            self.phase = .talking(Talk(one: ringing.caller, other: moved.leg))
            self.wasAnswered = true
            self.legs[ringing.caller]?.isAnswered = true
            return [.cancel(.ringTime)] + self.enter(moved, answeredAs: .callee)
                + self.perform(others, toward: ringing.caller) + [
                    .answer(moved.leg, with: ringing.caller),
                    .answer(ringing.caller, with: moved.leg),
                    .publish(.legAnswered(moved.leg)), .publish(.legAnswered(ringing.caller)),
                    .publish(.legsConnected(ringing.caller, moved.leg)),
                ]
        case .transferring(var transferring) where transferring.attempt?.destination(of: leg) != nil:
            // The same for one who waits since a transfer, or for whom the server called.
            let others = transferring.attempt?.stopAll(.answeredElsewhere) ?? []
            let waiting = transferring.waiting
            self.phase = .talking(Talk(one: waiting, other: moved.leg))
            self.wasAnswered = true
            return [.cancel(.ringTime)] + self.enter(moved, answeredAs: .callee)
                + self.perform(others, toward: waiting) + [.answer(moved.leg, with: waiting)]
                + self.soundOfHolding(waiting, moved.leg) + [.publish(.legAnswered(moved.leg))]
                + self.transferrerLeaves(transferring.transferrer, transferred: waiting, target: moved.leg)
                + [.publish(.legsConnected(waiting, moved.leg))]
        case .consulting(let consulting) where consulting.isRinging(leg):
            return self.replace(leg, by: moved, consulting)
        case .consulting, .transferring, .parked:
            return self.succeed(leg, by: moved)
        case .new, .routing, .originating, .ringing, .serving, .over:
            return []
        }
    }

    /// A leg that was made elsewhere becomes one of this call's.
    mutating func enter(_ moved: MovedLeg, answeredAs role: LegStarted.Role) -> [Effect] {
        self.legs[moved.leg] = Leg(party: moved.party, role: role, isAnswered: true)
        let started = LegStarted(
            leg: moved.leg,
            role: role,
            party: moved.party,
            trunk: moved.trunk,
            address: moved.address
        )
        return [.publish(.legStarted(started))]
    }

    /// Whether `leg` may be replaced: it talks, or it rings for somebody who waits.
    package func canReplace(_ leg: LegID) -> Bool {
        switch self.phase {
        case .talking(let talk): talk.peer(of: leg) != nil
        case .conferring(let conference): conference.index(of: leg) != nil
        case .ringing(let ringing): ringing.attempt.destination(of: leg) != nil
        case .transferring(let transferring):
            transferring.waiting == leg || transferring.attempt?.destination(of: leg) != nil
        case .consulting(let consulting): consulting.has(leg) || consulting.isRinging(leg)
        case .parked(let parked): parked.leg == leg
        case .new, .routing, .originating, .serving, .over: false
        }
    }

    /// Whether `party` may take the place of `leg`: what rings anybody may pick up who knows its name, a talk only another
    /// phone of the same user. Transfers with consultation come as REFER and replace nothing from outside.
    package func mayReplace(_ leg: LegID, _ party: Party) -> Bool {
        if self.rings(leg) { return true }
        guard let user = self.legs[leg]?.party.user else { return false }
        return user == party.user
    }

    private func rings(_ leg: LegID) -> Bool {
        switch self.phase {
        case .ringing(let ringing): ringing.attempt.destination(of: leg) != nil
        case .transferring(let transferring): transferring.attempt?.destination(of: leg) != nil
        case .consulting(let consulting): consulting.isRinging(leg)
        case .new, .routing, .originating, .talking, .conferring, .serving, .parked, .over: false
        }
    }

    // MARK: - A leg leaves for another call

    /// What another call needs to know to take the leg over.
    package func party(of leg: LegID) -> Party? { self.legs[leg]?.party }

    /// The peer of `leg` moves away: it is forgotten without being hung up, and `leg` ends.
    mutating func surrender(_ leg: LegID) -> [Effect] {
        let quiet = self.becomeTalk()
        guard self.canTransfer(leg), let peer = self.peer(of: leg) else { return quiet }
        return quiet + self.withdrawInvitations() + self.forget(peer, .transferred) + self.drop(leg, .transferred)
            + self.finish(.transferred, endedBy: leg)
    }
}
