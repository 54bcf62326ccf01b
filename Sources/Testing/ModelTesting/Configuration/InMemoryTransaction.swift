import Kernel
import Model

/// Changes that are made together on a copy of the state.
struct InMemoryTransaction {
    private(set) var state: InMemoryConfigurationRepository.State
    private let author: ChangeAuthor
    let at: Timestamp

    init(_ state: InMemoryConfigurationRepository.State, by author: ChangeAuthor, at: Timestamp) {
        self.state = state
        self.author = author
        self.at = at
    }

    mutating func apply(_ change: ConfigurationChange) throws(ModelError) {
        let stored = self.stored(change)
        switch change {
        case .putDomain, .putUser, .putTrunk, .putLine, .putEntry:
            switch (change.objectVersion ?? 0, stored?.objectVersion) {
            case (0, nil): break
            case (0, .some): throw ModelError(.taken, "This exists already.")
            case (_, nil): throw ModelError(.conflict, "This was removed in the meantime.")
            case (let version, let stored?):
                guard version == stored else { throw ModelError(.conflict, "This was changed in the meantime.") }
            }
            try self.put(change, before: stored, version: (change.objectVersion ?? 0) + 1)
        case .removeDomain, .removeUser, .removeTrunk, .removeLine, .removeEntry:
            try self.remove(change, stored)
        case .putSecondFactor(let user):
            try self.recordSecondFactor(change, of: user, before: nil)
        case .removeSecondFactor(let user):
            try self.recordSecondFactor(change, of: user, before: .putSecondFactor(user))
        case .putNote(let note), .removeNote(let note):
            self.record(change, before: self.noted(before: change, note))
        }
    }

    private mutating func recordSecondFactor(
        _ change: ConfigurationChange,
        of user: UserID,
        before: ConfigurationChange?
    ) throws(ModelError) {
        guard let user = self.state.users[user] else { throw ModelError(.notFound, "There is no such user.") }
        self.record(change, before: before)
        let last = self.state.changes.count - 1
        self.state.changes[last].change.domain = user.domain
        self.state.changes[last].change.objectName = "\(user.login)@\(user.domain)"
    }

    private func noted(before change: ConfigurationChange, _ note: HistoryNote) -> ConfigurationChange? {
        let last = self.state.changes.last { $0.change.objectKind == note.kind.rawValue && $0.objectID == note.id }
        if case .putNote? = last?.change.after { return last?.change.after }
        if case .removeNote = change { return .putNote(note) }
        return nil
    }

    mutating func undo(_ version: Int64) throws(ModelError) {
        let rows = self.state.changes.filter { $0.change.version == version || $0.partOf == version }
        guard rows.contains(where: { $0.change.version == version }) else {
            throw ModelError(.notFound, "There is no recorded change \(version).")
        }
        for row in rows.reversed() {
            let newest = self.state.changes.last {
                $0.objectID == row.objectID && $0.change.objectKind == row.change.objectKind
            }
            guard newest?.change.version == row.change.version,
                row.change.objectKind != "second-factor", HistoryNote.Kind(rawValue: row.change.objectKind) == nil
            else {
                throw ModelError(.conflict, "This was changed again since, or cannot be undone.")
            }
            if let before = row.change.before {
                let stored = self.stored(before)
                try self.put(
                    before,
                    before: stored,
                    version: max(before.objectVersion ?? 0, stored?.objectVersion ?? 0) + 1
                )
            } else {
                try self.remove(row.change.after.removal, self.stored(row.change.after))
            }
        }
    }

    // MARK: - Put

