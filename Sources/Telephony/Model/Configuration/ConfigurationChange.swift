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
    case putEntry(DomainEntry)
    case removeEntry(EntryID)
    /// Says in the history that somebody switched one on; what it is made of is kept elsewhere, and never here.
    case putSecondFactor(UserID)
    /// As ``putSecondFactor(_:)``.
    case removeSecondFactor(UserID)
    /// Says in the history that something which is kept elsewhere was made or changed.
    case putNote(HistoryNote)
    /// As ``putNote(_:)``.
    case removeNote(HistoryNote)
}

/// Who makes a change and from where (ACT-01).
package struct ChangeAuthor: Equatable, Sendable, Codable {
    /// `login@domain`, or `command line` and the like.
    package var name: String
    /// The address it came from; empty for the machine itself.
    package var address: String
    /// The pool whose administrator it is: what they do is in the pool's history, too (TEN-09).
    package var pool: DomainID?

    package init(name: String, address: String = "", pool: DomainID? = nil) {
        self.name = name
        self.address = address
        self.pool = pool
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
    /// What it is called, as it was recorded: the history is searched by it.
    package var action: ChangeFilter.Action

    /// - Parameter action: `nil`: by what is there before and after.
    package init(
        version: Int64,
        at: Timestamp,
        author: ChangeAuthor,
        domain: DomainID?,
        objectKind: String,
        objectName: String,
        before: ConfigurationChange?,
        after: ConfigurationChange,
        action: ChangeFilter.Action? = nil
    ) {
        self.version = version
        self.at = at
        self.author = author
        self.domain = domain
        self.objectKind = objectKind
        self.objectName = objectName
        self.before = before
        self.after = after
        self.action = action ?? ChangeFilter.Action(from: before, to: after)
    }
}
