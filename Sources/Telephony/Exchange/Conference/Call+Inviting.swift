package import Model

/// Asking somebody into a call that talks: a further party, or a supervisor's own phone (CAL-06, CAL-09).
extension Call {
    /// What is asked for.
    package struct Invite: Equatable, Sendable {
        /// As it was dialled, for the journal.
        package var target: String
        /// The party that asks; `nil` when it is asked from outside the call.
        package var by: LegID?
        package var role: ConferenceRole
        package var isSupervisor: Bool

        /// A further party.
        package init(target: String, by: LegID?) {
            self.init(target: target, by: by, role: .participant, isSupervisor: false)
        }

        /// Somebody who looks after the talk.
        package init(target: String, by: LegID?, supervising role: ConferenceRole) {
            self.init(target: target, by: by, role: role, isSupervisor: true)
        }

        private init(target: String, by: LegID?, role: ConferenceRole, isSupervisor: Bool) {
            self.target = target
            self.by = by
            self.role = role
            self.isSupervisor = isSupervisor
        }

        /// Another leg has taken the place of one that is named here.
        mutating func succeed(_ leg: LegID, by successor: LegID) {
            if self.by == leg { self.by = successor }
            if self.role == .whisperer(to: leg) { self.role = .whisperer(to: successor) }
        }
    }

    struct Invitation: Equatable, Sendable {
        let number: Int
        var invite: Invite
        var attempt: RingAttempt
    }

    /// Members of a conference, those on their way included.
    package static let memberLimit = 32
    /// How many may be rung at once: nobody rings the whole town from one talk.
    static let invitationLimit = 8

    /// Whether parties talk with each other, two or more.
    package var isTalk: Bool {
        switch self.phase {
        case .talking, .conferring: true
        case .new, .routing, .originating, .ringing, .serving, .transferring, .consulting, .parked, .over: false
        }
    }

    /// Whether somebody has answered and is not alone: the call is past its ringing.
    var hasTalk: Bool {
        switch self.phase {
        case .talking, .conferring, .consulting, .transferring, .parked: true
        case .new, .routing, .originating, .ringing, .serving, .over: false
        }
    }

    /// Whether one more may be asked in.
    package var canInvite: Bool {
        guard self.invitations.count < Self.invitationLimit else { return false }
        return switch self.phase {
        case .talking: true
        case .conferring(let conference):
            conference.members.count + self.invitations.count < Self.memberLimit
        case .new, .routing, .originating, .ringing, .serving, .transferring, .consulting, .parked, .over: false
        }
    }

    mutating func invite(_ invite: Invite, _ plan: CallPlan) -> [Effect] {
        guard self.canInvite else { return [] }
        let beginning: [Effect] =
            plan.steps.map { .publish(.routed($0)) }
            + [.publish(.conference(.invited(target: invite.target, by: invite.by)))]
        switch plan.outcome {
        case .ring(let chain):
            self.lastInvitation += 1
            var invitation = Invitation(
                number: self.lastInvitation,
                invite: invite,
                attempt: RingAttempt(chain)
            )
            let steps = invitation.attempt.start()
            self.invitations.append(invitation)
            return beginning + self.perform(steps, of: invitation)
        case .serve, .converse, .refuse:
            let cause = Self.stages(of: plan.outcome).failure?.cause ?? .failed
            return beginning + [.publish(.conference(.inviteFailed(target: invite.target, cause: cause)))]
        }
    }

    func invitation(of leg: LegID) -> Invitation? {
        self.invitations.first { $0.attempt.destination(of: leg) != nil }
    }

    /// A leg that was asked in answers: the talk becomes a conference, or the conference grows.
    mutating func invitedAnswers(_ leg: LegID, _ invitation: Invitation) -> [Effect] {
        var invitation = invitation
        let others = invitation.attempt.answered(leg)
        self.invitations.removeAll { $0.number == invitation.number }
        let stops = self.perform(others, of: invitation)
        self.legs[leg]?.isAnswered = true
        var role = invitation.invite.role
        if case .whisperer(let target) = role, self.legs[target] == nil { role = .listener }
        return [.cancel(.invitation(invitation.number))] + stops + [.publish(.legAnswered(leg))]
            + self.join(
                leg,
                as: role,
                isSupervisor: invitation.invite.isSupervisor,
                by: invitation.invite.by
            )
    }

    mutating func invitedFails(
        _ leg: LegID,
        _ failure: RingAttempt.Failure,
        _ invitation: Invitation
    ) -> [Effect] {
        let gone = self.forget(leg, failure.cause, status: failure.status)
        guard let index = self.invitations.firstIndex(where: { $0.number == invitation.number }) else { return gone }
        let steps = self.invitations[index].attempt.failed(leg, failure)
        return gone + self.perform(steps, of: self.invitations[index])
    }

    mutating func invitationTimePassed(_ number: Int) -> [Effect] {
        guard let index = self.invitations.firstIndex(where: { $0.number == number }) else { return [] }
        let steps = self.invitations[index].attempt.timePassed()
        return self.perform(steps, of: self.invitations[index])
    }

    /// Nobody is waited for any more.
    mutating func withdrawInvitations() -> [Effect] {
        var effects: [Effect] = []
        for var invitation in self.invitations {
            effects.append(.cancel(.invitation(invitation.number)))
            effects += self.perform(invitation.attempt.stopAll(.callerGaveUp), of: invitation)
        }
        self.invitations = []
        return effects
    }

    mutating func perform(_ steps: [RingAttempt.Step], of invitation: Invitation) -> [Effect] {
        var effects: [Effect] = []
        for step in steps {
            switch step {
            case .start(let destination):
                // The offer is made from what somebody of the call can do.
                guard let host = self.host(of: invitation.invite) else { continue }
                self.legs[destination.leg] = Leg(party: destination.party)
                let started = LegStarted(
                    leg: destination.leg,
                    role: .callee,
                    party: destination.party,
                    trunk: destination.trunk,
                    address: destination.address
                )
                effects += [.publish(.legStarted(started)), .startLeg(destination, toward: host)]
            case .stop(let leg, let cause):
                effects += self.drop(leg, cause)
            case .wait(let time):
                effects.append(.arm(.invitation(invitation.number), after: time))
            case .exhausted(let failure):
                self.invitations.removeAll { $0.number == invitation.number }
                effects += [
                    .cancel(.invitation(invitation.number)),
                    .publish(.conference(.inviteFailed(target: invitation.invite.target, cause: failure.cause))),
                ]
                effects += self.settle()
            }
        }
        return effects
    }

    func host(of invite: Invite) -> LegID? {
        if let leg = invite.by, self.legs[leg] != nil { return leg }
        switch self.phase {
        case .talking(let talk): return talk.one
        case .conferring(let conference): return conference.members.first?.leg
        case .new, .routing, .originating, .ringing, .serving, .transferring, .consulting, .parked, .over: return nil
        }
    }
}
