/// What somebody in a talk may ask for, by tones, by API or from a page, with the same rights (CAL-04).
package enum LegWish: Equatable, Sendable {
    /// The other party hears music until ``unhold``.
    case hold
    case unhold
    /// The other party hears music while the target is rung and talked to.
    case consult(String)
    /// The one who consults leaves; the other party and the target talk, or the target rings on.
    case complete
    /// Back to the other party; the target is let go.
    case goBack
    /// The other party waits in the slot, 1 or 2 digits, until somebody takes it; this one leaves.
    case park(slot: String)
    /// Digits for the other party, as if they were pressed: 1 to 32 of `0–9*#A–D`.
    case digits(String)
}
