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
        case .ring(let stages, let ringTime):
            var attempt = RingAttempt(stages: stages)
            let first = attempt.start()
            self.phase = .originating(Originating(attempt: attempt, target: facts.dialled))
            return beginning + [.arm(.ringTime, after: ringTime)] + self.perform(first, toward: nil)
        case .serve, .refuse:
            return beginning + self.finish(Self.stages(of: plan.outcome).failure?.cause ?? .failed)
        }
    }

    /// The user has answered: from here on it is as after a transfer whose transferrer has gone.
    mutating func originatorAnswers(_ leg: LegID, _ originating: Originating) -> [Effect] {
        var originating = originating
        guard originating.attempt.destination(of: leg) != nil else { return [] }
        let others = originating.attempt.answered(leg)
        self.phase = .transferring(Transferring(transferrer: nil, waiting: leg, attempt: nil))
        self.legs[leg]?.isAnswered = true
        return [.cancel(.ringTime), .publish(.legAnswered(leg))] + self.perform(others, toward: nil)
            + [.plan(target: originating.target, onBehalfOf: leg)]
    }
}
