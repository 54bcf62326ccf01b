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
    /// One thing that a domain keeps, whatever it is called.
    package var entry: EntryID?

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
            && (self.entry.map { change.entry == $0 } ?? true)
    }
}

extension RecordedChange {
    fileprivate var entry: EntryID? {
        switch self.after {
        case .putEntry(let entry): entry.id
        case .removeEntry(let id): id
        default: nil
        }
    }

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
