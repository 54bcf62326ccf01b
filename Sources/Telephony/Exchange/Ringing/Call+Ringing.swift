import Model

/// Before the answer: who rings, who is told, who was first.
extension Call {
    struct Ringing: Equatable, Sendable {
        var caller: LegID
        var attempt: RingAttempt
        var isShown = false
    }

    mutating func legRings(_ leg: LegID) -> [Effect] {
        if self.invitation(of: leg) != nil { return [.publish(.legRinging(leg))] }
        switch self.phase {
        case .ringing(var ringing):
            guard let destination = ringing.attempt.destination(of: leg) else { return [] }
            let isFirst = !ringing.isShown
            ringing.isShown = true
            self.phase = .ringing(ringing)
            let shown = isFirst ? self.ringBack(to: ringing.caller, from: destination) : []
            return [.publish(.legRinging(leg))] + shown
        case .transferring(let transferring):
            guard let destination = transferring.attempt?.destination(of: leg) else { return [] }
            let report = transferring.transferrer.map { [Effect.reportTransfer($0, status: 180)] } ?? []
            return [.publish(.legRinging(leg))] + self.ringBack(to: transferring.waiting, from: destination) + report
        case .parked(let parked):
            return parked.attempt?.destination(of: leg) == nil ? [] : [.publish(.legRinging(leg))]
        case .consulting(let consulting):
            return consulting.isRinging(leg)
                ? [.publish(.legRinging(leg)), .showRinging(consulting.transferrer)] : []
        case .originating(let originating):
            return originating.attempt.destination(of: leg) == nil ? [] : [.publish(.legRinging(leg))]
        case .new, .routing, .talking, .conferring, .serving, .over:
            return []  // Crossed messages: the leg was told to stop.
        }
    }

    mutating func legProgresses(_ leg: LegID) -> [Effect] {
        if self.invitation(of: leg) != nil { return [.publish(.legProgressed(leg))] }
        return switch self.phase {
        case .ringing(let ringing) where ringing.attempt.destination(of: leg) != nil:
            [.publish(.legProgressed(leg)), .showProgress(ringing.caller, from: leg)]
        case .transferring(let transferring) where transferring.attempt?.destination(of: leg) != nil:
            // One who waits goes on hearing the ring-back tone; whoever comes from a menu has none yet.
            [.publish(.legProgressed(leg))]
                + (transferring.transferrer == nil ? [.showRinging(transferring.waiting)] : [])
        case .consulting(let consulting) where consulting.isRinging(leg):
            [.publish(.legProgressed(leg))]
        case .new, .routing, .originating, .ringing, .talking, .conferring, .serving, .transferring, .consulting,
            .parked, .over:
            []
        }
    }

    mutating func legAnswers(_ leg: LegID) -> [Effect] {
        if let invitation = self.invitation(of: leg) { return self.invitedAnswers(leg, invitation) }
        switch self.phase {
        case .ringing(var ringing):
            guard ringing.attempt.destination(of: leg) != nil else { return [] }
            let others = ringing.attempt.answered(leg)
            self.phase = .talking(Talk(one: ringing.caller, other: leg))
            self.wasAnswered = true
            self.legs[ringing.caller]?.isAnswered = true
            self.legs[leg]?.isAnswered = true
            return [.cancel(.ringTime), .answer(ringing.caller, with: leg)]
                + self.perform(others, toward: ringing.caller) + [
                    .publish(.legAnswered(leg)), .publish(.legAnswered(ringing.caller)),
                    .publish(.legsConnected(ringing.caller, leg)),
                ]
        case .transferring(let transferring):
            return self.targetAnswers(leg, transferring)
        case .consulting(let consulting):
            return self.consultedAnswers(leg, consulting)
        case .parked(let parked):
            return self.parkedIsTaken(by: leg, parked)
        case .originating(let originating):
            return self.originatorAnswers(leg, originating)
        case .new, .routing, .talking, .conferring, .serving, .over:
            return []  // The leg, told to hang up, ends it by itself.
        }
    }

    mutating func legFails(_ leg: LegID, _ failure: RingAttempt.Failure) -> [Effect] {
        if let invitation = self.invitation(of: leg) { return self.invitedFails(leg, failure, invitation) }
        let gone = self.forget(leg, failure.cause, status: failure.status)
        switch self.phase {
        case .ringing(var ringing):
            let steps = ringing.attempt.failed(leg, failure)
            self.phase = .ringing(ringing)
            return gone + self.perform(steps, toward: ringing.caller)
        case .transferring(var transferring):
            guard let steps = transferring.attempt?.failed(leg, failure) else { return gone }
            self.phase = .transferring(transferring)
            return gone + self.perform(steps, toward: transferring.waiting)
        case .parked(var parked):
            guard let steps = parked.attempt?.failed(leg, failure) else { return gone }
            self.phase = .parked(parked)
            return gone + self.perform(steps, toward: parked.leg)
        case .consulting(var consulting):
            guard case .ringing(var attempt) = consulting.stage else { return gone }
            let steps = attempt.failed(leg, failure)
            consulting.stage = .ringing(attempt)
            self.phase = .consulting(consulting)
            return gone + self.perform(steps, toward: consulting.transferrer)
        case .originating(var originating):
            let steps = originating.attempt.failed(leg, failure)
            self.phase = .originating(originating)
            return gone + self.perform(steps, toward: nil)
        case .new, .routing, .talking, .conferring, .serving, .over:
            return gone
        }
    }

