import Kernel
import Model
import Web

/// A small company to try things with: a domain, an administrator, three people with phones.
enum DemoCompany {
    static let domain = DomainID("demo.martlet")

    private struct Person {
        let login: String
        let dialled: String?
        let name: String
        let role: Role
    }

    private static let people = [
        Person(login: "admin", dialled: nil, name: "Administrator", role: .domainAdministrator),
        Person(login: "anna", dialled: "101", name: "Anna Petrova", role: .user),
        Person(login: "boris", dialled: "102", name: "Boris Volkov", role: .user),
        Person(login: "clara", dialled: "103", name: "Clara Orlova", role: .user),
    ]

    /// The company with new passwords.
    static func beginning() throws -> FirstAccounts.Beginning {
        var tokens = TokenSource.system()
        var beginning = FirstAccounts.Beginning()
        beginning.changes.append(.putDomain(Domain(id: self.domain, shownName: "Demo company")))
        for person in self.people {
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
            beginning.changes.append(.putUser(user))
            let dialled = person.dialled.map { "extension \($0)" } ?? "administers the domain"
            beginning.lines.append("\(person.login)@\(self.domain)  password \(password)  \(dialled), \(person.name)")
        }
        return beginning
    }
}
