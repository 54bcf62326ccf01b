import Kernel
import Model
import Testing

@testable import Exchange

@Suite("The machines beside a slow reference")
struct ReferenceTests {
    @Test("FWD-02 numbers ring, stop and end as the reference says, second by second", arguments: UInt64(0)..<100)
    func ringing(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            let reference = SlowRinging.random(using: &random)
            #expect(Self.story(of: reference) == reference.story(), "\(reference.steps)")
        }
    }

    /// What the machine makes of it: the same words.
    private static func story(of reference: SlowRinging) -> [String] {
        let numbers = Dictionary(uniqueKeysWithValues: reference.steps.joined().map { ($0.name, $0) })
        let chain = reference.steps.map { step in
            step.map { number in
                RingChain.Branch(
                    stages: [[CallTests.destination(LegID(number.name))]],
                    ringTime: .seconds(number.seconds)
                )
            }
        }
        var attempt = RingAttempt(RingChain(steps: chain))
        var story: [String] = []
        var clock = 0
        var alarm: Int?
        var began: [String: Int] = [:]
        var isOver = false
        func perform(_ steps: [RingAttempt.Step]) {
            for step in steps {
                switch step {
                case .start(let destination):
                    story.append("\(clock) \(destination.leg) rings")
                    began[destination.leg.text] = clock
                case .stop(let leg, _): began[leg.text] = nil
                case .wait(let time): alarm = clock + Int(time.components.seconds)
                case .exhausted:
                    story.append("\(clock) nobody")
                    isOver = true
                }
            }
        }
        perform(attempt.start())
        while !isOver {
            // What people do in this second, in the order of the numbers, and then the second passes.
            for name in reference.steps.joined().map(\.name) {
                guard !isOver, let start = began[name], let number = numbers[name] else { continue }
                let leg = LegID(name)
                let failure: RingAttempt.Failure?
                switch number.habit {
                case .answers(let after) where after == clock - start:
                    _ = attempt.answered(leg)
                    return story + ["\(clock) \(name) answers"]
                case .isBusy(let after) where after == clock - start:
                    failure = RingAttempt.Failure(status: 486, cause: .busy)
                case .refusesEverywhere(let after) where after == clock - start:
                    failure = RingAttempt.Failure(status: 603, cause: .declined)
                case .isDead(let after) where after == clock - start:
                    failure = RingAttempt.Failure(status: 503, cause: .trunkUnavailable)
                default: failure = nil
                }
                guard let failure else { continue }
                began[name] = nil
                perform(attempt.failed(leg, failure))
            }
            clock += 1
            if !isOver, alarm == clock {
                alarm = nil
                perform(attempt.timePassed())
            }
        }
        return story
    }

    @Test("IVR-02 … IVR-06 callers get where the reference says, whatever they press", arguments: UInt64(0)..<200)
    func menus(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let reference = SlowMenus.random(using: &random)
        for _ in 0..<30 {
            let deeds = SlowMenus.deeds(using: &random)
            // A key comes while the prompt is said, or when it has been heard.
            let story = Self.story(of: reference, deeds) { Bool.random(using: &random) }
            #expect(story == reference.story(deeds), "\(deeds) in \(reference.scenario)")
        }
    }

    private static func story(
        of reference: SlowMenus,
        _ deeds: [SlowMenus.Deed],
        isHeard: () -> Bool
    ) -> [String] {
        var machine = ScenarioDialogue(EntryID("reference"), reference.scenario, limits: reference.limits)
        var story: [String] = []
        var left = deeds[...]
        func perform(_ effects: [DialogueEffect]) -> DialogueInput? {
            var answer: DialogueInput?
            for effect in effects {
                switch effect {
                case .say(let speech, _):
                    for case .prompt(let prompt, _) in speech { story.append(prompt.text) }
                case .forward(let target): story.append(target.kind.rawValue)
                case .dial(let dialled):
                    let isKnown = reference.extensions.contains(dialled)
                    if isKnown { story.append("extension \(dialled)") }
                    answer = .dialled(isKnown)
                case .hangUp: story.append("hung up")
                default: break
                }
            }
            return answer
        }
        func handle(_ input: DialogueInput) {
            var input: DialogueInput? = input
            while let present = input { input = perform(machine.handle(present)) }
        }
        handle(.begun)
        while machine.state != .over {
            if machine.state == .closing {
                handle(.said)
                continue
            }
            switch (left.popFirst() ?? .silence, machine.state) {
            case (.key(let key), .playing):
                if isHeard() { handle(.said) }
                handle(.digit(key))
            case (.key(let key), _): handle(.digit(key))
            case (.silence, .playing):
                handle(.said)
                handle(.waited)
            case (.silence, .message): handle(.said)
            case (.silence, _): handle(.waited)
            }
        }
        return story
    }
}
