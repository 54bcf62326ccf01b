import Kernel

/// Where a rule, a key or a menu sends a call (RTE-06, IVR-04).
package enum RouteTarget: Hashable, Sendable {
    case user(UserID)
    case group(EntryID)
    case scenario(EntryID)
    case voicemail(Mailbox)
    /// As if the company had dialled it, at its cost: outside, or by a private route.
    case number(DialString)
    /// The caller hears busy.
    case end

    /// Whose messages are left.
    package enum Mailbox: Hashable, Sendable {
        case user(UserID)
        case group(EntryID)

        /// What messages are kept under: the identity of their owner, of which no two are alike.
        package var key: UserID {
            switch self {
            case .user(let id): id
            case .group(let id): UserID(id.text)
            }
        }
    }

    /// The user who is reached by it, or whose mailbox is.
    package var user: UserID? {
        switch self {
        case .user(let id), .voicemail(.user(let id)): id
        case .group, .scenario, .voicemail(.group), .number, .end: nil
        }
    }

    /// The group or the scenario that it names.
    package var entry: EntryID? {
        switch self {
        case .group(let id), .scenario(let id), .voicemail(.group(let id)): id
        case .user, .voicemail(.user), .number, .end: nil
        }
    }

    package enum Kind: String, CaseIterable, Sendable {
        case user, group, scenario
        case userVoicemail = "user-voicemail"
        case groupVoicemail = "group-voicemail"
        case number, end
    }

    package var kind: Kind {
        switch self {
        case .user: .user
        case .group: .group
        case .scenario: .scenario
        case .voicemail(.user): .userVoicemail
        case .voicemail(.group): .groupVoicemail
        case .number: .number
        case .end: .end
        }
    }

    /// What is named, as it is stored and shown: an identity, a number; `nil` for an end.
    package var name: String? {
        switch self {
        case .user(let id), .voicemail(.user(let id)): id.text
        case .group(let id), .scenario(let id), .voicemail(.group(let id)): id.text
        case .number(let number): number.text
        case .end: nil
        }
    }

    /// `nil` when the name is none for that kind.
    package init?(_ kind: Kind, name: String?) {
        switch (kind, name) {
        case (.end, nil): self = .end
        case (.end, _), (_, nil): return nil
        case (.user, let name?): self = .user(UserID(name))
        case (.group, let name?): self = .group(EntryID(name))
        case (.scenario, let name?): self = .scenario(EntryID(name))
        case (.userVoicemail, let name?): self = .voicemail(.user(UserID(name)))
        case (.groupVoicemail, let name?): self = .voicemail(.group(EntryID(name)))
        case (.number, let name?):
            guard let number = DialString(name) else { return nil }
            self = .number(number)
        }
    }

    func validate() throws(ModelError) {
        if let id = self.user?.text ?? self.entry?.text { try Validity.requireIdentifier(id, of: "route's target") }
    }
}

extension RouteTarget: Codable {
    private enum Key: String, CodingKey {
        case kind, name
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let kind = Kind(rawValue: try values.decode(String.self, forKey: .kind))
        // What a later version knows and this one does not leads nowhere.
        self =
            kind.flatMap { kind in
                RouteTarget(kind, name: try? values.decodeIfPresent(String.self, forKey: .name))
            } ?? .end
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(self.kind.rawValue, forKey: .kind)
        try values.encodeIfPresent(self.name, forKey: .name)
    }
}
