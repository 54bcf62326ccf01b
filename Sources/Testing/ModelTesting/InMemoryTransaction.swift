import Kernel
import Model

/// Changes that are made together on a copy of the state.
struct InMemoryTransaction {
    private(set) var state: InMemoryConfigurationRepository.State
    private let author: ChangeAuthor
    private let at: Timestamp

    init(_ state: InMemoryConfigurationRepository.State, by author: ChangeAuthor, at: Timestamp) {
        self.state = state
        self.author = author
        self.at = at
    }

    mutating func apply(_ change: ConfigurationChange) throws(ModelError) {
        let stored = self.stored(change)
        switch change {
        case .putDomain, .putUser, .putTrunk, .putLine:
            switch (change.version, stored?.version) {
            case (0, nil): break
            case (0, .some): throw ModelError(.taken, "This exists already.")
            case (_, nil): throw ModelError(.conflict, "This was removed in the meantime.")
            case (let version, let stored?):
                guard version == stored else { throw ModelError(.conflict, "This was changed in the meantime.") }
            }
            try self.put(change, before: stored, version: change.version + 1)
        case .removeDomain, .removeUser, .removeTrunk, .removeLine:
            try self.remove(change, stored)
        }
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
            guard newest?.change.version == row.change.version else {
                throw ModelError(.conflict, "This was changed again since.")
            }
            if let before = row.change.before {
                let stored = self.stored(before)
                try self.put(before, before: stored, version: max(before.version, stored?.version ?? 0) + 1)
            } else {
                try self.remove(row.change.after.removal, self.stored(row.change.after))
            }
        }
    }

    // MARK: - Put

    private mutating func put(
        _ change: ConfigurationChange,
        before: ConfigurationChange?,
        version: Int
    ) throws(ModelError) {
        switch change {
        case .putDomain(var domain):
            try domain.validate()
            domain.version = version
            self.state.domains[domain.id] = domain
            self.record(.putDomain(domain), before: before)
        case .putUser(var user):
            try user.validate()
            try self.check(user)
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
            line.version = version
            self.state.lines[line.id] = line
            self.record(.putLine(line), before: before)
        case .removeDomain, .removeUser, .removeTrunk, .removeLine:
            preconditionFailure("a removal puts nothing")
        }
    }

    private func check(_ user: User) throws(ModelError) {
        guard self.state.domains[user.domain] != nil else { throw ModelError(.notFound, "There is no such domain.") }
        if let former = self.state.users[user.id], former.domain != user.domain {
            throw ModelError(.invalid, "A user stays in the domain it was made in.")
        }
        for other in self.state.users.values where other.domain == user.domain && other.id != user.id {
            if other.login == user.login { throw ModelError(.taken, "The login is taken.") }
            if let dialled = user.extension, other.extension == dialled {
                throw ModelError(.taken, "The extension is taken.")
            }
        }
    }

    private func check(_ line: Line) throws(ModelError) {
        guard self.state.domains[line.domain] != nil else { throw ModelError(.notFound, "There is no such domain.") }
        if let former = self.state.lines[line.id], former.domain != line.domain {
            throw ModelError(.invalid, "A line stays in the domain it was made in.")
        }
        guard self.state.users[line.user]?.domain == line.domain else { throw ModelError(.notFound, "No such user.") }
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
            let lines = self.state.lines.values.filter { $0.domain == id }.map(\.id).sorted()
            let users = self.state.users.values.filter { $0.domain == id }.map(\.id).sorted()
            let whole = Int64(self.state.changes.count + lines.count + users.count + 1)
            for line in lines { try self.remove(.removeLine(line), self.stored(.removeLine(line)), partOf: whole) }
            for user in users { try self.remove(.removeUser(user), self.stored(.removeUser(user)), partOf: whole) }
            self.state.domains[id] = nil
        case .removeUser(let id):
            guard !self.state.lines.values.contains(where: { $0.user == id }) else {
                throw ModelError(.invalid, "A line rings this user.")
            }
            self.state.users[id] = nil
        case .removeTrunk(let id):
            guard !self.state.lines.values.contains(where: { $0.trunk == id }) else {
                throw ModelError(.invalid, "A line comes by this trunk.")
            }
            self.state.trunks[id] = nil
        case .removeLine(let id):
            self.state.lines[id] = nil
        case .putDomain, .putUser, .putTrunk, .putLine:
            preconditionFailure("a put removes nothing")
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
    fileprivate var version: Int {
        switch self {
        case .putDomain(let domain): domain.version
        case .putUser(let user): user.version
        case .putTrunk(let trunk): trunk.version
        case .putLine(let line): line.version
        case .removeDomain, .removeUser, .removeTrunk, .removeLine: 0
        }
    }

    fileprivate var isRemoval: Bool {
        switch self {
        case .putDomain, .putUser, .putTrunk, .putLine: false
        case .removeDomain, .removeUser, .removeTrunk, .removeLine: true
        }
    }

    fileprivate var removal: ConfigurationChange {
        switch self {
        case .putDomain(let domain): .removeDomain(domain.id)
        case .putUser(let user): .removeUser(user.id)
        case .putTrunk(let trunk): .removeTrunk(trunk.id)
        case .putLine(let line): .removeLine(line.id)
        case .removeDomain, .removeUser, .removeTrunk, .removeLine: self
        }
    }

    fileprivate var naming: (kind: String, id: String, name: String, domain: DomainID?) {
        switch self {
        case .putDomain(let domain): ("domain", domain.id.text, domain.id.text, domain.id)
        case .putUser(let user): ("user", user.id.text, "\(user.login)@\(user.domain)", user.domain)
        case .putTrunk(let trunk): ("trunk", trunk.id.text, trunk.name, nil)
        case .putLine(let line): ("line", line.id.text, line.number.text, line.domain)
        case .removeDomain(let id): ("domain", id.text, id.text, id)
        case .removeUser(let id): ("user", id.text, id.text, nil)
        case .removeTrunk(let id): ("trunk", id.text, id.text, nil)
        case .removeLine(let id): ("line", id.text, id.text, nil)
        }
    }
}
