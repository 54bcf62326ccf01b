import Kernel
import Model
import ModelTesting
import Testing

/// What every ``ConfigurationRepository`` promises about where calls go.
@Suite("Where calls go, in stores")
struct RoutingStorageTests {
    private static let author = ChangeAuthor(name: "test")
    private static let now = Timestamp(seconds: 1_790_000_000)
    private static let acme = Domain.sample().id
    private static let alice = User.sample("alice", extension: "101")
    private static let schedule = WeeklySchedule([
        .init([.monday, .friday], from: 540, to: 1_140), .init([.sunday], from: 0, to: 1_440),
    ])

    private func filled(_ kind: TestStore.Kind) async throws -> any ConfigurationRepository {
        let repository = try await TestStore(kind).configuration
        _ = try await repository.apply(
            [.putDomain(.sample()), .putUser(Self.alice)],
            by: Self.author,
            at: Self.now
        )
        return repository
    }

    private func apply(
        _ changes: ConfigurationChange...,
        to repository: any ConfigurationRepository
    ) async throws -> [RecordedChange] {
        try await repository.apply(changes, by: Self.author, at: Self.now)
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

    /// What is recorded of a change is what is loaded, and undoing it brings the former back.
    private func expectKept(
        _ change: ConfigurationChange,
        _ repository: any ConfigurationRepository,
        _ found: (Configuration) -> ConfigurationChange?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = found(try await repository.load())
        let recorded = try await self.apply(change, to: repository)
        let last = try #require(recorded.last, sourceLocation: sourceLocation)
        #expect(found(try await repository.load()) == last.after, sourceLocation: sourceLocation)
        #expect(last.before == before, sourceLocation: sourceLocation)
        let read = try await repository.changes(after: last.version - 1, limit: 1)
        #expect(read == [last], sourceLocation: sourceLocation)
        _ = try await repository.undo(last.version, by: Self.author, at: Self.now)
        let undone = found(try await repository.load())
        #expect(undone?.withoutVersion == before?.withoutVersion, sourceLocation: sourceLocation)
    }

    @Test("RTE-03 RTE-07 rules and filters of lines: kept whole, recorded, undone", arguments: TestStore.Kind.allCases)
    func lines(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        let number = try #require(DialString("+79161234567"))
        let (group, scenario) = (EntryID("g"), EntryID("s"))
        let targets: [RouteTarget] = [
            .user(Self.alice.id), .group(group), .scenario(scenario), .voicemail(.user(Self.alice.id)),
            .voicemail(.group(group)), .number(number), .end,
        ]
        var line = Line.sample(for: Self.alice)
        _ = try await self.apply(.putLine(line), to: repository)
        line.version = 1
        line.rules = targets.enumerated().map { index, target in
            LineRule(
                isActive: index != 2,
                schedule: index == 1 ? Self.schedule : nil,
                prefixes: index == 3 ? ["495", "499"] : [],
                to: target
            )
        }
        line.filter = .black([number])
        try await self.expectKept(.putLine(line), repository) { $0.lines[line.id].map { .putLine($0) } }
        for filter in [CallerFilter.white([]), .white([number]), .off] {
            line = try #require(try await repository.load().lines[line.id])
            line.filter = filter
            _ = try await self.apply(.putLine(line), to: repository)
            #expect(try await repository.load().lines[line.id]?.filter == filter)
        }
        line = try #require(try await repository.load().lines[line.id])
        line.rules = []
        _ = try await self.apply(.putLine(line), to: repository)
        #expect(try await repository.load().lines[line.id]?.rules == [])
    }

    @Test("RTE-06 a rule names users of the line's domain, and they stay", arguments: TestStore.Kind.allCases)
    func usersOfRules(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        var line = Line.sample(for: Self.alice)
        line.rules = [LineRule(to: .voicemail(.user(UserID("nobody"))))]
        await self.refused(.putLine(line), .notFound, repository)
        line.rules = [LineRule(to: .end), LineRule(isActive: false, to: .voicemail(.user(Self.alice.id)))]
        _ = try await self.apply(.putLine(line), to: repository)
        await self.refused(.removeUser(Self.alice.id), .invalid, repository)
        line.version = 1
        line.rules = Array(repeating: LineRule(to: .end), count: LineRule.limit + 1)
        await self.refused(.putLine(line), .invalid, repository)
    }

    @Test("FWD-01 forwarding: kept whole, recorded, undone", arguments: TestStore.Kind.allCases)
    func forwarding(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        var alice = Self.alice
        alice.version = 1
        alice.forwarding = Forwarding(
            own: .init(priority: 4, seconds: 25, isActive: false, schedule: Self.schedule),
            others: [
                .init(.mobile, "+79161234567", .init(priority: 4, seconds: 20)), .init(.landline, "84951234567"),
                .init(.sip, "bob", .init(priority: 99, seconds: 120, isActive: false)),
            ]
        )
        try await self.expectKept(.putUser(alice), repository) { $0.user(alice.id).map { .putUser($0) } }
        alice = try #require(try await repository.load().user(alice.id))
        alice.forwarding.own.priority = 0
        await self.refused(.putUser(alice), .invalid, repository)
    }

    @Test("BYD-19 RTE-04 ADM-03 calendar, time zone, limits of menus: kept", arguments: TestStore.Kind.allCases)
    func calendar(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        var domain = Domain.sample()
        domain.version = 1
        domain.timeZone = "Asia/Kamchatka"
        domain.menus = MenuLimits(errors: 7, timeoutSeconds: 30)
        domain.callerID = DialString("+74951234567")
        domain.calendar = WorkCalendar(
            days: ProductionCalendar.all.flatMap(\.days),
            closedUntil: Timestamp(microseconds: 1_790_000_000_123_456)
        )
        try await self.expectKept(.putDomain(domain), repository) {
            $0.tenants[Self.acme].map { .putDomain($0.domain) }
        }
        domain = try #require(try await repository.load().tenants[Self.acme]?.domain)
        domain.calendar.days = ProductionCalendar.all.flatMap(\.days).reversed()
        await self.refused(.putDomain(domain), .invalid, repository)
    }

    @Test("IVR-02 groups and scenarios: put, changed, removed, undone", arguments: TestStore.Kind.allCases)
    func entries(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        let group = DomainEntry(
            id: EntryID("g"),
            domain: Self.acme,
            .group(
                CallGroup(
                    name: "Sales",
                    extension: "200",
                    members: [Self.alice.id],
                    ringSeconds: 25,
                    voicemail: VoicemailRules(isOn: true, greeting: PromptID("p"))
                )
            )
        )
        let actions: [Scenario.Action] = [
            .forward(.group(group.id)), .forward(.voicemail(.group(group.id))), .message(PromptID("p")), .menu("more"),
            .back, .dialExtension, .hangUp, .repeatMenu, .forward(.end),
        ]
        let keys = zip(Scenario.keys, actions).map { Scenario.Key($0, $1) }
        let scenario = DomainEntry(
            id: EntryID("s"),
            domain: Self.acme,
            .scenario(
                Scenario(
                    name: "Greeting",
                    menus: [
                        .init(id: "main", name: "Main", prompt: PromptID("p"), keys: keys, otherKeys: .hangUp),
                        .init(id: "more", name: "More", timeout: .back),
                    ]
                )
            )
        )
        for entry in [group, scenario] {
            let found: (Configuration) -> ConfigurationChange? = { $0.entries[entry.id].map { .putEntry($0) } }
            // Undoing its creation removes it.
            try await self.expectKept(.putEntry(entry), repository, found)
            _ = try await self.apply(.putEntry(entry), to: repository)
            let removed = try await self.apply(.removeEntry(entry.id), to: repository)
            #expect(found(try await repository.load()) == nil)
            _ = try await repository.undo(try #require(removed.last).version, by: Self.author, at: Self.now)
            #expect(try await repository.load().entries[entry.id]?.content == entry.content)
        }
        let configuration = try await repository.load()
        #expect(configuration.group(extension: "200", of: Self.acme)?.id == group.id)
    }

    @Test(
        "GRP an extension is a user's or a group's, never both, whoever comes first",
        arguments: TestStore.Kind.allCases
    )
    func extensions(_ kind: TestStore.Kind) async throws {
        let repository = try await self.filled(kind)
        func group(_ id: String, _ dialled: String?, version: Int = 0) -> ConfigurationChange {
            let content = CallGroup(name: "G \(id)", extension: dialled)
            return .putEntry(DomainEntry(id: EntryID(id), domain: Self.acme, .group(content), version: version))
        }
        await self.refused(group("g", "101"), .taken, repository)
        _ = try await self.apply(group("g", "200"), group("none", nil), group("other", nil), to: repository)
        await self.refused(group("h", "200"), .taken, repository)
        await self.refused(.putUser(.sample("bob", extension: "200")), .taken, repository)
        _ = try await self.apply(.putUser(.sample("bob", extension: "201")), to: repository)
        await self.refused(.putUser(.sample("bob", extension: "200", version: 1)), .taken, repository)
        await self.refused(group("g", "201", version: 1), .taken, repository)
        // Freed, it may be taken; and what was undone meanwhile is refused.
        let freed = try await self.apply(group("g", nil, version: 1), to: repository)
        _ = try await self.apply(.putUser(.sample("bob", extension: "200", version: 1)), to: repository)
        let error = await #expect(throws: ModelError.self) {
            try await repository.undo(try #require(freed.last).version, by: Self.author, at: Self.now)
        }
        #expect(error?.code == .taken, "\(String(describing: error))")
        // Another domain has extensions of its own.
        let globex = Domain.sample("globex.example")
        let elsewhere = DomainEntry(id: EntryID("x"), domain: globex.id, .group(CallGroup(name: "G", extension: "101")))
        _ = try await self.apply(.putDomain(globex), .putEntry(elsewhere), to: repository)
    }
}

extension ConfigurationChange {
    /// As it is apart from how often it was written.
    fileprivate var withoutVersion: ConfigurationChange {
        switch self {
        case .putDomain(var domain):
            domain.version = 0
            return .putDomain(domain)
        case .putUser(var user):
            user.version = 0
            return .putUser(user)
        case .putLine(var line):
            line.version = 0
            return .putLine(line)
        case .putEntry(var entry):
            entry.version = 0
            return .putEntry(entry)
        case .putTrunk, .putSecondFactor, .removeSecondFactor, .putNote, .removeNote, .removeDomain, .removeUser,
            .removeTrunk, .removeLine, .removeEntry:
            return self
        }
    }
}
