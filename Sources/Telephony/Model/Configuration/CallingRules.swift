import Kernel

/// Where users may call outside (CAL-02). The rules hold for whatever is called in their name: by hand, by transfer, by a
/// phone's forwarding, by API, by call back.
package enum OutgoingLimit: String, CaseIterable, Sendable, Codable {
    case none
    case noInternational = "no-international"
    /// Neither abroad nor beyond one's own area code.
    case noLongDistance = "no-long-distance"
    case internalOnly = "internal-only"

    /// - Parameters:
    ///   - number: in E.164 with `+`.
    ///   - home: the number shown outside, whose area code is the own one; without it every area is another.
    package func permits(_ number: DialString, home: DialString?, plan: NumberPlan) -> Bool {
        let country = "+\(plan.countryCode)"
        let isInland = plan.isInland(number)
        switch self {
        case .none: return true
        case .noInternational: return isInland
        case .noLongDistance:
            guard isInland, let home = home.flatMap({ plan.normalised($0) }), home.text.hasPrefix(country) else {
                return false
            }
            return number.text.dropFirst(country.count).prefix(3) == home.text.dropFirst(country.count).prefix(3)
        case .internalOnly: return false
        }
    }
}

/// How a user, or everybody of a domain who has no wish of their own, calls and is called.
package struct CallingRules: Equatable, Sendable {
    /// `nil`: as the domain says; of a domain: no limit.
    package var outgoing: OutgoingLimit?
    /// Whether a second call rings a user who talks (CAL-08); without it the second caller hears busy.
    package var takesSecondCall: Bool
    /// Calls without saying who (CAL-01); of users only.
    package var withholdsNumber: Bool
    /// What callers hear (CAL-05, CAL-10).
    package var sounds: CallSounds

    package init(
        outgoing: OutgoingLimit? = nil,
        takesSecondCall: Bool = true,
        withholdsNumber: Bool = false,
        sounds: CallSounds = CallSounds()
    ) {
        self.withholdsNumber = withholdsNumber
        self.outgoing = outgoing
        self.takesSecondCall = takesSecondCall
        self.sounds = sounds
    }
}

/// What a later version adds has its default in what was written before.
extension CallingRules: Codable {
    private enum Key: String, CodingKey {
        case outgoing, takesSecondCall, withholdsNumber, sounds
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            outgoing: try values.decodeIfPresent(OutgoingLimit.self, forKey: .outgoing),
            takesSecondCall: try values.decodeIfPresent(Bool.self, forKey: .takesSecondCall) ?? true,
            withholdsNumber: try values.decodeIfPresent(Bool.self, forKey: .withholdsNumber) ?? false,
            sounds: try values.decodeIfPresent(CallSounds.self, forKey: .sounds) ?? CallSounds()
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encodeIfPresent(self.outgoing, forKey: .outgoing)
        try values.encode(self.takesSecondCall, forKey: .takesSecondCall)
        if self.withholdsNumber { try values.encode(true, forKey: .withholdsNumber) }
        if self.sounds != CallSounds() { try values.encode(self.sounds, forKey: .sounds) }
    }
}
