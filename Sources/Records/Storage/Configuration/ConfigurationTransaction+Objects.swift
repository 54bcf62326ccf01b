import Kernel
import Model

/// What a change does to the tables, and the rules that need the tables to be checked.
extension ConfigurationTransaction {
    // MARK: - Put

    mutating func put(_ domain: Domain, before: Domain?, version: Int) throws {
        try domain.validate()
        if let before, before.codes != domain.codes { try self.checkCodes(of: domain) }
        try self.checkPool(of: domain, before: before)
        var stored = domain
        stored.version = version
        try DomainRow(stored).store(self.connection)
        try self.record(
            .putDomain(stored),
            before: before.map { .putDomain($0) },
            domain: domain.id,
            object: ("domain", domain.id.text, domain.id.text)
        )
    }

    mutating func put(_ user: User, before: User?, version: Int) throws {
        try user.validate()
        try self.requireDomain(user.domain)
        if before == nil {
            try self.requireRoom(
                in: user.domain,
                "SELECT COUNT(*) FROM users WHERE domain = $1",
                \.users,
                "The domain may have no more users."
            )
        }
        if user.isOperator, before?.isOperator != true {
            try self.requireRoom(
                in: user.domain,
                "SELECT COUNT(*) FROM users WHERE domain = $1 AND is_operator = 1",
                \.operators,
                "The domain may have no more operators."
            )
        }
        if let before, before.domain != user.domain {
            throw ModelError(.invalid, "A user stays in the domain it was made in.")
        }
        try self.requireFree(
            "SELECT id FROM users WHERE domain = $1 AND login = $2",
            [.text(user.domain.text), .text(user.login)],
            for: user.id.text,
            "The login \(user.login) is taken in the domain \(user.domain)."
        )
        if let dialled = user.extension {
            try self.requireFree(
                "SELECT id FROM users WHERE domain = $1 AND extension = $2",
                [.text(user.domain.text), .text(dialled)],
                for: user.id.text,
                "The extension \(dialled) is taken in the domain \(user.domain)."
            )
            // Asked when it changes only: what is stored already was asked about then.
            if before?.extension != dialled, try self.group(extension: dialled, of: user.domain) != nil {
                throw ModelError(.taken, "The extension \(dialled) is a group's in the domain \(user.domain).")
            }
        }
        try self.requireFreeMobiles(of: user)
        var stored = user
        stored.version = version
        try UserRow(stored).store(self.connection)
        try self.takeMobiles(of: stored)
        try self.record(
            .putUser(stored),
            before: before.map { .putUser($0) },
            domain: user.domain,
            object: ("user", user.id.text, "\(user.login)@\(user.domain)")
        )
    }

    mutating func put(_ trunk: Trunk, before: Trunk?, version: Int) throws {
        try trunk.validate()
        if let route = trunk.route { try self.requireDomain(route.domain) }
        try self.requireFree(
            "SELECT id FROM trunks WHERE name = $1",
            [.text(trunk.name)],
            for: trunk.id.text,
            "The trunk name \(trunk.name) is taken."
        )
        var stored = trunk
        stored.version = version
        try TrunkRow(stored).store(self.connection)
        try self.record(
            .putTrunk(stored),
            before: before.map { .putTrunk($0) },
            domain: trunk.route?.domain,
            object: ("trunk", trunk.id.text, trunk.name)
        )
    }

    mutating func put(_ line: Line, before: Line?, version: Int) throws {
        try line.validate()
        try self.requireDomain(line.domain)
        if before == nil {
            try self.requireRoom(
                in: line.domain,
                "SELECT COUNT(*) FROM lines WHERE domain = $1",
                \.lines,
                "The domain may have no more lines."
            )
        }
        if let before, before.domain != line.domain {
            throw ModelError(.invalid, "A line stays in the domain it was made in.")
        }
        for user in line.users.sorted() where try self.user(user)?.domain != line.domain {
            throw ModelError(.notFound, "The domain \(line.domain) has no such user for the line \(line.number).")
        }
        if let trunk = line.trunk, try self.trunk(trunk) == nil {
            throw ModelError(.notFound, "There is no such trunk for the line \(line.number).")
        }
        try self.requireFree(
            "SELECT id FROM lines WHERE number_key = $1",
            [.text(line.numberKey)],
            for: line.id.text,
            "The number \(line.number) is taken by another line."
        )
        if before?.numberKey != line.numberKey { try self.checkStock(for: line) }
        var stored = line
        stored.version = version
        try LineRow(stored).store(self.connection, numberKey: line.numberKey)
        try self.record(
            .putLine(stored),
            before: before.map { .putLine($0) },
            domain: line.domain,
            object: ("line", line.id.text, line.number.text)
        )
    }

