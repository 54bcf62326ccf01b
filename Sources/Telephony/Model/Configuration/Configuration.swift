import Kernel

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

        /// Where letters about the domain go, each once: to the address for notices, else to its administrators (ADM-01).
        package var noticeAddresses: [String] {
            if let address = self.domain.noticeEmail { return [address] }
            let administrators = self.users.values.filter { $0.role == .domainAdministrator && !$0.isBlocked }
            return Set(administrators.compactMap(\.email)).sorted()
        }

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
    package private(set) var entries: [EntryID: DomainEntry] = [:]
    private var entriesOfDomains: [DomainID: Set<EntryID>] = [:]
    private var domainsOfUsers: [UserID: DomainID] = [:]
    /// Contacts are no other entries: there are many of them, and calls ask for them by number.
    private var books: [DomainID: AddressBooks] = [:]
    private var domainsOfContacts: [EntryID: DomainID] = [:]
    /// What the installation has to give: no other entries either, and many.
    package private(set) var stock = NumberStock()
    private var tollStopsOfDomains: [DomainID: Set<EntryID>] = [:]
    private var groupsByExtension: [DomainID: [String: EntryID]] = [:]
    private var routesOfDomains: [DomainID: Set<TrunkID>] = [:]
    /// Trunks that are nobody's private route.
    private var providers: Set<TrunkID> = []
    /// Trunks of the mobile operator.
    private var mobileTrunks: Set<TrunkID> = []
    /// By E.164: whose mobile numbers are joined with their extensions.
    private var usersOfMobiles: [DialString: UserID] = [:]
    /// Domains of pools by routing number.
    private var domainsOfPools: [DomainID: [String: DomainID]] = [:]
    /// By name: of the time zones that the domains are in.
    private var zones: [String: ZoneRules] = [:]

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
            self.leavePool(domain.id)
            if self.tenants[domain.id]?.replace(domain) == nil { self.tenants[domain.id] = Tenant(domain: domain) }
            if let place = domain.membership {
                self.domainsOfPools[place.pool, default: [:]][place.routingNumber] = domain.id
            }
        case .removeDomain(let id):
            self.leavePool(id)
            for user in (self.tenants[id]?.users ?? [:]).values {
                self.domainsOfUsers[user.id] = nil
                self.leaveMobiles(user)
            }
            self.tenants[id] = nil
            for line in self.lines.values where line.domain == id { self.removeLine(line.id) }
            for entry in self.entriesOfDomains[id] ?? [] { self.removeEntry(entry) }
            for contact in (self.books.removeValue(forKey: id)?.entries ?? [:]).keys {
                self.domainsOfContacts[contact] = nil
            }
        case .putUser(let user):
            guard self.tenants[user.domain] != nil else { return }
            if let former = self.user(user.id) { self.leaveMobiles(former) }
            self.tenants[user.domain]?.put(user)
            self.domainsOfUsers[user.id] = user.domain
            for mobile in user.forwarding.connectedMobiles.keys { self.usersOfMobiles[mobile] = user.id }
        case .removeUser(let id):
            if let former = self.user(id) { self.leaveMobiles(former) }
            if let domain = self.domainsOfUsers.removeValue(forKey: id) { self.tenants[domain]?.remove(id) }
        case .putTrunk(let trunk):
            self.removeTrunk(trunk.id)
            self.trunks[trunk.id] = trunk
            if let route = trunk.route {
                self.routesOfDomains[route.domain, default: []].insert(trunk.id)
            } else if trunk.isMobileOperators {
                self.mobileTrunks.insert(trunk.id)
            } else {
                self.providers.insert(trunk.id)
            }
        case .removeTrunk(let id):
            self.removeTrunk(id)
        case .putLine(let line):
            self.removeLine(line.id)
            self.lines[line.id] = line
            self.linesByNumber[line.number] = line.id
        case .removeLine(let id):
            self.removeLine(id)
        case .putEntry(let entry):
            self.removeEntry(entry.id)
            guard !self.stock.put(entry) else { return }
            guard entry.contact == nil else {
                self.books[entry.domain, default: AddressBooks()].put(entry)
                self.domainsOfContacts[entry.id] = entry.domain
                return
            }
            self.entries[entry.id] = entry
            self.entriesOfDomains[entry.domain, default: []].insert(entry.id)
            if entry.tollStop != nil { self.tollStopsOfDomains[entry.domain, default: []].insert(entry.id) }
            if let dialled = entry.group?.extension {
                self.groupsByExtension[entry.domain, default: [:]][dialled] = entry.id
            }
        case .removeEntry(let id):
            self.removeEntry(id)
        case .putSecondFactor, .removeSecondFactor, .putNote, .removeNote:
            // Of interest to the history only.
            break
        }
    }

    private mutating func leavePool(_ id: DomainID) {
        guard let place = self.tenants[id]?.domain.membership else { return }
        // Another domain may have taken the number meanwhile.
        guard self.domainsOfPools[place.pool]?[place.routingNumber] == id else { return }
        self.domainsOfPools[place.pool]?[place.routingNumber] = nil
        if self.domainsOfPools[place.pool]?.isEmpty == true { self.domainsOfPools[place.pool] = nil }
    }

    /// The domains of a pool by their routing numbers.
    package func routingNumbers(of pool: DomainID) -> [String: DomainID] { self.domainsOfPools[pool] ?? [:] }

    /// Names of time zones that domains are in and whose rules are not known yet.
    package var unknownZones: Set<String> {
        Set(self.tenants.values.map(\.domain.timeZone)).subtracting(self.zones.keys)
    }

    package mutating func learn(_ rules: ZoneRules, ofZone name: String) { self.zones[name] = rules }

    /// The domain's clock and calendar; UTC where the zone is not known.
    package func workingTime(of domain: DomainID) -> WorkingTime {
        guard let domain = self.tenants[domain]?.domain else { return WorkingTime(rules: .utc) }
        return WorkingTime(rules: self.zones[domain.timeZone] ?? .utc, calendar: domain.calendar)
    }

    /// The group of the domain; `nil` when it is gone.
    package func group(_ id: EntryID, of domain: DomainID) -> CallGroup? {
        self.entries[id].flatMap { $0.domain == domain ? $0.group : nil }
    }

    package func group(extension: String, of domain: DomainID) -> (id: EntryID, group: CallGroup)? {
        self.groupsByExtension[domain]?[`extension`].flatMap { id in self.group(id, of: domain).map { (id, $0) } }
    }

    /// Whose message it is: the user, or the members of the group.
    package func owners(of message: VoiceMessage) -> [User] {
        if let user = self.user(message.user) { return [user] }
        let members = self.group(EntryID(message.user.text), of: message.domain)?.members ?? []
        return members.compactMap { self.user($0) }.filter { $0.domain == message.domain }
    }

    /// The voice scenario of the domain; `nil` when it is gone.
    package func scenario(_ id: EntryID, of domain: DomainID) -> Scenario? {
        self.entries[id].flatMap { $0.domain == domain ? $0.scenario : nil }
    }

    /// What the brake has stopped in the domain, ended stops among them, in the order of identities (BYD-18).
    package func tollStops(of domain: DomainID) -> [(id: EntryID, stop: TollStop)] {
        (self.tollStopsOfDomains[domain] ?? []).sorted().compactMap { id in
            self.entries[id]?.tollStop.map { (id, $0) }
        }
    }

    /// Domains in which the brake has stopped something.
    package var domainsWithTollStops: [DomainID] { Array(self.tollStopsOfDomains.keys) }

    /// The domain's address books.
    package func books(of domain: DomainID) -> AddressBooks { self.books[domain] ?? AddressBooks() }

    /// What the domain keeps besides contacts, in the order of identities.
    package func entries(of domain: DomainID) -> [DomainEntry] {
        (self.entriesOfDomains[domain] ?? []).sorted().compactMap { self.entries[$0] }
    }

    private mutating func removeEntry(_ id: EntryID) {
        if let domain = self.domainsOfContacts.removeValue(forKey: id) { self.books[domain]?.remove(id) }
        self.stock.remove(id)
        guard let former = self.entries.removeValue(forKey: id) else { return }
        self.tollStopsOfDomains[former.domain]?.remove(id)
        if self.tollStopsOfDomains[former.domain]?.isEmpty == true { self.tollStopsOfDomains[former.domain] = nil }
        if let dialled = former.group?.extension, self.groupsByExtension[former.domain]?[dialled] == id {
            self.groupsByExtension[former.domain]?[dialled] = nil
        }
        self.entriesOfDomains[former.domain]?.remove(id)
        if self.entriesOfDomains[former.domain]?.isEmpty == true { self.entriesOfDomains[former.domain] = nil }
    }

    private mutating func leaveMobiles(_ user: User) {
        for mobile in user.forwarding.connectedMobiles.keys where self.usersOfMobiles[mobile] == user.id {
            self.usersOfMobiles[mobile] = nil
        }
    }

    /// Whose the mobile number is and how it stands; `nil` when it is joined with nobody's extension (FWD-04).
    /// - Parameter mobile: in E.164 with `+`.
    package func mobile(_ mobile: DialString) -> (user: User, state: FMC)? {
        guard let user = self.usersOfMobiles[mobile].flatMap({ self.user($0) }),
            let state = user.forwarding.connectedMobiles[mobile]
        else { return nil }
        return (user, state)
    }

    /// The mobile numbers of all domains that are joined with an extension.
    package var mobiles: [DialString: (user: UserID, state: FMC)] {
        self.usersOfMobiles.keys.reduce(into: [:]) { found, mobile in
            found[mobile] = self.mobile(mobile).map { ($0.user.id, $0.state) }
        }
    }

    /// The mobile operator's trunks that are on, best first.
    package var operatorTrunks: [Trunk] {
        self.mobileTrunks.compactMap { self.trunks[$0] }.filter(\.isActive)
            .sorted { ($0.priority, $0.name) < ($1.priority, $1.name) }
    }

    /// Trunks of providers: every domain's way out.
    package var publicTrunks: [Trunk] { self.providers.compactMap { self.trunks[$0] } }

    /// The domain's private routes that are on, in the order in which they are asked (TRK-01).
    package func privateRoutes(of domain: DomainID) -> [(trunk: Trunk, route: PrivateRoute)] {
        self.allPrivateRoutes(of: domain).filter(\.trunk.isActive)
    }

    /// Those that are off as well.
    package func allPrivateRoutes(of domain: DomainID) -> [(trunk: Trunk, route: PrivateRoute)] {
        (self.routesOfDomains[domain] ?? [])
            .compactMap { id in self.trunks[id].flatMap { trunk in trunk.route.map { (trunk, $0) } } }
            .sorted { ($0.1.order, $0.0.id) < ($1.1.order, $1.0.id) }
    }

    private mutating func removeTrunk(_ id: TrunkID) {
        guard let former = self.trunks.removeValue(forKey: id) else { return }
        self.providers.remove(id)
        self.mobileTrunks.remove(id)
        guard let route = former.route else { return }
        self.routesOfDomains[route.domain]?.remove(id)
        if self.routesOfDomains[route.domain]?.isEmpty == true { self.routesOfDomains[route.domain] = nil }
    }

    private mutating func removeLine(_ id: LineID) {
        guard let former = self.lines.removeValue(forKey: id) else { return }
        if self.linesByNumber[former.number] == id { self.linesByNumber[former.number] = nil }
    }
}
