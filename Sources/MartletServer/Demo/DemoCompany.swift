import Journal
import Kernel
import Model
import Storage
import Web

/// A small company to try things with: a domain, an administrator, three people with phones, and what they have had to do
/// with the world for a month.
enum DemoCompany {
    static let domain = DomainID("demo.martlet")
    /// In Moscow.
    static let offsetSeconds: Int64 = 3 * 3_600

    private struct Person {
        let login: String
        let dialled: String?
        let name: String
        let position: String
        let role: Role
        var isOperator = false
        var forwarding = Forwarding()
    }

    private static let people = [
        Person(login: "admin", dialled: nil, name: "Administrator", position: "", role: .domainAdministrator),
        Person(login: "anna", dialled: "101", name: "Anna Petrova", position: "Head of sales", role: .user),
        Person(
            login: "boris",
            dialled: "102",
            name: "Boris Volkov",
            position: "Engineer",
            role: .user,
            isOperator: true
        ),
        Person(
            login: "clara",
            dialled: "103",
            name: "Clara Orlova",
            position: "Accountant",
            role: .user,
            forwarding: DemoOffice.forwarding
        ),
    ]

    /// The company with new passwords.
    static func beginning(at now: Timestamp) throws -> FirstAccounts.Beginning {
        var tokens = TokenSource.system()
        var beginning = FirstAccounts.Beginning()
        beginning.changes += DemoBranch.poolChanges
        let company = Domain(
            id: self.domain,
            shownName: "Demo company",
            calendar: DemoDays(at: now).calendar,
            membership: DemoBranch.place
        )
        beginning.changes.append(.putDomain(company))
        var colleagues: [User] = []
        for person in self.people {
            let password = String(tokens.token().prefix(10))
            let user = User(
                id: UserID(tokens.token()),
                domain: self.domain,
                login: person.login,
                extension: person.dialled,
                shownName: person.name,
                position: person.position,
                role: person.role,
                forwarding: person.forwarding,
                isOperator: person.isOperator,
                credentials: try User.Credentials.derive(
                    login: person.login,
                    domain: self.domain,
                    password: password,
                    tokens: &tokens
                )
            )
            beginning.changes.append(.putUser(user))
            if user.extension != nil { colleagues.append(user) }
            let dialled = person.dialled.map { "extension \($0)" } ?? "administers the domain"
            beginning.lines.append("\(person.login)@\(self.domain)  password \(password)  \(dialled), \(person.name)")
        }
        beginning.changes += DemoTelephony(domain: self.domain, people: colleagues).changes
        beginning.changes += DemoOffice(domain: self.domain, people: colleagues).changes
        let branch = try DemoBranch.beginning()
        beginning.changes += branch.changes
        beginning.lines += branch.lines
        return beginning
    }

    /// A month of calls.
    static func tellHistory(to store: Store, at now: Timestamp) async throws {
        let users = try await store.configuration.load().tenants[self.domain]?.users.values ?? [:].values
        let people = users.filter { $0.extension != nil }.sorted { ($0.extension ?? "") < ($1.extension ?? "") }
        let history = DemoHistory(domain: self.domain, people: people)
        try await store.calls.append(history.events(before: now, after: try await store.calls.lastSequence()))
    }
}
