package import Kernel

/// Which recorded changes are looked at (ACT-03). What is not named narrows nothing.
package struct ChangeFilter: Equatable, Sendable {
    /// Whose history.
    package enum Scope: Equatable, Sendable {
        case installation
        case domain(DomainID)
        /// Of the pool itself, of the places of domains in it, and all that its administrators do.
        case pool(DomainID)
    }

    package var scope: Scope
    /// A part of the object's name.
    package var object: String?
    /// A part of who did it: of `login@domain`.
    package var author: String?
    package var action: Action?
    /// Not before.
    package var from: Timestamp?
    /// Before.
    package var until: Timestamp?
    /// One user, domain, line, trunk or entry by the text of its id, whatever it is called.
    package var objectID: String?

    package init(
        _ scope: Scope,
        object: String? = nil,
        author: String? = nil,
        action: Action? = nil,
        from: Timestamp? = nil,
        until: Timestamp? = nil
    ) {
        self.scope = scope
        self.object = object
        self.author = author
        self.action = action
        self.from = from
        self.until = until
    }

    package init(of domain: DomainID?) {
        self.init(domain.map { .domain($0) } ?? .installation)
    }

    /// Whether the change is one of them. Texts are compared without regard to case.
    package func takes(_ change: RecordedChange) -> Bool {
        let isInScope =
            switch self.scope {
            case .installation: true
            case .domain(let domain): change.domain == domain
            case .pool(let pool): change.pool == pool
            }
        func holds(_ part: String?, in text: String) -> Bool {
            part.map { text.lowercased().contains($0.lowercased()) } ?? true
        }
        return isInScope && holds(self.object, in: change.objectName) && holds(self.author, in: change.author.name)
            && (self.action.map { $0 == change.action } ?? true)
            && (self.from.map { $0 <= change.at } ?? true) && (self.until.map { change.at < $0 } ?? true)
            && (self.objectID.map { change.after.objectID == $0 } ?? true)
    }
}

extension ConfigurationChange {
    /// Of what has versions; `nil`: it has none.
    fileprivate var objectID: String? {
        switch self {
        case .putDomain(let domain): domain.id.text
        case .putUser(let user): user.id.text
        case .putTrunk(let trunk): trunk.id.text
        case .putLine(let line): line.id.text
        case .putEntry(let entry): entry.id.text
        case .removeDomain(let id): id.text
        case .removeUser(let id): id.text
        case .removeTrunk(let id): id.text
        case .removeLine(let id): id.text
        case .removeEntry(let id): id.text
        case .putSecondFactor, .removeSecondFactor, .putNote, .removeNote: nil
        }
    }

    /// The version that the object has by it; `nil`: it is gone, or has none.
    package var objectVersion: Int? {
        switch self {
        case .putDomain(let domain): domain.version
        case .putUser(let user): user.version
        case .putTrunk(let trunk): trunk.version
        case .putLine(let line): line.version
        case .putEntry(let entry): entry.version
        case .removeDomain, .removeUser, .removeTrunk, .removeLine, .removeEntry, .putSecondFactor,
            .removeSecondFactor, .putNote, .removeNote:
            nil
        }
    }
}

extension RecordedChange {
    /// The pool in whose history it is, besides its domain's.
    package var pool: DomainID? {
        if let pool = self.author.pool { return pool }
        if let domain, domain.isPool { return domain }
        let (former, present) = (self.before?.membership, self.after.membership)
        return former == present ? nil : present?.pool ?? former?.pool
    }
}

extension ConfigurationChange {
    package var isRemoval: Bool {
        switch self {
        case .putDomain, .putUser, .putTrunk, .putLine, .putEntry, .putSecondFactor, .putNote: false
        case .removeDomain, .removeUser, .removeTrunk, .removeLine, .removeEntry, .removeSecondFactor, .removeNote:
            true
        }
    }

    fileprivate var membership: PoolMembership? {
        if case .putDomain(let domain) = self { return domain.membership }
        return nil
    }
}
