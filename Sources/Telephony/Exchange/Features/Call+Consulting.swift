import Model

/// Transfer with consultation by one phone with one line (CAL-04): the transferrer asks a third party while the first one
/// hears music. Hanging up joins the two others, whatever the state of the asking; `*` leads back.
extension Call {
    struct Consulting: Equatable, Sendable {
        enum Stage: Equatable, Sendable {
            /// The plan is awaited.
            case planning
            case ringing(RingAttempt)
            case talking(LegID)
        }

        var transferrer: LegID
        /// Who hears music.
        var waiting: LegID
        var target: String
        var stage: Stage

        /// Who is talked to, once there is somebody.
        var consulted: LegID? {
            if case .talking(let leg) = self.stage { return leg }
            return nil
        }

        /// One of those who have answered.
        func has(_ leg: LegID) -> Bool { [self.transferrer, self.waiting, self.consulted].contains(leg) }

        func isRinging(_ leg: LegID) -> Bool {
            if case .ringing(let attempt) = self.stage { return attempt.destination(of: leg) != nil }
            return false
        }

        func peer(of leg: LegID) -> LegID? {
            leg == self.transferrer ? self.consulted : leg == self.consulted ? self.transferrer : nil
        }
    }

    // MARK: - Begin and end

    mutating func consult(_ transferrer: LegID, target: String) -> [Effect] {
        let quiet = self.becomeTalk() + self.withdrawInvitations()
        guard case .talking(let talk) = self.phase, let waiting = talk.peer(of: transferrer) else { return quiet }
        let resumed = quiet + self.endHold(by: transferrer)
        self.phase = .consulting(
            Consulting(transferrer: transferrer, waiting: waiting, target: target, stage: .planning)
        )
        return resumed + [
            .publish(.feature(.consultationBegan(transferrer, target: target))),
            .playMusic(waiting), .playSilence(transferrer),
            .plan(target: target, onBehalfOf: transferrer),
        ]
    }

    mutating func followConsultation(_ outcome: CallPlan.Outcome, _ consulting: Consulting) -> [Effect] {
        var consulting = consulting
        switch (consulting.stage, outcome) {
        case (.planning, .ring(let chain)):
            var attempt = RingAttempt(chain)
            let steps = attempt.start()
            consulting.stage = .ringing(attempt)
            self.phase = .consulting(consulting)
            return self.perform(steps, toward: consulting.transferrer)
        case (.planning, .serve(let service)):
            // A service is not asked first: the waiting party is sent there.
            self.phase = .serving(consulting.waiting)
            return [.serve(consulting.waiting, service)] + self.drop(consulting.transferrer, .transferred)
        case (.planning, .converse(let dialogue)):
            return self.converse(consulting.waiting, dialogue) + self.drop(consulting.transferrer, .transferred)
        case (.planning, .refuse(let cause)):
            return self.consultationFails(RingAttempt.Failure(status: cause.sipStatus, cause: cause), consulting)
        case (.ringing(var attempt), _):
            // The plan for a redirection.
            let answer = Self.stages(of: outcome)
            let steps = attempt.replanned(stages: answer.stages, failure: answer.failure)
            consulting.stage = .ringing(attempt)
            self.phase = .consulting(consulting)
            return self.perform(steps, toward: consulting.transferrer)
        case (.talking, _):
            return []  // The plan crossed the answer of another phone.
        }
    }

    mutating func consultedAnswers(_ leg: LegID, _ consulting: Consulting) -> [Effect] {
        guard case .ringing(var attempt) = consulting.stage, attempt.destination(of: leg) != nil else { return [] }
        let others = attempt.answered(leg)
        self.legs[leg]?.isAnswered = true
        return [.cancel(.ringTime)] + self.sound(consulting.transferrer, leg)
            + self.talk(to: leg, consulting, stopping: others) + [
                .publish(.legAnswered(leg)), .publish(.legsConnected(consulting.transferrer, leg)),
            ]
    }

    private mutating func talk(
        to leg: LegID,
        _ consulting: Consulting,
        stopping others: [RingAttempt.Step]
    ) -> [Effect] {
        var consulting = consulting
        consulting.stage = .talking(leg)
        self.phase = .consulting(consulting)
        return self.perform(others, toward: consulting.transferrer)
    }

    /// The target cannot be had: back to the first party.
    mutating func consultationFails(_ failure: RingAttempt.Failure, _ consulting: Consulting) -> [Effect] {
        let status = failure.status >= 400 ? failure.status : failure.cause.sipStatus
        return [
            .cancel(.ringTime), .publish(.transferFailed(transferrer: consulting.transferrer, status: status)),
        ] + self.talkAgain(consulting) + [.signalError(consulting.transferrer)]
    }

    private mutating func talkAgain(_ consulting: Consulting) -> [Effect] {
        self.phase = .talking(Talk(one: consulting.transferrer, other: consulting.waiting))
        return self.sound(consulting.transferrer, consulting.waiting)
    }