    private mutating func put(
        _ change: ConfigurationChange,
        before: ConfigurationChange?,
        version: Int,
        partOf whole: Int64? = nil
    ) throws(ModelError) {
        switch change {
        case .putDomain(var domain):
            try domain.validate()
            let books = self.state.entries.values.filter { $0.domain == domain.id }.compactMap(\.contact)
            guard !books.contains(where: { domain.codes.isDialled(byShortNumber: $0.shortNumber) }) else {
                throw ModelError(.taken, "A short number of a contact would be a code.")
            }
            try self.check(domain)
            domain.version = version
            self.state.domains[domain.id] = domain
            self.record(.putDomain(domain), before: before)
        case .putUser(var user):
            try user.validate()
            try self.check(user)
            try self.requireRoom(for: user)
            user.version = version
            self.state.users[user.id] = user
            self.record(.putUser(user), before: before)
        case .putTrunk(var trunk):
            try trunk.validate()
            guard !self.state.trunks.values.contains(where: { $0.name == trunk.name && $0.id != trunk.id }) else {
                throw ModelError(.taken, "The trunk name is taken.")
            }
            trunk.version = version
            self.state.trunks[trunk.id] = trunk
            self.record(.putTrunk(trunk), before: before)
        case .putLine(var line):
            try line.validate()
            try self.check(line)
            let limits = self.state.domains[line.domain]?.limits ?? DomainLimits()
            if !self.isSameNumber(before, line) { try self.checkStock(for: line) }
            guard before != nil || self.state.lines.values.count(where: { $0.domain == line.domain }) < limits.lines
            else {
                throw ModelError(.limitReached, "The domain may have no more lines.")
            }
            line.version = version
            self.state.lines[line.id] = line
            self.record(.putLine(line), before: before)
        case .putEntry(var entry):
            try self.check(entry)
            if let owner = entry.ownerOfBook, self.state.users[owner]?.domain != entry.domain {
                throw ModelError(.notFound, "There is no such user.")
            }
            if let contact = entry.contact { try self.check(contact, of: entry) }
            if let number = entry.number { try self.check(number, before: before) }
            if case .reminder(let reminder) = entry.content {
                let count = self.state.entries.values.count { other in
                    guard other.id != entry.id, case .reminder(let each) = other.content else { return false }
                    return each.user == reminder.user
                }
                guard count < Reminder.limitOfUser else {
                    throw ModelError(.invalid, "A user has at most \(Reminder.limitOfUser) reminders.")
                }
            }
            if let group = entry.pickupGroup {
                var present: [UserID] = []
                if case .putEntry(let former)? = before { present = former.pickupGroup?.members ?? [] }
                try self.take(Set(group.members).subtracting(present), to: entry)
            }
            entry.version = version
            self.state.entries[entry.id] = entry
            self.record(.putEntry(entry), before: before, partOf: whole)
        case .removeDomain, .removeUser, .removeTrunk, .removeLine, .removeEntry, .putSecondFactor,
            .removeSecondFactor, .putNote, .removeNote:
            preconditionFailure("nothing is put by this")
        }
    }

    private func check(_ domain: Domain) throws(ModelError) {
        let former = self.state.domains[domain.id]
        guard former.map({ ($0.pool == nil) == (domain.pool == nil) }) ?? true else {
            throw ModelError(.invalid, "A pool stays one.")
        }
        let places = self.state.domains.values.filter { $0.id != domain.id }.compactMap(\.membership)
        if let rules = domain.pool {
            guard places.allSatisfy({ $0.pool != domain.id || rules.isRight($0.routingNumber) }) else {
                throw ModelError(.invalid, "A routing number has another length.")
            }
        }
        guard let place = domain.membership, place != former?.membership else { return }
        guard let rules = self.state.domains[place.pool]?.pool else {
            throw ModelError(.notFound, "There is no such pool.")
        }
        guard rules.isRight(place.routingNumber) else { throw ModelError(.invalid, "A wrong length.") }
        guard !places.contains(where: { $0.pool == place.pool && $0.routingNumber == place.routingNumber }) else {
            throw ModelError(.taken, "The routing number is taken.")
        }
    }

    private func check(_ user: User) throws(ModelError) {
        guard self.state.domains[user.domain] != nil else { throw ModelError(.notFound, "There is no such domain.") }
        if let former = self.state.users[user.id], former.domain != user.domain {
            throw ModelError(.invalid, "A user stays in the domain it was made in.")
        }
        let mobiles = Set(user.forwarding.connectedMobiles.keys)
        for other in self.state.users.values where other.id != user.id && !mobiles.isEmpty {
            guard mobiles.isDisjoint(with: other.forwarding.connectedMobiles.keys) else {
                throw ModelError(.taken, "The mobile number is somebody else's.")
            }
        }
        for other in self.state.users.values where other.domain == user.domain && other.id != user.id {
            if other.login == user.login { throw ModelError(.taken, "The login is taken.") }
            if let dialled = user.extension, other.extension == dialled {
                throw ModelError(.taken, "The extension is taken.")
            }
        }
        if let dialled = user.extension, self.group(dialled, of: user.domain) != nil {
            throw ModelError(.taken, "The extension is taken.")
        }
    }

