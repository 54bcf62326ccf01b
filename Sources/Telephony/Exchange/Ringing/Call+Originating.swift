import Model

/// A call that the server begins for a user (call by API): the user's own phones ring first, then whom they want.
extension Call {
    struct Originating: Equatable, Sendable {
        var attempt: RingAttempt
        /// Whom to ring once the user has answered.
        let target: String
    }

    /// Whom the call is for, while the user's own phones ring.
    var originationTarget: String? {
        if case .originating(let originating) = self.phase { return originating.target }
        return nil
    }

    mutating func originate(_ facts: CallStarted, _ plan: CallPlan) -> [Effect] {
        guard self.phase == .new else {
            assertionFailure("a call starts once")
            return []
        }
        let steps = plan.steps.map { Effect.publish(.routed($0)) }
        let beginning = [Effect.publish(.callStarted(facts))] + steps
        switch plan.outcome {
        case .ring(let chain):
            var attempt = RingAttempt(chain)
            let first = attempt.start()
            self.answering.afterAnswer = plan.afterAnswer
            self.phase = .originating(Originating(attempt: attempt, target: facts.dialled))
            return beginning + self.perform(first, toward: nil)
        case .serve, .converse, .refuse:
            return beginning + self.finish(Self.stages(of: plan.outcome).failure?.cause ?? .failed)
        }
    }

    /// The user has answered: from here on it is as after a transfer whose transferrer has gone.
    mutating func originatorAnswers(_ leg: LegID, _ originating: Originating) -> [Effect] {
        var originating = originating
        guard originating.attempt.destination(of: leg) != nil else { return [] }
        let others = originating.attempt.answered(leg)
        if let dialogue = self.answering.afterAnswer {
            return self.perform(others, toward: nil) + self.converse(leg, dialogue)
        }
        self.phase = .transferring(Transferring(transferrer: nil, waiting: leg, attempt: nil))
        self.legs[leg]?.isAnswered = true
        return [.cancel(.ringTime), .publish(.legAnswered(leg))] + self.perform(others, toward: nil)
            + [.plan(target: originating.target, onBehalfOf: leg)]
    }

    // MARK: - Where a call of a caller goes

    mutating func followFirst(_ outcome: CallPlan.Outcome, caller: LegID) -> [Effect] {
        switch outcome {
        case .ring(let chain):
            var attempt = RingAttempt(chain)
            let steps = attempt.start()
            self.phase = .ringing(Ringing(caller: caller, attempt: attempt))
            return self.perform(steps, toward: caller)
        case .serve(let service):
            self.phase = .serving(caller)
            self.wasAnswered = true
            self.legs[caller]?.isAnswered = true
            return [.serve(caller, service), .publish(.legAnswered(caller))]
        case .converse(let dialogue):
            return self.converse(caller, dialogue)
        case .refuse(let cause):
            let failure = RingAttempt.Failure(status: cause.sipStatus, cause: cause)
            return self.fallBack(caller, failure) ?? self.finish(cause, hangingUp: [(caller, cause)])
        }
    }
}
