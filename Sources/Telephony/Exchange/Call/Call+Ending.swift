import Model

/// How legs and calls end.
extension Call {
    /// Hangs a leg up and forgets it. Its own end, when it comes, is no news then.
    mutating func drop(_ leg: LegID, _ cause: EndCause, status: Int? = nil) -> [Effect] {
        guard let gone = self.legs.removeValue(forKey: leg) else { return [] }
        let status = status ?? cause.sipStatus
        return [.hangUp(leg, cause, status: status), .publish(.legEnded(LegEnded(leg: leg, cause: cause)))]
            + (gone.isAway ? [.cancel(.absence(leg))] : [])
    }

    /// The leg ended by itself.
    mutating func forget(_ leg: LegID, _ cause: EndCause, status: Int = 0) -> [Effect] {
        guard let gone = self.legs.removeValue(forKey: leg) else { return [] }
        return [.publish(.legEnded(LegEnded(leg: leg, cause: cause, status: status)))]
            + (gone.isAway ? [.cancel(.absence(leg))] : [])
    }

    /// The last thing a call does: everybody who is left is hung up, once.
    mutating func finish(
        _ cause: EndCause,
        hangingUp: [(LegID, EndCause)] = [],
        endedBy: LegID? = nil,
        result: CallResult? = nil
    ) -> [Effect] {
        self.phase = .over
        var effects: [Effect] = self.endDialogue() + self.endGreeting() + [.cancel(.ringTime)]
        effects += self.invitations.map { .cancel(.invitation($0.number)) }
        self.invitations = []
        for (leg, cause) in hangingUp { effects += self.drop(leg, cause) }
        for leg in self.legs.keys.sorted() { effects += self.drop(leg, cause) }
        let result = result ?? self.answering.result ?? (self.wasAnswered ? .answered : cause.result)
        effects.append(.publish(.callEnded(CallEnded(result: result, cause: cause, endedBy: endedBy))))
        effects.append(.end)
        return effects
    }

    mutating func stop(_ cause: EndCause) -> [Effect] {
        switch self.phase {
        case .over: []
        case .conferring: [.closeRoom] + self.finish(cause)
        case .parked: [.cancel(.parkTime)] + self.finish(cause)
        case .new, .routing, .originating, .ringing, .talking, .serving, .transferring, .consulting:
            self.finish(cause)
        }
    }
}
