import Kernel
import Model

/// Entries of domains: what a change does to their table.
extension ConfigurationTransaction {
    /// - Parameter whole: the change that this one is a part of.
    mutating func put(_ entry: DomainEntry, before: DomainEntry?, version: Int, partOf whole: Int64? = nil) throws {
        try entry.validate()
        guard let domain = try self.domain(entry.domain) else {
            throw ModelError(.notFound, "There is no domain \(entry.domain).")
        }
        if let before, before.domain != entry.domain || before.kind != entry.kind {
            throw ModelError(.invalid, "An entry stays in its domain and what it is.")
        }
        if let number = entry.number { try self.check(number, before: before?.number) }
        if before == nil, entry.number == nil { try self.checkNumber(of: entry) }
        if let owner = entry.ownerOfBook, try self.user(owner)?.domain != entry.domain {
            throw ModelError(.notFound, "There is no such user for \(entry.name) of an address book.")
        }
        if let contact = entry.contact { try self.check(contact, of: entry, in: domain) }
        if let dialled = entry.group?.extension { try self.checkExtension(dialled, of: entry) }
        if case .reminder(let reminder) = entry.content {
            try self.checkNumberOfReminders(of: reminder.user, with: entry)
        }
        if let group = entry.pickupGroup {
            try self.take(Set(group.members).subtracting(before?.pickupGroup?.members ?? []), to: entry)
        }
        var stored = entry
        stored.version = version
        try EntryRow(stored).store(self.connection, book: stored.book, shortNumber: stored.contact?.shortNumber)
        try self.record(
            .putEntry(stored),
            before: before.map { .putEntry($0) },
            domain: entry.domain,
            object: (entry.kind.rawValue, entry.id.text, entry.name),
            partOf: whole
        )
    }

    /// PKP-01: a user is in at most one pickup group. Who comes to this one leaves the others, as a part of the same
    /// change: its undo brings them back there.
    private mutating func take(_ members: Set<UserID>, to entry: DomainEntry) throws {
        guard !members.isEmpty else { return }
        let others = try self.connection.all(
            "SELECT \(EntryRow.columns) FROM entries WHERE domain = $1 AND kind = $2 AND id <> $3 ORDER BY id",
            [.text(entry.domain.text), .text(entry.kind.rawValue), .text(entry.id.text)]
        ) { EntryRow($0).entry }
        let left = others.compactMap { $0 }.filter { !members.isDisjoint(with: $0.pickupGroup?.members ?? []) }
        let whole = self.version(afterParts: left.count)
        for former in left {
            guard let present = former.pickupGroup else { continue }
            var other = former
            other.content = .pickupGroup(present.without(members))
            try self.put(other, before: former, version: former.version + 1, partOf: whole)
        }
    }

    private func checkNumber(of entry: DomainEntry) throws {
        guard let book = entry.book else {
            let count = try self.connection.first(
                "SELECT COUNT(*) FROM entries WHERE domain = $1 AND book IS NULL",
                [.text(entry.domain.text)]
            ) { $0.count(0) }
            guard count ?? 0 < DomainEntry.limit else {
                throw ModelError(.invalid, "A domain keeps at most \(DomainEntry.limit) groups and reminders.")
            }
            return
        }
        // Counted in the index of short numbers alone: a group of contacts has none.
        let isGroup = entry.contactGroup != nil
        let count = try self.connection.first(
            """
            SELECT COUNT(*) FROM entries
            WHERE domain = $1 AND book = $2 AND short_number IS \(isGroup ? "" : "NOT ")NULL
            """,
            [.text(entry.domain.text), .text(book)]
        ) { $0.count(0) }
        let limit = entry.contact?.limitOfBook ?? ContactGroup.limit
        guard count ?? 0 < limit else {
            throw ModelError(
                .invalid,
                "An address book keeps at most \(limit) \(isGroup ? "groups" : "contacts") here."
            )
        }
    }

