import Kernel
import Model
import ModelTesting
import Storage
import StorageSQLite
import Testing

/// What every ``ConfigurationRepository`` promises about pools of domains (TEN-04).
@Suite("Pools, in stores")
struct PoolStorageTests {
    private static let author = ChangeAuthor(name: "root@system")
    private static let now = Timestamp(seconds: 1_790_000_000)
    private static let pool = DomainID.pool("holding")
    private static let acme = DomainID("acme.example")
    private static let globex = DomainID("globex.example")
    private static let south = DomainEntry(id: EntryID("south"), domain: Self.pool, .subgroup(Subgroup(name: "South")))

    private static func administrator(_ login: String, _ role: Role, version: Int = 0) -> User {
        User(
            id: UserID(login),
            domain: Self.pool,
            login: login,
            extension: nil,
            shownName: login,
            role: role,
            administration: PoolRights(phone: DialString("+74951234567"), subgroups: [Self.south.id]),
            version: version
        )
    }

    /// A pool of two domains, with a sub-group and an administrator.
    private func filled(_ kind: TestStore.Kind) async throws -> any ConfigurationRepository {
        let repository = try await TestStore(kind).configuration
        var (acme, globex) = (Domain.sample(), Domain.sample("globex.example"))
        acme.membership = PoolMembership(pool: Self.pool, routingNumber: "4455", subgroup: Self.south.id)
        globex.membership = PoolMembership(pool: Self.pool, routingNumber: "4456")
        let rules = PoolRules(routingLength: 4, before: "*", between: "#")
        try await self.apply(
            .putDomain(Domain(id: Self.pool, shownName: "Holding", pool: rules)),
            .putEntry(Self.south),
            .putUser(Self.administrator("deputy", .subgroupAdministrator)),
            .putDomain(acme),
            .putDomain(globex),
            to: repository
        )
        return repository
    }

    @discardableResult
    private func apply(
        _ changes: ConfigurationChange...,
        by author: ChangeAuthor = Self.author,
        to repository: any ConfigurationRepository
    ) async throws -> [RecordedChange] {
        try await repository.apply(changes, by: author, at: Self.now)
    }

