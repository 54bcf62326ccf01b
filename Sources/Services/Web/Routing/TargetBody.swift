import Kernel
import Model

/// Where a call goes, on the wire: a kind and a name.
enum TargetBody {
    static let schema = Schema.named(
        "RouteTarget",
        .object([
            SchemaField("kind", .choice(RouteTarget.Kind.allCases.map(\.rawValue))),
            .maybe(
                "name",
                .optional(Common.line(1...64)),
                note: "Id of the user, the group or the scenario; the number as it is dialled; null for `end`."
            ),
        ])
    )

    static func json(_ target: RouteTarget) -> JSONValue {
        ["kind": .string(target.kind.rawValue), "name": .text(target.name)]
    }

    /// - Throws: ``APIError/Code/notFound`` when the domain has nothing of that name, ``APIError/Code/badNumber`` for what
    ///   cannot be dialled.
    static func read(
        _ body: JSONValue?,
        in domain: DomainID,
        of configuration: Configuration,
        field: String,
        isDraft: Bool = false
    ) throws -> RouteTarget {
        let kind = body?["kind"]?.text.flatMap { RouteTarget.Kind(rawValue: $0) } ?? .end
        guard let target = RouteTarget(kind, name: kind == .end ? nil : body?["name"]?.text) else {
            guard kind == .number else { throw APIError.notFound("\(kind.rawValue)", field: field) }
            throw APIError(.badNumber, "This is not a number that can be dialled.", field: field)
        }
        guard isDraft || Self.exists(target, in: domain, of: configuration) else {
            throw APIError.notFound(kind.noun, field: field)
        }
        return target
    }

    static func exists(_ target: RouteTarget, in domain: DomainID, of configuration: Configuration) -> Bool {
        switch target {
        case .user(let id), .voicemail(.user(let id)): configuration.user(id)?.domain == domain
        case .group(let id), .voicemail(.group(let id)): configuration.group(id, of: domain) != nil
        case .scenario(let id): configuration.scenario(id, of: domain) != nil
        case .number, .end: true
        }
    }
}

extension RouteTarget.Kind {
    fileprivate var noun: String {
        switch self {
        case .user, .userVoicemail: "user"
        case .group, .groupVoicemail: "group"
        case .scenario: "scenario"
        case .number: "number"
        case .end: "end"
        }
    }
}
