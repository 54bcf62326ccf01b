import Kernel
import Model
import Web

/// A second domain of the demo company, in a pool with the first: so that people call each other by routing numbers, and
/// the pool's own pages show something.
enum DemoBranch {
    static let domain = DomainID("branch.martlet")
    static let pool = DomainID.pool("demo")
    /// Of the head office and of the branch.
    static let routingNumbers = ["901", "902"]

    private static let centre = EntryID("demo-centre")
    private static let regions = EntryID("demo-regions")

    /// The place of the demo company itself.
    static let place = PoolMembership(pool: Self.pool, routingNumber: Self.routingNumbers[0], subgroup: Self.centre)

    private struct Person {
        let login: String
        let domain: DomainID
        let dialled: String?
        let name: String
        let role: Role
        let what: String
    }

    private static let people = [
        Person(
            login: "dmitri",
            domain: Self.domain,
            dialled: "101",
            name: "Dmitri Sokolov",
            role: .user,
            what: "extension 101, from the head office \(Self.routingNumbers[1])101"
        ),
        Person(
            login: "chief",
            domain: Self.pool,
            dialled: nil,
            name: "Supervisor",
            role: .poolSupervisor,
            what: "supervises the pool, domain group"
        ),
        Person(
            login: "deputy",
            domain: Self.pool,
            dialled: nil,
            name: "Administrator of the regions",
            role: .subgroupAdministrator,
            what: "administers the branch in the pool, domain group"
        ),
    ]

    /// The pool: it comes before the domains that are in it.
    static let poolChanges: [ConfigurationChange] = [
        .putDomain(Domain(id: Self.pool, shownName: "Demo group", pool: PoolRules(routingLength: 3))),
        .putEntry(DomainEntry(id: Self.centre, domain: Self.pool, .subgroup(Subgroup(name: "Центр")))),
        .putEntry(DomainEntry(id: Self.regions, domain: Self.pool, .subgroup(Subgroup(name: "Регионы")))),
    ]

    /// Somebody without a password: a hash more would make every first start longer.
    private static let colleague = User(
        id: UserID("demo-elena"),
        domain: Self.domain,
        login: "elena",
        extension: "102",
        shownName: "Elena Smirnova"
    )

    /// The branch and the people of both with new passwords.
    static func beginning() throws -> FirstAccounts.Beginning {
        var tokens = TokenSource.system()
        var beginning = FirstAccounts.Beginning()
        let place = PoolMembership(pool: self.pool, routingNumber: self.routingNumbers[1], subgroup: self.regions)
        let branch = Domain(id: self.domain, shownName: "Demo branch", membership: place)
        beginning.changes += [.putDomain(branch), .putUser(self.colleague)]
        for person in self.people {
            let password = String(tokens.token().prefix(10))
            let derived = try User.Credentials.derive(
                login: person.login,
                domain: person.domain,
                password: password,
                tokens: &tokens
            )
            let user = User(
                id: UserID(tokens.token()),
                domain: person.domain,
                login: person.login,
                extension: person.dialled,
                shownName: person.name,
                role: person.role,
                // Nobody of a pool has a phone.
                credentials: person.domain.isPool
                    ? User.Credentials(passwordHash: derived.passwordHash) : derived,
                administration: person.domain.isPool ? PoolRights(subgroups: [self.regions]) : nil
            )
            beginning.changes.append(.putUser(user))
            beginning.lines.append("\(person.login)@\(person.domain)  password \(password)  \(person.what)")
        }
        return beginning
    }
}
