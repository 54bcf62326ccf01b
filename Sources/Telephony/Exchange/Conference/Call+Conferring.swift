package import Model

/// Three and more who hear one another, and a talk of two with its supervisor (CAL-06, CAL-09).
extension Call {
    struct Conference: Equatable, Sendable {
        struct Member: Equatable, Sendable {
            var leg: LegID
            var role: ConferenceRole
            /// Came to look after the talk, and is no party of it.
            var isSupervisor = false
            var isMuted = false
            /// Who has asked it in, and may take it out by a command.
            var inviter: LegID?
        }

        var members: [Member]

        /// Those who talk, without supervisors.
        var participants: [LegID] { self.members.filter { !$0.isSupervisor }.map(\.leg) }
        var supervisors: [LegID] { self.members.filter(\.isSupervisor).map(\.leg) }
        /// Those who are heard by all, supervisors who barged in included.
        var talkers: [LegID] { self.members.filter { $0.role == .participant }.map(\.leg) }

        func index(of leg: LegID) -> Int? { self.members.firstIndex { $0.leg == leg } }

        func isMuted(_ leg: LegID) -> Bool { self.index(of: leg).map { self.members[$0].isMuted } ?? false }

        /// Another leg takes the member's place and is all that it was, for the others too.
        /// - Returns: those who whisper to the new leg from now on.
        mutating func succeed(_ leg: LegID, by successor: LegID) -> [LegID] {
            var whisperers: [LegID] = []
            for index in self.members.indices {
                if self.members[index].leg == leg { self.members[index].leg = successor }
                if self.members[index].inviter == leg { self.members[index].inviter = successor }
                if self.members[index].role == .whisperer(to: leg) {
                    self.members[index].role = .whisperer(to: successor)
                    whisperers.append(self.members[index].leg)
                }
            }
            return whisperers
        }
    }

    /// The members and what they are; empty while two or fewer talk.
    package var members: [LegID: ConferenceRole] {
        guard case .conferring(let conference) = self.phase else { return [:] }
        return Dictionary(uniqueKeysWithValues: conference.members.map { ($0.leg, $0.role) })
    }

    /// Members who came to look after the talk.
    package var supervisors: [LegID] {
        guard case .conferring(let conference) = self.phase else { return [] }
        return conference.supervisors
    }

    /// The member whose number is `number`, for commands that name it so. Nobody knows of supervisors.
    package func member(number: String) -> LegID? {
        guard case .conferring(let conference) = self.phase else { return nil }
        return conference.participants.first { self.legs[$0]?.party.number == number }
    }

    /// The member whose number is `number` and whom `inviter` has asked in.
    package func member(number: String, invitedBy inviter: LegID) -> LegID? {
        guard case .conferring(let conference) = self.phase else { return nil }
        return conference.members.first {
            !$0.isSupervisor && $0.inviter == inviter && self.legs[$0.leg]?.party.number == number
        }?.leg
    }

    // MARK: - Coming

    /// An answered leg comes in; a talk of two becomes a conference.
    mutating func join(_ leg: LegID, as role: ConferenceRole, isSupervisor: Bool, by inviter: LegID?) -> [Effect] {
        let member = Conference.Member(leg: leg, role: role, isSupervisor: isSupervisor, inviter: inviter)
        var effects: [Effect] = []
        switch self.phase {
        case .talking(let talk):
            let founders = [talk.one, talk.other].map { Conference.Member(leg: $0, role: .participant) }
            self.phase = .conferring(Conference(members: founders + [member]))
            for founder in [talk.one, talk.other] {
                effects += [.enterRoom(founder, .participant), .publish(.conference(.joined(founder, .participant)))]
            }
        case .conferring(var conference):
            conference.members.append(member)
            self.phase = .conferring(conference)
        case .new, .routing, .originating, .ringing, .serving, .transferring, .consulting, .parked, .over:
            return self.drop(leg, .callerGaveUp)
        }
        effects += [.enterRoom(leg, role), .publish(.conference(.joined(leg, role)))]
        return effects + self.soundOfHolding()
    }

    /// Holding in a room: of two, the other one hears music; of more, whoever holds is not heard and the others talk on.
    private func soundOfHolding() -> [Effect] {
        guard case .conferring(let conference) = self.phase else { return [] }
        let participants = conference.participants
        return participants.flatMap { leg -> [Effect] in
            guard self.legs[leg]?.holds == true else { return [] }
            let muting = Effect.mute(leg, self.isUnheard(leg, conference))
            if let peer = self.peer(of: leg) { return [muting, .playMusic(peer)] }
            return [muting] + participants.filter { $0 != leg }.map { .stopPlaying($0) }
        }
    }

    /// Whether the room hears nothing of the member: it is muted, or holds where more than two talk.
    func isUnheard(_ leg: LegID, _ conference: Conference) -> Bool {
        conference.isMuted(leg) || (self.legs[leg]?.holds == true && self.peer(of: leg) == nil)
    }

    // MARK: - Changing

