import Model

/// A party that was parked: it hears music until somebody takes it, goes back to who parked it after a time, and does not
/// wait for ever (BYD-11).
extension Call {
    struct Parked: Equatable, Sendable {
        var leg: LegID
        let slot: String
        /// To whom it goes back.
        let parker: UserID
        /// Whoever is rung to take it.
        var attempt: RingAttempt?
        /// The parker's phones are rung because the time has passed, and not those of somebody who wants it.
        var isReturning = false
        /// How often it was offered back in vain.
        var failures = 0
    }

    /// How long a party waits before the phones of who parked it ring.
    static let parkTime = Duration.seconds(120)
    /// Ringing in vain so often ends the call.
    static let parkFailureLimit = 3

    /// The slot in which `leg` waits.
    package var parkingSlot: String? {
        if case .parked(let parked) = self.phase { return parked.slot }
        return nil
    }

    mutating func park(_ parker: LegID, in slot: String) -> [Effect] {
        let quiet = self.becomeTalk() + self.withdrawInvitations()
        guard case .talking(let talk) = self.phase, let waiting = talk.peer(of: parker),
            let user = self.legs[parker]?.party.user
        else { return quiet }
        self.legs[waiting]?.isHoldingByCommand = false
        self.phase = .parked(Parked(leg: waiting, slot: slot, parker: user))
        return quiet + [.playMusic(waiting), .publish(.feature(.parked(waiting, slot: slot, by: parker)))]
            + self.drop(parker, .transferred) + [.arm(.parkTime, after: Self.parkTime)]
    }

    mutating func parkTimePassed() -> [Effect] {
        guard case .parked(let parked) = self.phase else { return [] }
        return self.offerParked(to: parked.parker, isReturning: true)
    }

    /// Rings the user's phones for the party that waits.
    mutating func offerParked(to user: UserID, isReturning: Bool = false) -> [Effect] {
        guard case .parked(var parked) = self.phase, parked.attempt == nil else { return [] }
        parked.isReturning = isReturning
        self.phase = .parked(parked)
        return [
            .cancel(.parkTime), .publish(.feature(.offeredBack(parked.leg, slot: parked.slot))), .planForUser(user),
        ]
    }

    mutating func followParking(_ outcome: CallPlan.Outcome, _ parked: Parked) -> [Effect] {
        var parked = parked
        if var attempt = parked.attempt {
            let answer = Self.stages(of: outcome)
            let steps = attempt.replanned(stages: answer.stages, failure: answer.failure)
            parked.attempt = attempt
            self.phase = .parked(parked)
            return self.perform(steps, toward: parked.leg)
        }
        guard case .ring(let chain) = outcome else { return self.parkedStays(parked) }
        var attempt = RingAttempt(chain)
        let steps = attempt.start()
        parked.attempt = attempt
        self.phase = .parked(parked)
        return self.perform(steps, toward: parked.leg)
    }

    /// Nobody has taken it: it waits on, or has waited long enough.
    mutating func parkedStays(_ former: Parked) -> [Effect] {
        var parked = former
        parked.attempt = nil
        // Whoever wanted it and did not pick up takes nothing of the time it may wait.
        if parked.isReturning { parked.failures += 1 }
        parked.isReturning = false
        guard parked.failures < Self.parkFailureLimit else {
            return [.cancel(.ringTime)] + self.drop(parked.leg, .noAnswer) + self.finish(.noAnswer)
        }
        self.phase = .parked(parked)
        return [.cancel(.ringTime), .arm(.parkTime, after: Self.parkTime)]
    }

    /// One of the phones that ring for it answers.
    mutating func parkedIsTaken(by leg: LegID, _ parked: Parked) -> [Effect] {
        guard var attempt = parked.attempt, attempt.destination(of: leg) != nil else { return [] }
        let others = attempt.answered(leg)
        self.legs[leg]?.isAnswered = true
        self.phase = .talking(Talk(one: parked.leg, other: leg))
        return [.cancel(.ringTime)] + self.sound(parked.leg, leg) + self.perform(others, toward: parked.leg) + [
            .publish(.legAnswered(leg)), .publish(.feature(.unparked(parked.leg, slot: parked.slot, by: leg))),
            .publish(.legsConnected(parked.leg, leg)),
        ]
    }

    /// Somebody dialled the slot.
    mutating func retrieve(_ moved: MovedLeg) -> [Effect] {
        guard case .parked(var parked) = self.phase else { return [] }
        let others = parked.attempt?.stopAll(.answeredElsewhere) ?? []
        self.phase = .talking(Talk(one: parked.leg, other: moved.leg))
        return [.cancel(.parkTime), .cancel(.ringTime)] + self.enter(moved, answeredAs: .callee)
            + self.perform(others, toward: parked.leg) + [
                .answer(moved.leg, with: parked.leg)
            ] + self.soundOfHolding(parked.leg, moved.leg) + [
                .publish(.legAnswered(moved.leg)),
                .publish(.feature(.unparked(parked.leg, slot: parked.slot, by: moved.leg))),
                .publish(.legsConnected(parked.leg, moved.leg)),
            ]
    }

    mutating func legEnds(_ leg: LegID, _ cause: EndCause, _ parked: Parked) -> [Effect] {
        guard leg == parked.leg else {
            return self.legFails(leg, RingAttempt.Failure(status: 480, cause: cause))
        }
        var attempt = parked.attempt
        let steps = attempt?.stopAll(.callerGaveUp) ?? []
        return [.cancel(.parkTime)] + self.forget(leg, cause) + self.perform(steps, toward: nil)
            + self.finish(cause, endedBy: leg)
    }
}
