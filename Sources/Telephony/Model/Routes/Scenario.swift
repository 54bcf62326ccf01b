import Kernel

/// A voice scenario (IVR): menus that lead a caller by keys.
package struct Scenario: Equatable, Sendable, Codable {
    /// 1 to 100 characters.
    package var name: String
    /// The first is the main menu; at most 100.
    package var menus: [Menu]
    /// What the menus become when somebody publishes it; calls know nothing of it. `nil`: nobody is at work (IVR-07).
    package var draft: [Menu]?
    /// What was said when the menus were published, at most ``commentLimit`` characters.
    package var comment: String?

    package struct Menu: Equatable, Sendable, Codable {
        /// Unique in the scenario, 1 to 64 of `a–z 0–9 . _ -`.
        package var id: String
        /// 1 to 100 characters.
        package var name: String
        /// What callers hear; `nil`: nothing yet.
        package var prompt: PromptID?
        /// One for a key, in the order in which the keys are drawn.
        package var keys: [Key]
        /// For keys that have no action of their own.
        package var otherKeys: Action
        /// When nothing is pressed for the domain's time (ADM-03).
        package var timeout: Action

        package init(
            id: String,
            name: String,
            prompt: PromptID? = nil,
            keys: [Key] = [],
            otherKeys: Action = .dialExtension,
            timeout: Action = .repeatMenu
        ) {
            self.id = id
            self.name = name
            self.prompt = prompt
            self.keys = keys
            self.otherKeys = otherKeys
            self.timeout = timeout
        }
    }

    package struct Key: Equatable, Sendable, Codable {
        /// One of `0–9 * #`.
        package var key: String
        package var action: Action

        package init(_ key: String, _ action: Action) {
            self.key = key
            self.action = action
        }
    }

    /// What is done for a caller (IVR-04).
    package enum Action: Hashable, Sendable {
        case forward(RouteTarget)
        /// A sound, and then this menu again.
        case message(PromptID)
        case menu(String)
        /// To the menu before this one; in the main menu, again.
        case back
        /// What is typed is the extension of a user or a group; the key that led here is its first digit when keys without
        /// an action do.
        case dialExtension
        case hangUp
        case repeatMenu
    }

    package init(
        name: String,
        menus: [Menu] = [Menu(id: "main", name: "main")],
        draft: [Menu]? = nil,
        comment: String? = nil
    ) {
        self.name = name
        self.menus = menus
        self.draft = draft
        self.comment = comment
    }

    /// Callers hear these from now on.
    package mutating func publish(_ menus: [Menu], comment: String?) {
        self.menus = menus
        self.comment = comment.flatMap { $0.isEmpty ? nil : $0 }
    }

    package static let menuLimit = 100
    package static let commentLimit = 200
    package static let keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "#"]

    package func menu(_ id: String) -> Menu? { self.menus.first { $0.id == id } }

    /// Sounds that callers hear.
    package var prompts: Set<PromptID> {
        Set(
            self.menus.flatMap { menu in
                [menu.prompt].compactMap { $0 }
                    + menu.actions.compactMap { action in
                        if case .message(let prompt) = action { prompt } else { nil }
                    }
            }
        )
    }

    func validate() throws(ModelError) {
        try Validity.requireShownName(self.name, of: "scenario", length: 1...100)
        if let comment { try Validity.requireShownName(comment, of: "publication", length: 0...Self.commentLimit) }
        try Self.validate(self.menus)
        if let draft { try Self.validate(draft) }
    }

    private static func validate(_ menus: [Menu]) throws(ModelError) {
        try Validity.require(
            (1...Self.menuLimit).contains(menus.count) && Set(menus.map(\.id)).count == menus.count,
            "A scenario has 1 to \(Self.menuLimit) menus, each with an identity of its own."
        )
        for menu in menus {
            try Validity.require(Validity.isName(menu.id), "The identity of a menu has 1 to 64 of a-z 0-9 . _ -.")
            try Validity.requireShownName(menu.name, of: "menu", length: 1...100)
            try Validity.require(
                menu.keys.allSatisfy { Self.keys.contains($0.key) }
                    && Set(menu.keys.map(\.key)).count == menu.keys.count,
                "The keys of a menu are 0 to 9, * and #, each once."
            )
            for action in menu.actions { try Self.validate(action, in: menus) }
        }
    }

    private static func validate(_ action: Action, in menus: [Menu]) throws(ModelError) {
        switch action {
        case .forward(let target): try target.validate()
        case .message(let prompt): try Validity.requireIdentifier(prompt.text, of: "prompt")
        case .menu(let id):
            try Validity.require(
                menus.contains { $0.id == id },
                "The scenario has no menu \(id.prefix(64)) to go to."
            )
        case .back, .dialExtension, .hangUp, .repeatMenu: break
        }
    }
}

extension Scenario.Menu {
    package var actions: [Scenario.Action] { self.keys.map(\.action) + [self.otherKeys, self.timeout] }
}

extension Scenario.Action: Codable {
    /// As it is stored and said on the wire.
    package enum Kind: String, CaseIterable, Sendable {
        case forward, message, menu, back
        case dialExtension = "dial-extension"
        case hangUp = "hang-up"
        case repeatMenu = "repeat"
    }

    package var kind: Kind {
        switch self {
        case .forward: .forward
        case .message: .message
        case .menu: .menu
        case .back: .back
        case .dialExtension: .dialExtension
        case .hangUp: .hangUp
        case .repeatMenu: .repeatMenu
        }
    }

    private enum Key: String, CodingKey {
        case kind, target, prompt, menu
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        switch Kind(rawValue: try values.decode(String.self, forKey: .kind)) {
        case .forward: self = .forward(try values.decode(RouteTarget.self, forKey: .target))
        case .message: self = .message(PromptID(try values.decode(String.self, forKey: .prompt)))
        case .menu: self = .menu(try values.decode(String.self, forKey: .menu))
        case .back: self = .back
        case .dialExtension: self = .dialExtension
        case .repeatMenu: self = .repeatMenu
        // What a later version knows and this one does not ends the call rather than leading astray.
        case .hangUp, nil: self = .hangUp
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(self.kind.rawValue, forKey: .kind)
        switch self {
        case .forward(let target): try values.encode(target, forKey: .target)
        case .message(let prompt): try values.encode(prompt.text, forKey: .prompt)
        case .menu(let id): try values.encode(id, forKey: .menu)
        case .back, .dialExtension, .hangUp, .repeatMenu: break
        }
    }
}

/// How patient a domain's scenarios are (ADM-03).
package struct MenuLimits: Hashable, Sendable, Codable {
    /// Wrong inputs until the caller is hung up on. 1 to 10.
    package var errors: Int
    /// How long a key is waited for after the prompt. 1 to 60 s.
    package var timeoutSeconds: Int

    package init(errors: Int = 3, timeoutSeconds: Int = 5) {
        self.errors = errors
        self.timeoutSeconds = timeoutSeconds
    }

    func validate() throws(ModelError) {
        try Validity.require((1...10).contains(self.errors), "A scenario forgives 1 to 10 wrong inputs.")
        try Validity.require((1...60).contains(self.timeoutSeconds), "A scenario waits for a key for 1 to 60 seconds.")
    }
}
