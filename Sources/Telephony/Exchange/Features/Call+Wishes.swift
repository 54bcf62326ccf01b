package import Model

/// What a party may ask for now: the same answer for tones and for the API.
extension Call {
    /// Why the wish cannot be fulfilled; `nil` when it can. Whether the number leads somewhere is not asked here.
    package func obstacle(to wish: LegWish, of leg: LegID) -> CallRefusal? {
        guard self.legs[leg] != nil else { return CallRefusal(.unknownLeg, "There is no such leg in the call.") }
        let talks = self.peer(of: leg) != nil || self.members[leg] != nil
        let holds = self.legs[leg]?.isHoldingByCommand == true
        let isFree: Bool
        let sentence: String
        switch wish {
        case .hold:
            (isFree, sentence) = (talks && !holds, "Only somebody who talks can put the other party on hold.")
        case .unhold:
            (isFree, sentence) = (holds, "Nobody was put on hold by this leg's command.")
        case .consult:
            (isFree, sentence) = (self.canTransfer(leg), "Only one of two parties who talk can ask a third one.")
        case .complete:
            (isFree, sentence) = (self.isConsulting(leg), "This leg asks nobody, so there is nothing to complete.")
        case .goBack:
            (isFree, sentence) = (self.canReturn(leg), "This leg has left nobody it could return to.")
        case .park:
            (isFree, sentence) = (self.canTransfer(leg), "Only one of two parties who talk can park the other.")
        case .digits:
            (isFree, sentence) = (self.peer(of: leg) != nil, "There is nobody who could be given digits.")
        }
        return isFree ? nil : CallRefusal(.wrongState, sentence)
    }

    /// The leg talks with one other, supervisors aside, and asks nobody else. Who is away cannot be sent anywhere.
    package func canTransfer(_ leg: LegID) -> Bool {
        switch self.phase {
        case .talking, .conferring: self.peer(of: leg).map { !self.isAway($0) } ?? false
        case .new, .routing, .originating, .ringing, .serving, .transferring, .consulting, .parked, .over: false
        }
    }

    package func isHoldingByCommand(_ leg: LegID) -> Bool { self.legs[leg]?.isHoldingByCommand == true }

    /// Whether the others of the conference hear nothing of the leg; `nil` when it is in none.
    func isMutedMember(_ leg: LegID) -> Bool? {
        guard case .conferring(let conference) = self.phase, conference.index(of: leg) != nil else { return nil }
        return self.isUnheard(leg, conference)
    }

    func isConsulting(_ leg: LegID) -> Bool {
        if case .consulting(let consulting) = self.phase { return consulting.transferrer == leg }
        return false
    }

    /// `*` of this leg leads back to the party it left.
    package func canReturn(_ leg: LegID) -> Bool {
        switch self.phase {
        case .consulting(let consulting): consulting.transferrer == leg
        case .transferring(let transferring): transferring.transferrer == leg
        default: false
        }
    }

    /// Commands are for parties who talk; to a service digits are answers.
    package func takesCommands(from leg: LegID) -> Bool {
        self.peer(of: leg) != nil || self.canReturn(leg)
            || (self.members[leg] != nil && !self.supervisors.contains(leg))
    }

    // MARK: - Fulfilling

    mutating func fulfil(_ wish: LegWish, of leg: LegID) -> [Effect] {
        switch wish {
        case .hold: self.holdByCommand(leg)
        case .unhold: self.unholdByCommand(leg)
        case .consult(let target): self.consult(leg, target: target)
        case .complete: self.complete(leg)
        case .goBack: self.goBack(leg)
        case .park(let slot): self.park(leg, in: slot)
        case .digits(let digits): self.legs[leg] == nil ? [] : digits.map { .publish(.digit(leg, $0)) }
        }
    }

    // MARK: - Hold by command

    /// For phones that cannot hold by themselves: the other party hears music, this one nothing.
    mutating func holdByCommand(_ leg: LegID) -> [Effect] {
        guard self.obstacle(to: .hold, of: leg) == nil else { return [] }
        let news: [Effect] = self.legs[leg]?.isOnHold == false ? [.publish(.held(leg))] : []
        self.legs[leg]?.isHoldingByCommand = true
        if case .conferring(let conference) = self.phase {
            return news + self.holdInConference(leg, conference) + [.playSilence(leg)]
        }
        guard let peer = self.peer(of: leg) else { return news }
        return news + [.playMusic(peer)] + (self.legs[peer]?.holds == true ? [] : [.playSilence(leg)])
    }

    mutating func unholdByCommand(_ leg: LegID) -> [Effect] {
        let resumed = self.endHold(by: leg)
        if case .conferring(let conference) = self.phase, self.members[leg] != nil {
            return resumed + self.holdInConference(leg, conference) + [.stopPlaying(leg)]
        }
        guard let peer = self.peer(of: leg) else { return resumed }
        return resumed + self.sound(leg, peer)
    }

    /// What else is to be heard is the matter of whoever asks.
    mutating func endHold(by leg: LegID) -> [Effect] {
        guard self.legs[leg]?.isHoldingByCommand == true else { return [] }
        self.legs[leg]?.isHoldingByCommand = false
        return self.legs[leg]?.isOnHold == true ? [] : [.publish(.resumed(leg))]
    }
}
