import Kernel

/// A group of an address book that somebody made, and that is there before anybody is in it (ADR-01, ME-05).
///
/// Contacts name their group by its text: of a group that came with them, from a sheet or a program, nothing else is kept.
package struct ContactGroup: Equatable, Sendable, Codable {
    /// Whose book; `nil`: the company's.
    package var owner: UserID?
    /// 1 to 100 characters.
    package var name: String

    package init(owner: UserID? = nil, name: String) {
        self.owner = owner
        self.name = name
    }

    /// Groups that are kept of one book.
    package static let limit = 500

    package func validate() throws(ModelError) {
        try Validity.requireShownName(self.name, of: "group of contacts", length: 1...100)
        if let owner = self.owner { try Validity.requireIdentifier(owner.text, of: "user") }
    }
}

extension DomainEntry {
    package var contactGroup: ContactGroup? {
        if case .contactGroup(let group) = self.content { return group }
        return nil
    }

    /// The address book that it lies in: whose, empty for the company's; `nil` for what lies in none.
    package var book: String? {
        switch self.content {
        case .contact(let contact): contact.owner?.text ?? ""
        case .contactGroup(let group): group.owner?.text ?? ""
        case .pickupGroup, .reminder, .group, .scenario, .tollStop, .subgroup, .number: nil
        }
    }

    /// Whose own address book it lies in.
    package var ownerOfBook: UserID? { self.contact?.owner ?? self.contactGroup?.owner }
}

extension Configuration {
    /// The groups of an address book with how many contacts each has: those that somebody made and those that contacts
    /// came with, by name.
    package func contactGroups(of book: UserID?, in domain: DomainID) -> [(name: String, contacts: Int)] {
        var counts: [String: Int] = [:]
        for case let group? in self.entries(of: domain).map(\.contactGroup) where group.owner == book {
            counts[group.name] = 0
        }
        for case let contact? in self.books(of: domain).contacts(of: book).map(\.contact) where !contact.group.isEmpty {
            counts[contact.group, default: 0] += 1
        }
        return counts.sorted { ContactGroup.order($0.key) < ContactGroup.order($1.key) }
            .map { (name: $0.key, contacts: $0.value) }
    }

    /// What giving the group another name changes: itself and all its contacts.
    /// - Parameter name: `nil`: the group goes, and its contacts are in none.
    package func changes(
        ofContactGroup former: String,
        to name: String?,
        in book: UserID?,
        of domain: DomainID
    ) -> [ConfigurationChange] {
        let groups = self.entries(of: domain).filter { entry in
            entry.contactGroup.map { $0.owner == book && $0.name == former } ?? false
        }
        let kept = groups.map { entry -> ConfigurationChange in
            guard let name else { return .removeEntry(entry.id) }
            var renamed = entry
            renamed.content = .contactGroup(ContactGroup(owner: book, name: name))
            return .putEntry(renamed)
        }
        let contacts = self.books(of: domain).contacts(of: book).filter { $0.contact?.group == former }
            .sorted { $0.id < $1.id }
        return kept + contacts.map { .putEntry($0.inContactGroup(name ?? "")) }
    }
}

extension ContactGroup {
    /// By what groups are put in order: without regard to case, those of one spelling apart.
    package static func order(_ name: String) -> String { "\(name.lowercased())\u{1}\(name)" }
}

extension DomainEntry {
    /// The contact in another group; empty: in none.
    package func inContactGroup(_ name: String) -> DomainEntry {
        guard var contact = self.contact else { return self }
        contact.group = name
        var entry = self
        entry.content = .contact(contact)
        return entry
    }
}
