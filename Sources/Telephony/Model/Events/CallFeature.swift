/// Steps of a call that a feature brings about; an event of kind ``Event/Kind/feature(_:)``.
package enum CallFeature: Equatable, Sendable {
    /// The leg asks a third party while the other hears music (CAL-04).
    case consultationBegan(LegID, target: String)
    /// The leg is back with the first party.
    case returned(LegID)
    /// The leg waits in a slot.
    case parked(LegID, slot: String, by: LegID)
    /// Phones ring for the leg that waits.
    case offeredBack(LegID, slot: String)
    /// `by` has taken the leg out of the slot.
    case unparked(LegID, slot: String, by: LegID)
    /// A command could not be done, and why.
    case commandRefused(LegID, CallRefusal.Code)
    /// The leg's party has hung up behind a gateway that only plays the exchange's busy tone; the leg ends by it.
    case busyTone(LegID)
    /// The leg's connection is gone without a goodbye, and it is waited for (BYD-11).
    case connectionLost(LegID)
    /// The leg's party is there again, by the same leg or by another one of the same user.
    case cameBack(LegID, by: LegID)
    /// The leg's party was waited for in vain.
    case didNotComeBack(LegID)
    /// Another phone of the same user has taken the talk over from the leg.
    case takenOver(LegID, by: LegID)
    /// A colleague wanted to take the talk over from the leg, and may not (RFC 3891).
    case takeoverRefused(LegID, by: String)
    /// A fax machine calls: its tone (CNG) comes from the leg.
    case faxTone(LegID)
    /// The leg hears the callee's greeting or music instead of tones (CAL-10).
    case soundPlayed(LegID, CallSound)
    /// A chosen sound is gone or not ready: the usual one is heard (CAL-05, CAL-10).
    case soundMissing(LegID, CallSound)
}
