import Kernel
import Model
import ModelTesting
import Testing

@testable import Routing

@Suite("TEN-04 Calls between domains of a pool")
struct PoolRoutingTests {
    private static let pool = DomainID.pool("holding")
    private static let globex = DomainID("globex.example")

    /// Acme (4455) and Globex (4456) with carol (101), dora (102, blocked) and the group Sales (600) in one pool, Initech
    /// (4457) in another.
    private static func world(_ rules: PoolRules = PoolRules(routingLength: 4)) -> RoutingWorld {
        var world = RoutingWorld()
        for pool in [Self.pool, .pool("other")] {
            world.apply(.putDomain(Domain(id: pool, shownName: "Holding", pool: rules)))
        }
        world.changeDomain { $0.membership = PoolMembership(pool: Self.pool, routingNumber: "4455") }
        for (name, pool, number) in [
            ("globex.example", Self.pool, "4456"), ("initech.example", .pool("other"), "4457"),
        ] {
            var domain = Domain.sample(name)
            domain.membership = PoolMembership(pool: pool, routingNumber: number)
            world.apply(.putDomain(domain))
            let id = UserID("carol-\(name)")
            world.apply(
                .putUser(User(id: id, domain: domain.id, login: "carol", extension: "101", shownName: "Carol"))
            )
        }
        var dora = User(id: UserID("dora"), domain: Self.globex, login: "dora", extension: "102", shownName: "Dora")
        dora.isBlocked = true
        world.apply(.putUser(dora))
        let sales = CallGroup(name: "Sales", extension: "600", members: [UserID("carol-globex.example")])
        world.apply(.putEntry(DomainEntry(id: EntryID("sales"), domain: Self.globex, .group(sales))))
        return world
    }

    private static func into(
        _ domain: DomainID,
        _ dialled: String,
        from caller: DomainID = RoutingWorld.domain,
        _ world: RoutingWorld,
        isWithheld: Bool = false
    ) -> RoutingDecision {
        let facts = CallFacts(
            origin: .neighbour(caller, into: domain),
            dialled: dialled,
            at: RoutingWorld.moment("2026-11-23 12:00"),
            caller: "4455101",
            isWithheld: isWithheld
        )
        return Router(configuration: world.configuration).decide(facts)
    }

    @Test(
        "TEN-04 routing number and extension reach a user of another domain",
        arguments: [
            ("4456101", "101 of globex.example"), ("4456600", "600 of globex.example"),
            // Whether somebody can be reached is for the callee's domain to say.
            ("4456102", "102 of globex.example"),
            // The own one leads home; nobody; another pool's; no domain's; too short.
            ("4455102", "user boris"), ("4456777", "no-such-number"), ("4457101", "no-such-number"),
            ("4458101", "no-such-number"), ("4456", "no-such-number"), ("101", "user anna"),
        ]
    )
    func dialled(_ dialled: String, _ expected: String) {
        let decision = Self.world().internalCall(from: "clara", to: dialled)
        #expect(RouterTests.words(decision) == expected)
        #expect(decision.domain == RoutingWorld.domain)
    }

    @Test(
        "TEN-04 the signs of the pool belong to the expression",
        arguments: [("*4456#101", true), ("4456101", false)]
    )
    func signs(_ dialled: String, isExpression: Bool) {
        let world = Self.world(PoolRules(routingLength: 4, before: "*", between: "#"))
        let decision = world.internalCall(to: dialled)
        #expect(RouterTests.words(decision) == (isExpression ? "101 of globex.example" : "no-such-number"))
        guard case .neighbour(let neighbour) = decision.target else { return }
        #expect(neighbour.number == dialled && neighbour.name == "Carol" && neighbour.pool == Self.pool)
        let carol = world.configuration.user(UserID("carol-globex.example"))
        let router = Router(configuration: world.configuration)
        #expect(carol.flatMap { router.number(of: $0, in: Self.pool) } == "*4456#101")
        #expect(carol.flatMap { router.number(of: $0, in: .pool("other")) } == nil)
    }