    private func check(_ entry: DomainEntry) throws(ModelError) {
        try entry.validate()
        guard self.state.domains[entry.domain] != nil else { throw ModelError(.notFound, "There is no such domain.") }
        if let former = self.state.entries[entry.id], former.domain != entry.domain || former.kind != entry.kind {
            throw ModelError(.invalid, "An entry stays in its domain and what it is.")
        }
        if let dialled = entry.group?.extension {
            let other = self.group(dialled, of: entry.domain)
            let isUsers = self.state.users.values.contains { $0.domain == entry.domain && $0.extension == dialled }
            guard other == nil || other == entry.id, !isUsers else {
                throw ModelError(.taken, "The extension is taken.")
            }
        }
    }

    /// PKP-01: who comes to a pickup group leaves the others.
    private mutating func take(_ members: Set<UserID>, to entry: DomainEntry) throws(ModelError) {
        guard !members.isEmpty else { return }
        let left = self.state.entries.values.filter { other in
            other.id != entry.id && other.domain == entry.domain
                && !members.isDisjoint(with: other.pickupGroup?.members ?? [])
        }.sorted { $0.id < $1.id }
        let whole = Int64(self.state.changes.count + left.count + 1)
        for former in left {
            guard let present = former.pickupGroup else { continue }
            var other = former
            other.content = .pickupGroup(present.without(members))
            try self.put(.putEntry(other), before: .putEntry(former), version: former.version + 1, partOf: whole)
        }
    }

    private func group(_ dialled: String, of domain: DomainID) -> EntryID? {
        self.state.entries.values.first { $0.domain == domain && $0.group?.extension == dialled }?.id
    }

    private func check(_ contact: Contact, of entry: DomainEntry) throws(ModelError) {
        let codes = self.state.domains[entry.domain]?.codes ?? CallCodes()
        let isTaken = self.state.entries.values.contains { other in
            guard other.id != entry.id, other.domain == entry.domain, let each = other.contact else { return false }
            return each.owner == contact.owner && each.shortNumber == contact.shortNumber
        }
        guard !isTaken, !codes.isDialled(byShortNumber: contact.shortNumber) else {
            throw ModelError(.taken, "The short number is taken.")
        }
    }

    private func check(_ line: Line) throws(ModelError) {
        guard self.state.domains[line.domain] != nil else { throw ModelError(.notFound, "There is no such domain.") }
        if let former = self.state.lines[line.id], former.domain != line.domain {
            throw ModelError(.invalid, "A line stays in the domain it was made in.")
        }
        guard line.users.allSatisfy({ self.state.users[$0]?.domain == line.domain }) else {
            throw ModelError(.notFound, "No such user.")
        }
        if let trunk = line.trunk, self.state.trunks[trunk] == nil { throw ModelError(.notFound, "No such trunk.") }
        guard !self.state.lines.values.contains(where: { $0.numberKey == line.numberKey && $0.id != line.id }) else {
            throw ModelError(.taken, "The number is taken.")
        }
    }

    // MARK: - Remove

    private mutating func remove(
        _ change: ConfigurationChange,
        _ stored: ConfigurationChange?,
        partOf whole: Int64? = nil
    ) throws(ModelError) {
        guard stored != nil else { throw ModelError(.notFound, "There is no such object.") }
        switch change {
        case .removeDomain(let id):
            guard !self.state.trunks.values.contains(where: { $0.route?.domain == id }) else {
                throw ModelError(.invalid, "A private route belongs to the domain.")
            }
            guard !self.state.domains.values.contains(where: { $0.membership?.pool == id }) else {
                throw ModelError(.invalid, "A domain is in the pool.")
            }
            let lines = self.state.lines.values.filter { $0.domain == id }.map(\.id).sorted()
            let users = self.state.users.values.filter { $0.domain == id }.map(\.id).sorted()
            let entries = self.state.entries.values.filter { $0.domain == id }.map(\.id).sorted()
            let whole = Int64(self.state.changes.count + lines.count + users.count + entries.count + 1)
            for entry in entries {
                try self.remove(.removeEntry(entry), self.stored(.removeEntry(entry)), partOf: whole)
            }
            for line in lines { try self.remove(.removeLine(line), self.stored(.removeLine(line)), partOf: whole) }
            for user in users { try self.remove(.removeUser(user), self.stored(.removeUser(user)), partOf: whole) }
            self.state.domains[id] = nil
        case .removeUser(let id):
            guard !self.state.lines.values.contains(where: { $0.users.contains(id) }) else {
                throw ModelError(.invalid, "A rule of a line leads to this user.")
            }
            let contacts = self.state.entries.values.filter { $0.ownerOfBook == id }.map(\.id).sorted()
            let book = whole ?? Int64(self.state.changes.count + contacts.count + 1)
            for contact in contacts {
                try self.remove(.removeEntry(contact), self.stored(.removeEntry(contact)), partOf: book)
            }
            self.state.users[id] = nil
        case .removeTrunk(let id):
            guard !self.state.lines.values.contains(where: { $0.trunk == id }) else {
                throw ModelError(.invalid, "A line comes by this trunk.")
            }
            self.state.trunks[id] = nil
        case .removeLine(let id):
            self.state.lines[id] = nil
        case .removeEntry(let id):
            if let number = self.state.entries[id]?.number { try self.checkRemoval(of: number) }
            self.state.entries[id] = nil
        case .putDomain, .putUser, .putTrunk, .putLine, .putEntry, .putSecondFactor, .removeSecondFactor, .putNote,
            .removeNote:
            preconditionFailure("nothing is removed by this")
        }
        self.record(change, before: stored, partOf: whole)
    }

