import Kernel
import Model
import ModelTesting
import Testing

/// What every ``ConfigurationRepository`` promises.
@Suite("ConfigurationRepository contract")
struct ConfigurationRepositoryTests {
    private static let acme = DomainID("acme.example")
    private static let author = ChangeAuthor(name: "root@system", address: "192.0.2.1")
    private static let now = Timestamp(seconds: 1_790_000_000)

    private func apply(
        _ changes: ConfigurationChange...,
        to repository: any ConfigurationRepository
    ) async throws -> [RecordedChange] {
        try await repository.apply(changes, by: Self.author, at: Self.now)
    }

    private func expect(
        _ code: ModelError.Code,
        _ changes: ConfigurationChange...,
        in repository: any ConfigurationRepository,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try await repository.version()
        let error = await #expect(throws: ModelError.self, sourceLocation: sourceLocation) {
            try await repository.apply(changes, by: Self.author, at: Self.now)
        }
        #expect(error?.code == code, "\(String(describing: error))", sourceLocation: sourceLocation)
        #expect(try await repository.version() == before, sourceLocation: sourceLocation)
    }

    /// A domain with alice (101), bob (102), a trunk and a line of alice's.
    private func filled(_ kind: TestStore.Kind) async throws -> any ConfigurationRepository {
        let repository = try await TestStore(kind).configuration
        _ = try await self.apply(
            .putDomain(.sample()),
            .putUser(.sample("alice", extension: "101")),
            .putUser(.sample("bob", extension: "102")),
            .putTrunk(.sample("alpha")),
            .putLine(.sample("+74951234567", for: .sample("alice"), trunk: TrunkID("trunk-alpha"))),
            to: repository
        )
        return repository
    }

    @Test("a new store is empty", arguments: TestStore.Kind.allCases)
    func empty(_ kind: TestStore.Kind) async throws {
        let repository = try await TestStore(kind).configuration
        #expect(try await repository.load() == Configuration())
        #expect(try await repository.version() == 0)
        #expect(try await repository.history(of: nil, before: nil, limit: 10).isEmpty)
    }

    @Test(
        "BYD-02 what is stored comes back whole, with its version and as one change each",
        arguments: TestStore.Kind.allCases
    )
    func roundTrip(_ kind: TestStore.Kind) async throws {
        let repository = try await TestStore(kind).configuration
        var domain = Domain.sample()
        domain.callerID = DialString("+74950000000")
        domain.isBlocked = true
        domain.recording = RecordingRules(storageTime: .halfYear, areEncrypted: true)
        domain.language = .english
        domain.codes[.hold] = "77"
        domain.codes[.pickup] = nil
        domain.calling.outgoing = .noInternational
        var user = User.sample("alice", extension: "101")
        user.email = "alice@acme.example"
        user.role = .domainAdministrator
        user.isBlocked = true
        user.doNotDisturb = true
        user.forwarding.own.seconds = 25
        user.recordsCalls = true
        user.controlsRecording = true
        user.isOperator = true
        user.calling = CallingRules(
            outgoing: .internalOnly,
            takesSecondCall: false,
            sounds: CallSounds(hold: SoundChoice.none, greeting: .prompt(PromptID("p")), ringBack: .melody(.waltz))
        )
        user.voicemail.isLampLit = true
        user.voicemail = VoicemailRules(isOn: true, greeting: PromptID("g1"), notice: .sound, pinHash: "$scrypt$y")
        user.voicemail.greets = false
        user.callerID = DialString("+74951234567")
        user.shownName = "Алиса \"A\" O'Hara"
        user.credentials = User.Credentials(
            passwordHash: "$scrypt$x",
            digestMD5: String(repeating: "a", count: 32),
            digestSHA256: String(repeating: "0", count: 64)
        )
        var trunk = Trunk.sample("alpha")
        trunk.port = 5_080
        trunk.transport = .tls
        trunk.authentication = .both(Trunk.Account(username: "u", password: "p ü", expiresSeconds: 300))
        trunk.sources = ["192.0.2.0/24", "2001:db8::/32"]
        trunk.isActive = false
        var line = Line.sample("+74951234567", for: user, trunk: trunk.id)
        line.shownName = "Main"
        line.isActive = false
        let recorded = try await self.apply(
            .putDomain(domain),
            .putUser(user),
            .putTrunk(trunk),
            .putLine(line),
            to: repository
        )
        #expect(recorded.map(\.version) == [1, 2, 3, 4])
        #expect(recorded.map(\.objectKind) == ["domain", "user", "trunk", "line"])
        #expect(recorded.map(\.objectName) == ["acme.example", "alice@acme.example", "alpha", "+74951234567"])
        #expect(recorded.map(\.domain) == [domain.id, domain.id, nil, domain.id])

        domain.version = 1
        user.version = 1
        trunk.version = 1
        line.version = 1
        let configuration = try await repository.load()
        #expect(configuration.tenants[domain.id]?.domain == domain)
        #expect(configuration.user(user.id) == user)
        #expect(configuration.trunks[trunk.id] == trunk)
        #expect(configuration.lines[line.id] == line)
        #expect(configuration.version == 4)
        #expect(try await repository.changes(after: 0, limit: 10) == recorded)
        #expect(recorded[1].after == .putUser(user))
        #expect(recorded[1].before == nil)
        #expect(recorded[1].author == Self.author)
    }

    @Test(
        "BYD-18 caps of a domain and what they have stopped are there after a restart",
        arguments: TestStore.Kind.allCases
    )
    func toll(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        var domain = Domain.sample()
        let cap = TollCap(.prefixes, ["44"], of: .eachUser, hourlyCalls: 1, measure: .alarm)
        domain.toll = TollRules(isOn: false, caps: [cap], stopHours: 3)
        domain.version = 1
        let at = Timestamp(seconds: 1_800_000_000)
        let stop = TollStop(cap, reached: .hourlyCalls, of: nil, since: at, until: at.advanced(by: .seconds(60)))
        let entry = DomainEntry(id: EntryID("s"), domain: domain.id, .tollStop(stop))
        _ = try await self.apply(.putDomain(domain), .putEntry(entry), to: repository)
        let configuration = try await repository.load()
        #expect(configuration.tenants[domain.id]?.domain.toll == domain.toll)
        #expect(configuration.tollStops(of: domain.id).map(\.stop) == [stop])
        #expect(configuration.domainsWithTollStops == [domain.id])
        let removal = try await self.apply(.removeEntry(entry.id), to: repository)
        #expect(removal.map(\.objectKind) == ["toll-stop"])
        #expect(try await repository.load().domainsWithTollStops.isEmpty)
    }

    @Test("CAL-07 CAL-12 groups and reminders: put, changed, removed, undone", arguments: TestStore.Kind.allCases)
    func entries(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        let alice = UserID("alice-acme.example")
        var group = DomainEntry(
            id: EntryID("g"),
            domain: Domain.sample().id,
            .pickupGroup(PickupGroup(name: "Sales", members: [alice]))
        )
        let at = Timestamp(seconds: 1_800_000_000)
        let reminder = Reminder(user: alice, label: "tea", at: at, repetition: .weekdays, offsetMinutes: 180)
        var entry = DomainEntry(id: EntryID("r"), domain: group.domain, .reminder(reminder))
        let recorded = try await self.apply(.putEntry(group), .putEntry(entry), to: repository)
        #expect(recorded.map(\.objectKind) == ["pickup-group", "reminder"])
        #expect(recorded.map(\.objectName) == ["Sales", "tea"])
        (group.version, entry.version) = (1, 1)
        var configuration = try await repository.load()
        #expect(configuration.entries(of: group.domain) == [group, entry])
        #expect(recorded.map(\.after) == [.putEntry(group), .putEntry(entry)])
        try await self.expect(
            .invalid,
            .putEntry(DomainEntry(id: group.id, domain: group.domain, .reminder(reminder), version: 1)),
            in: repository
        )
        try await self.expect(
            .notFound,
            .putEntry(DomainEntry(id: EntryID("x"), domain: DomainID("no.example"), .reminder(reminder))),
            in: repository
        )
        let removal = try await self.apply(.removeEntry(entry.id), to: repository)
        configuration = try await repository.load()
        #expect(configuration.entries(of: group.domain) == [group])
        _ = try await repository.undo(removal[0].version, by: Self.author, at: at)
        configuration = try await repository.load()
        #expect(configuration.entries[entry.id]?.content == entry.content)
        try await self.expect(.notFound, .removeEntry(EntryID("none")), in: repository)
        // Alice has one; a group is none.
        for number in 1..<Reminder.limitOfUser {
            let more = DomainEntry(id: EntryID("r\(number)"), domain: group.domain, .reminder(reminder))
            _ = try await self.apply(.putEntry(more), to: repository)
        }
        let over = DomainEntry(id: EntryID("over"), domain: group.domain, .reminder(reminder))
        try await self.expect(.invalid, .putEntry(over), in: repository)
        entry = try #require(try await repository.load().entries[entry.id])
        _ = try await self.apply(.putEntry(entry), to: repository)
    }

    @Test("the newest are loaded as if each recorded change were applied", arguments: TestStore.Kind.allCases)
    func replay(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        _ = try await self.apply(
            .removeLine(LineID("line-+74951234567")),
            .removeTrunk(TrunkID("trunk-alpha")),
            to: repository
        )
        _ = try await self.apply(.removeUser(UserID("alice-acme.example")), to: repository)
        var replayed = Configuration()
        for change in try await repository.changes(after: 0, limit: 100) {
            replayed.apply(change.after, version: change.version)
        }
        #expect(try await repository.load() == replayed)
    }

    @Test(
        "TEN-02 the same login and extension may exist in every domain, once in each",
        arguments: TestStore.Kind.allCases
    )
    func uniqueness(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        var namesake = User.sample("alice", extension: "103")
        namesake.id = UserID("other")
        try await self.expect(.taken, .putUser(namesake), in: repository)
        try await self.expect(.taken, .putUser(.sample("carol", extension: "101")), in: repository)
        try await self.expect(.taken, .putDomain(.sample()), in: repository)
        var trunk = Trunk.sample("alpha")
        trunk.id = TrunkID("other")
        try await self.expect(.taken, .putTrunk(trunk), in: repository)
        try await self.expect(.taken, .putLine(.sample("74951234567")), in: repository)

        let globex = Domain.sample("globex.example")
        let elsewhere = User.sample("alice", in: globex.id, extension: "101")
        _ = try await self.apply(.putDomain(globex), .putUser(elsewhere), to: repository)
        #expect(try await repository.load().tenants[globex.id]?.user(extension: "101")?.id == elsewhere.id)
    }

    @Test("users without an extension do not collide", arguments: TestStore.Kind.allCases)
    func withoutExtension(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        _ = try await self.apply(.putUser(.sample("carol")), .putUser(.sample("dave")), to: repository)
        #expect(try await repository.load().tenants[Self.acme]?.users.count == 4)
    }

    @Test("BYD-02 a writer with an old copy is told", arguments: TestStore.Kind.allCases)
    func conflict(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        var alice = User.sample("alice", extension: "101", version: 1)
        alice.shownName = "Alice B."
        let recorded = try await self.apply(.putUser(alice), to: repository)
        #expect(recorded.first?.before == .putUser(.sample("alice", extension: "101", version: 1)))
        try await self.expect(.conflict, .putUser(alice), in: repository)
        try await self.expect(.conflict, .putUser(.sample("carol", version: 3)), in: repository)
        alice.version = 2
        _ = try await self.apply(.putUser(alice), to: repository)
        #expect(try await repository.load().user(alice.id)?.version == 3)
    }

    @Test("a failing change takes the others of its transaction with it", arguments: TestStore.Kind.allCases)
    func atomic(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        try await self.expect(
            .taken,
            .putUser(.sample("carol")),
            .putUser(.sample("dave", extension: "101")),
            in: repository
        )
        #expect(try await repository.load().tenants[Self.acme]?.user(login: "carol") == nil)
    }

    @Test("references must exist, and what is referred to stays", arguments: TestStore.Kind.allCases)
    func references(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        let nowhere = DomainID("nowhere.example")
        try await self.expect(.notFound, .putUser(.sample("x", in: nowhere)), in: repository)
        try await self.expect(.notFound, .putLine(.sample("123", for: .sample("x", in: Self.acme))), in: repository)
        try await self.expect(
            .notFound,
            .putLine(.sample("123", for: .sample("alice"), trunk: TrunkID("no"))),
            in: repository
        )
        try await self.expect(.notFound, .removeUser(UserID("no")), in: repository)
        try await self.expect(.notFound, .removeDomain(nowhere), in: repository)
        try await self.expect(.invalid, .removeUser(UserID("alice-acme.example")), in: repository)
        try await self.expect(.invalid, .removeTrunk(TrunkID("trunk-alpha")), in: repository)
        _ = try await self.apply(.putDomain(.sample("globex.example")), to: repository)
        var moved = User.sample("bob", extension: "102", version: 1)
        moved.domain = DomainID("globex.example")
        try await self.expect(.invalid, .putUser(moved), in: repository)
        var bad = User.sample("eve")
        bad.forwarding.own.seconds = 4
        try await self.expect(.invalid, .putUser(bad), in: repository)
    }

    @Test(
        "removing a domain removes its users and lines, and one undo brings all back",
        arguments: TestStore.Kind.allCases
    )
    func removeDomain(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        let before = try await repository.load()
        let recorded = try await self.apply(.removeDomain(Self.acme), to: repository)
        #expect(recorded.map(\.objectKind) == ["line", "user", "user", "domain"])
        #expect(recorded.map(\.version) == [6, 7, 8, 9])
        let gone = try await repository.load()
        #expect(gone.tenants.isEmpty && gone.lines.isEmpty && gone.trunks.count == 1)

        let undone = try await repository.undo(9, by: Self.author, at: Self.now)
        #expect(undone.map(\.objectKind) == ["domain", "user", "user", "line"])
        let after = try await repository.load()
        #expect(after.tenants[Self.acme]?.user(extension: "101")?.login == "alice")
        #expect(after.line(number: DialString("+74951234567") ?? .zero)?.users == [UserID("alice-acme.example")])
        #expect(after.tenants[Self.acme]?.users.count == before.tenants[Self.acme]?.users.count)
    }

    @Test(
        "BYD-02 a change is undone, the undoing too, but not behind a later change",
        arguments: TestStore.Kind.allCases
    )
    func undo(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        var bob = User.sample("bob", extension: "102", version: 1)
        bob.shownName = "Robert"
        let changed = try await self.apply(.putUser(bob), to: repository)[0].version
        let undone = try await repository.undo(changed, by: Self.author, at: Self.now)
        #expect(try await repository.load().user(bob.id)?.shownName == "Bob")
        #expect(try await repository.load().user(bob.id)?.version == 3)
        let error = await #expect(throws: ModelError.self) {
            try await repository.undo(changed, by: Self.author, at: Self.now)
        }
        #expect(error?.code == .conflict)
        _ = try await repository.undo(undone[0].version, by: Self.author, at: Self.now)
        #expect(try await repository.load().user(bob.id)?.shownName == "Robert")
    }

    @Test(
        "undoing a creation removes, undoing a removal restores, unknown numbers are said",
        arguments: TestStore.Kind.allCases
    )
    func undoExistence(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        let removed = try await repository.undo(3, by: Self.author, at: Self.now)
        #expect(removed.map(\.after) == [.removeUser(UserID("bob-acme.example"))])
        #expect(try await repository.load().tenants[Self.acme]?.user(login: "bob") == nil)
        _ = try await repository.undo(removed[0].version, by: Self.author, at: Self.now)
        let bob = try await repository.load().tenants[Self.acme]?.user(login: "bob")
        #expect(bob?.extension == "102")
        #expect(bob?.version == 2)
        let error = await #expect(throws: ModelError.self) {
            try await repository.undo(99, by: Self.author, at: Self.now)
        }
        #expect(error?.code == .notFound)
    }

    @Test("the history is read in pages, newest first, of one domain or of all", arguments: TestStore.Kind.allCases)
    func history(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        _ = try await self.apply(.putDomain(.sample("globex.example")), to: repository)
        #expect(try await repository.history(of: nil, before: nil, limit: 2).map(\.version) == [6, 5])
        #expect(try await repository.history(of: nil, before: 5, limit: 2).map(\.version) == [4, 3])
        #expect(try await repository.history(of: Self.acme, before: nil, limit: 9).map(\.version) == [5, 3, 2, 1])
        #expect(try await repository.changes(after: 4, limit: 1).map(\.version) == [5])
    }

    @Test("IVR-07 the changes of one entry are found, whatever it is called", arguments: TestStore.Kind.allCases)
    func changesOfEntry(_ kind: TestStore.Kind) async throws {
        let store = try await TestStore(kind).configuration
        let author = ChangeAuthor(name: "test")
        let domain = Domain.sample()
        _ = try await store.apply([.putDomain(domain)], by: author, at: .epoch)
        func entry(_ id: String, _ scenario: Scenario, _ version: Int = 0) -> ConfigurationChange {
            .putEntry(DomainEntry(id: EntryID(id), domain: domain.id, .scenario(scenario), version: version))
        }
        let draft = Scenario(name: "B", draft: [Scenario.Menu(id: "main", name: "New")], comment: "Why")
        for change in [
            entry("one", Scenario(name: "A")), entry("other", Scenario(name: "A")), entry("one", draft, 1),
            .removeEntry(EntryID("one")),
        ] {
            _ = try await store.apply([change], by: author, at: .epoch)
        }
        var filter = ChangeFilter(of: domain.id)
        filter.objectID = "one"
        let found = try await store.history(filter, before: nil, limit: 10)
        #expect(found.map(\.objectName) == ["B", "B", "A"] && found.map(\.version) == [5, 4, 2])
        #expect(found.first?.before == entry("one", draft, 2))
        #expect(try await store.count(filter) == 3)
        filter.scope = .domain(DomainID("other.example"))
        #expect(try await store.count(filter) == 0)
    }
}
