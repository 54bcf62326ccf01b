import Kernel
import Model
import ModelTesting
import Phrases
import Testing

@testable import Exchange

@Suite("IVR Voice scenarios")
struct ScenarioDialogueTests {
    private static let sales = RouteTarget.group(EntryID("sales"))
    private static let welcome = PromptID("welcome")

    /// Main menu: 1 sales, 2 to "more", 3 a message, * back, # hang up.
    private static func scenario(_ adjust: (inout Scenario) -> Void = { _ in }) -> Scenario {
        var scenario = Scenario(
            name: "Welcome",
            menus: [
                Scenario.Menu(
                    id: "main",
                    name: "Main",
                    prompt: Self.welcome,
                    keys: [
                        Scenario.Key("1", .forward(Self.sales)), Scenario.Key("2", .menu("more")),
                        Scenario.Key("3", .message(PromptID("hours"))), Scenario.Key("*", .back),
                        Scenario.Key("#", .hangUp),
                    ]
                ),
                Scenario.Menu(
                    id: "more",
                    name: "More",
                    keys: [
                        Scenario.Key("1", .forward(.end)), Scenario.Key("*", .back), Scenario.Key("7", .menu("main")),
                    ],
                    otherKeys: .repeatMenu,
                    timeout: .forward(.number(Self.number))
                ),
            ]
        )
        adjust(&scenario)
        return scenario
    }

    private static let number = DialString("89031112233") ?? DialString.zero

    /// What came of each input, in words.
    private static func run(
        _ inputs: [DialogueInput],
        limits: MenuLimits = MenuLimits(errors: 3, timeoutSeconds: 5),
        _ adjust: (inout Scenario) -> Void = { _ in }
    ) -> [[String]] {
        var machine = DialogueMachine(.scenario(ScenarioDialogue(Self.id, Self.scenario(adjust), limits: limits)))
        return inputs.map { machine.handle($0, at: .start).filter { !Self.isCount($0) }.map(Self.words) }
    }

    private static let id = EntryID("welcome")

    /// What statistics are made of has tests of its own.
    private static func isCount(_ effect: DialogueEffect) -> Bool {
        if case .menu = effect { true } else { false }
    }

    private static func words(_ effect: DialogueEffect) -> String {
        switch effect {
        case .say(let speech, let isCut):
            "say \(speech.compactMap(Self.words).joined(separator: ", "))\(isCut ? "" : " to its end")"
        case .wait(let time): "wait \(time.components.seconds)"
        case .forward(let target): "forward \(target.kind.rawValue) \(target.name ?? "-")"
        case .dial(let dialled): "dial \(dialled)"
        case .note(let rule, let outcome): "\(rule): \(outcome)"
        case .hangUp: "hang up"
        default: "\(effect)"
        }
    }

    private static func words(_ speech: Speech) -> String? {
        switch speech {
        case .prompt(let id, _): id.text
        case .phrases(let phrases): phrases.map { $0 == .goodbye ? "goodbye" : "unknown" }.joined(separator: " ")
        default: nil
        }
    }

