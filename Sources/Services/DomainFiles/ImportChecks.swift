import Kernel
import Model

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What of a file cannot be had in an installation: names that are taken, numbers that stand twice, more than there is room
/// for. Told with the line, as everything else.
final class ImportChecks {
    private let configuration: Configuration
    private let withoutLines: Bool
    private var name: String?
    private(set) var now = Timestamp.epoch
    /// The domain is called otherwise than the file says.
    private(set) var isRenamed = false
    private var domain = Domain(id: DomainID(""), shownName: "")
    /// Of users and groups.
    private var extensions: Set<String> = []
    private var lines: Set<String> = []
    private var ownNumbers: Set<DialString> = []
    private var mobiles: Set<DialString> = []
    private var trunks: Set<String>
    private var shortNumbers: Set<String> = []
    /// Members of pickup groups.
    private var picking: Set<UserID> = []
    private var reminders: [UserID: Int] = [:]
    private var contacts: [UserID?: Int] = [:]
    private var contactGroups: [UserID?: Int] = [:]

    init(_ configuration: Configuration, withoutLines: Bool) {
        self.configuration = configuration
        self.withoutLines = withoutLines
        self.trunks = Set(configuration.trunks.values.map(\.name))
        self.lines = Set(configuration.lines.values.map(\.numberKey))
    }

    func begin(name: String?, at now: Timestamp) {
        self.name = name
        self.now = now
    }

    /// The domain under the name that it gets.
    func take(_ domain: inout Domain, _ part: FilePart) {
        let line = part.line(of: "domain")
        if let name {
            self.isRenamed = name != domain.id.text
            // Who has no other name is called as the domain is.
            if domain.shownName == domain.id.text { domain.shownName = String(name.prefix(100)) }
            domain.id = DomainID(name)
        }
        self.domain = domain
        do throws(ModelError) {
            try domain.validate()
        } catch {
            part.problem(error.detail, at: "domain", line: line)
        }
        if self.configuration.tenants[domain.id] != nil || domain.id == Domain.system || domain.id == Domain.groups {
            part.problem("There is a domain \(domain.id) already: choose another name.", at: "domain.name", line: line)
        }
        if TimeZone(identifier: domain.timeZone) == nil {
            part.problem("There is no time zone \(domain.timeZone).", at: "domain.timeZone", line: line)
        }
    }

    func check(_ user: User, _ part: FilePart) {
        self.check(extension: user.extension, part)
        guard !self.withoutLines else { return }
        for mobile in user.forwarding.connectedMobiles.keys.sorted(by: { $0.text < $1.text })
        where !self.mobiles.insert(mobile).inserted || self.configuration.mobile(mobile) != nil {
            part.problem(
                "The mobile number \(mobile) is joined with somebody else's extension (FMC).",
                at: part.path("forwarding"),
                line: part.line(of: "forwarding")
            )
        }
    }

    func check(_ entry: DomainEntry, _ part: FilePart) {
        switch entry.content {
        case .group(let group): self.check(extension: group.extension, part)
        case .contact(let contact): self.check(contact, part)
        case .reminder(let reminder):
            self.reminders[reminder.user, default: 0] += 1
            if self.reminders[reminder.user] == Reminder.limitOfUser + 1 {
                part.problem("A user has at most \(Reminder.limitOfUser) reminders.")
            }
        case .pickupGroup(let group): self.check(group, part)
        case .contactGroup(let group):
            self.contactGroups[group.owner, default: 0] += 1
            if self.contactGroups[group.owner] == ContactGroup.limit + 1 {
                part.problem("An address book has at most \(ContactGroup.limit) groups.")
            }
        case .scenario, .tollStop, .subgroup, .number: return
        }
    }

    /// PKP-01: a user is in at most one.
    private func check(_ group: PickupGroup, _ part: FilePart) {
        let present = group.members.filter { self.picking.contains($0) }
        self.picking.formUnion(group.members)
        guard !present.isEmpty else { return }
        part.problem(
            "Somebody of these is in another pickup group: a user is in at most one.",
            at: part.path("members"),
            line: part.line(of: "members")
        )
    }

    private func check(extension dialled: String?, _ part: FilePart) {
        guard let dialled, !self.extensions.insert(dialled).inserted else { return }
        part.problem(
            "Somebody else of the file has the extension \(dialled.prefix(20)).",
            at: part.path("extension"),
            line: part.line(of: "extension")
        )
    }

    private func check(_ contact: Contact, _ part: FilePart) {
        let (path, line) = (part.path("shortNumber"), part.line(of: "shortNumber"))
        if self.domain.codes.isDialled(byShortNumber: contact.shortNumber) {
            part.problem("*\(contact.shortNumber.prefix(20)) is a code of the domain.", at: path, line: line)
        }
        if !self.shortNumbers.insert("\(contact.owner?.text ?? "") \(contact.shortNumber)").inserted {
            let message = "Another contact of the address book has the short number \(contact.shortNumber.prefix(20))."
            part.problem(message, at: path, line: line)
        }
        self.contacts[contact.owner, default: 0] += 1
        if self.contacts[contact.owner] == contact.limitOfBook + 1 {
            part.problem("An address book has at most \(contact.limitOfBook) contacts.")
        }
    }

    func check(_ line: Line, _ part: FilePart) {
        guard !self.withoutLines else { return }
        self.ownNumbers.insert(line.number)
        let isTaken = !self.lines.insert(line.numberKey).inserted
        guard isTaken || self.isKept(line.stockDigits) else { return }
        part.problem(
            "The number \(line.number) is \(isTaken ? "taken by another line" : "kept for another domain").",
            at: part.path("number"),
            line: part.line(of: "number")
        )
    }

    /// NUM-02: a number that is kept back comes to nobody else.
    private func isKept(_ digits: String) -> Bool {
        guard let number = self.configuration.stock[digits],
            case .held(let hold) = self.configuration.state(of: number, at: self.now)
        else { return false }
        return hold.domain != self.domain.id
    }

    func check(route trunk: Trunk, _ part: FilePart) {
        guard !self.withoutLines else { return }
        if !self.trunks.insert(trunk.name).inserted {
            let message = "There is a trunk or a private route \(trunk.name.prefix(64)) already."
            part.problem(message, at: part.path("name"), line: part.line(of: "name"))
        }
        for number in trunk.route?.outgoingNumbers ?? [] where !self.ownNumbers.contains(number) {
            let message = "The file has no line \(number)."
            part.problem(message, at: part.path("outgoingNumbers"), line: part.line(of: "outgoingNumbers"))
        }
    }

    func finish(_ contents: DomainContents, _ part: FilePart) {
        if contents.entries.count(where: { $0.book == nil }) > DomainEntry.limit {
            part.problem("A domain keeps at most \(DomainEntry.limit) groups, scenarios and reminders.")
        }
        if contents.users.count > contents.domain.limits.users {
            part.problem(
                "The domain may have at most \(contents.domain.limits.users) users.",
                at: "domain.limits.users"
            )
        }
        if contents.users.count(where: \.isOperator) > contents.domain.limits.operators {
            part.problem(
                "The domain may have at most \(contents.domain.limits.operators) operators.",
                at: "domain.limits.operators"
            )
        }
        if contents.lines.count > contents.domain.limits.lines {
            part.problem(
                "The domain may have at most \(contents.domain.limits.lines) lines.",
                at: "domain.limits.lines"
            )
        }
        if contents.prompts.count > Prompt.limitOfDomain {
            part.problem(
                "A domain has at most \(Prompt.limitOfDomain) prompts.",
                at: "prompts",
                line: part.line(of: "prompts")
            )
        }
    }
}
