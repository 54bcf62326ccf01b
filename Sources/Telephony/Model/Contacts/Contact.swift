import Kernel

/// Somebody in an address book: the company's, which everybody reads, or a user's own (ADR-01, ME-05).
package struct Contact: Equatable, Sendable, Codable {
    package enum NumberKind: String, CaseIterable, Sendable, Codable {
        case work, mobile, home, fax, sip, other
    }

    package struct Number: Equatable, Sendable, Codable {
        package var kind: NumberKind
        /// Digits, with `+` in front when it has its country code.
        package var number: DialString

        package init(_ kind: NumberKind, _ number: DialString) {
            self.kind = kind
            self.number = number
        }
    }

    /// Whose book; `nil`: the company's.
    package var owner: UserID?
    /// 1 to 100 characters.
    package var name: String
    /// 1 to 5 digits, dialled behind a star; unique in its book (CAL-01).
    package var shortNumber: String
    /// 1 to ``numberLimit``; the first is the one that the short number dials.
    package var numbers: [Number]
    package var email: String?
    /// At most 100 characters, like ``group``.
    package var position: String
    package var group: String

    package init(
        owner: UserID? = nil,
        name: String,
        shortNumber: String,
        numbers: [Number],
        email: String? = nil,
        position: String = "",
        group: String = ""
    ) {
        self.owner = owner
        self.name = name
        self.shortNumber = shortNumber
        self.numbers = numbers
        self.email = email
        self.position = position
        self.group = group
    }

    package static let numberLimit = 10
    /// Contacts of the company's book.
    package static let limit = 50_000
    /// Contacts of one's own book.
    package static let ownLimit = 1_000

    /// How many the book holds that the contact is in.
    package var limitOfBook: Int { self.owner == nil ? Self.limit : Self.ownLimit }

    package func validate() throws(ModelError) {
        try Validity.requireShownName(self.name, of: "contact", length: 1...100)
        try Validity.require(Validity.isDigits(self.shortNumber, 1...5), "A short number has 1 to 5 digits.")
        try Validity.require(
            (1...Self.numberLimit).contains(self.numbers.count),
            "A contact has 1 to \(Self.numberLimit) numbers."
        )
        for number in self.numbers {
            try Validity.require(
                !number.number.text.utf8.contains { $0 == 0x2a || $0 == 0x23 },
                "A number of a contact is digits, with + in front when it has its country code."
            )
        }
        if let email = self.email {
            try Validity.require(
                User.isAddress(email),
                "An e-mail address has the form name@host and at most 254 characters."
            )
        }
        try Validity.requireShownName(self.position, of: "position", length: 0...100)
        try Validity.requireShownName(self.group, of: "group of contacts", length: 0...100)
        if let owner = self.owner { try Validity.requireIdentifier(owner.text, of: "user") }
    }
}