    /// CAL-01, ADM-02: a short number is one contact's in its book, and no code.
    private func check(_ contact: Contact, of entry: DomainEntry, in domain: Domain) throws {
        guard !domain.codes.isDialled(byShortNumber: contact.shortNumber) else {
            throw ModelError(.taken, "*\(contact.shortNumber) is a code of the domain: choose another short number.")
        }
        let other = try self.connection.first(
            "SELECT id FROM entries WHERE domain = $1 AND book = $2 AND short_number = $3",
            [.text(entry.domain.text), .text(contact.owner?.text ?? ""), .text(contact.shortNumber)]
        ) { EntryID($0.text(0)) }
        guard other == nil || other == entry.id else {
            throw ModelError(.taken, "The short number \(contact.shortNumber) is taken in this address book.")
        }
    }

    /// GRP: what is dialled for a group is dialled for nobody else.
    private func checkExtension(_ dialled: String, of entry: DomainEntry) throws {
        let user = try self.connection.first(
            "SELECT id FROM users WHERE domain = $1 AND extension = $2",
            [.text(entry.domain.text), .text(dialled)]
        ) { $0.text(0) }
        let other = try self.group(extension: dialled, of: entry.domain)
        guard user == nil, other == nil || other == entry.id else {
            throw ModelError(.taken, "The extension \(dialled) is taken in the domain \(entry.domain).")
        }
    }

    func group(extension: String, of domain: DomainID) throws -> EntryID? {
        try self.connection.all(
            "SELECT \(EntryRow.columns) FROM entries WHERE domain = $1 AND kind = $2",
            [.text(domain.text), .text(DomainEntry.Kind.group.rawValue)]
        ) { EntryRow($0).entry }
        .first { $0?.group?.extension == `extension` }??.id
    }

    /// ADM-02: a code that a contact's short number would be dialled by is refused.
    func checkCodes(of domain: Domain) throws {
        let taken = try self.connection.all(
            "SELECT short_number FROM entries WHERE domain = $1 AND short_number IS NOT NULL",
            [.text(domain.id.text)]
        ) { $0.text(0) }.first { domain.codes.isDialled(byShortNumber: $0) }
        if let taken { throw ModelError(.taken, Self.sentence(ofCode: taken)) }
    }

    static func sentence(ofCode number: String) -> String {
        "*\(number) would be a code, and it is the short number of a contact: choose another code."
    }

    /// Contacts and their groups.
    func book(of user: User) throws -> [EntryID] {
        try self.connection.all(
            "SELECT id FROM entries WHERE domain = $1 AND book = $2 ORDER BY id",
            [.text(user.domain.text), .text(user.id.text)]
        ) { EntryID($0.text(0)) }
    }

    /// CAL-12: one user has so many reminders and no more.
    private func checkNumberOfReminders(of user: UserID, with entry: DomainEntry) throws {
        let others = try self.connection.all(
            "SELECT \(EntryRow.columns) FROM entries WHERE domain = $1 AND kind = $2 AND id <> $3",
            [.text(entry.domain.text), .text(entry.kind.rawValue), .text(entry.id.text)]
        ) { EntryRow($0).entry }
        let count = others.count { other in
            if case .reminder(let reminder) = other?.content { reminder.user == user } else { false }
        }
        guard count < Reminder.limitOfUser else {
            throw ModelError(.invalid, "A user has at most \(Reminder.limitOfUser) reminders; remove one first.")
        }
    }

    mutating func removeEntry(_ id: EntryID, partOf whole: Int64?) throws {
        guard let entry = try self.entry(id) else { throw ModelError(.notFound, "There is no such entry.") }
        if let number = entry.number { try self.checkRemoval(of: number) }
        try self.connection.execute("DELETE FROM entries WHERE id = $1", [.text(id.text)])
        try self.record(
            .removeEntry(id),
            before: .putEntry(entry),
            domain: entry.domain,
            object: (entry.kind.rawValue, id.text, entry.name),
            partOf: whole
        )
    }

    func entry(_ id: EntryID) throws -> DomainEntry? {
        try self.connection.first("SELECT \(EntryRow.columns) FROM entries WHERE id = $1", [.text(id.text)]) {
            EntryRow($0).entry
        } ?? nil
    }

    func entries(of domain: DomainID) throws -> [EntryID] {
        try self.connection.all(
            "SELECT id FROM entries WHERE domain = $1 ORDER BY id",
            [.text(domain.text)]
        ) { EntryID($0.text(0)) }
    }
}
