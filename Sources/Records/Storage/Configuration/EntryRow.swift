import Kernel
import Model

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An entry of a domain as it lies on disk: its content as JSON, because it is only ever read whole.
struct EntryRow: Codable {
    var id: String
    var domain: String
    var kind: String
    /// JSON of the kind's own type.
    var content: String
    var version: Int

    static let columns = "id, domain, kind, content, version"

    init(_ entry: DomainEntry) throws {
        self.id = entry.id.text
        self.domain = entry.domain.text
        self.kind = entry.kind.rawValue
        self.version = entry.version
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json =
            switch entry.content {
            case .pickupGroup(let group): try encoder.encode(group)
            case .reminder(let reminder): try encoder.encode(reminder)
            case .contact(let contact): try encoder.encode(contact)
            case .contactGroup(let group): try encoder.encode(group)
            case .group(let group): try encoder.encode(group)
            case .scenario(let scenario): try encoder.encode(scenario)
            case .tollStop(let stop): try encoder.encode(stop)
            case .subgroup(let subgroup): try encoder.encode(subgroup)
            case .number(let number): try encoder.encode(number)
            }
        self.content = String(decoding: json, as: UTF8.self)
    }

    init(_ row: any SQLRow) {
        self.id = row.text(0)
        self.domain = row.text(1)
        self.kind = row.text(2)
        self.content = row.text(3)
        self.version = row.count(4)
    }

    /// `nil` for a kind that this version does not know, or whose content it cannot read.
    var entry: DomainEntry? {
        let data = Data(self.content.utf8)
        let decoder = JSONDecoder()
        let content: DomainEntry.Content?
        // Unreadable is as good as unknown: the rest of the domain has to live on.
        switch DomainEntry.Kind(rawValue: self.kind) {
        case .pickupGroup: content = (try? decoder.decode(PickupGroup.self, from: data)).map { .pickupGroup($0) }
        case .reminder: content = (try? decoder.decode(Reminder.self, from: data)).map { .reminder($0) }
        case .contact: content = (try? decoder.decode(Contact.self, from: data)).map { .contact($0) }
        case .contactGroup: content = (try? decoder.decode(ContactGroup.self, from: data)).map { .contactGroup($0) }
        case .group: content = (try? decoder.decode(CallGroup.self, from: data)).map { .group($0) }
        case .scenario: content = (try? decoder.decode(Scenario.self, from: data)).map { .scenario($0) }
        case .tollStop: content = (try? decoder.decode(TollStop.self, from: data)).map { .tollStop($0) }
        case .subgroup: content = (try? decoder.decode(Subgroup.self, from: data)).map { .subgroup($0) }
        case .number: content = (try? decoder.decode(StockNumber.self, from: data)).map { .number($0) }
        case nil: content = nil
        }
        return content.map {
            DomainEntry(id: EntryID(self.id), domain: DomainID(self.domain), $0, version: self.version)
        }
    }

    /// - Parameter book: of ``DomainEntry/book``: what an address book is asked by has columns of its own.
    func store(_ connection: any SQLConnection, book: String?, shortNumber: String?) throws {
        try connection.execute(
            """
            INSERT INTO entries (\(Self.columns), book, short_number) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (id) DO UPDATE SET content = excluded.content, version = excluded.version,
                book = excluded.book, short_number = excluded.short_number
            """,
            [
                .text(self.id), .text(self.domain), .text(self.kind), .text(self.content), .count(self.version),
                .optional(book), .optional(shortNumber),
            ]
        )
    }
}
