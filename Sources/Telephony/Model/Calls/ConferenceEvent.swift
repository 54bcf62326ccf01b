/// What a member of a conference is (CAL-06), or of a talk that is supervised (CAL-09).
package enum ConferenceRole: Hashable, Sendable {
    /// Hears all and is heard by all.
    case participant
    /// Hears all and is heard by nobody.
    case listener
    /// Hears all and is heard by one member only.
    case whisperer(to: LegID)

    package enum Name: String, Sendable, CaseIterable {
        case participant, listener, whisperer
    }

    package var name: Name {
        switch self {
        case .participant: .participant
        case .listener: .listener
        case .whisperer: .whisperer
        }
    }
}

/// What happens to a conference, in the stream of events.
package enum ConferenceEvent: Equatable, Sendable {
    /// `target` is rung to join; asked for by a party of the call, or from outside it.
    case invited(target: String, by: LegID?)
    /// Whoever was rung will not come.
    case inviteFailed(target: String, cause: EndCause)
    case joined(LegID, ConferenceRole)
    case roleChanged(LegID, ConferenceRole)
    case left(LegID)
    /// The member is not heard, or is again.
    case muted(LegID, isMuted: Bool)
    /// Who talks at present. Passing news, which is not stored.
    case talkers([LegID])
    /// Two are left and talk with each other as in any call.
    case ended
}