    // MARK: - What is there

    private func stored(_ change: ConfigurationChange) -> ConfigurationChange? {
        switch change {
        case .putDomain(let domain): self.state.domains[domain.id].map { .putDomain($0) }
        case .putUser(let user): self.state.users[user.id].map { .putUser($0) }
        case .putTrunk(let trunk): self.state.trunks[trunk.id].map { .putTrunk($0) }
        case .putLine(let line): self.state.lines[line.id].map { .putLine($0) }
        case .removeDomain(let id): self.state.domains[id].map { .putDomain($0) }
        case .removeUser(let id): self.state.users[id].map { .putUser($0) }
        case .removeTrunk(let id): self.state.trunks[id].map { .putTrunk($0) }
        case .removeLine(let id): self.state.lines[id].map { .putLine($0) }
        case .putEntry(let entry): self.state.entries[entry.id].map { .putEntry($0) }
        case .removeEntry(let id): self.state.entries[id].map { .putEntry($0) }
        case .putSecondFactor, .removeSecondFactor, .putNote, .removeNote: nil
        }
    }

    private mutating func record(
        _ after: ConfigurationChange,
        before: ConfigurationChange?,
        partOf whole: Int64? = nil
    ) {
        let named = (before ?? after).naming
        let change = RecordedChange(
            version: Int64(self.state.changes.count + 1),
            at: self.at,
            author: self.author,
            domain: named.domain,
            objectKind: named.kind,
            objectName: after.isRemoval ? named.name : after.naming.name,
            before: before,
            after: after
        )
        self.state.changes.append(.init(change: change, objectID: named.id, partOf: whole))
    }
}

extension ConfigurationChange {
    fileprivate var removal: ConfigurationChange {
        switch self {
        case .putDomain(let domain): .removeDomain(domain.id)
        case .putUser(let user): .removeUser(user.id)
        case .putTrunk(let trunk): .removeTrunk(trunk.id)
        case .putLine(let line): .removeLine(line.id)
        case .putEntry(let entry): .removeEntry(entry.id)
        case .removeDomain, .removeUser, .removeTrunk, .removeLine, .removeEntry: self
        case .putSecondFactor(let user), .removeSecondFactor(let user): .removeSecondFactor(user)
        case .putNote(let note), .removeNote(let note): .removeNote(note)
        }
    }

    fileprivate var naming: (kind: String, id: String, name: String, domain: DomainID?) {
        switch self {
        case .putDomain(let domain): ("domain", domain.id.text, domain.id.text, domain.id)
        case .putUser(let user): ("user", user.id.text, "\(user.login)@\(user.domain)", user.domain)
        case .putTrunk(let trunk): ("trunk", trunk.id.text, trunk.name, trunk.route?.domain)
        case .putLine(let line): ("line", line.id.text, line.number.text, line.domain)
        case .removeDomain(let id): ("domain", id.text, id.text, id)
        case .removeUser(let id): ("user", id.text, id.text, nil)
        case .removeTrunk(let id): ("trunk", id.text, id.text, nil)
        case .removeLine(let id): ("line", id.text, id.text, nil)
        case .putEntry(let entry): (entry.kind.rawValue, entry.id.text, entry.name, entry.domain)
        case .removeEntry(let id): ("entry", id.text, id.text, nil)
        case .putSecondFactor(let user), .removeSecondFactor(let user): ("second-factor", user.text, user.text, nil)
        case .putNote(let note), .removeNote(let note): (note.kind.rawValue, note.id, note.objectName, note.domain)
        }
    }
}
