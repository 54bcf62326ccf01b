/// Everything that is configured, as an immutable value in memory: what routes calls (design idea 3).
///
/// Replaced whole when something changes; readers never wait for a query.
package struct Configuration: Equatable, Sendable {
    /// One domain with what belongs to it, indexed the way calls ask.
    package struct Tenant: Equatable, Sendable {
        package private(set) var domain: Domain
        package private(set) var users: [UserID: User] = [:]
        private var byLogin: [String: UserID] = [:]
        private var byExtension: [String: UserID] = [:]

        init(domain: Domain) {
            self.domain = domain
        }

        package func user(login: String) -> User? { self.byLogin[login].flatMap { self.users[$0] } }
        package func user(extension: String) -> User? { self.byExtension[`extension`].flatMap { self.users[$0] } }

        mutating func replace(_ domain: Domain) { self.domain = domain }

        mutating func put(_ user: User) {
            self.remove(user.id)
            self.users[user.id] = user
            self.byLogin[user.login] = user.id
            if let dialled = user.extension { self.byExtension[dialled] = user.id }
        }

        mutating func remove(_ id: UserID) {
            guard let former = self.users.removeValue(forKey: id) else { return }
            // Somebody else may have taken the name meanwhile.
            if self.byLogin[former.login] == id { self.byLogin[former.login] = nil }
            if let dialled = former.extension, self.byExtension[dialled] == id { self.byExtension[dialled] = nil }
        }
    }

    /// Grows with each change.
    package private(set) var version: Int64 = 0
    package private(set) var tenants: [DomainID: Tenant] = [:]
    package private(set) var trunks: [TrunkID: Trunk] = [:]
    package private(set) var lines: [LineID: Line] = [:]
    private var linesByNumber: [DialString: LineID] = [:]
    private var domainsOfUsers: [UserID: DomainID] = [:]

    package init() {}

    package func user(_ id: UserID) -> User? {
        self.domainsOfUsers[id].flatMap { self.tenants[$0]?.users[id] }
    }

    package func line(number: DialString) -> Line? { self.linesByNumber[number].flatMap { self.lines[$0] } }

    /// Applies a change that a repository has accepted. Changes about domains that are gone are ignored.
    package mutating func apply(_ change: ConfigurationChange, version: Int64) {
        self.version = max(self.version, version)
        switch change {
        case .putDomain(let domain):
            if self.tenants[domain.id]?.replace(domain) == nil { self.tenants[domain.id] = Tenant(domain: domain) }
        case .removeDomain(let id):
            for user in (self.tenants[id]?.users ?? [:]).keys { self.domainsOfUsers[user] = nil }
            self.tenants[id] = nil
            for line in self.lines.values where line.domain == id { self.removeLine(line.id) }
        case .putUser(let user):
            guard self.tenants[user.domain] != nil else { return }
            self.tenants[user.domain]?.put(user)
            self.domainsOfUsers[user.id] = user.domain
        case .removeUser(let id):
            if let domain = self.domainsOfUsers.removeValue(forKey: id) { self.tenants[domain]?.remove(id) }
        case .putTrunk(let trunk):
            self.trunks[trunk.id] = trunk
        case .removeTrunk(let id):
            self.trunks[id] = nil
        case .putLine(let line):
            self.removeLine(line.id)
            self.lines[line.id] = line
            self.linesByNumber[line.number] = line.id
        case .removeLine(let id):
            self.removeLine(id)
        }
    }

    private mutating func removeLine(_ id: LineID) {
        guard let former = self.lines.removeValue(forKey: id) else { return }
        if self.linesByNumber[former.number] == id { self.linesByNumber[former.number] = nil }
    }
}
