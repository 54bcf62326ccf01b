import Hummingbird
import Kernel
import Model

/// Who leads to a user, a group, a scenario or a sound: asked before it is removed.
struct UsageRoutes: EndpointGroup {
    let configuration: any LiveConfiguration

    private static let kinds = ["group", "scenario", "user", "prompt"]

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/usages",
                "listUsages",
                "Lines, scenarios and groups that lead to a thing of the domain, or use it",
                tag: "Lines",
                access: .role(.domainAdministrator),
                query: [
                    Common.domainParameter,
                    Parameter("kind", .choice(Self.kinds), note: "What it is; default `group`."),
                    Parameter("name", Common.id, note: "Its id; without it nothing is found."),
                ] + ShortList.parameters,
                success: .json(.ok, ShortList.schema(UsageBody.schema)),
                handle: self.list
            )
        ]
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let name = request.query["name"]?.text ?? ""
        let used: Configuration.Used =
            switch request.query["kind"]?.text {
            case "scenario": .scenario(EntryID(name))
            case "user": .user(UserID(name))
            case "prompt": .prompt(PromptID(name))
            default: .group(EntryID(name))
            }
        // A system administrator asks about any domain: the things have one each.
        let domains = try request.listedDomain(in: configuration).map { [$0] } ?? configuration.tenants.keys.sorted()
        let usages = domains.flatMap { configuration.usages(of: used, in: $0) }
        return try ShortList.answer(request, usages.map(UsageBody.json))
    }
}

/// A usage on the wire.
enum UsageBody {
    static let schema = Schema.named(
        "Usage",
        .object([
            SchemaField("kind", .choice(["line", "scenario", "group", "private-route"])), SchemaField("id", Common.id),
            SchemaField("title", .text(0...100), note: "The line's number, or the name."),
        ])
    )

    static func json(_ usage: Configuration.Usage) -> JSONValue {
        let (kind, id) =
            switch usage {
            case .line(let id, _): ("line", id.text)
            case .scenario(let id, _): ("scenario", id.text)
            case .group(let id, _): ("group", id.text)
            case .privateRoute(let id, _): ("private-route", id.text)
            }
        return ["kind": .string(kind), "id": .string(id), "title": .string(usage.title)]
    }

    /// Those that an answer names.
    private static let most = 100

    static let listSchema = Schema.list(Self.schema, atMost: Self.most)

    static func list(_ usages: [Configuration.Usage]) -> JSONValue {
        .array(usages.prefix(Self.most).map(Self.json))
    }

    /// - Throws: ``APIError/Code/conflict`` with all who use it, and a sentence that names the first of them.
    static func requireNone(_ usages: [Configuration.Usage], of noun: String) throws {
        guard !usages.isEmpty else { return }
        let named = usages.prefix(3).map { usage in
            switch usage {
            case .line(_, let number): "the line \(number)"
            case .scenario(_, let name): "the scenario “\(name)”"
            // Users are used by groups that would have nobody left.
            case .group(_, let name): "the group “\(name)”\(noun == "user" ? " that has no other member" : "")"
            case .privateRoute(_, let name): "the private route “\(name)”"
            }
        }
        let more = usages.count > named.count ? " and \(usages.count - named.count) more" : ""
        let sentence = "This \(noun) is used by \(named.joined(separator: ", "))\(more). Please change that first."
        throw APIError(.conflict, sentence, reasons: usages)
    }
}

extension Configuration {
    /// Who leads to the group or the scenario besides itself; nobody leads to other entries.
    func usages(of entry: DomainEntry) -> [Usage] {
        switch entry.kind {
        case .group: return self.usages(of: .group(entry.id), in: entry.domain)
        case .scenario:
            return self.usages(of: .scenario(entry.id), in: entry.domain).filter { usage in
                if case .scenario(entry.id, _) = usage { false } else { true }
            }
        case .pickupGroup, .reminder, .contact, .contactGroup, .tollStop, .subgroup, .number: return []
        }
    }
}
