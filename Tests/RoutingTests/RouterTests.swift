import Kernel
import Model
import Testing

@testable import Routing

@Suite("Router")
struct RouterTests {
    static let domain = DomainID("acme.example")

    static func configuration() -> Configuration {
        var configuration = Configuration()
        let other = DomainID("globex.example")
        let changes: [ConfigurationChange] = [
            .putDomain(Domain(id: Self.domain, shownName: "Acme", callerID: DialString("+74950000000"))),
            .putDomain(Domain(id: other, shownName: "Globex")),
            .putUser(self.user("anna", "101")),
            .putUser(self.user("boris", "102") { $0.doNotDisturb = true }),
            .putUser(self.user("clara", "103") { $0.isBlocked = true }),
            .putUser(self.user("dmitri", "9197")),
            // From when 112 was given out: nobody who needs help is to reach him.
            .putUser(self.user("egor", "112")),
            .putUser(User(id: UserID("x"), domain: other, login: "xenia", extension: "201", shownName: "")),
            .putTrunk(Trunk(id: TrunkID("t1"), name: "alpha", host: "192.0.2.1", priority: 1)),
            .putTrunk(Trunk(id: TrunkID("t2"), name: "beta", host: "192.0.2.2", priority: 2)),
            .putTrunk(Trunk(id: TrunkID("t3"), name: "off", host: "192.0.2.3", priority: 0, isActive: false)),
            .putEntry(Self.group("one", ["anna", "boris", "gone"])),
            .putEntry(Self.group("two", ["anna", "dmitri"])),
            .putEntry(Self.group("others", ["dmitri"])),
            .putLine(self.line("l1", "+74951234567", "anna", trunk: "t1")),
            .putLine(self.line("l2", "+74957654321", "anna", isActive: false)),
        ]
        for (index, change) in changes.enumerated() { configuration.apply(change, version: Int64(index + 1)) }
        return configuration
    }

    private static func group(_ name: String, _ members: [String]) -> DomainEntry {
        let group = PickupGroup(name: name, members: members.map { UserID($0) })
        return DomainEntry(id: EntryID(name), domain: Self.domain, .pickupGroup(group))
    }

    private static func user(_ login: String, _ dialled: String, _ adjust: (inout User) -> Void = { _ in }) -> User {
        var user = User(id: UserID(login), domain: Self.domain, login: login, extension: dialled, shownName: login)
        adjust(&user)
        return user
    }

    private static func line(
        _ id: String,
        _ number: String,
        _ user: String,
        trunk: String? = nil,
        isActive: Bool = true
    )
        -> Line
    {
        guard let dialled = DialString(number) else { preconditionFailure("\(number) is no number") }
        return Line(
            id: LineID(id),
            domain: Self.domain,
            number: dialled,
            trunk: trunk.map { TrunkID($0) },
            isActive: isActive,
            rules: [LineRule(to: .user(UserID(user)))]
        )
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let dialled: String
        let expected: String
    }

    private static func words(_ plan: RingPlan) -> String {
        switch plan.callee {
        case .user(let user): "user \(user.login)"
        case .group(_, let group): "group \(group.name)"
        }
    }

    /// A decision in a few words, so that a table stays readable.
    static func words(_ decision: RoutingDecision) -> String {
        switch decision.target {
        case .ring(let plan): Self.words(plan)
        case .pickup(let user): "pickup \(user.login)"
        case .command(let command): "do \(command.rawValue)"
        case .parked(let slot): "parked \(slot)"
        case .lamp(let user, let isLit): "lamp of \(user) \(isLit ? "on" : "off")"
        case .pickupInGroups(let users): "pickup at \(users.map(\.text).joined(separator: " "))"
        case .service(let service): "service \(service)"
        case .dialogue(.leaveMessage(let mailbox)): "message for \(mailbox.key)"
        case .dialogue(.mailbox(let mailbox)): "mailbox of \(mailbox?.key.text ?? "whoever has the PIN")"
        case .dialogue(.record(let prompt)): "record \(prompt)"
        case .dialogue(.scenario(let scenario)): "scenario \(scenario)"
        case .trunks(let trunks, let number, let callerID):
            "out \(trunks.map(\.text).joined(separator: " ")) \(number) as \(callerID?.text ?? "-")"
        case .neighbour(let neighbour): "\(neighbour.extension) of \(neighbour.domain)"
        case .refused(let cause): cause.rawValue
        }
    }

