import Kernel
import Model

/// What a draft leads to that is gone: `{gone: group}`. It stays in the file as it is in the draft, which somebody works on
/// still, and is refused when the draft is published (IVR-07).
private enum Gone {
    static let member = "gone"
    static let message = Scenario.Action.Kind.message.rawValue
    static let prompt = "prompt"
    /// Identities are made by chance: nobody has this one.
    static let name = "gone"

    static func node(_ kind: String) -> FileNode { .one(Self.member, kind) }

    /// Of what kind it was; `nil` for anything else.
    static func kind(_ node: FileNode) -> String? {
        guard let members = node.members, members.count == 1, members[0].name == Self.member else { return nil }
        return members[0].value.scalar
    }
}

/// What menus of voice scenarios say and do.
extension FilePart {
    /// What callers hear. In what is published a sound that is gone is none.
    func menuPrompt(_ name: String, _ prompt: inout PromptID?, isDraft: Bool) {
        self.member(name) {
            guard let prompt else { return nil }
            if let key = self.names.prompts.key(prompt) { return .text(key) }
            return isDraft ? Gone.node(Gone.prompt) : nil
        } read: { node, path in
            prompt = nil
            guard let node else { return }
            if isDraft, Gone.kind(node) == Gone.prompt {
                prompt = PromptID(Gone.name)
            } else if let known = node.scalar.flatMap({ self.names.prompts.id($0) }) {
                prompt = known
            } else {
                self.problem("This must be \(self.prompt.expected).", at: path, line: node.line)
            }
        }
    }

    /// What a key or a menu does: a word, `{message: PROMPT}`, `{menu: MENU}`, or a target.
    func action(_ name: String, _ action: inout Scenario.Action, usual: Scenario.Action?, isDraft: Bool) {
        self.member(name) {
            action == usual ? nil : Self.node(action, self.names, isDraft: isDraft)
        } read: { node, path in
            guard let node else {
                guard let usual else { return self.problem("This is required.", at: path) }
                action = usual
                return
            }
            if isDraft, let gone = Gone.kind(node).flatMap({ Self.gone($0) }) {
                action = gone
                return
            }
            guard let read = Self.action(node, self.names) else {
                let words = "back, dial-extension, hang-up, repeat, {message: …}, {menu: …}; or a target: "
                return self.problem("This must be \(words)\(TargetNames.expected)", at: path, line: node.line)
            }
            action = read
        }
    }

    private static func node(_ action: Scenario.Action, _ names: FileNames, isDraft: Bool) -> FileNode {
        switch action {
        case .forward(let target):
            if let node = TargetNames.node(target, names) { return node }
            // Calls that are led to somebody who is gone end, as they did.
            return isDraft && target != .end
                ? Gone.node(target.kind.rawValue) : .text(RouteTarget.Kind.end.rawValue)
        case .message(let prompt):
            if let key = names.prompts.key(prompt) { return .one(action.kind.rawValue, key) }
            // A message that is gone says nothing, and the menu comes again.
            return isDraft ? Gone.node(Gone.message) : .text(Scenario.Action.repeatMenu.kind.rawValue)
        case .menu(let id): return .one(action.kind.rawValue, id)
        case .back, .dialExtension, .hangUp, .repeatMenu: return .text(action.kind.rawValue)
        }
    }

    private static func action(_ node: FileNode, _ names: FileNames) -> Scenario.Action? {
        let words: [Scenario.Action] = [.back, .dialExtension, .hangUp, .repeatMenu]
        if let word = node.scalar, let action = words.first(where: { $0.kind.rawValue == word }) { return action }
        if let members = node.members, members.count == 1, let name = members[0].value.scalar {
            if members[0].name == Scenario.Action.Kind.message.rawValue {
                return names.prompts.id(name).map { .message($0) }
            }
            if members[0].name == Scenario.Action.Kind.menu.rawValue { return .menu(name) }
        }
        return TargetNames.target(node, names).map { .forward($0) }
    }

    /// `nil` for what cannot be gone: a number, an end.
    private static func gone(_ kind: String) -> Scenario.Action? {
        if kind == Gone.message { return .message(PromptID(Gone.name)) }
        return switch RouteTarget.Kind(rawValue: kind) {
        case .user, .group, .scenario, .userVoicemail, .groupVoicemail:
            RouteTarget.Kind(rawValue: kind).flatMap { RouteTarget($0, name: Gone.name) }.map { .forward($0) }
        case .number, .end, nil: nil
        }
    }
}
