import Kernel
import Model

/// Changes that are made together: checks each against what is stored, stores it, and records it.
struct ConfigurationTransaction {
    let connection: any SQLConnection
    private let author: ChangeAuthor
    let at: Timestamp
    private var nextVersion: Int64
    private(set) var recorded: [RecordedChange] = []
    /// How many numbers the stock has, once it was asked: a sheet brings thousands at once.
    var stockCount: Int?

    init(_ connection: any SQLConnection, by author: ChangeAuthor, at: Timestamp) throws {
        self.connection = connection
        self.author = author
        self.at = at
        self.nextVersion = try connection.first("SELECT MAX(version) FROM changes") { $0.integer(0) + 1 } ?? 1
    }

    mutating func apply(_ change: ConfigurationChange) throws {
        switch change {
        case .putDomain(let domain):
            let stored = try self.domain(domain.id)
            try Self.check(domain.version, against: stored?.version, "domain \(domain.id)")
            try self.put(domain, before: stored, version: domain.version + 1)
        case .putUser(let user):
            let stored = try self.user(user.id)
            try Self.check(user.version, against: stored?.version, "user \(user.login)@\(user.domain)")
            try self.put(user, before: stored, version: user.version + 1)
        case .putTrunk(let trunk):
            let stored = try self.trunk(trunk.id)
            try Self.check(trunk.version, against: stored?.version, "trunk \(trunk.name)")
            try self.put(trunk, before: stored, version: trunk.version + 1)
        case .putLine(let line):
            let stored = try self.line(line.id)
            try Self.check(line.version, against: stored?.version, "line \(line.number)")
            try self.put(line, before: stored, version: line.version + 1)
        case .putEntry(let entry):
            let stored = try self.entry(entry.id)
            try Self.check(entry.version, against: stored?.version, "\(entry.kind.rawValue) \(entry.name)")
            try self.put(entry, before: stored, version: entry.version + 1)
        case .removeEntry(let id): try self.removeEntry(id, partOf: nil)
        case .removeDomain(let id): try self.removeDomain(id)
        case .removeUser(let id): try self.removeUser(id, partOf: nil)
        case .removeTrunk(let id): try self.removeTrunk(id)
        case .removeLine(let id): try self.removeLine(id, partOf: nil)
        case .putSecondFactor(let user): try self.recordSecondFactor(of: user, isOn: true)
        case .removeSecondFactor(let user): try self.recordSecondFactor(of: user, isOn: false)
        case .putNote(let note), .removeNote(let note): try self.record(change, of: note)
        }
    }

    /// Puts back what the change and its parts replaced, the newest first.
    mutating func undo(_ version: Int64) throws {
        let rows = try self.connection.all(
            "SELECT \(ChangeRow.columns) FROM changes WHERE version = $1 OR part_of = $1 ORDER BY version DESC",
            [.integer(version)]
        ) { try ChangeRow($0) }
        guard rows.contains(where: { $0.change.version == version }) else {
            throw ModelError(.notFound, "There is no recorded change \(version).")
        }
        for row in rows { try self.undo(row) }
    }

    private mutating func undo(_ row: ChangeRow) throws {
        let name = "\(row.change.objectKind) \(row.change.objectName)"
        let newest = try self.connection.first(
            "SELECT MAX(version) FROM changes WHERE object_kind = $1 AND object_id = $2",
            [.text(row.change.objectKind), .text(row.objectID)]
        ) { $0.integer(0) }
        guard newest == row.change.version else {
            throw ModelError(.conflict, "The \(name) was changed again since: undo the later change first.")
        }
        switch row.change.before {
        case .putDomain(let domain):
            let stored = try self.domain(domain.id)
            try self.put(domain, before: stored, version: max(domain.version, stored?.version ?? 0) + 1)
        case .putUser(var user):
            let stored = try self.user(user.id)
            // What the operator and the owner of a mobile number said since is not taken back by us (FWD-04).
            user.forwarding.settleMobiles(after: stored?.forwarding)
            try self.put(user, before: stored, version: max(user.version, stored?.version ?? 0) + 1)
        case .putTrunk(let trunk):
            let stored = try self.trunk(trunk.id)
            try self.put(trunk, before: stored, version: max(trunk.version, stored?.version ?? 0) + 1)
        case .putLine(let line):
            let stored = try self.line(line.id)
            try self.put(line, before: stored, version: max(line.version, stored?.version ?? 0) + 1)
        case .putEntry(let entry):
            let stored = try self.entry(entry.id)
            try self.put(entry, before: stored, version: max(entry.version, stored?.version ?? 0) + 1)
        case .removeDomain, .removeUser, .removeTrunk, .removeLine, .removeEntry, .putSecondFactor,
            .removeSecondFactor, .putNote, .removeNote, nil:
            try self.removeAgain(row.change.after)
        }
    }

    /// Undoes the making of an object.
    private mutating func removeAgain(_ made: ConfigurationChange) throws {
        switch made {
        case .putDomain(let domain): try self.removeDomain(domain.id)
        case .putUser(let user): try self.removeUser(user.id, partOf: nil)
        case .putTrunk(let trunk): try self.removeTrunk(trunk.id)
        case .putLine(let line): try self.removeLine(line.id, partOf: nil)
        case .putEntry(let entry): try self.removeEntry(entry.id, partOf: nil)
        case .removeDomain, .removeUser, .removeTrunk, .removeLine, .removeEntry:
            throw ModelError(.invalid, "This change removed nothing that could be put back.")
        case .putSecondFactor, .removeSecondFactor:
            throw ModelError(.conflict, "A second factor is switched on by its owner, with the app that has it.")
        case .putNote, .removeNote:
            throw ModelError(
                .conflict,
                "This is kept apart from what can be undone: make it anew or remove it by hand."
            )
        }
    }

    /// A writer with an old copy is told; so is one that makes what is there already.
    private static func check(_ version: Int, against stored: Int?, _ name: String) throws(ModelError) {
        switch (version, stored) {
        case (0, nil): return
        case (0, .some): throw ModelError(.taken, "The \(name) exists already.")
        case (_, nil): throw ModelError(.conflict, "The \(name) was removed in the meantime.")
        case (let version, let stored?):
            guard version != stored else { return }
            throw ModelError(.conflict, "The \(name) was changed in the meantime: load it again.")
        }
    }

    /// Writes the history's row of a change that is done.
    ///
    /// The parts of a removal are recorded before the whole, so the whole's number is given to them in advance.
    mutating func record(
        _ after: ConfigurationChange,
        before: ConfigurationChange?,
        domain: DomainID?,
        object: (kind: String, id: String, name: String),
        partOf whole: Int64? = nil
    ) throws {
        let change = RecordedChange(
            version: self.nextVersion,
            at: self.at,
            author: self.author,
            domain: domain,
            objectKind: object.kind,
            objectName: object.name,
            before: before,
            after: after
        )
        try ChangeRow(change, objectID: object.id).store(self.connection, partOf: whole)
        self.nextVersion += 1
        self.recorded.append(change)
    }

    /// The number that the change after `parts` further ones will have.
    func version(afterParts parts: Int) -> Int64 { self.nextVersion + Int64(parts) }
}
