import Model

/// Before the answer: who rings, who is told, who was first.
extension Call {
    mutating func legRings(_ leg: LegID) -> [Effect] {
        switch self.phase {
        case .ringing(var ringing):
            guard ringing.attempt.destination(of: leg) != nil else { return [] }
            let isFirst = !ringing.isShown
            ringing.isShown = true
            self.phase = .ringing(ringing)
            let shown: [Effect] = isFirst ? [.showRinging(ringing.caller)] : []
            return [.publish(.legRinging(leg))] + shown
        case .transferring(let transferring):
            guard transferring.attempt?.destination(of: leg) != nil else { return [] }
            let report = transferring.transferrer.map { [Effect.reportTransfer($0, status: 180)] } ?? []
            return [.publish(.legRinging(leg)), .showRinging(transferring.waiting)] + report
        case .originating(let originating):
            return originating.attempt.destination(of: leg) == nil ? [] : [.publish(.legRinging(leg))]
        case .new, .routing, .talking, .serving, .over:
            return []  // Crossed messages: the leg was told to stop.
        }
    }

    mutating func legProgresses(_ leg: LegID) -> [Effect] {
        switch self.phase {
        case .ringing(let ringing) where ringing.attempt.destination(of: leg) != nil:
            [.publish(.legProgressed(leg)), .showProgress(ringing.caller, from: leg)]
        case .transferring(let transferring) where transferring.attempt?.destination(of: leg) != nil:
            // One who waits goes on hearing the ring-back tone.
            [.publish(.legProgressed(leg))]
        case .new, .routing, .originating, .ringing, .talking, .serving, .transferring, .over:
            []
        }
    }

    mutating func legAnswers(_ leg: LegID) -> [Effect] {
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
        case .originating(let originating):
            return self.originatorAnswers(leg, originating)
        case .new, .routing, .talking, .serving, .over:
            return []  // The leg, told to hang up, ends it by itself.
        }
    }

    mutating func legFails(_ leg: LegID, _ failure: RingAttempt.Failure) -> [Effect] {
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
        case .originating(var originating):
            let steps = originating.attempt.failed(leg, failure)
            self.phase = .originating(originating)
            return gone + self.perform(steps, toward: nil)
        case .new, .routing, .talking, .serving, .over:
            return gone
        }
    }

    mutating func legRedirects(_ leg: LegID, to target: String) -> [Effect] {
        let tooOften = RingAttempt.Failure(status: 480, cause: .tooManyHops)
        switch self.phase {
        case .ringing(var ringing):
            guard ringing.attempt.redirected(leg) else { return self.legFails(leg, tooOften) }
            self.phase = .ringing(ringing)
        case .transferring(var transferring):
            guard transferring.attempt?.redirected(leg) == true else { return self.legFails(leg, tooOften) }
            self.phase = .transferring(transferring)
        case .originating:
            // Who asked for the call sits at this phone, not where it sends its calls.
            return self.legFails(leg, RingAttempt.Failure(status: 480, cause: .declined))
        case .new, .routing, .talking, .serving, .over:
            return self.forget(leg, .failed, status: 302)
        }
        // The plan is made while the leg's party is still known: it redirects in its own name and with its own rights.
        return [.publish(.redirected(leg, to: target)), .plan(target: target, onBehalfOf: leg)]
            + self.forget(leg, .transferred, status: 302)
    }

    mutating func ringTimePassed() -> [Effect] {
        switch self.phase {
        case .ringing(var ringing):
            let steps = ringing.attempt.stopAll(.noAnswer)
            self.phase = .ringing(ringing)
            return self.perform(steps, toward: ringing.caller)
                + self.exhausted(RingAttempt.Failure(status: 480, cause: .noAnswer))
        case .transferring(var transferring):
            let steps = transferring.attempt?.stopAll(.noAnswer) ?? []
            self.phase = .transferring(transferring)
            return self.perform(steps, toward: transferring.waiting)
                + self.exhausted(RingAttempt.Failure(status: 480, cause: .noAnswer))
        case .originating(var originating):
            let steps = originating.attempt.stopAll(.noAnswer)
            self.phase = .originating(originating)
            return self.perform(steps, toward: nil)
                + self.exhausted(RingAttempt.Failure(status: 480, cause: .noAnswer))
        case .new, .routing, .talking, .serving, .over:
            return []  // Fired before its cancellation arrived.
        }
    }

    /// Nobody is left to ring.
    mutating func exhausted(_ failure: RingAttempt.Failure) -> [Effect] {
        switch self.phase {
        case .ringing(let ringing):
            let status = failure.status >= 400 ? failure.status : failure.cause.sipStatus
            let refusal = self.drop(ringing.caller, failure.cause, status: Self.statusForCaller(status))
            return refusal + self.finish(failure.cause)
        case .transferring(let transferring):
            return self.transferFails(failure, transferring)
        case .originating:
            return self.finish(failure.cause)
        case .new, .routing, .talking, .serving, .over:
            return []
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
}