    @Test("TEN-04 the own extension, a blocked domain, and what looks like a number of the public network")
    func precedence() {
        var world = Self.world(PoolRules(routingLength: 2))
        world.changeDomain { $0.membership = PoolMembership(pool: Self.pool, routingNumber: "44") }
        var globex = Domain.sample("globex.example")
        globex.membership = PoolMembership(pool: Self.pool, routingNumber: "11")
        world.apply(.putDomain(globex))
        // Help is called, whatever pool there is.
        let one = User(id: UserID("one"), domain: Self.globex, login: "one", extension: "2", shownName: "One")
        world.apply(.putUser(one))
        #expect(RouterTests.words(world.internalCall(to: "112")) == "out t1 112 as +74950000000")
        #expect(RouterTests.words(world.internalCall(to: "11101")) == "101 of globex.example")
        world.change("boris") { $0.extension = "11101" }
        #expect(RouterTests.words(world.internalCall(to: "11101")) == "user boris")
        world.change("boris") { $0.extension = "102" }
        globex.isBlocked = true
        world.apply(.putDomain(globex))
        #expect(RouterTests.words(world.internalCall(to: "11101")) == "domain-blocked")
        // Ten digits are a number outside, although they begin like a routing number.
        #expect(RouterTests.words(world.internalCall(to: "1112345678")) == "out t1 +71112345678 as +74950000000")
    }

    @Test("TEN-04 TEN-01 of who calls the other domain learns a number to call back and a name, not whose user it is")
    func caller() {
        let router = Router(configuration: Self.world().configuration)
        let anna = Party(user: UserID("anna"), number: "101", name: "Annie in the book", isWithheld: true)
        #expect(
            router.neighbour(anna, in: Self.pool) == Party(number: "4455101", name: "anna", isWithheld: true)
        )
        let stranger = Party(number: "+79161234567", name: "The butcher")
        #expect(router.neighbour(stranger, in: Self.pool) == Party(number: "+79161234567"))
        // Where the way back is gone meanwhile, the extension is all there is.
        #expect(router.neighbour(anna, in: .pool("other")).number == "101")
    }

    @Test("TEN-04 what became of a routing number is in the call's protocol")
    func trace() {
        let world = Self.world()
        #expect(
            world.internalCall(to: "4456101").trace
                == [RoutingStep(rule: "pool Holding", outcome: "101 of globex.example")]
        )
        #expect(
            world.internalCall(to: "4456777").trace.first
                == RoutingStep(rule: "pool Holding", outcome: "nobody of globex.example has 777")
        )
        let decision = Self.into(Self.globex, "101", world)
        #expect(decision.trace.first == RoutingStep(rule: "from the domain acme.example", outcome: "into the domain"))
        #expect(decision.domain == Self.globex)
    }

    @Test("TEN-04 the callee's forwarding and rules hold on the callee's side")
    func callee() {
        var world = Self.world()
        #expect(RouterTests.words(Self.into(Self.globex, "101", world)) == "user carol")
        #expect(RouterTests.words(Self.into(Self.globex, "600", world)) == "group Sales")
        #expect(RouterTests.words(Self.into(Self.globex, "102", world)) == "no-such-number")
        #expect(RouterTests.words(Self.into(Self.globex, "777", world)) == "no-such-number")
        // Neither out of the house nor into a domain of another pool.
        #expect(RouterTests.words(Self.into(Self.globex, "+79161234567", world)) == "no-such-number")
        let initech = DomainID("initech.example")
        #expect(RouterTests.words(Self.into(initech, "101", world)) == "no-such-number")
        #expect(RouterTests.words(Self.into(Self.globex, "101", from: initech, world)) == "no-such-number")
        guard var carol = world.configuration.user(UserID("carol-globex.example")) else {
            Issue.record("no carol")
            return
        }
        carol.forwarding = Forwarding(
            own: .init(priority: 10, seconds: 20),
            others: [Forwarding.Number(.mobile, "+79161234567", .init(priority: 20, seconds: 30))]
        )
        world.apply(.putUser(carol))
        #expect(RoutingWorld.chain(Self.into(Self.globex, "101", world)) == ["carol 20", "+79161234567 30"])
        #expect(Self.into(Self.globex, "101", world, isWithheld: true).isCallerWithheld)
        carol.doNotDisturb = true
        world.apply(.putUser(carol))
        #expect(RouterTests.words(Self.into(Self.globex, "101", world)) == "do-not-disturb")
    }
}
