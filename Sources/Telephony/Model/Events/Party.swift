/// One side of a call as history names it.
package struct Party: Equatable, Sendable, Codable {
    /// The user, when it is one of the domain.
    package var user: UserID?
    /// Extension or number as shown.
    package var number: String
    package var name: String
    /// Calls without saying who: administrators alone are told (CAL-01).
    package var isWithheld: Bool

    package init(user: UserID? = nil, number: String, name: String = "", isWithheld: Bool = false) {
        self.user = user
        self.number = number
        self.name = name
        self.isWithheld = isWithheld
    }

    /// As the other parties may know it.
    package var shown: Party { self.isWithheld ? Party(number: "", isWithheld: true) : self }

    /// Takes the place of `former`; who comes back as oneself stays withheld.
    package func returning(as former: Party) -> Party {
        var party = self
        if former.user != nil, former.user == self.user { party.isWithheld = former.isWithheld }
        return party
    }

    private enum Key: String, CodingKey {
        case user, number, name, isWithheld
    }

    /// What was written before numbers could be withheld has no such member.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            user: try values.decodeIfPresent(UserID.self, forKey: .user),
            number: try values.decode(String.self, forKey: .number),
            name: try values.decode(String.self, forKey: .name),
            isWithheld: try values.decodeIfPresent(Bool.self, forKey: .isWithheld) ?? false
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encodeIfPresent(self.user, forKey: .user)
        try values.encode(self.number, forKey: .number)
        try values.encode(self.name, forKey: .name)
        if self.isWithheld { try values.encode(true, forKey: .isWithheld) }
    }
}
