/// Where a user's calls ring, one number after another (FWD-01, FWD-02).
package struct Forwarding: Hashable, Sendable {
    /// What is common to the user's own phones and to other numbers.
    package struct Terms: Hashable, Sendable, Codable {
        /// The lowest rings first, equal ones together. 1 to 99.
        package var priority: Int
        /// How long it rings. 5 to 120 s.
        package var seconds: Int
        package var isActive: Bool
        /// `nil`: always.
        package var schedule: WeeklySchedule?

        package init(
            priority: Int = 10,
            seconds: Int = 40,
            isActive: Bool = true,
            schedule: WeeklySchedule? = nil
        ) {
            self.priority = priority
            self.seconds = seconds
            self.isActive = isActive
            self.schedule = schedule
        }

        func validate() throws(ModelError) {
            try Validity.require((1...99).contains(self.priority), "The priority of a number is 1 to 99.")
            try Validity.require((5...120).contains(self.seconds), "A number rings for 5 to 120 seconds.")
            try self.schedule?.validate()
        }
    }

    /// Another number of the user's: called at the company's cost and with the user's rights.
    package struct Number: Hashable, Sendable, Codable {
        package enum Kind: String, CaseIterable, Sendable, Codable {
            case landline, mobile
            /// Another phone in the house, by extension or login.
            case sip
        }

        package var kind: Kind
        /// As it is dialled; of ``Kind/sip`` an extension or a login of the domain.
        package var dialled: String
        package var terms: Terms
        /// How a mobile number stands that is joined with the extension; `nil`: it only rings (FWD-04).
        package var fmc: FMC?

        package init(_ kind: Kind, _ dialled: String, _ terms: Terms = Terms(), fmc: FMC? = nil) {
            self.kind = kind
            self.dialled = dialled
            self.terms = terms
            self.fmc = fmc
        }

        func validate() throws(ModelError) {
            try self.terms.validate()
            switch self.kind {
            case .landline, .mobile:
                try Validity.require(
                    DialString(self.dialled).map { (3...20).contains($0.text.utf8.count) } ?? false,
                    "A number to forward to has 3 to 20 digits."
                )
            case .sip:
                try Validity.require(
                    Validity.isName(self.dialled),
                    "A phone to forward to is named by the extension or the login of a user."
                )
            }
        }
    }

    /// The user's own phones: never removed.
    package var own: Terms
    /// At most 20.
    package var others: [Number]

    package init(own: Terms = Terms(), others: [Number] = []) {
        self.own = own
        self.others = others
    }

    package static let limit = 20

    package func validate() throws(ModelError) {
        try self.own.validate()
        try Validity.require(
            self.others.count <= Self.limit,
            "A user forwards to at most \(Self.limit) numbers."
        )
        for number in self.others { try number.validate() }
        try self.validateMobiles()
    }
}

/// What a later version adds has its default in what was written before.
extension Forwarding: Codable {
    private enum Key: String, CodingKey {
        case own, others
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            own: try values.decodeIfPresent(Terms.self, forKey: .own) ?? Terms(),
            others: try values.decodeIfPresent([Number].self, forKey: .others) ?? []
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(self.own, forKey: .own)
        if !self.others.isEmpty { try values.encode(self.others, forKey: .others) }
    }
}