    @Test("IVR-03 a key is taken while the prompt is said, and after it")
    func keys() {
        let forwarded = ["menu Main: key 1", "forward group sales"]
        #expect(Self.run([.begun, .digit("1")]) == [["say welcome"], forwarded])
        #expect(
            Self.run([.begun, .said, .digit("1"), .said, .digit("2")]) == [
                ["say welcome"], ["wait 5"], forwarded, [], [],
            ]
        )
    }

    @Test("IVR-04 another menu, back, from the main menu it is said again")
    func menus() {
        let steps = Self.run([.begun, .digit("2"), .digit("*"), .digit("*"), .digit("2"), .digit("7"), .digit("*")])
        #expect(
            steps == [
                ["say welcome"], ["menu Main: key 2", "say "], ["menu More: key *", "say welcome"],
                ["menu Main: key *", "say welcome"], ["menu Main: key 2", "say "], ["menu More: key 7", "say welcome"],
                ["menu Main: key *", "say "],
            ]
        )
    }

    @Test("IVR-04 a message is heard, or cut by a key, and then the menu")
    func message() {
        let heard = Self.run([.begun, .digit("3"), .said, .digit("3"), .digit("9")])
        let message = ["menu Main: key 3", "say hours"]
        #expect(heard == [["say welcome"], message, ["say welcome"], message, ["say welcome"]])
    }

    @Test("IVR-03 other keys begin an extension; five digits, # or a pause end it")
    func extensions() {
        let typed = Self.run([.begun, .digit("4"), .digit("0"), .digit("5"), .waited, .dialled(true)])
        #expect(
            typed == [
                ["say welcome"], ["say ", "wait 3"], ["wait 3"], ["wait 3"], ["menu Main: extension 405", "dial 405"],
                [],
            ]
        )
        #expect(Self.run([.begun, .digit("4"), .digit("#")]).last == ["menu Main: extension 4", "dial 4"])
        let five = Self.run([.begun] + "40506".map { .digit($0) })
        #expect(five.last == ["menu Main: extension 40506", "dial 40506"])
        // A star begins anew.
        #expect(Self.run([.begun, .digit("4"), .digit("*")]).last == ["say welcome"])
    }

    @Test("IVR-06 ADM-03 nobody has the extension: it is said so, and the third time is the last")
    func wrongExtensions() {
        let wrong: [DialogueInput] = [.digit("4"), .digit("#"), .dialled(false)]
        let steps = Self.run([.begun] + wrong + wrong + wrong + [.said])
        #expect(steps[3] == ["say unknown, welcome"])
        #expect(steps[6] == ["say unknown, welcome"])
        #expect(steps[9] == ["say goodbye to its end"])
        #expect(steps.last == ["hang up"])
    }

    @Test("IVR-06 ADM-03 silence repeats the menu so often and no more; a key forgives what was before")
    func silence() {
        let quiet: [DialogueInput] = [.said, .waited]
        let steps = Self.run([.begun] + quiet + quiet + quiet)
        #expect(steps[2] == ["menu Main: nothing pressed", "say welcome"])
        #expect(steps[6] == ["menu Main: nothing pressed", "say goodbye to its end"])
        let forgiven = Self.run([.begun] + quiet + quiet + [.digit("2"), .digit("*")] + quiet)
        #expect(forgiven.last == ["menu Main: nothing pressed", "say welcome"])
    }

    @Test("IVR-04 what leads away is done at once, also by silence and by wrong keys, with a limit of one")
    func leavingBySilence() {
        let strict = MenuLimits(errors: 1, timeoutSeconds: 2)
        let steps = Self.run([.begun, .digit("2"), .said, .waited], limits: strict)
        #expect(steps.suffix(2) == [["wait 2"], ["menu More: nothing pressed", "forward number 89031112233"]])
        #expect(
            Self.run([.begun, .said, .waited], limits: strict).last == [
                "menu Main: nothing pressed", "say goodbye to its end",
            ]
        )
    }

    @Test("IVR-06 a caller who hangs up is followed by nothing")
    func left() {
        for before in [[DialogueInput.begun], [.begun, .said], [.begun, .digit("3")], [.begun, .digit("4")]] {
            #expect(Self.run(before + [.left, .said, .digit("1"), .waited]).suffix(4) == [[], [], [], []])
        }
    }

    @Test("IVR-06 menus that lead to one another end some time, and nothing grows meanwhile")
    func endless() {
        var dialogue = ScenarioDialogue(Self.id, Self.scenario(), limits: MenuLimits())
        _ = dialogue.handle(.begun)
        var presses = 0
        while dialogue.state != .closing, presses < 5_000 {
            _ = dialogue.handle(.digit(presses % 2 == 0 ? "2" : "7"))
            presses += 1
        }
        #expect(presses == ScenarioDialogue.actionLimit)
    }

    @Test("IVR-06 every input in every state ends or goes on, seed", arguments: UInt64(1)...200)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var dialogue = ScenarioDialogue(Self.id, Self.scenario(), limits: MenuLimits())
        var isOver = false
        for _ in 0..<300 {
            let input = Self.input(&generator)
            let effects = dialogue.handle(input)
            if isOver { #expect(effects.isEmpty) }
            if effects.contains(where: { Self.isLast($0) }) || input == .left { isOver = true }
            if dialogue.state == .over { isOver = true }
            // While it goes on something is said or waited for.
            if !effects.isEmpty, !isOver, dialogue.state != .dialling {
                #expect(effects.contains { Self.goesOn($0) }, "\(effects) in \(dialogue.state)")
            }
        }
    }

    private static func input(_ generator: inout SeededGenerator) -> DialogueInput {
        switch Int.random(in: 0..<20, using: &generator) {
        case 0: .begun
        case 1...4: .said
        case 5...6: .waited
        case 7: .dialled(Bool.random(using: &generator))
        case 8: Int.random(in: 0..<40, using: &generator) == 0 ? .left : .said
        default: .digit(Array("0123456789*#ABCD").randomElement(using: &generator) ?? "0")
        }
    }

    private static func isLast(_ effect: DialogueEffect) -> Bool {
        switch effect {
        case .forward, .hangUp: true
        default: false
        }
    }

    private static func goesOn(_ effect: DialogueEffect) -> Bool {
        switch effect {
        case .say, .wait: true
        default: false
        }
    }
}
