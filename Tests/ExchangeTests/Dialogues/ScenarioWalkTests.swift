import Kernel
import Model
import ModelTesting
import Routing
import Testing

@testable import Exchange

@Suite("RTE-10 A caller who is only thought of goes through voice scenarios")
struct ScenarioWalkTests {
    private static let domain = DomainID("acme.example")
    private static let welcome = EntryID("welcome")
    private static let night = EntryID("night")

    /// Main: 1 Anna, 2 the scenario of the night, 3 more, 5 a message, 9 a group that is gone, # the end; silence repeats.
    /// More: * back, silence rings Anna, other keys repeat.
    private static let scenario = Scenario(
        name: "Welcome",
        menus: [
            Scenario.Menu(
                id: "main",
                name: "Main",
                keys: [
                    Scenario.Key("1", .forward(.user(UserID("anna")))),
                    Scenario.Key("2", .forward(.scenario(Self.night))),
                    Scenario.Key("3", .menu("more")), Scenario.Key("5", .message(PromptID("hours"))),
                    Scenario.Key("9", .forward(.group(EntryID("gone")))), Scenario.Key("#", .hangUp),
                ]
            ),
            Scenario.Menu(
                id: "more",
                name: "More",
                keys: [Scenario.Key("*", .back)],
                otherKeys: .repeatMenu,
                timeout: .forward(.user(UserID("anna")))
            ),
        ],
        draft: [Scenario.Menu(id: "main", name: "Draft", keys: [Scenario.Key("1", .hangUp)])]
    )

    /// The night leads back to the welcome: whoever presses 2 and 1 goes round.
    private static let configuration: Configuration = {
        var configuration = Configuration()
        let night = Scenario.Menu(
            id: "main",
            name: "Night",
            keys: [Scenario.Key("1", .forward(.scenario(Self.welcome)))]
        )
        let changes: [ConfigurationChange] = [
            .putDomain(Domain(id: Self.domain, shownName: "Acme", menus: MenuLimits(errors: 2, timeoutSeconds: 5))),
            .putUser(User(id: UserID("anna"), domain: Self.domain, login: "anna", extension: "801", shownName: "Anna")),
            .putEntry(DomainEntry(id: Self.welcome, domain: Self.domain, .scenario(Self.scenario))),
            .putEntry(
                DomainEntry(id: Self.night, domain: Self.domain, .scenario(Scenario(name: "Night", menus: [night])))
            ),
        ]
        for change in changes { configuration.apply(change, version: 1) }
        return configuration
    }()

    private static func walk(_ keys: String, draft: EntryID? = nil) -> RoutingDecision {
        let facts = CallFacts(origin: .trunk(TrunkID("")), dialled: "welcome", at: Timestamp(seconds: 1_795_000_000))
        let first = Router(configuration: Self.configuration)
            .toTarget(.scenario(Self.welcome), of: Self.domain, facts, because: "rule 1")
        return ScenarioWalker().walk(first, facts, MenuKeys(keys, draft: draft), in: Self.configuration)
    }

    private static func end(of decision: RoutingDecision) -> String {
        switch decision.target {
        case .ring(let plan): "rings \(plan.steps.count)"
        case .dialogue(.scenario(let id)): "in \(id)"
        case .refused(let cause): cause.rawValue
        default: "elsewhere"
        }
    }

    @Test(
        "each key does what it does in a call",
        arguments: [
            ("", "in welcome", ["menu Main: is heard"]), ("1", "rings 1", ["menu Main: key 1"]),
            ("3", "in welcome", ["menu Main: key 3", "menu More: is heard"]),
            ("3,", "rings 1", ["menu More: is heard", "menu More: nothing pressed"]),
            ("3*", "in welcome", ["menu More: key *", "menu Main: is heard"]),
            ("5", "in welcome", ["menu Main: key 5", "menu Main: is heard"]),
            ("51", "rings 1", ["menu Main: is heard", "menu Main: key 1"]),
            ("801", "rings 1", ["menu Main: extension 801"]), ("801#", "rings 1", ["menu Main: extension 801"]),
            ("777", "in welcome", ["menu Main: extension 777", "extension 777: nobody has it", "menu Main: is heard"]),
            ("9", "no-such-number", ["menu Main: key 9", "voice scenario: its group is gone"]),
            ("#", "hung-up", ["menu Main: key #", "voice scenario Welcome: hangs up"]),
            (",,", "hung-up", ["menu Main: nothing pressed", "voice scenario Welcome: hangs up"]),
            ("2", "in night", ["voice scenario: voice scenario Night", "menu Night: is heard"]),
            ("211", "rings 1", ["voice scenario: voice scenario Welcome", "menu Main: is heard", "menu Main: key 1"]),
        ] as [(String, String, [String])]
    )
    func keys(keys: String, end: String, steps: [String]) {
        let decision = Self.walk(keys)
        #expect(Self.end(of: decision) == end)
        let told = decision.trace.map { "\($0.rule): \($0.outcome)" }
        #expect(told.first == "rule 1: voice scenario Welcome")
        // What comes of a target is the router's to tell.
        let place = told.indices.first { told[$0...].starts(with: steps) }
        #expect(place != nil, "\(told)")
    }

    @Test("IVR-07 only the scenario that is named is gone through by its draft")
    func draft() {
        let draft = Self.walk("1", draft: Self.welcome)
        #expect(Self.end(of: draft) == "hung-up")
        #expect(draft.trace.contains(RoutingStep(rule: "voice scenario Welcome", outcome: "by its draft")))
        #expect(Self.end(of: Self.walk("1", draft: Self.night)) == "rings 1")
        // The night has no draft: it is as it is published.
        #expect(Self.walk("2", draft: Self.night) == Self.walk("2"))
    }

    @Test("scenarios that lead to one another end as they end a call")
    func round() {
        #expect(Self.end(of: Self.walk(String(repeating: "21", count: 9))) == "in welcome")
        let decision = Self.walk(String(repeating: "21", count: 500))
        #expect(Self.end(of: decision) == "too-many-hops")
        #expect(decision.trace.count < 100)
    }

    @Test("what comes into no scenario stays as it is")
    func elsewhere() {
        let decision = RoutingDecision(target: .refused(.busy), domain: Self.domain, trace: [])
        let facts = CallFacts(origin: .trunk(TrunkID("")), dialled: "1", at: .epoch)
        #expect(ScenarioWalker().walk(decision, facts, MenuKeys("123"), in: Self.configuration) == decision)
    }
}
