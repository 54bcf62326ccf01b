import Kernel
package import Model
import Phrases

/// A caller goes through the menus of a voice scenario (IVR-02 … IVR-06).
///
///                ┌───────────── message, repeat, back, other menu ─────────────┐
///                v                                                             │
///     new ──> playing ── said ──> waiting ── key, time ──> the key's action ───┤
///                │ key (cuts the prompt)  ^                                    ├─ dial extension ──> typing
///                └────────────────────────┼──> the key's action ───────────────┤                       │
///                                         └─── nobody has it ──────────────────┼───────────────────────┘
///                                                                              └─ forward, hang up ──> leaving
package struct ScenarioDialogue: Equatable, Sendable {
    enum State: Equatable, Sendable {
        case new
        /// The prompt of the menu is said; a key cuts it.
        case playing
        /// The prompt was heard, and a key is waited for.
        case waiting
        /// A sound that a key asked for.
        case message
        /// An extension is typed.
        case typing(String)
        /// Whether somebody has the extension is asked.
        case dialling
        case closing
        /// Somebody else has the caller now, or the caller has gone.
        case over
    }

    /// How long the next digit of an extension is waited for.
    static let digitTime = Duration.seconds(3)
    static let longestExtension = 5
    /// How far back a caller can go.
    static let longestPath = 100
    /// What one caller does here at most: no scenario holds a line for ever.
    static let actionLimit = 1_000

    private(set) var state = State.new
    private let id: EntryID
    private let scenario: Scenario
    private let limits: MenuLimits
    /// The menus that the caller came by, the present one last; never empty.
    private var path: [String]
    /// Wrong inputs and silences since the last key that had an action.
    private var errors = 0
    private var actions = 0
    /// The menu that is being heard and has not been left (IVR-07).
    private var visited: String?

    /// - Precondition: the scenario is valid: it has a menu, and every menu that is gone to.
    package init(_ id: EntryID, _ scenario: Scenario, limits: MenuLimits) {
        self.id = id
        self.scenario = scenario
        self.limits = limits
        self.path = [scenario.menus.first?.id ?? ""]
    }

    package mutating func handle(_ input: DialogueInput) -> [DialogueEffect] {
        switch (self.state, input) {
        case (.new, .begun):
            return self.play()
        case (.playing, .said):
            self.state = .waiting
            return [.wait(.seconds(self.limits.timeoutSeconds))]
        case (.playing, .digit(let digit)), (.waiting, .digit(let digit)):
            return self.press(digit)
        case (.waiting, .waited):
            return self.silence()
        case (.message, .said), (.message, .digit):
            // Whoever has heard enough presses any key, and is in the menu again.
            return self.play()
        case (.typing(let typed), .digit(let digit)):
            return self.type(digit, after: typed)
        case (.typing(let typed), .waited):
            return typed.isEmpty ? self.silence() : self.dial(typed)
        case (.dialling, .dialled(false)):
            return self.fail(saying: .numberUnknown)
        case (.dialling, .dialled(true)):
            self.state = .over
            return []
        case (.closing, .said):
            self.state = .over
            return [.hangUp]
        case (_, .left):
            self.state = .over
            return self.leave(by: .hungUp)
        case (.new, _), (.playing, _), (.waiting, _), (.message, _), (.typing, _), (.dialling, _), (.closing, _),
            (.over, _):
            return []  // Crossed messages have lost their meaning.
        }
    }

    // MARK: - The present menu

    private var menu: Scenario.Menu? { self.path.last.flatMap { self.scenario.menu($0) } }

    private mutating func play() -> [DialogueEffect] {
        guard let menu = self.menu else { return self.close() }
        self.state = .playing
        let prompt: [Speech] = menu.prompt.map { [.prompt($0, otherwise: nil)] } ?? []
        return self.enter(menu) + [.say([.pause(.milliseconds(300))] + prompt, isCutByKeys: true)]
    }

    private mutating func enter(_ menu: Scenario.Menu) -> [DialogueEffect] {
        self.visited = menu.id
        return [.menu(self.id, menu.id, nil)]
    }

    private mutating func leave(by exit: MenuExit) -> [DialogueEffect] {
        guard let menu = self.visited else { return [] }
        self.visited = nil
        return [.menu(self.id, menu, exit)]
    }

    private mutating func press(_ digit: Character) -> [DialogueEffect] {
        guard let menu = self.menu else { return self.close() }
        if let key = menu.keys.first(where: { $0.key == String(digit) }) {
            self.errors = 0
            let left = self.leave(by: MenuExit(rawValue: key.key) ?? .otherKeys)
            return left + [.note(rule: self.name, outcome: "key \(digit)")] + self.perform(key.action)
        }
        // What begins an extension is no mistake.
        if menu.otherKeys == .dialExtension, digit.isNumber {
            return self.leave(by: .otherKeys) + self.type(digit, after: "")
        }
        let noted: [DialogueEffect] = [.note(rule: self.name, outcome: "key \(digit), without an action")]
        return noted + self.forgive(menu.otherKeys, by: .otherKeys)
    }

    private mutating func silence() -> [DialogueEffect] {
        guard let menu = self.menu else { return self.close() }
        let noted: [DialogueEffect] = [.note(rule: self.name, outcome: "nothing pressed")]
        return noted + self.forgive(menu.timeout, by: .timeout)
    }

    /// What keeps the caller here is done so often and no more (ADM-03); what leads away ends the matter.
    private mutating func forgive(_ action: Scenario.Action, by exit: MenuExit) -> [DialogueEffect] {
        switch action {
        case .forward, .hangUp: return self.leave(by: exit) + self.perform(action)
        case .message, .menu, .back, .dialExtension, .repeatMenu:
            guard !self.isTooMuch() else { return self.leave(by: .limit) + self.close() }
            return self.leave(by: exit) + self.perform(action)
        }
    }

    private mutating func isTooMuch() -> Bool {
        self.errors += 1
        return self.errors >= self.limits.errors
    }

    private var name: String { "menu \(self.menu?.name ?? "")" }

    // MARK: - What is done

    private mutating func perform(_ action: Scenario.Action) -> [DialogueEffect] {
        self.actions += 1
        guard self.actions < Self.actionLimit else { return self.close() }
        switch action {
        case .forward(let target):
            self.state = .over
            return [.forward(target)]
        case .message(let prompt):
            self.state = .message
            return [.say([.prompt(prompt, otherwise: .fault)], isCutByKeys: true)]
        case .menu(let id):
            self.path.append(id)
            if self.path.count > Self.longestPath { self.path.removeFirst() }
            return self.play()
        case .back:
            if self.path.count > 1 { self.path.removeLast() }
            return self.play()
        case .dialExtension:
            self.state = .typing("")
            return [.say([], isCutByKeys: true), .wait(.seconds(self.limits.timeoutSeconds))]
        case .hangUp:
            return self.close()
        case .repeatMenu:
            return self.play()
        }
    }

    private mutating func close() -> [DialogueEffect] {
        self.state = .closing
        return [.say([.phrases([.goodbye])], isCutByKeys: false)]
    }

    // MARK: - An extension

    private mutating func type(_ digit: Character, after typed: String) -> [DialogueEffect] {
        switch digit {
        case "#" where !typed.isEmpty: return self.dial(typed)
        case "#", "*": return self.perform(.repeatMenu)
        case _ where typed.utf8.count + 1 < Self.longestExtension:
            self.state = .typing(typed + String(digit))
            // The prompt that the first digit cut is not heard again.
            return (typed.isEmpty ? [.say([], isCutByKeys: true)] : []) + [.wait(Self.digitTime)]
        default: return self.dial(typed + String(digit))
        }
    }

    private mutating func dial(_ dialled: String) -> [DialogueEffect] {
        self.state = .dialling
        return [.note(rule: self.name, outcome: "extension \(dialled)"), .dial(dialled)]
    }

    private mutating func fail(saying phrase: Phrase) -> [DialogueEffect] {
        guard !self.isTooMuch() else { return self.close() }
        self.state = .playing
        let prompt: [Speech] = self.menu?.prompt.map { [.prompt($0, otherwise: nil)] } ?? []
        let entered = self.menu.map { self.enter($0) } ?? []
        return entered + [.say([.phrases([phrase]), .pause(.milliseconds(400))] + prompt, isCutByKeys: true)]
    }
}
