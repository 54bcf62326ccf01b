import Kernel
import Model

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A recorded change as it lies on disk: the object before and after as JSON, by the rows' own member names, so that
/// neither the model nor a table is tied to what was written years ago.
struct ChangeRow {
    /// The kind of object whose content is kept elsewhere, beside those of ``HistoryNote``.
    static let secondFactor = "second-factor"

    static let columns = """
        version, at, author, author_address, domain, object_kind, object_name, object_before, object_after, object_id, pool,
        action
        """

    var change: RecordedChange
    var objectID: String

    init(_ change: RecordedChange, objectID: String) {
        self.change = change
        self.objectID = objectID
    }

    init(_ row: any SQLRow) throws {
        let kind = row.text(5)
        let id = row.text(9)
        let before = row.isNull(7) ? nil : try Self.read(row.bytes(7), kind: kind)
        let after =
            row.isNull(8)
            ? try Self.removal(of: id, kind: kind, before: before) : try Self.read(row.bytes(8), kind: kind)
        self.objectID = id
        self.change = RecordedChange(
            version: row.integer(0),
            at: Timestamp(microseconds: row.integer(1)),
            author: ChangeAuthor(
                name: row.text(2),
                address: row.text(3),
                pool: row.optionalText(10).map { DomainID($0) }
            ),
            domain: row.optionalText(4).map { DomainID($0) },
            objectKind: kind,
            objectName: row.text(6),
            before: before,
            after: after,
            // What was recorded before the actions had a column keeps the name that it had.
            action: row.optionalText(11).flatMap { ChangeFilter.Action(rawValue: $0) }
                ?? ChangeFilter.Action(plainly: before, after)
        )
    }

    func store(_ connection: any SQLConnection, partOf whole: Int64?) throws {
        try connection.execute(
            """
            INSERT INTO changes (\(Self.columns), part_of) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            [
                .integer(self.change.version), .integer(self.change.at.microseconds), .text(self.change.author.name),
                .text(self.change.author.address), .optional(self.change.domain?.text), .text(self.change.objectKind),
                .text(self.change.objectName), try self.change.before.flatMap(Self.write) ?? .null,
                try Self.write(self.change.after) ?? .null, .text(self.objectID),
                .optional(self.change.pool?.text), .text(self.change.action.rawValue), .optional(whole),
            ]
        )
    }

    /// `nil` for a removal: there is nothing after it.
    private static func write(_ change: ConfigurationChange) throws -> SQLValue? {
        switch change {
        case .putDomain(let domain): try Self.json(DomainRow(domain))
        case .putUser(let user): try Self.json(UserRow(user))
        case .putTrunk(let trunk): try Self.json(TrunkRow(trunk))
        case .putLine(let line): try Self.json(LineRow(line))
        case .putEntry(let entry): try Self.json(EntryRow(entry))
        case .putSecondFactor(let user): try Self.json(["user": user.text])
        case .putNote(let note): try Self.json(note)
        case .removeDomain, .removeUser, .removeTrunk, .removeLine, .removeEntry, .removeSecondFactor,
            .removeNote:
            nil
        }
    }

    private static func json(_ row: some Encodable) throws -> SQLValue {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return .utf8(Array(try encoder.encode(row)))
    }

    private static func read(_ json: [UInt8], kind: String) throws -> ConfigurationChange {
        let data = Data(json)
        let decoder = JSONDecoder()
        do {
            switch kind {
            case "domain": return .putDomain(try decoder.decode(DomainRow.self, from: data).domain)
            case "user": return .putUser(try decoder.decode(UserRow.self, from: data).user)
            case "trunk": return .putTrunk(try decoder.decode(TrunkRow.self, from: data).trunk)
            case "line":
                if let line = try decoder.decode(LineRow.self, from: data).line { return .putLine(line) }
            case Self.secondFactor:
                if let user = try decoder.decode([String: String].self, from: data)["user"] {
                    return .putSecondFactor(UserID(user))
                }
            case let name where HistoryNote.Kind(rawValue: name) != nil:
                return .putNote(try decoder.decode(HistoryNote.self, from: data))
            case let name where DomainEntry.Kind(rawValue: name) != nil:
                if let entry = try decoder.decode(EntryRow.self, from: data).entry { return .putEntry(entry) }
            default: break
            }
        } catch {
            throw ModelError(.storeFailed, "A recorded change of a \(kind) cannot be read.", cause: error)
        }
        throw ModelError(.storeFailed, "A recorded change of a \(kind) cannot be read.")
    }

    private static func removal(
        of id: String,
        kind: String,
        before: ConfigurationChange?
    ) throws(ModelError) -> ConfigurationChange {
        if case .putNote(let note) = before { return .removeNote(note) }
        return switch kind {
        case "domain": .removeDomain(DomainID(id))
        case "user": .removeUser(UserID(id))
        case "trunk": .removeTrunk(TrunkID(id))
        case "line": .removeLine(LineID(id))
        case Self.secondFactor: .removeSecondFactor(UserID(id))
        case let name where DomainEntry.Kind(rawValue: name) != nil: .removeEntry(EntryID(id))
        default: throw ModelError(.storeFailed, "A recorded change of a \(kind) cannot be read.")
        }
    }
}
