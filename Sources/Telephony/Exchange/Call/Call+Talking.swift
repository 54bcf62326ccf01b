package import Model

/// While parties talk: hold, replacement, the end.
extension Call {
    mutating func hold(_ leg: LegID) -> [Effect] {
        guard self.legs[leg]?.isHolding == false else { return [] }
        self.legs[leg]?.isHolding = true
        var effects: [Effect] = [.publish(.held(leg))]
        if let peer = self.peer(of: leg) { effects.append(.playMusic(peer)) }
        return effects
    }

    mutating func resume(_ leg: LegID) -> [Effect] {
        guard self.legs[leg]?.isHolding == true else { return [] }
        self.legs[leg]?.isHolding = false
        var effects: [Effect] = [.publish(.resumed(leg))]
        if let peer = self.peer(of: leg) { effects += self.sound(leg, peer) }
        return effects
    }

    /// What two answered legs hear: one another, or music while the other one holds.
    private func sound(_ one: LegID, _ other: LegID) -> [Effect] {
        var effects: [Effect] = [.connect(one, other)]
        if self.legs[one]?.isHolding == true { effects.append(.playMusic(other)) }
        if self.legs[other]?.isHolding == true { effects.append(.playMusic(one)) }
        return effects
    }

    mutating func legEnds(_ leg: LegID, _ cause: EndCause) -> [Effect] {
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
            return self.forget(leg, cause) + self.drop(peer, cause) + self.finish(cause, endedBy: leg)
        case .transferring(let transferring):
            return self.legEnds(leg, cause, transferring)
        case .originating:
            return self.legFails(leg, RingAttempt.Failure(status: 480, cause: cause))
        case .new, .routing, .serving, .over:
            return self.forget(leg, cause)
        }
    }

    // MARK: - INVITE with Replaces (RFC 3891)

    mutating func replace(_ leg: LegID, by moved: MovedLeg) -> [Effect] {
        switch self.phase {
        case .talking(var talk):
            guard let peer = talk.peer(of: leg) else { return [] }
            if talk.one == leg { talk.one = moved.leg } else { talk.other = moved.leg }
            self.phase = .talking(talk)
            return self.enter(moved, answeredAs: .callee) + [.answer(moved.leg, with: peer)]
                + self.sound(moved.leg, peer)
                + self.drop(leg, .transferred) + [
                    .publish(.legAnswered(moved.leg)),
                    .publish(.transferCompleted(transferrer: leg, transferred: peer, target: moved.leg)),
                    .publish(.legsConnected(moved.leg, peer)),
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
                + self.perform(others, toward: waiting) + [
                    .answer(moved.leg, with: waiting), .publish(.legAnswered(moved.leg)),
                ] + self.transferrerLeaves(transferring.transferrer, transferred: waiting, target: moved.leg)
                + [.publish(.legsConnected(waiting, moved.leg))]
        case .new, .routing, .originating, .ringing, .serving, .transferring, .over:
            return []
        }
    }

    /// A leg that was made elsewhere becomes one of this call's.
    mutating func enter(_ moved: MovedLeg, answeredAs role: LegStarted.Role) -> [Effect] {
        self.legs[moved.leg] = Leg(party: moved.party, isAnswered: true)
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
        case .ringing(let ringing): ringing.attempt.destination(of: leg) != nil
        case .transferring(let transferring): transferring.attempt?.destination(of: leg) != nil
        case .new, .routing, .originating, .serving, .over: false
        }
    }

    // MARK: - A leg leaves for another call

    /// The peer of `leg` moves away: it is forgotten without being hung up, and `leg` ends.
    mutating func surrender(_ leg: LegID) -> [Effect] {
        guard let peer = self.peer(of: leg) else { return [] }
        return self.forget(peer, .transferred) + self.drop(leg, .transferred)
            + self.finish(.transferred, endedBy: leg)
    }
}
