package import Kernel

/// One object of the configuration, put or removed. Changes are applied in one transaction, live at once, kept in the
/// history with their former value and can be undone (BYD-02, ACT-01).
package enum ConfigurationChange: Equatable, Sendable, Codable {
    case putDomain(Domain)
    case removeDomain(DomainID)
    case putUser(User)
    case removeUser(UserID)
    case putTrunk(Trunk)
    case removeTrunk(TrunkID)
    case putLine(Line)
    case removeLine(LineID)
}

/// Who makes a change and from where (ACT-01).
package struct ChangeAuthor: Equatable, Sendable, Codable {
    /// `login@domain`, or `command line` and the like.
    package var name: String
    /// The address it came from; empty for the machine itself.
    package var address: String

    package init(name: String, address: String = "") {
        self.name = name
        self.address = address
    }
}

/// An applied change as the history keeps it.
package struct RecordedChange: Equatable, Sendable {
    /// The configuration's version after this change: a number that only grows.
    package var version: Int64
    package var at: Timestamp
    package var author: ChangeAuthor
    package var domain: DomainID?
    /// For instance `user`, and its readable name `ivan@acme.example`.
    package var objectKind: String
    package var objectName: String
    /// What was there before, `nil` when the object was new. Secrets are kept for undo and masked in every output.
    package var before: ConfigurationChange?
    package var after: ConfigurationChange

    package init(
        version: Int64,
        at: Timestamp,
        author: ChangeAuthor,
        domain: DomainID?,
        objectKind: String,
        objectName: String,
        before: ConfigurationChange?,
        after: ConfigurationChange
    ) {
        self.version = version
        self.at = at
        self.author = author
        self.domain = domain
        self.objectKind = objectKind
        self.objectName = objectName
        self.before = before
        self.after = after
    }
}