    @Test(
        "CAL-01 what a user dials",
        arguments: [
            Case(testDescription: "an extension", dialled: "101", expected: "user anna"),
            Case(testDescription: "a login", dialled: "Anna", expected: "user anna"),
            Case(testDescription: "CAL-07 pickup", dialled: "**102", expected: "pickup boris"),
            Case(testDescription: "CAL-07 pickup by login", dialled: "**Boris", expected: "pickup boris"),
            Case(testDescription: "CAL-07 pickup at nobody", dialled: "**777", expected: "no-such-number"),
            Case(testDescription: "CAL-07 pickup in another company", dialled: "**201", expected: "no-such-number"),
            Case(testDescription: "CAL-07 the pickup number", dialled: "*8", expected: "pickup at boris dmitri gone"),
            Case(testDescription: "CAL-08 redial", dialled: "*0", expected: "do redial"),
            Case(testDescription: "CAL-08 no call back", dialled: "*05", expected: "do cancelCallback"),
            Case(testDescription: "BYD-11 a parking slot", dialled: "*712", expected: "parked 12"),
            Case(testDescription: "CAL-12 a lamp", dialled: "*94102", expected: "lamp of boris on"),
            Case(testDescription: "CAL-12 one's own lamp", dialled: "*95", expected: "lamp of anna off"),
            Case(testDescription: "CAL-12 a lamp of nobody", dialled: "*94777", expected: "no-such-number"),
            Case(testDescription: "CAL-12 a lamp in another company", dialled: "*94201", expected: "no-such-number"),
            Case(testDescription: "more behind the pickup number", dialled: "*81", expected: "no-such-number"),
            Case(testDescription: "do not disturb", dialled: "102", expected: "do-not-disturb"),
            Case(testDescription: "a blocked user is as if absent", dialled: "103", expected: "no-such-number"),
            Case(testDescription: "an extension of another domain", dialled: "201", expected: "no-such-number"),
            Case(testDescription: "a login of another domain", dialled: "xenia", expected: "no-such-number"),
            Case(testDescription: "a service", dialled: "9196", expected: "service echo"),
            Case(testDescription: "an extension wins over a service", dialled: "9197", expected: "user dmitri"),
            Case(testDescription: "nobody", dialled: "199", expected: "no-such-number"),
            Case(testDescription: "no number at all", dialled: "no body", expected: "no-such-number"),
            Case(
                testDescription: "SIP-05 the national form",
                dialled: "84957777777",
                expected: "out t1 t2 +74957777777 as +74950000000"
            ),
            Case(
                testDescription: "SIP-05 the international form",
                dialled: "810442071234567",
                expected: "out t1 t2 +442071234567 as +74950000000"
            ),
            Case(testDescription: "SIP-05 emergency", dialled: "112", expected: "out t1 t2 112 as +74950000000"),
            Case(testDescription: "an own line stays in the house", dialled: "84951234567", expected: "user anna"),
            Case(
                testDescription: "an own line that is off goes out",
                dialled: "+74957654321",
                expected: "out t1 t2 +74957654321 as +74950000000"
            ),
        ]
    )
    func fromUser(_ example: Case) {
        let router = Router(configuration: Self.configuration())
        let facts = CallFacts(origin: .user(UserID("anna")), dialled: example.dialled, at: .epoch)
        let decision = router.decide(facts)
        #expect(Self.words(decision) == example.expected)
        #expect(!decision.trace.isEmpty, "every decision says why")
        #expect(router.decide(facts) == decision, "the same facts give the same answer")
    }

    @Test(
        "SIP-04 inbound number matching",
        arguments: [
            ("+74951234567", [], "user anna"), ("84951234567", [], "user anna"), ("4951234567", [], "user anna"),
            ("s", ["74951234567"], "user anna"), ("+74957654321", [], "no-such-number"),
            ("101", [], "no-such-number"), ("", [], "no-such-number"),
        ] as [(String, [String], String)]
    )
    func fromTrunk(dialled: String, alternatives: [String], expected: String) {
        let router = Router(configuration: Self.configuration())
        let facts = CallFacts(origin: .trunk(TrunkID("t1")), dialled: dialled, at: .epoch, alternatives: alternatives)
        #expect(Self.words(router.decide(facts)) == expected)
    }

    @Test("a line bound to one trunk is not reached by another")
    func boundLine() {
        let router = Router(configuration: Self.configuration())
        let facts = CallFacts(origin: .trunk(TrunkID("t2")), dialled: "+74951234567", at: .epoch)
        #expect(Self.words(router.decide(facts)) == "no-such-number")
    }

    @Test("SIP-04 trunks of one priority share calls by weight", arguments: [UInt64(1)])
    func weights(seed: UInt64) {
        var configuration = Configuration()
        for (name, weight) in [("a", 300), ("b", 100)] {
            let trunk = Trunk(id: TrunkID(name), name: name, host: "192.0.2.1", priority: 1, weight: weight)
            configuration.apply(.putTrunk(trunk), version: 1)
        }
        var random = SeededGenerator(seed: seed)
        let router = Router(configuration: configuration)
        let first = (0..<4_000).count { _ in router.orderedTrunks(draw: random.next()).first?.name == "a" }
        #expect((2_800...3_200).contains(first))
    }

    @Test("a blocked domain calls nobody and nobody reaches it")
    func blockedDomain() {
        var configuration = Self.configuration()
        configuration.apply(.putDomain(Domain(id: Self.domain, shownName: "Acme", isBlocked: true)), version: 99)
        let router = Router(configuration: configuration)
        let inside = router.decide(CallFacts(origin: .user(UserID("anna")), dialled: "102", at: .epoch))
        let outside = router.decide(CallFacts(origin: .trunk(TrunkID("t1")), dialled: "+74951234567", at: .epoch))
        #expect(Self.words(inside) == "domain-blocked")
        #expect(Self.words(outside) == "domain-blocked")
    }
}
