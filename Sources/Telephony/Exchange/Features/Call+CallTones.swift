import Audio
package import Model

/// Tones of outside parties that nobody but the server hears: the far end has hung up, or is a fax.
extension Call {
    /// The leg that has nobody to talk with: a service plays to it, it waits in a slot or hears music, or all others have
    /// left the room.
    package var aloneWithServer: LegID? {
        switch self.phase {
        case .serving(let leg): return leg
        case .parked(let parked): return parked.leg
        case .transferring(let transferring): return transferring.waiting
        case .consulting(let consulting): return consulting.waiting
        case .conferring(let conference):
            let participants = conference.participants
            return participants.count == 1 ? participants[0] : nil
        case .new, .routing, .originating, .ringing, .talking, .over: return nil
        }
    }

    mutating func hearTone(_ tone: CallTone, from leg: LegID) -> [Effect] {
        // Somebody may have come to talk with it while the news was under way: that one hears the tone.
        guard self.aloneWithServer == leg, self.legs[leg] != nil else { return [] }
        switch tone {
        case .fax:
            return [.publish(.feature(.faxTone(leg)))]
        case .busy:
            // A gateway cannot say more than what the exchange behind it plays.
            return [.publish(.feature(.busyTone(leg))), .hangUp(leg, .hungUp, status: 0)] + self.legEnds(leg, .hungUp)
        }
    }
}
