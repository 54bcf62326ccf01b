import Kernel
import Model

/// IVR-02 … IVR-06 as a caller would tell it: one deed after another, and what comes of it. No states, no effects.
struct SlowMenus {
    enum Deed: Equatable {
        case key(Character)
        /// Nothing, until the server goes on by itself.
        case silence
    }

    let scenario: Scenario
    let limits: MenuLimits
    /// Extensions that somebody has.
    let extensions: Set<String>

    /// What a caller meets who does this and then nothing any more: the menus and messages in the order in which they are
    /// heard, and the end: where the call is forwarded to, `extension 101`, or `hung up`.
    func story(_ deeds: [Deed]) -> [String] {
        var story: [String] = []
        var path = [self.scenario.menus[0].id]
        var mistakes = 0
        var left = deeds[...]
        func next() -> Deed { left.popFirst() ?? .silence }
        // What is done without hearing the menu again, because nothing was typed.
        var pending: Scenario.Action?

        while true {
            guard let menu = self.scenario.menus.first(where: { $0.id == path.last }) else { return story }
            var typed = ""
            var isMistake = false
            var action = menu.timeout
            if let leftOver = pending {
                pending = nil
                (action, isMistake) = (leftOver, true)
            } else {
                story.append(menu.name)
                switch next() {
                case .silence: isMistake = true
                case .key(let key):
                    if let own = menu.keys.first(where: { $0.key == String(key) }) {
                        action = own.action
                        mistakes = 0
                    } else if menu.otherKeys == .dialExtension, "0123456789".contains(key) {
                        (action, typed) = (.dialExtension, String(key))
                    } else {
                        (action, isMistake) = (menu.otherKeys, true)
                    }
                }
            }
            if case .forward(let target) = action { return story + [target.kind.rawValue] }
            if action == .hangUp { return story + ["hung up"] }
            if isMistake {
                mistakes += 1
                if mistakes >= self.limits.errors { return story + ["hung up"] }
            }
            switch action {
            case .menu(let id): path.append(id)
            case .back where path.count > 1: path.removeLast()
            case .message:
                // Heard to its end in silence, or until a key says: enough.
                story.append("message")
                _ = next()
            case .dialExtension:
                var hasThoughtBetter = false
                typing: while typed.count < 5 {
                    switch next() {
                    case .silence: break typing
                    case .key("#") where !typed.isEmpty: break typing
                    case .key("#"), .key("*"):
                        hasThoughtBetter = true
                        break typing
                    case .key(let key): typed.append(key)
                    }
                }
                if hasThoughtBetter { continue }
                if typed.isEmpty {
                    pending = menu.timeout
                } else if self.extensions.contains(typed) {
                    return story + ["extension \(typed)"]
                } else {
                    mistakes += 1
                    if mistakes >= self.limits.errors { return story + ["hung up"] }
                }
            default: break
            }
        }
    }

    // MARK: - By chance

    static func random(using random: inout SeededGenerator) -> SlowMenus {
        let count = Int.random(in: 1...4, using: &random)
        func action() -> Scenario.Action {
            switch Int.random(in: 0..<12, using: &random) {
            case 0: .forward(.group(EntryID("sales")))
            case 1: .forward(.end)
            case 2: .hangUp
            case 3, 4: .message(PromptID("message"))
            case 5, 6: .menu("m\(Int.random(in: 0..<count, using: &random))")
            case 7, 8: .back
            case 9, 10: .dialExtension
            default: .repeatMenu
            }
        }
        let menus = (0..<count).map { index in
            let keys = Scenario.keys.shuffled(using: &random).prefix(Int.random(in: 0...6, using: &random))
            return Scenario.Menu(
                id: "m\(index)",
                name: "menu \(index)",
                prompt: PromptID("menu \(index)"),
                keys: keys.map { Scenario.Key($0, action()) },
                otherKeys: Bool.random(using: &random) ? .dialExtension : action(),
                timeout: Bool.random(using: &random) ? .repeatMenu : action()
            )
        }
        return SlowMenus(
            scenario: Scenario(name: "by chance", menus: menus),
            limits: MenuLimits(errors: Int.random(in: 1...4, using: &random), timeoutSeconds: 5),
            extensions: ["1", "22", "101", "0123", "77777"]
        )
    }

    static func deeds(using random: inout SeededGenerator) -> [Deed] {
        (0..<Int.random(in: 0...30, using: &random)).map { _ in
            guard Int.random(in: 0..<6, using: &random) > 0 else { return .silence }
            return .key("1101227730123*#456".randomElement(using: &random) ?? "1")
        }
    }
}