    private func refused(
        _ change: ConfigurationChange,
        _ code: ModelError.Code,
        _ repository: any ConfigurationRepository,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let error = await #expect(throws: ModelError.self, sourceLocation: sourceLocation) {
            try await repository.apply([change], by: Self.author, at: Self.now)
        }
        #expect(error?.code == code, "\(String(describing: error))", sourceLocation: sourceLocation)
    }

    private func domain(_ id: DomainID, in repository: any ConfigurationRepository) async throws -> Domain {
        try #require(try await repository.load().tenants[id]?.domain)
    }

    @Test("TEN-04 TEN-10 a pool, its places, sub-groups and people come back whole", arguments: TestStore.Kind.allCases)
    func roundTrip(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        let loaded = try await repository.load()
        let rules = PoolRules(routingLength: 4, before: "*", between: "#")
        #expect(loaded.pool(Self.pool)?.rules == rules)
        #expect(loaded.members(of: Self.pool).map(\.id) == [Self.acme, Self.globex])
        #expect(loaded.routingNumbers(of: Self.pool) == ["4455": Self.acme, "4456": Self.globex])
        #expect(loaded.subgroups(of: Self.pool).map(\.subgroup.name) == ["South"])
        let deputy = try #require(loaded.user(UserID("deputy")))
        #expect(deputy == Self.administrator("deputy", .subgroupAdministrator, version: 1))
        let (acme, globex) = (
            try await self.domain(Self.acme, in: repository), try await self.domain(Self.globex, in: repository)
        )
        #expect(loaded.mayManage(acme, by: deputy) && !loaded.mayManage(globex, by: deputy))
        // What was recorded is read again as it was stored.
        let changes = try await repository.changes(after: 0, limit: 10)
        #expect(changes.map(\.after).contains(.putDomain(acme)))
        #expect(changes.map(\.after).contains(.putUser(deputy)))
    }

    @Test("TEN-04 a routing number is unique in the pool, and as long as it says", arguments: TestStore.Kind.allCases)
    func routingNumbers(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        var acme = try await self.domain(Self.acme, in: repository)
        for (number, code) in [("4456", ModelError.Code.taken), ("445", .invalid), ("44a5", .invalid)] {
            acme.membership?.routingNumber = number
            await self.refused(.putDomain(acme), code, repository)
        }
        acme.membership = PoolMembership(pool: .pool("other"), routingNumber: "4457")
        await self.refused(.putDomain(acme), .notFound, repository)
        acme.membership = PoolMembership(pool: Self.globex, routingNumber: "4457")
        await self.refused(.putDomain(acme), .notFound, repository)
        var pool = try await self.domain(Self.pool, in: repository)
        pool.pool?.routingLength = 3
        await self.refused(.putDomain(pool), .invalid, repository)
        pool.pool = nil
        await self.refused(.putDomain(pool), .invalid, repository)
        var plain = try await self.domain(Self.globex, in: repository)
        plain.pool = PoolRules(routingLength: 4)
        await self.refused(.putDomain(plain), .invalid, repository)
        // The number of a domain that left is free, and so is another pool's.
        plain.pool = nil
        plain.membership = nil
        try await self.apply(.putDomain(plain), to: repository)
        acme.membership = PoolMembership(pool: Self.pool, routingNumber: "4456")
        try await self.apply(.putDomain(acme), to: repository)
        #expect(try await repository.load().routingNumbers(of: Self.pool) == ["4456": Self.acme])
    }

    @Test(
        "TEN-10 only a pool has its administrators and sub-groups, and nothing else",
        arguments: TestStore.Kind.allCases
    )
    func belonging(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        var user = User.sample("eve", extension: "109")
        user.role = .poolSupervisor
        await self.refused(.putUser(user), .invalid, repository)
        user = Self.administrator("eve", .user)
        await self.refused(.putUser(user), .invalid, repository)
        user = Self.administrator("eve", .poolSupervisor)
        user.extension = "109"
        await self.refused(.putUser(user), .invalid, repository)
        let group = DomainEntry(id: EntryID("g"), domain: Self.pool, .pickupGroup(PickupGroup(name: "G", members: [])))
        await self.refused(.putEntry(group), .invalid, repository)
        let subgroup = DomainEntry(id: EntryID("s"), domain: Self.acme, .subgroup(Subgroup(name: "S")))
        await self.refused(.putEntry(subgroup), .invalid, repository)
        await self.refused(.putDomain(Domain(id: DomainID("pool:x"), shownName: "X")), .invalid, repository)
    }

    @Test(
        "TEN-07 a removed sub-group leaves its domains in none, and one undo brings them back",
        arguments: TestStore.Kind.allCases
    )
    func removedSubgroup(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        let acme = try await self.domain(Self.acme, in: repository)
        let removed = try await self.apply(.removeEntry(Self.south.id), to: repository)
        #expect(try await repository.load().subgroup(of: acme) == nil)
        let version = try #require(removed.last?.version)
        _ = try await repository.undo(version, by: Self.author, at: Self.now)
        #expect(try await repository.load().subgroup(of: acme) == Self.south.id)
    }

    @Test("TEN-04 a pool goes when no domain is in it, with all that it has", arguments: TestStore.Kind.allCases)
    func removal(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        await self.refused(.removeDomain(Self.pool), .invalid, repository)
        for id in [Self.acme, Self.globex] {
            var domain = try await self.domain(id, in: repository)
            domain.membership = nil
            try await self.apply(.putDomain(domain), to: repository)
        }
        let removed = try await self.apply(.removeDomain(Self.pool), to: repository)
        let loaded = try await repository.load()
        #expect(loaded.pool(Self.pool) == nil && loaded.entries[Self.south.id] == nil)
        #expect(loaded.user(UserID("deputy")) == nil)
        _ = try await repository.undo(try #require(removed.last?.version), by: Self.author, at: Self.now)
        let undone = try await repository.load()
        #expect(undone.pool(Self.pool) != nil && undone.user(UserID("deputy")) != nil)
    }

    @Test(
        "ACT-03 TEN-09 a pool's history: its own, places in it, and what its people do",
        arguments: TestStore.Kind.allCases
    )
    func history(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        let deputy = ChangeAuthor(name: "deputy@\(Self.pool)", address: "192.0.2.1", pool: Self.pool)
        try await self.apply(.putUser(.sample("alice", extension: "101")), by: deputy, to: repository)
        try await self.apply(.putUser(.sample("bob", extension: "102")), to: repository)
        var globex = try await self.domain(Self.globex, in: repository)
        globex.membership = nil
        _ = try await repository.apply([.putDomain(globex)], by: Self.author, at: Self.now.advanced(by: .seconds(60)))
        func names(_ filter: ChangeFilter) async throws -> [String] {
            let found = try await repository.history(filter, before: nil, limit: 20)
            #expect(try await repository.count(filter) == found.count)
            return found.map(\.objectName)
        }
        let all = [
            "globex.example", "alice@acme.example", "globex.example", "acme.example", "deputy@pool:holding", "South",
            "pool:holding",
        ]
        let scope = ChangeFilter.Scope.pool(Self.pool)
        #expect(try await names(ChangeFilter(scope)) == all)
        let found = try await repository.history(ChangeFilter(scope, author: "DEPUTY@"), before: nil, limit: 9)
        #expect(found.map(\.author) == [deputy])
        #expect(try await names(ChangeFilter(scope, object: "Glob")).count == 2)
        #expect(try await names(ChangeFilter(scope, object: "%")).isEmpty)
        #expect(try await names(ChangeFilter(scope, action: .change)) == ["globex.example"])
        #expect(try await names(ChangeFilter(scope, action: .create)).count == 6)
        #expect(try await names(ChangeFilter(scope, action: .remove)).isEmpty)
        #expect(try await names(ChangeFilter(scope, from: Self.now.advanced(by: .seconds(1)))).count == 1)
        #expect(try await names(ChangeFilter(scope, until: Self.now.advanced(by: .seconds(1)))).count == 6)
        #expect(try await names(ChangeFilter(.domain(Self.acme))).count == 3)
    }

    @Test("TEN-04 schema 15: domains are in no pool, and old changes are read")
    func oldSchema() async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(path: folder.file())
        try await database.write { connection in
            try connection.script(
                "CREATE TABLE schema_migrations (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL)"
            )
            for step in Migration.all.prefix(15) {
                try connection.script(step.sql)
                try connection.execute(
                    "INSERT INTO schema_migrations (number, name) VALUES ($1, $2)",
                    [.count(step.number), .text(step.name)]
                )
            }
            try connection.script(
                """
                INSERT INTO domains (id, shown_name, is_blocked, call_limit, version)
                    VALUES ('acme.example', 'Acme', 0, 10, 1);
                INSERT INTO changes (version, at, author, author_address, domain, object_kind, object_id, object_name,
                    object_before, object_after) VALUES (1, 1, 'a', '', 'acme.example', 'domain', 'acme.example',
                    'acme.example', NULL, '{"callLimit":10,"id":"acme.example","isBlocked":false,"shownName":"Acme",\
                \"version":1}');
                """
            )
        }
        let repository = try await Store(database).configuration
        #expect(try await self.domain(Self.acme, in: repository).membership == nil)
        let changes = try await repository.history(of: Self.acme, before: nil, limit: 2)
        #expect(changes.map(\.author) == [ChangeAuthor(name: "a")])
        let stored = try await self.domain(Self.acme, in: repository)
        #expect(changes.first?.after == .putDomain(stored))
    }
}
