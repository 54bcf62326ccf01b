import Hummingbird
import Kernel
import Model

/// What the administrators of a pool have done, there and in its domains (ACT-03, TEN-09).
struct PoolChangeRoutes: EndpointGroup {
    let configuration: any LiveConfiguration

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/pools/{pool}/changes",
                "listPoolChanges",
                "What was done in the pool by whom, newest first",
                tag: "Pools",
                access: .pool(.subgroupAdministrator),
                query: ChangeQuery.parameters + Paging.parameters,
                success: .json(.ok, Paging.schema(ChangeBody.schema))
            ) { request in
                let configuration = self.configuration.current
                let pool = try request.pool(in: configuration).domain
                return try await ChangeQuery.answer(request, .pool(pool.id), self.configuration)
            }
        ]
    }
}

/// How a history of changes is asked for (ACT-03).
enum ChangeQuery {
    static let parameters = [
        Parameter("object", Common.line(0...100), note: "Part of the object's name."),
        Parameter("author", Common.line(0...100), note: "Part of who did it: of `login@domain`."),
        Parameter("action", .choice(ChangeFilter.Action.allCases.map(\.rawValue)), note: "What was done."),
        Parameter("from", .timestamp, note: "Not before."),
        Parameter("until", .timestamp, note: "Before."),
    ]

    static func answer(
        _ request: APIRequest,
        _ scope: ChangeFilter.Scope,
        _ configuration: any LiveConfiguration
    ) async throws -> APIAnswer {
        let filter = ChangeFilter(
            scope,
            object: request.query["object"]?.text.flatMap(Self.part),
            author: request.query["author"]?.text.flatMap(Self.part),
            action: request.query["action"]?.text.flatMap { ChangeFilter.Action(rawValue: $0) },
            from: request.query["from"]?.text.flatMap { Timestamp($0) },
            until: request.query["until"]?.text.flatMap { Timestamp($0) }
        )
        var before: Int64?
        if let cursor = request.query["cursor"]?.text {
            guard let version = Paging.decode(cursor).flatMap({ Int64($0) }) else {
                throw APIError.notFound("page", field: "cursor")
            }
            before = version
        }
        let changes = try await configuration.history(filter, before: before, limit: request.limit + 1)
        let page = changes.prefix(request.limit)
        let next = changes.count > request.limit ? page.last.map { Paging.encode(String($0.version)) } : nil
        let (current, caller) = (configuration.current, try request.requireCaller())
        return Paging.answer(
            page.map { ChangeBody.json($0, for: caller, in: current) },
            total: try await configuration.count(filter),
            next: next
        )
    }

    /// Without space around it; `nil` when there is nothing to look for.
    private static func part(_ text: String) -> String? {
        let words = text.split(separator: " ").joined(separator: " ")
        return words.isEmpty ? nil : words
    }
}
