import Journal
import Kernel
import Model
import ModelTesting
import Testing

@testable import MartletServer

@Suite("The demo company")
struct DemoTests {
    private static let now = Timestamp(seconds: 1_795_000_000)

    private static func people() -> [User] {
        ["anna", "boris", "clara"].enumerated().map { index, login in
            User.sample(login, in: DemoCompany.domain, extension: "\(101 + index)")
        }
    }

    @Test("a month of calls: in order, each complete, all over by now, the same every time")
    func history() async throws {
        let history = DemoHistory(domain: DemoCompany.domain, people: Self.people())
        let events = history.events(before: Self.now, after: 7)
        #expect(events == history.events(before: Self.now, after: 7))
        #expect(events.map(\.sequence) == Array(8..<Int64(events.count + 8)))
        #expect(zip(events, events.dropFirst()).allSatisfy { $0.at <= $1.at })
        #expect(events.allSatisfy { $0.at < Self.now })
        for call in Dictionary(grouping: events, by: \.call).values {
            let ends = call.filter { if case .callEnded = $0.kind { true } else { false } }
            #expect(ends.count == 1)
            #expect(ends.first == call.last)
        }
        let repository = InMemoryCallHistoryRepository()
        try await repository.append(events)
        let page = await repository.page(CallFilter(domain: DemoCompany.domain), before: nil, limit: 1_000)
        #expect((200...600).contains(page.calls.count))
        #expect(Set(page.calls.map(\.direction)) == Set(CallDirection.allCases))
    }

    @Test("TEN-04 the company and its branch are in a pool, with people who administer it")
    func branch() async throws {
        let repository = InMemoryConfigurationRepository()
        let beginning = try DemoCompany.beginning(at: Self.now)
        _ = try await repository.apply(beginning.changes, by: ChangeAuthor(name: "test"), at: Self.now)
        let configuration = await repository.load()
        let members = configuration.members(of: DemoBranch.pool)
        #expect(members.map(\.id) == [DemoBranch.domain, DemoCompany.domain])
        #expect(members.compactMap { configuration.subgroup(of: $0) }.count == 2)
        let people = try #require(configuration.tenants[DemoBranch.pool]?.users.values)
        let managed = people.map { person in members.count { configuration.mayManage($0, by: person) } }
        #expect(managed.sorted() == [1, 2])
        #expect(people.allSatisfy { $0.credentials.digestMD5.isEmpty && !$0.credentials.passwordHash.isEmpty })
        #expect(beginning.lines.contains { $0.hasPrefix("chief@pool:demo  password ") })
    }

    @Test("pickup group, private route, forwarding and calendar are there at once, and stand in nobody's way")
    func office() async throws {
        let repository = InMemoryConfigurationRepository()
        let beginning = try DemoCompany.beginning(at: Self.now)
        _ = try await repository.apply(beginning.changes, by: ChangeAuthor(name: "test"), at: Self.now)
        let configuration = await repository.load()
        let tenant = try #require(configuration.tenants[DemoCompany.domain])
        for user in tenant.users.values { try user.validate() }
        try tenant.domain.calendar.validate()
        guard case .pickupGroup(let pickup)? = configuration.entries[DemoOffice.pickup]?.content else {
            return #expect(Bool(false), "no pickup group")
        }
        #expect(pickup.members.compactMap { configuration.user($0)?.login } == ["anna", "boris"])
        let clara = try #require(tenant.user(login: "clara"))
        #expect(clara.forwarding.others.map(\.kind) == [.mobile, .landline, .sip])
        #expect(clara.forwarding.others.allSatisfy { $0.terms.schedule != nil })
        #expect(clara.forwarding.others.last.flatMap { tenant.user(extension: $0.dialled) } != nil)
        // On, with the source's expression (TRK-02), behind the routes that somebody makes.
        let routes = configuration.privateRoutes(of: DemoCompany.domain)
        let route = try #require(routes.first)
        #expect(routes.count == 1 && route.0.isActive && route.0.probeSeconds == 0)
        #expect(route.1.called == PrivateRoute.usualExpression)
        #expect(route.1.order > PrivateRoute(domain: DemoCompany.domain, shownName: "Another").order)
    }

