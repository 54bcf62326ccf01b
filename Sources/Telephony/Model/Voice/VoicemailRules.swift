import Kernel

/// How callers of a user who does not answer leave a message (VM-01, VM-02).
package struct VoicemailRules: Equatable, Sendable, Codable {
    /// Whether an e-mail tells of a message.
    package enum Notice: String, Sendable, Codable, CaseIterable {
        case none
        /// With a link to the cabinet.
        case link
        /// With the message as an mp3 file, too.
        case sound
    }

    /// Calls that nobody answers come to the mailbox.
    package var isOn: Bool
    /// Callers hear a greeting before the tone (USR-05).
    package var greets: Bool
    /// What they hear then; `nil`: a phrase of the server.
    package var greeting: PromptID?
    package var notice: Notice
    /// A memory-hard hash of the PIN by which the mailbox is opened from any phone. Empty: only from the user's own phones.
    package var pinHash: String
    /// The lamp of waiting messages is lit by somebody's command, whatever is in the mailbox (CAL-12).
    package var isLampLit: Bool

    package init(
        isOn: Bool = false,
        greets: Bool = true,
        greeting: PromptID? = nil,
        notice: Notice = .none,
        pinHash: String = "",
        isLampLit: Bool = false
    ) {
        self.isOn = isOn
        self.greets = greets
        self.greeting = greeting
        self.notice = notice
        self.pinHash = pinHash
        self.isLampLit = isLampLit
    }

    package var hasPIN: Bool { !self.pinHash.isEmpty }

    func validate() throws(ModelError) {
        try Validity.require(self.pinHash.utf8.count <= 512, "The hash of a PIN has at most 512 characters.")
        if let greeting = self.greeting { try Validity.requireIdentifier(greeting.text, of: "prompt") }
    }
}

/// What a later version adds has its default in what was written before.
extension VoicemailRules {
    private enum Key: String, CodingKey {
        case isOn, greets, greeting, notice, pinHash, isLampLit
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            isOn: try values.decode(Bool.self, forKey: .isOn),
            greets: try values.decodeIfPresent(Bool.self, forKey: .greets) ?? true,
            greeting: try values.decodeIfPresent(PromptID.self, forKey: .greeting),
            notice: try values.decode(Notice.self, forKey: .notice),
            pinHash: try values.decode(String.self, forKey: .pinHash),
            isLampLit: try values.decode(Bool.self, forKey: .isLampLit)
        )
    }
}

/// A language that a domain's callers and users are spoken to.
package enum SpokenLanguage: String, Sendable, Codable, CaseIterable {
    case russian = "ru"
    case english = "en"
}

/// What happened in a mailbox, as it goes into the protocol of a call.
package struct VoicemailStep: Equatable, Sendable, Codable {
    package enum Action: String, Sendable, Codable, CaseIterable {
        /// The caller hears the greeting.
        case reached
        /// A message was left.
        case left
        /// Too short, no room, or it could not be written.
        case notLeft = "not-left"
        /// The owner came in.
        case opened
        /// A wrong extension or PIN.
        case refused
        case heard
        case deleted
        /// A greeting or another prompt was recorded by phone.
        case recorded
    }

    package var leg: LegID
    package var action: Action
    /// Whose mailbox; `nil` for a prompt of a domain, and where it is not known.
    package var user: UserID?
    package var message: VoiceMessageID?

    package init(leg: LegID, action: Action, user: UserID? = nil, message: VoiceMessageID? = nil) {
        self.leg = leg
        self.action = action
        self.user = user
        self.message = message
    }
}
