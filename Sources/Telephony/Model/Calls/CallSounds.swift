import Kernel

/// The built-in melodies by name (MED-02); their sound is the Audio target's.
package enum BuiltInMelody: String, CaseIterable, Sendable {
    case calm, waltz, bright
}

/// What is heard where a domain or a user may choose.
package enum SoundChoice: Hashable, Sendable {
    /// Nothing of one's own: silence on hold, no greeting, tones while it rings.
    case none
    case melody(BuiltInMelody)
    /// An uploaded or recorded sound; where it is gone or not ready, the usual one is heard.
    case prompt(PromptID)

    package var prompt: PromptID? {
        if case .prompt(let id) = self { return id }
        return nil
    }
}

extension SoundChoice: Codable {
    private enum Key: String, CodingKey {
        case melody, prompt
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        if let prompt = try values.decodeIfPresent(String.self, forKey: .prompt) {
            self = .prompt(PromptID(prompt))
        } else if let name = try values.decodeIfPresent(String.self, forKey: .melody) {
            // A melody of a later version is no reason to lose the rest of the rules.
            self = .melody(BuiltInMelody(rawValue: name) ?? .calm)
        } else {
            self = .none
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        switch self {
        case .none: break
        case .melody(let melody): try values.encode(melody.rawValue, forKey: .melody)
        case .prompt(let id): try values.encode(id.text, forKey: .prompt)
        }
    }
}

/// What callers hear of a user or of a domain; `nil`: of a user, as the domain says; of a domain, the usual.
package struct CallSounds: Equatable, Sendable, Codable {
    /// While one waits: on hold, parked, asked about (CAL-05). Of domains only.
    package var hold: SoundChoice?
    /// Before anybody is rung (CAL-10); never a melody.
    package var greeting: SoundChoice?
    /// While it rings, instead of tones (CAL-10).
    package var ringBack: SoundChoice?

    package init(hold: SoundChoice? = nil, greeting: SoundChoice? = nil, ringBack: SoundChoice? = nil) {
        self.hold = hold
        self.greeting = greeting
        self.ringBack = ringBack
    }

    /// A user's or a group's own, and what is left open from the domain.
    package func completed(by domain: CallSounds) -> CallSounds {
        CallSounds(
            hold: self.hold ?? domain.hold,
            greeting: self.greeting ?? domain.greeting,
            ringBack: self.ringBack ?? domain.ringBack
        )
    }

    package func validate() throws(ModelError) {
        if case .melody = self.greeting {
            throw ModelError(.invalid, "A greeting is a sound of one's own and no melody.")
        }
        for prompt in [self.hold, self.greeting, self.ringBack].compactMap({ $0?.prompt }) {
            try Validity.requireIdentifier(prompt.text, of: "prompt")
        }
    }
}

/// Where a chosen sound is heard, as the call protocol names it.
package enum CallSound: String, CaseIterable, Sendable, Codable {
    case hold, greeting
    case ringBack = "ring-back"
}