    mutating func legRedirects(_ leg: LegID, to target: String) -> [Effect] {
        // Who is asked into a call is asked there, not where the phone sends its calls.
        if self.invitation(of: leg) != nil {
            return self.legFails(leg, RingAttempt.Failure(status: 480, cause: .declined))
        }
        let tooOften = RingAttempt.Failure(status: 480, cause: .tooManyHops)
        switch self.phase {
        case .ringing(var ringing):
            guard ringing.attempt.redirected(leg) else { return self.legFails(leg, tooOften) }
            self.phase = .ringing(ringing)
        case .transferring(var transferring):
            guard transferring.attempt?.redirected(leg) == true else { return self.legFails(leg, tooOften) }
            self.phase = .transferring(transferring)
        case .consulting(var consulting):
            guard case .ringing(var attempt) = consulting.stage, attempt.redirected(leg) else {
                return self.legFails(leg, tooOften)
            }
            consulting.stage = .ringing(attempt)
            self.phase = .consulting(consulting)
        case .parked:
            // It waits for this person; where the person's calls go is another matter.
            return self.legFails(leg, RingAttempt.Failure(status: 480, cause: .declined))
        case .originating:
            // Who asked for the call sits at this phone, not where it sends its calls.
            return self.legFails(leg, RingAttempt.Failure(status: 480, cause: .declined))
        case .new, .routing, .talking, .conferring, .serving, .over:
            return self.forget(leg, .failed, status: 302)
        }
        // The plan is made while the leg's party is still known: it redirects in its own name and with its own rights.
        return [.publish(.redirected(leg, to: target)), .plan(target: target, onBehalfOf: leg)]
            + self.forget(leg, .transferred, status: 302)
    }

    mutating func ringTimePassed() -> [Effect] {
        switch self.phase {
        case .ringing(var ringing):
            let steps = ringing.attempt.timePassed()
            self.phase = .ringing(ringing)
            return self.perform(steps, toward: ringing.caller)
        case .transferring(var transferring):
            guard let steps = transferring.attempt?.timePassed() else { return [] }
            self.phase = .transferring(transferring)
            return self.perform(steps, toward: transferring.waiting)
        case .parked(var parked):
            guard let steps = parked.attempt?.timePassed() else { return [] }
            self.phase = .parked(parked)
            return self.perform(steps, toward: parked.leg)
        case .consulting(var consulting):
            guard case .ringing(var attempt) = consulting.stage else { return [] }
            let steps = attempt.timePassed()
            consulting.stage = .ringing(attempt)
            self.phase = .consulting(consulting)
            return self.perform(steps, toward: consulting.transferrer)
        case .originating(var originating):
            let steps = originating.attempt.timePassed()
            self.phase = .originating(originating)
            return self.perform(steps, toward: nil)
        case .new, .routing, .talking, .conferring, .serving, .over:
            return []  // Fired before its cancellation arrived.
        }
    }

    /// Nobody is left to ring.
    mutating func exhausted(_ failure: RingAttempt.Failure) -> [Effect] {
        switch self.phase {
        case .ringing(let ringing):
            if let effects = self.fallBack(ringing.caller, failure) { return effects }
            let status = failure.status >= 400 ? failure.status : failure.cause.sipStatus
            let refusal = self.drop(ringing.caller, failure.cause, status: Self.statusForCaller(status))
            return refusal + self.finish(failure.cause)
        case .transferring(let transferring):
            // One who was sent on and has nobody to return to.
            if transferring.transferrer == nil, let effects = self.fallBack(transferring.waiting, failure) {
                return effects
            }
            return self.transferFails(failure, transferring)
        case .consulting(let consulting):
            return self.consultationFails(failure, consulting)
        case .parked(let parked):
            return self.parkedStays(parked)
        case .originating:
            return self.finish(failure.cause)
        case .new, .routing, .talking, .conferring, .serving, .over:
            return []
        }
    }

    /// For whom the leg rings at present; `nil`: it does not ring any more, or nobody waits yet.
    func whoWaits(for leg: LegID) -> LegID? {
        if let invitation = self.invitation(of: leg) { return self.host(of: invitation.invite) }
        switch self.phase {
        case .ringing(let ringing): return ringing.attempt.destination(of: leg) == nil ? nil : ringing.caller
        case .transferring(let transferring):
            return transferring.attempt?.destination(of: leg) == nil ? nil : transferring.waiting
        case .consulting(let consulting): return consulting.isRinging(leg) ? consulting.transferrer : nil
        case .parked(let parked): return parked.attempt?.destination(of: leg) == nil ? nil : parked.leg
        case .new, .routing, .originating, .talking, .conferring, .serving, .over: return nil
        }
    }

    /// A callee's refusal is passed on, but what concerns only our leg to it (authentication, a wrong request, "gone
    /// elsewhere") would mislead the caller's phone.
    static func statusForCaller(_ status: Int) -> Int {
        switch status {
        case 404, 408, 410, 480, 484, 486, 488, 503, 600, 603, 604, 606, 607, 608: status
        case 401, 403, 407: 403
        case 487: 480
        case 500...599: 503
        default: 480
        }
    }

    /// A plan in the middle of a call can only ring; a service or a refusal counts as a failure there.
    static func stages(of outcome: CallPlan.Outcome) -> (stages: [[Destination]], failure: RingAttempt.Failure?) {
        switch outcome {
        case .ring(let chain): (chain.asStages, nil)
        case .serve, .converse: ([], RingAttempt.Failure(status: 404, cause: .noSuchNumber))
        case .refuse(let cause): ([], RingAttempt.Failure(status: cause.sipStatus, cause: cause))
        }
    }
}
