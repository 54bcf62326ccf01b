/// What can be asked of a call in progress from outside it: by the API, the workplace, a program.
///
/// Rights over the call are checked by whoever asks; what numbers a user may call is checked by the call.
package enum CallWish: Equatable, Sendable {
    /// Ring `target`, with the rights of `user`, to join the talk; on behalf of the party `by`, when a party asks (CAL-06).
    case invite(target: String, by: LegID?, as: UserID)
    /// Whether a member of a conference is heard.
    case mute(LegID, Bool)
    /// Ring the phones of `supervisor`, or change what the supervisor does who is in the call already (CAL-09).
    case supervise(LegID, Supervision, by: UserID)
    /// What the user of the leg could dial in talk.
    case leg(LegID, LegWish)
    /// Change whether the talk is recorded (REC-01, BYD-08).
    case record(RecordingWish)
}

/// What is asked about the recording of a call.
package enum RecordingWish: String, Sendable, CaseIterable {
    case start, stop
    /// Silence in the file while card data is said (BYD-08).
    case pause
    case resume
}

/// How a supervisor takes part in an operator's talk (CAL-09).
package enum Supervision: String, Sendable, CaseIterable {
    /// Hears both; neither notices.
    case listen
    /// Is heard by the operator and not by the outside party.
    case whisper
    /// Is heard by both.
    case barge
}