    /// `*`: the target is let go, the first party is there again.
    mutating func goBack(_ leg: LegID) -> [Effect] {
        switch self.phase {
        case .consulting(let consulting) where consulting.transferrer == leg:
            let gone = self.letGo(consulting)
            return gone + self.talkAgain(consulting) + [.publish(.feature(.returned(leg)))]
        case .transferring(var transferring) where transferring.transferrer == leg:
            let steps = transferring.attempt?.stopAll(.callerGaveUp) ?? []
            self.phase = .talking(Talk(one: leg, other: transferring.waiting))
            return [.cancel(.ringTime)] + self.perform(steps, toward: transferring.waiting)
                + [.reportTransfer(leg, status: 487)] + self.sound(leg, transferring.waiting)
                + [.publish(.feature(.returned(leg)))]
        default:
            return []  // Crossed messages: there is nowhere to return from.
        }
    }

    /// Whoever rings or talks as the target stops.
    private mutating func letGo(_ consulting: Consulting) -> [Effect] {
        switch consulting.stage {
        case .planning:
            return []
        case .ringing(var attempt):
            return [.cancel(.ringTime)]
                + self.perform(attempt.stopAll(.callerGaveUp), toward: consulting.transferrer)
        case .talking(let target):
            return self.drop(target, .hungUp)
        }
    }

    /// The transferrer leaves, and the two others are left to each other.
    mutating func complete(_ leg: LegID) -> [Effect] {
        guard case .consulting(let consulting) = self.phase, consulting.transferrer == leg else { return [] }
        return self.leave(consulting) + self.drop(leg, .transferred)
    }

    private mutating func leave(_ consulting: Consulting) -> [Effect] {
        let waiting = consulting.waiting
        let asked = TransferRequested(
            transferrer: consulting.transferrer,
            target: consulting.target,
            isAttended: consulting.consulted != nil
        )
        let begun = Effect.publish(.transferRequested(asked))
        switch consulting.stage {
        case .planning:
            self.phase = .transferring(Transferring(transferrer: nil, waiting: waiting, attempt: nil))
            return [begun]
        case .ringing(let attempt):
            self.phase = .transferring(Transferring(transferrer: nil, waiting: waiting, attempt: attempt))
            let shown = attempt.ringing.first.map { self.ringBack(to: waiting, from: $0) }
            return [begun] + (shown ?? [.showRinging(waiting)])
        case .talking(let target):
            self.phase = .talking(Talk(one: waiting, other: target))
            let completed = Model.Event.Kind.transferCompleted(
                transferrer: consulting.transferrer,
                transferred: waiting,
                target: target
            )
            return [begun] + self.sound(waiting, target) + [
                .publish(completed), .publish(.legsConnected(waiting, target)),
            ]
        }
    }

    mutating func legEnds(_ leg: LegID, _ cause: EndCause, _ consulting: Consulting) -> [Effect] {
        switch leg {
        case consulting.transferrer:
            return self.leave(consulting) + self.forget(leg, cause)
        case consulting.waiting:
            let gone = self.forget(leg, cause)
            // Nobody is left to transfer; the question goes on as a call of its own.
            switch consulting.stage {
            case .planning:
                self.phase = .transferring(
                    Transferring(transferrer: nil, waiting: consulting.transferrer, attempt: nil)
                )
            case .ringing(let attempt):
                self.phase = .transferring(
                    Transferring(transferrer: nil, waiting: consulting.transferrer, attempt: attempt)
                )
            case .talking(let target):
                self.phase = .talking(Talk(one: consulting.transferrer, other: target))
            }
            return gone
        case consulting.consulted:
            return self.forget(leg, cause) + self.talkAgain(consulting)
                + [.publish(.feature(.returned(consulting.transferrer)))]
        default:
            return self.legFails(leg, RingAttempt.Failure(status: 480, cause: cause))
        }
    }

    // MARK: - INVITE with Replaces (RFC 3891)

    mutating func replace(_ leg: LegID, by moved: MovedLeg, _ consulting: Consulting) -> [Effect] {
        var consulting = consulting
        guard case .ringing(var attempt) = consulting.stage, attempt.destination(of: leg) != nil else { return [] }
        let others = attempt.stopAll(.answeredElsewhere)
        consulting.stage = .talking(moved.leg)
        self.phase = .consulting(consulting)
        return [.cancel(.ringTime)] + self.enter(moved, answeredAs: .callee)
            + self.perform(others, toward: consulting.transferrer) + [
                .answer(moved.leg, with: consulting.transferrer)
            ] + self.soundOfHolding(consulting.transferrer, moved.leg) + [
                .publish(.legAnswered(moved.leg)), .publish(.legsConnected(consulting.transferrer, moved.leg)),
            ]
    }
}
