import Model

/// Transfer, blind and attended (RFC 3515, RFC 3891): who waits, who leaves, who comes instead.
extension Call {
    struct Transferring: Equatable, Sendable {
        /// `nil` once it has hung up.
        var transferrer: LegID?
        /// Who waits to be connected.
        var waiting: LegID
        /// `nil` until the plan has come.
        var attempt: RingAttempt?
    }

    /// Blind: the other party hears the ring-back tone while the target rings; the transferrer may hang up meanwhile.
    mutating func transfer(_ transferrer: LegID, _ wish: TransferWish) -> [Effect] {
        let quiet = self.becomeTalk() + self.withdrawInvitations()
        guard self.canTransfer(transferrer), let waiting = self.peer(of: transferrer) else {
            return quiet + [.reportTransfer(transferrer, status: 481)]
        }
        self.phase = .transferring(Transferring(transferrer: transferrer, waiting: waiting, attempt: nil))
        let asked = TransferRequested(transferrer: transferrer, target: wish.target, isAttended: wish.isAttended)
        return quiet + [
            .publish(.transferRequested(asked)),
            // A phone that sends REFER hears nothing anyway; one that was asked by API is not to overhear who waits.
            .playMusic(waiting), .playSilence(transferrer),
            .plan(target: wish.target, onBehalfOf: transferrer),
        ]
    }

    mutating func followTransfer(_ outcome: CallPlan.Outcome, _ transferring: Transferring) -> [Effect] {
        var transferring = transferring
        if var attempt = transferring.attempt {
            let answer = Self.stages(of: outcome)
            let steps = attempt.replanned(stages: answer.stages, failure: answer.failure)
            transferring.attempt = attempt
            self.phase = .transferring(transferring)
            return self.perform(steps, toward: transferring.waiting)
        }
        switch outcome {
        case .ring(let chain):
            var attempt = RingAttempt(chain)
            let steps = attempt.start()
            transferring.attempt = attempt
            self.phase = .transferring(transferring)
            return self.perform(steps, toward: transferring.waiting)
        case .serve(let service):
            self.phase = .serving(transferring.waiting)
            self.wasAnswered = true
            let report = transferring.transferrer.map { [Effect.reportTransfer($0, status: 200)] } ?? []
            let gone = transferring.transferrer.map { self.drop($0, .transferred) } ?? []
            return [.serve(transferring.waiting, service)] + report + gone
        case .converse(let dialogue):
            let report = transferring.transferrer.map { [Effect.reportTransfer($0, status: 200)] } ?? []
            let gone = transferring.transferrer.map { self.drop($0, .transferred) } ?? []
            return self.converse(transferring.waiting, dialogue) + report + gone
        case .refuse(let cause):
            let failure = RingAttempt.Failure(status: cause.sipStatus, cause: cause)
            if transferring.transferrer == nil, let effects = self.fallBack(transferring.waiting, failure) {
                return effects
            }
            return self.transferFails(failure, transferring)
        }
    }

    mutating func targetAnswers(_ leg: LegID, _ transferring: Transferring) -> [Effect] {
        var transferring = transferring
        guard transferring.attempt?.destination(of: leg) != nil else { return [] }
        let others = transferring.attempt?.answered(leg) ?? []
        let waiting = transferring.waiting
        self.phase = .talking(Talk(one: waiting, other: leg))
        self.legs[leg]?.isAnswered = true
        // After a transfer it was already; a call that the server began is only now.
        self.wasAnswered = true
        let stops = self.perform(others, toward: waiting)
        return [.cancel(.ringTime)] + self.sound(waiting, leg) + stops + [.publish(.legAnswered(leg))]
            + self.transferrerLeaves(transferring.transferrer, transferred: waiting, target: leg)
            + [.publish(.legsConnected(waiting, leg))]
    }

    mutating func transferrerLeaves(_ transferrer: LegID?, transferred: LegID, target: LegID) -> [Effect] {
        guard let transferrer else { return [] }
        return [
            .reportTransfer(transferrer, status: 200),
            .publish(.transferCompleted(transferrer: transferrer, transferred: transferred, target: target)),
        ] + self.drop(transferrer, .transferred)
    }

    /// The target cannot be had: back to the transferrer, or, when it has gone, the end for the one who waits.
    mutating func transferFails(_ failure: RingAttempt.Failure, _ transferring: Transferring) -> [Effect] {
        guard let transferrer = transferring.transferrer else {
            return [.cancel(.ringTime)] + self.drop(transferring.waiting, failure.cause) + self.finish(failure.cause)
        }
        self.phase = .talking(Talk(one: transferrer, other: transferring.waiting))
        let status = failure.status >= 400 ? failure.status : failure.cause.sipStatus
        return [
            .cancel(.ringTime),
            .reportTransfer(transferrer, status: status),
            .publish(.transferFailed(transferrer: transferrer, status: status)),
        ] + self.sound(transferrer, transferring.waiting)
    }

    mutating func legEnds(_ leg: LegID, _ cause: EndCause, _ transferring: Transferring) -> [Effect] {
        var transferring = transferring
        switch leg {
        case transferring.transferrer:
            // Blind by hanging up: the target goes on ringing.
            transferring.transferrer = nil
            self.phase = .transferring(transferring)
            return self.forget(leg, cause)
        case transferring.waiting:
            let steps = transferring.attempt?.stopAll(.callerGaveUp) ?? []
            let stops = self.perform(steps, toward: leg)
            let report = transferring.transferrer.map { [Effect.reportTransfer($0, status: 487)] } ?? []
            // One for whom the server called, and who hangs up before the other answers, has given up.
            let told = cause == .hungUp && !self.wasAnswered ? EndCause.callerGaveUp : cause
            return self.forget(leg, told) + stops + report + self.finish(told, endedBy: leg)
        default:
            return self.legFails(leg, RingAttempt.Failure(status: 480, cause: cause))
        }
    }

    // MARK: - Attended

    /// The party that the transferrer had consulted takes its place.
    mutating func join(_ moved: MovedLeg, inPlaceOf transferrer: LegID, _ wish: TransferWish) -> [Effect] {
        let quiet = self.becomeTalk() + self.withdrawInvitations()
        guard self.canTransfer(transferrer), let waiting = self.peer(of: transferrer) else { return quiet }
        let asked = TransferRequested(transferrer: transferrer, target: wish.target, isAttended: wish.isAttended)
        self.phase = .talking(Talk(one: waiting, other: moved.leg))
        let entered = self.enter(moved, answeredAs: .callee)
        return quiet + [.publish(.transferRequested(asked))] + entered + [
            .connect(waiting, moved.leg), .publish(.legAnswered(moved.leg)),
        ] + self.transferrerLeaves(transferrer, transferred: waiting, target: moved.leg)
            + [.publish(.legsConnected(waiting, moved.leg))]
    }
}