    @Test("BYD-19 the calendar has days of this year and one of the company's own, and none about the first start")
    func calendar() throws {
        for (year, month, day) in [(2026, 11, 22), (2026, 1, 1), (2026, 12, 11), (2027, 6, 1), (2025, 12, 30)] {
            let today = try #require(CivilDate(year: year, month: month, day: day))
            let noon = Timestamp(seconds: Int64(today.dayNumber) * 86_400 + 9 * 3_600)
            let calendar = DemoDays(at: noon).calendar
            try calendar.validate()
            #expect(calendar.days.contains { $0.note == "День рождения компании" && $0.date > today })
            #expect(calendar.days.allSatisfy { abs($0.date.dayNumber - today.dayNumber) > 1 && $0.date.year >= year })
            #expect(year > 2026 || calendar.days.count > 10)
        }
    }

    @Test("IVR-07 callers who come into the voice scenario leave it: by a key or for good")
    func visits() async throws {
        let events = DemoHistory(domain: DemoCompany.domain, people: Self.people()).events(before: Self.now, after: 0)
        let steps = events.compactMap { if case .menu(let step) = $0.kind { step } else { nil } }
        let exits = steps.compactMap(\.exit)
        #expect(exits.count * 2 == steps.count && Set(exits) == [.one, .two, .hungUp])
    }

    @Test("TRK-05 some calls come from the office and some go there")
    func routeCalls() async throws {
        let events = DemoHistory(domain: DemoCompany.domain, people: Self.people()).events(before: Self.now, after: 0)
        let repository = InMemoryCallHistoryRepository()
        try await repository.append(events)
        let page = await repository.page(CallFilter(domain: DemoCompany.domain), before: nil, limit: 1_000)
        let trunks = TrunkPassage([DemoOffice.route])
        let ways = page.calls.compactMap { trunks.way(of: $0) }
        #expect(Set(ways) == [.incoming, .outgoing] && ways.count < page.calls.count / 4)
    }

    @Test("NUM-01 the stock has numbers of each kind to offer, and one that is kept for the company")
    func numbers() async throws {
        let repository = InMemoryConfigurationRepository()
        let domains = [Domain.system, DemoCompany.domain].map {
            ConfigurationChange.putDomain(Domain(id: $0, shownName: "D"))
        }
        let changes = domains + DemoNumbers.changes(at: Self.now)
        _ = try await repository.apply(changes, by: ChangeAuthor(name: "test"), at: Self.now)
        let configuration = await repository.load()
        let numbers = configuration.stock.all.compactMap(\.number)
        let free = numbers.filter { configuration.state(of: $0, at: Self.now) == .free }
        #expect(Set(free.map(\.kind)) == Set(StockNumber.Kind.allCases))
        #expect(Set(free.map(\.category)) == Set(StockNumber.Category.allCases))
        #expect(numbers.count == free.count + 1)
        let own = Set(DemoTelephony.numbers.compactMap { StockNumber.digits(of: $0) })
        #expect(own.isDisjoint(with: numbers.map(\.digits)))
    }

    @Test("lines, groups, scenario and contacts are valid, and lead to one another")
    func telephony() async throws {
        let repository = InMemoryConfigurationRepository()
        let changes: [ConfigurationChange] =
            [.putDomain(Domain(id: DemoCompany.domain, shownName: "Demo"))] + Self.people().map { .putUser($0) }
            + DemoTelephony(domain: DemoCompany.domain, people: Self.people()).changes
        _ = try await repository.apply(changes, by: ChangeAuthor(name: "test"), at: Self.now)
        let configuration = await repository.load()
        for line in configuration.lines.values {
            for entry in line.rules.compactMap(\.target.entry) { #expect(configuration.entries[entry] != nil) }
        }
        #expect(configuration.books(of: DemoCompany.domain).entries.count == DemoTelephony.contacts.count)
    }
}
