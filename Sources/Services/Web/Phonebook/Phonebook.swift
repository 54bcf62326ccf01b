import Crypto
import Kernel
import Model

/// The address books of somebody as their phones show them (ADR-03): the company's with the colleagues in it, and their own.
struct Phonebook: Equatable, Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case company, own
    }

    struct Entry: Equatable, Sendable {
        struct Number: Equatable, Sendable {
            var kind: Contact.NumberKind
            /// As a phone dials it.
            var text: String
        }

        /// Unique in its book, of `a–z 0–9 . _ -`.
        var id: String
        var name: String
        var company = ""
        var position = ""
        var group = ""
        var email: String?
        var shortNumber: String?
        var numbers: [Number]
    }

    let kind: Kind
    let title: String
    /// By name.
    let entries: [Entry]

    init(_ kind: Kind, of user: User, in configuration: Configuration) {
        self.kind = kind
        let tenant = configuration.tenants[user.domain]
        let company = tenant?.domain.shownName ?? ""
        let owner = kind == .own ? user.id : nil
        var entries = configuration.books(of: user.domain).contacts(of: owner).compactMap { entry in
            entry.contact.map { Entry($0, id: entry.id) }
        }
        if kind == .company {
            let colleagues = tenant.map { Array($0.users.values) } ?? []
            entries += colleagues.compactMap { Entry($0, of: company) }
        }
        self.title = kind == .own ? user.login : company
        // A large book: each name is made ready once, not in every comparison.
        self.entries = entries.map { ($0.name.lowercased(), $0) }.sorted { ($0.0, $0.1.id) < ($1.0, $1.1.id) }.map(\.1)
    }
}

extension Phonebook.Entry {
    init(_ contact: Contact, id: EntryID) {
        self.init(
            id: "contact-\(id)",
            name: contact.name,
            position: contact.position,
            group: contact.group,
            email: contact.email,
            shortNumber: contact.shortNumber.isEmpty ? nil : "*\(contact.shortNumber)",
            numbers: contact.numbers.map { Number(kind: $0.kind, text: $0.number.text) }
        )
    }

    /// `nil` for who has no phone.
    init?(_ colleague: User, of company: String) {
        guard let dialled = colleague.extension, !colleague.isBlocked else { return nil }
        self.init(
            id: "user-\(colleague.id)",
            name: colleague.shownName.isEmpty ? colleague.login : colleague.shownName,
            company: company,
            position: colleague.position,
            email: colleague.email,
            numbers: [Number(kind: .sip, text: dialled)]
        )
    }

    /// What a phone can talk to.
    var voiceNumbers: [Number] { self.numbers.filter { $0.kind != .fax } }
}

/// Text in XML (XML 1.0 §2.2, §2.4): what it cannot hold is left out.
enum XMLText {
    static let declaration = #"<?xml version="1.0" encoding="UTF-8"?>"#

    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xfffe || scalar.value == 0xffff: break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    static func element(_ name: String, _ text: String) -> String { "<\(name)>\(Self.escaped(text))</\(name)>" }
}

/// What changes when the content does, for `ETag` and the like.
enum ContentTag {
    static func of(_ text: String) -> String { Hexadecimal.encode(SHA256.hash(data: Array(text.utf8)).prefix(12)) }
}
