import Kernel
import Model

/// Voice scenarios (IVR), as entries of the domain.
extension EntryKind {
    private static let settings: [SchemaField] = [
        .maybe(
            "menus",
            .list(ScenarioBody.menu, atMost: Scenario.menuLimit),
            note: "The first is the main menu; a new scenario has one."
        )
    ]

    static let scenario = EntryKind(
        kind: .scenario,
        path: "/scenarios",
        noun: "scenario",
        operation: "Scenario",
        tag: "Scenarios",
        access: .domainAdministrator,
        usersField: "menus",
        requestSchema: .named("NewScenario", .object([SchemaField("name", Common.line(1...100))] + Self.settings)),
        changeSchema: .named("ScenarioChange", .object([.maybe("name", Common.line(1...100))] + Self.settings)),
        schema: .named(
            "Scenario",
            .object([
                SchemaField("id", Common.id), SchemaField("domain", Common.domain), SchemaField("name", .text(0...100)),
                SchemaField(
                    "menus",
                    .list(ScenarioBody.menu, atMost: Scenario.menuLimit),
                    note: "As they are published: calls go by them."
                ),
                SchemaField(
                    "draft",
                    .optional(.list(ScenarioBody.menu, atMost: Scenario.menuLimit)),
                    note: "What they are to become; null: nobody is at work on them."
                ),
                SchemaField(
                    "comment",
                    .optional(.text(0...Scenario.commentLimit)),
                    note: "Said when it was published."
                ),
                SchemaField("version", Common.version),
            ])
        )
    ) { request in
        var scenario = Scenario(name: "")
        if case .scenario(let present) = request.former { scenario = present }
        if let name = request.body["name"]?.text { scenario.name = name }
        if let menus = request.body["menus"]?.elements {
            let menus = try menus.enumerated().map { try ScenarioBody.menu($1, at: $0, request) }
            if menus != scenario.menus { scenario.publish(menus, comment: nil) }
        }
        return .scenario(scenario)
    }
}

/// A scenario on the wire.
enum ScenarioBody {
    private static let action = Schema.named(
        "ScenarioAction",
        .object([
            SchemaField("kind", .choice(Scenario.Action.Kind.allCases.map(\.rawValue))),
            .maybe("target", .optional(TargetBody.schema), note: "Of `forward`: where to."),
            .maybe("prompt", .optional(Common.id), note: "Of `message`: what is heard, and then the menu again."),
            .maybe("menu", .optional(Common.login), note: "Of `menu`: where to."),
        ])
    )

    static let menu = Schema.named(
        "ScenarioMenu",
        .object([
            SchemaField("id", Common.login, note: "Unique in the scenario."),
            SchemaField("name", Common.line(1...100)),
            .maybe("prompt", .optional(Common.id), note: "What callers hear; null: nothing yet."),
            .maybe(
                "keys",
                .list(
                    .object([
                        SchemaField("key", .choice(Scenario.keys)), SchemaField("action", Self.action),
                    ]),
                    atMost: Scenario.keys.count
                )
            ),
            .maybe("otherKeys", Self.action, note: "For keys without an action; default `dial-extension`."),
            .maybe("timeout", Self.action, note: "When nothing is pressed; default `repeat`."),
        ])
    )

    static func members(_ scenario: Scenario) -> [JSONMember] {
        [
            JSONMember(name: "name", value: .string(scenario.name)),
            JSONMember(name: "menus", value: Self.json(scenario.menus)),
            JSONMember(name: "draft", value: scenario.draft.map { Self.json($0) } ?? .null),
            JSONMember(name: "comment", value: .text(scenario.comment)),
        ]
    }

    static func json(_ menus: [Scenario.Menu]) -> JSONValue { .array(menus.map(Self.json)) }

    private static func json(_ menu: Scenario.Menu) -> JSONValue {
        [
            "id": .string(menu.id), "name": .string(menu.name), "prompt": .text(menu.prompt?.text),
            "keys": .array(menu.keys.map { ["key": .string($0.key), "action": Self.json($0.action)] }),
            "otherKeys": Self.json(menu.otherKeys), "timeout": Self.json(menu.timeout),
        ]
    }

    private static func json(_ action: Scenario.Action) -> JSONValue {
        var (target, prompt, menu) = (JSONValue.null, JSONValue.null, JSONValue.null)
        switch action {
        case .forward(let to): target = TargetBody.json(to)
        case .message(let id): prompt = .string(id.text)
        case .menu(let id): menu = .string(id)
        case .back, .dialExtension, .hangUp, .repeatMenu: break
        }
        return ["kind": .string(action.kind.rawValue), "target": target, "prompt": prompt, "menu": menu]
    }

    static func menu(_ body: JSONValue, at index: Int, _ request: EntryKind.Request) throws -> Scenario.Menu {
        let field = "menus[\(index)]"
        var menu = Scenario.Menu(id: body["id"]?.text ?? "", name: body["name"]?.text ?? "")
        menu.prompt = body["prompt"]?.text.map { PromptID($0) }
        menu.keys = try (body["keys"]?.elements ?? []).enumerated().map { number, key in
            Scenario.Key(
                key["key"]?.text ?? "",
                try Self.action(key["action"], "\(field).keys[\(number)].action", request) ?? .hangUp
            )
        }
        if let action = try Self.action(body["otherKeys"], "\(field).otherKeys", request) { menu.otherKeys = action }
        if let action = try Self.action(body["timeout"], "\(field).timeout", request) { menu.timeout = action }
        return menu
    }

    private static func action(
        _ body: JSONValue?,
        _ field: String,
        _ request: EntryKind.Request
    ) throws -> Scenario.Action? {
        guard let body else { return nil }
        switch body["kind"]?.text.flatMap({ Scenario.Action.Kind(rawValue: $0) }) {
        case .forward:
            return .forward(
                try TargetBody.read(
                    body["target"],
                    in: request.domain,
                    of: request.configuration,
                    field: "\(field).target",
                    isDraft: request.isDraft
                )
            )
        case .message:
            guard let prompt = body["prompt"]?.text else { throw APIError.notFound("prompt", field: "\(field).prompt") }
            return .message(PromptID(prompt))
        case .menu:
            guard let menu = body["menu"]?.text else { throw APIError.notFound("menu", field: "\(field).menu") }
            return .menu(menu)
        case .back: return .back
        case .dialExtension: return .dialExtension
        case .repeatMenu: return .repeatMenu
        case .hangUp, nil: return .hangUp
        }
    }
}
