/// Users whose phones ring together for a call to the group (GRP): the first who answers has it.
package struct CallGroup: Equatable, Sendable, Codable {
    /// 1 to 100 characters.
    package var name: String
    /// 1 to 5 digits, no user's; `nil`: only rules lead to it.
    package var `extension`: String?
    /// At most 200. Users who are gone meanwhile are members no more.
    package var members: [UserID]
    /// How long it rings. 5 to 600 s.
    package var ringSeconds: Int
    /// Who does not reach anybody may leave a message.
    package var voicemail: VoicemailRules

    package init(
        name: String,
        extension: String? = nil,
        members: [UserID] = [],
        ringSeconds: Int = 40,
        voicemail: VoicemailRules = VoicemailRules()
    ) {
        self.name = name
        self.extension = `extension`
        self.members = members
        self.ringSeconds = ringSeconds
        self.voicemail = voicemail
    }

    package static let memberLimit = 200

    func validate() throws(ModelError) {
        try Validity.requireShownName(self.name, of: "group", length: 1...100)
        if let dialled = self.extension {
            try Validity.require(Validity.isDigits(dialled, 1...5), "An extension has 1 to 5 digits.")
        }
        try Validity.require(
            self.members.count <= Self.memberLimit && Set(self.members).count == self.members.count,
            "A group has at most \(Self.memberLimit) members, each once."
        )
        try Validity.require((5...600).contains(self.ringSeconds), "A group rings for 5 to 600 seconds.")
        try self.voicemail.validate()
    }
}
