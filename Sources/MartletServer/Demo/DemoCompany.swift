import Kernel
import Model
import Web

/// A small company to try things with: a domain, an administrator, three people with phones.
struct DemoCompany: Sendable {
    static let domain = DomainID("demo.martlet")

    struct Account: Sendable {
        var address: String
        var dialled: String?
        var name: String
        var password: String
    }

    let accounts: [Account]

    /// Makes the company, with new passwords.
    static func found(in repository: any ConfigurationRepository, at now: Timestamp) async throws -> DemoCompany {
        var tokens = TokenSource.system()
        let author = ChangeAuthor(name: "first start")
        let people: [(login: String, dialled: String?, name: String, role: Role)] = [
            ("admin", nil, "Administrator", .domainAdministrator), ("anna", "101", "Anna Petrova", .user),
            ("boris", "102", "Boris Volkov", .user), ("clara", "103", "Clara Orlova", .user),
        ]
        var accounts: [Account] = []
        var changes: [ConfigurationChange] = [.putDomain(Domain(id: self.domain, shownName: "Demo company"))]
        for person in people {
            let password = String(tokens.token().prefix(10))
            let user = User(
                id: UserID(tokens.token()),
                domain: self.domain,
                login: person.login,
                extension: person.dialled,
                shownName: person.name,
                role: person.role,
                credentials: try User.Credentials.derive(
                    login: person.login,
                    domain: self.domain,
                    password: password,
                    tokens: &tokens
                )
            )
            changes.append(.putUser(user))
            accounts.append(
                Account(
                    address: "\(person.login)@\(self.domain)",
                    dialled: person.dialled,
                    name: person.name,
                    password: password
                )
            )
        }
        _ = try await repository.apply(changes, by: author, at: now)
        return DemoCompany(accounts: accounts)
    }
}