    mutating func mute(_ leg: LegID, _ isMuted: Bool) -> [Effect] {
        guard case .conferring(var conference) = self.phase, let index = conference.index(of: leg),
            conference.members[index].isMuted != isMuted
        else { return [] }
        conference.members[index].isMuted = isMuted
        self.phase = .conferring(conference)
        return [.mute(leg, self.isUnheard(leg, conference)), .publish(.conference(.muted(leg, isMuted: isMuted)))]
    }

    /// Only who came as a supervisor changes its role: a party of the call stays one.
    mutating func changeRole(_ leg: LegID, to role: ConferenceRole) -> [Effect] {
        guard case .conferring(var conference) = self.phase, let index = conference.index(of: leg),
            conference.members[index].isSupervisor, conference.members[index].role != role
        else { return [] }
        conference.members[index].role = role
        self.phase = .conferring(conference)
        return [.enterRoom(leg, role), .publish(.conference(.roleChanged(leg, role)))]
    }

    func holdInConference(_ leg: LegID, _ conference: Conference) -> [Effect] {
        guard conference.index(of: leg) != nil else { return [] }
        let muting = Effect.mute(leg, self.isUnheard(leg, conference))
        guard let peer = self.peer(of: leg) else { return [muting] }
        return [muting, self.legs[leg]?.holds == true ? .playMusic(peer) : .stopPlaying(peer)]
    }

    // MARK: - Going

    /// A member is taken out by somebody who may.
    mutating func dropMember(_ leg: LegID, _ cause: EndCause) -> [Effect] {
        guard case .conferring(var conference) = self.phase, conference.index(of: leg) != nil else { return [] }
        conference.members.removeAll { $0.leg == leg }
        self.phase = .conferring(conference)
        return [.publish(.conference(.left(leg)))] + self.drop(leg, cause) + self.settle(endedBy: leg, cause)
    }

    mutating func memberEnds(_ leg: LegID, _ cause: EndCause, _ conference: Conference) -> [Effect] {
        guard conference.index(of: leg) != nil else { return self.forget(leg, cause) }
        var conference = conference
        conference.members.removeAll { $0.leg == leg }
        self.phase = .conferring(conference)
        return [.publish(.conference(.left(leg)))] + self.forget(leg, cause) + self.settle(endedBy: leg, cause)
    }

    /// Somebody takes a member's place (RFC 3891).
    mutating func replaceMember(_ leg: LegID, by moved: MovedLeg, _ conference: Conference) -> [Effect] {
        guard let index = conference.index(of: leg), let host = conference.members.first(where: { $0.leg != leg })?.leg
        else { return [] }
        var conference = conference
        let role = conference.members[index].role
        let whisperers = conference.succeed(leg, by: moved.leg)
        self.phase = .conferring(conference)
        for index in self.invitations.indices { self.invitations[index].invite.succeed(leg, by: moved.leg) }
        let news = self.succession(of: leg, by: moved).map { [Effect.publish($0)] } ?? []
        return self.enter(moved, answeredAs: self.role(ofSuccessor: moved, to: leg))
            + [.acceptInto(moved.leg, like: host), .publish(.legAnswered(moved.leg)), .enterRoom(moved.leg, role)]
            + [.publish(.conference(.left(leg))), .publish(.conference(.joined(moved.leg, role)))] + news
            + (conference.isMuted(moved.leg) ? [.mute(moved.leg, true)] : [])
            + whisperers.map { .enterRoom($0, .whisperer(to: moved.leg)) }
            + self.drop(leg, .transferred) + self.soundOfHolding()
    }

    /// After somebody has gone: two who are heard and nobody else talk as in any call, one alone has nobody to talk
    /// with, and a supervisor is of no use without a talk.
    mutating func settle(endedBy: LegID? = nil, _ cause: EndCause = .hungUp) -> [Effect] {
        guard case .conferring(let conference) = self.phase else { return [] }
        let talkers = conference.talkers
        guard talkers.count >= 2 else {
            // Whoever waits for somebody who is being rung waits on.
            if talkers.count == 1, self.invitations.contains(where: { !$0.invite.isSupervisor }) { return [] }
            return self.withdrawInvitations() + [.closeRoom] + self.finish(cause, endedBy: endedBy)
        }
        guard talkers.count == 2, conference.members.count == 2, self.invitations.isEmpty else {
            // Of more than two a pair may be left, whose holding sounds otherwise.
            return self.soundOfHolding()
        }
        return self.talkOfTwo(talkers[0], talkers[1])
    }

    /// What needs a plain talk, a transfer for instance, gets one: supervisors go, invitations are withdrawn.
    ///
    /// - Returns: nothing to be done when it is one already, or when more than two talk.
    mutating func becomeTalk() -> [Effect] {
        guard case .conferring(let conference) = self.phase, conference.participants.count == 2 else { return [] }
        var effects = self.withdrawInvitations()
        for leg in conference.supervisors {
            effects.append(.publish(.conference(.left(leg))))
            effects += self.drop(leg, .hungUp)
        }
        return effects + self.talkOfTwo(conference.participants[0], conference.participants[1])
    }

    private mutating func talkOfTwo(_ one: LegID, _ other: LegID) -> [Effect] {
        self.phase = .talking(Talk(one: one, other: other))
        return [.closeRoom, .publish(.conference(.ended))] + self.sound(one, other)
    }
}
