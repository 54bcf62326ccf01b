import Kernel
package import Model

/// Everything that is configured of one domain, in an order that does not depend on identities.
package struct DomainContents: Equatable, Sendable {
    package var domain: Domain
    package var users: [User] = []
    /// Groups, scenarios, pickup groups, reminders, contacts and their groups.
    package var entries: [DomainEntry] = []
    package var lines: [Line] = []
    /// Private routes.
    package var routes: [Trunk] = []
    package var prompts: [Prompt] = []
    /// Names of files beside the domain's, of prompts whose sound lies there.
    package var sounds: [PromptID: String] = [:]
    /// Of the installation, by name: lines say by which their numbers come.
    package var trunks: [String: TrunkID] = [:]

    package init(domain: Domain) {
        self.domain = domain
    }

    /// `nil` when there is no such domain. References to what is gone are left out.
    package init?(of id: DomainID, in configuration: Configuration, prompts: [Prompt]) {
        guard let tenant = configuration.tenants[id] else { return nil }
        self.domain = tenant.domain
        self.users = tenant.users.values.sorted { $0.login < $1.login }
        let logins = tenant.users.mapValues(\.login)
        let contacts = configuration.books(of: id).entries.values
        self.entries = (configuration.entries(of: id) + contacts)
            .filter { Self.isAlive($0, logins) }
            .map { ($0, Self.rank($0, logins)) }
            .sorted { $0.1 < $1.1 }
            .map(\.0)
        self.lines = configuration.lines.values.filter { $0.domain == id }.sorted { $0.number.text < $1.number.text }
        self.routes = configuration.allPrivateRoutes(of: id).map(\.trunk).sorted { $0.name < $1.name }
        self.trunks = Dictionary(configuration.publicTrunks.map { ($0.name, $0.id) }) { first, _ in first }
        self.prompts = prompts.filter { $0.owner.map { logins[$0] != nil } ?? true }
            .sorted { Self.rank($0, logins) < Self.rank($1, logins) }
    }

    /// What belongs to nobody any more is not worth a line.
    private static func isAlive(_ entry: DomainEntry, _ logins: [UserID: String]) -> Bool {
        switch entry.content {
        case .reminder(let reminder): logins[reminder.user] != nil
        case .contact, .contactGroup: entry.ownerOfBook.map { logins[$0] != nil } ?? true
        case .pickupGroup, .group, .scenario: true
        // What is stopped today is no setting, sub-groups are a pool's, and numbers the installation's.
        case .tollStop, .subgroup, .number: false
        }
    }

    private static func rank(_ entry: DomainEntry, _ logins: [UserID: String]) -> String {
        let parts: [String] =
            switch entry.content {
            case .group(let group): [group.name, group.extension ?? ""]
            case .scenario(let scenario): [scenario.name]
            case .pickupGroup(let group): [group.name]
            case .reminder(let reminder): [logins[reminder.user] ?? "", "\(reminder.at)", reminder.label]
            case .contact(let contact): [contact.owner.flatMap { logins[$0] } ?? "", contact.name, contact.shortNumber]
            case .contactGroup(let group): [group.owner.flatMap { logins[$0] } ?? "", group.name]
            case .tollStop(let stop): ["\(stop.since)"]
            case .subgroup(let subgroup): [subgroup.name]
            case .number(let number): [number.digits]
            }
        return ([entry.kind.rawValue] + parts).joined(separator: "\u{1}")
    }

    private static func rank(_ prompt: Prompt, _ logins: [UserID: String]) -> String {
        [prompt.owner.flatMap { logins[$0] } ?? "", prompt.name, prompt.purpose.rawValue].joined(separator: "\u{1}")
    }
}