    // MARK: - Remove

    /// Its lines and users go first, each with a record of its own, so that one undo brings everything back.
    mutating func removeDomain(_ id: DomainID) throws {
        guard let domain = try self.domain(id) else { throw ModelError(.notFound, "There is no domain \(id).") }
        let lines = try self.connection.all(
            "SELECT id FROM lines WHERE domain = $1 ORDER BY id",
            [.text(id.text)]
        ) { LineID($0.text(0)) }
        let users = try self.connection.all(
            "SELECT id FROM users WHERE domain = $1 ORDER BY id",
            [.text(id.text)]
        ) { UserID($0.text(0)) }
        if domain.pool != nil { try self.requireNoMembers(of: id) }
        let entries = try self.entries(of: id)
        let routes = try self.connection.all("SELECT \(TrunkRow.columns) FROM trunks WHERE route IS NOT NULL", []) {
            TrunkRow($0).trunk
        }
        if let route = routes.first(where: { $0.route?.domain == id }) {
            throw ModelError(.invalid, "The private route \(route.name) belongs to the domain: remove it first.")
        }
        let whole = self.version(afterParts: lines.count + users.count + entries.count)
        for entry in entries { try self.removeEntry(entry, partOf: whole) }
        for line in lines { try self.removeLine(line, partOf: whole) }
        for user in users { try self.removeUser(user, partOf: whole) }
        try self.connection.execute("DELETE FROM sign_in_providers WHERE domain = $1", [.text(id.text)])
        try self.connection.execute("DELETE FROM domains WHERE id = $1", [.text(id.text)])
        try self.record(
            .removeDomain(id),
            before: .putDomain(domain),
            domain: id,
            object: ("domain", id.text, id.text)
        )
    }

    mutating func removeUser(_ id: UserID, partOf whole: Int64?) throws {
        guard let user = try self.user(id) else { throw ModelError(.notFound, "There is no such user.") }
        let lines = try self.connection.all(
            "SELECT \(LineRow.columns) FROM lines WHERE domain = $1 ORDER BY number",
            [.text(user.domain.text)]
        ) { LineRow($0).line }
        if let line = lines.lazy.compactMap({ $0 }).first(where: { $0.users.contains(id) }) {
            throw ModelError(
                .invalid,
                "A rule of the line \(line.number) leads to \(user.login): change or remove it first."
            )
        }
        // The user's address book goes first, so that one undo brings everything back.
        let book = try self.book(of: user)
        let part = whole ?? self.version(afterParts: book.count)
        for entry in book { try self.removeEntry(entry, partOf: part) }
        try self.leaveMobiles(of: id)
        try self.connection.execute("DELETE FROM users WHERE id = $1", [.text(id.text)])
        for table in [
            "sessions", "second_factors", "recovery_codes", "password_recoveries", "passkeys", "provider_links",
        ] {
            try self.connection.execute("DELETE FROM \(table) WHERE user_id = $1", [.text(id.text)])
        }
        try self.record(
            .removeUser(id),
            before: .putUser(user),
            domain: user.domain,
            object: ("user", id.text, "\(user.login)@\(user.domain)"),
            partOf: whole
        )
    }

    /// Its rows are no part of the configuration: only that it happened is.
    mutating func recordSecondFactor(of id: UserID, isOn: Bool) throws {
        guard let user = try self.user(id) else { throw ModelError(.notFound, "There is no such user.") }
        try self.record(
            isOn ? .putSecondFactor(id) : .removeSecondFactor(id),
            before: isOn ? nil : .putSecondFactor(id),
            domain: user.domain,
            object: (ChangeRow.secondFactor, id.text, "\(user.login)@\(user.domain)")
        )
    }

