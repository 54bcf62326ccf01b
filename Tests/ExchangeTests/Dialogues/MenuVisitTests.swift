import Kernel
import Model
import ModelTesting
import Testing

@testable import Exchange

@Suite("IVR-07 Who comes into menus, and how they leave")
struct MenuVisitTests {
    private static let id = EntryID("welcome")

    /// Main: 1 forward, 2 more, 3 a message, # the end, other keys an extension. More: * back, other keys again.
    private static let scenario = Scenario(
        name: "Welcome",
        menus: [
            Scenario.Menu(
                id: "main",
                name: "Main",
                keys: [
                    Scenario.Key("1", .forward(.end)), Scenario.Key("2", .menu("more")),
                    Scenario.Key("3", .message(PromptID("hours"))), Scenario.Key("#", .hangUp),
                ]
            ),
            Scenario.Menu(
                id: "more",
                name: "More",
                keys: [Scenario.Key("*", .back)],
                otherKeys: .repeatMenu,
                timeout: .forward(.end)
            ),
        ]
    )

    private static func visits(of effects: [DialogueEffect]) -> [String] {
        effects.compactMap { effect in
            guard case .menu(let scenario, let menu, let exit) = effect, scenario == Self.id else { return nil }
            return "\(menu) \(exit?.rawValue ?? "entered")"
        }
    }

    @Test(
        "each way out of a menu is told once, before what comes of it",
        arguments: [
            ([.digit("1")], ["main 1"]), ([.digit("2")], ["main 2", "more entered"]),
            ([.digit("3"), .said], ["main 3", "main entered"]), ([.digit("#"), .said], ["main #"]),
            ([.digit("7"), .waited, .dialled(true)], ["main other-keys"]),
            ([.digit("7"), .waited, .dialled(false)], ["main other-keys", "main entered"]),
            ([.said, .waited], ["main timeout", "main entered"]), ([.left], ["main hung-up"]),
            ([.said, .left, .left], ["main hung-up"]),
            ([.said, .waited, .said, .waited], ["main timeout", "main entered", "main limit"]),
            (
                [.digit("2"), .digit("5"), .digit("*"), .left],
                ["main 2", "more entered", "more other-keys", "more entered", "more *", "main entered", "main hung-up"]
            ),
            ([.digit("2"), .said, .waited], ["main 2", "more entered", "more timeout"]),
        ] as [([DialogueInput], [String])]
    )
    func exits(inputs: [DialogueInput], told: [String]) {
        var dialogue = ScenarioDialogue(Self.id, Self.scenario, limits: MenuLimits(errors: 2, timeoutSeconds: 5))
        let effects = ([.begun] + inputs).flatMap { dialogue.handle($0) }
        #expect(Self.visits(of: effects) == ["main entered"] + told)
    }

    @Test(
        "whatever a caller does, each visit has one beginning and then one end in the same menu, seed",
        arguments: 1...300
    )
    func random(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var dialogue = ScenarioDialogue(Self.id, Self.scenario, limits: MenuLimits())
        var present: String?
        var inputs: [DialogueInput] = [.begun]
        for _ in 0..<200 {
            switch Int.random(in: 0..<12, using: &generator) {
            case 0...3: inputs.append(.said)
            case 4: inputs.append(.waited)
            case 5: inputs.append(.dialled(false))
            default: inputs.append(.digit(Array("23*79").randomElement(using: &generator) ?? "2"))
            }
        }
        for input in inputs + [.left] {
            for effect in dialogue.handle(input) {
                guard case .menu(_, let menu, let exit) = effect else { continue }
                if exit == nil {
                    #expect(present == nil, "seed \(seed)")
                    present = menu
                } else {
                    #expect(present == menu, "seed \(seed)")
                    present = nil
                }
            }
        }
        #expect(present == nil, "seed \(seed)")
    }
}