    /// What it is about is kept elsewhere. What was there before is what the history said last.
    mutating func record(_ change: ConfigurationChange, of note: HistoryNote) throws {
        let last = try self.connection.first(
            """
            SELECT \(ChangeRow.columns) FROM changes WHERE object_kind = $1 AND object_id = $2
            ORDER BY version DESC LIMIT 1
            """,
            [.text(note.kind.rawValue), .text(note.id)]
        ) { try ChangeRow($0).change.after }
        var before: ConfigurationChange?
        if case .putNote = last { before = last }
        if case .removeNote = change { before = before ?? .putNote(note) }
        try self.record(
            change,
            before: before,
            domain: note.domain,
            object: (note.kind.rawValue, note.id, note.objectName)
        )
    }

    mutating func removeTrunk(_ id: TrunkID) throws {
        guard let trunk = try self.trunk(id) else { throw ModelError(.notFound, "There is no such trunk.") }
        let line = try self.connection.first(
            "SELECT number FROM lines WHERE trunk = $1 ORDER BY number LIMIT 1",
            [.text(id.text)]
        ) { $0.text(0) }
        if let line {
            throw ModelError(.invalid, "The line \(line) comes by the trunk \(trunk.name): change or remove it first.")
        }
        try self.connection.execute("DELETE FROM trunks WHERE id = $1", [.text(id.text)])
        try self.record(
            .removeTrunk(id),
            before: .putTrunk(trunk),
            domain: trunk.route?.domain,
            object: ("trunk", id.text, trunk.name)
        )
    }

    mutating func removeLine(_ id: LineID, partOf whole: Int64?) throws {
        guard let line = try self.line(id) else { throw ModelError(.notFound, "There is no such line.") }
        try self.connection.execute("DELETE FROM lines WHERE id = $1", [.text(id.text)])
        try self.record(
            .removeLine(id),
            before: .putLine(line),
            domain: line.domain,
            object: ("line", id.text, line.number.text),
            partOf: whole
        )
    }

    // MARK: - What is stored

    func domain(_ id: DomainID) throws -> Domain? {
        try self.connection.first("SELECT \(DomainRow.columns) FROM domains WHERE id = $1", [.text(id.text)]) {
            DomainRow($0).domain
        }
    }

    func user(_ id: UserID) throws -> User? {
        try self.connection.first("SELECT \(UserRow.columns) FROM users WHERE id = $1", [.text(id.text)]) {
            UserRow($0).user
        }
    }

    func trunk(_ id: TrunkID) throws -> Trunk? {
        try self.connection.first("SELECT \(TrunkRow.columns) FROM trunks WHERE id = $1", [.text(id.text)]) {
            TrunkRow($0).trunk
        }
    }

    func line(_ id: LineID) throws -> Line? {
        try self.connection.first("SELECT \(LineRow.columns) FROM lines WHERE id = $1", [.text(id.text)]) {
            LineRow($0).line
        } ?? nil
    }

    /// TEN-03: held here, where nobody is beside, because two may be made at once, and an undo makes one, too.
    private func requireRoom(
        in id: DomainID,
        _ count: String,
        _ limit: KeyPath<DomainLimits, Int>,
        _ sentence: String
    ) throws {
        guard let domain = try self.domain(id) else { return }
        let present = try self.connection.first(count, [.text(id.text)]) { $0.count(0) } ?? 0
        if present >= domain.limits[keyPath: limit] { throw ModelError(.limitReached, sentence) }
    }

    private func requireDomain(_ id: DomainID) throws {
        if try self.domain(id) == nil { throw ModelError(.notFound, "There is no domain \(id).") }
    }

    /// Asked before storing, so that the refusal is a sentence; the unique keys stay as the last word.
    private func requireFree(_ query: String, _ values: [SQLValue], for id: String, _ sentence: String) throws {
        let owner = try self.connection.first(query, values) { $0.text(0) }
        if let owner, owner != id { throw ModelError(.taken, sentence) }
    }
}
