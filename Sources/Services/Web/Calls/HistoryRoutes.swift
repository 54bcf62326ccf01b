import Hummingbird
import Journal
import Kernel
import Model

/// The history of calls and each call's protocol (HIS-01, HIS-02, CAL-11, BYD-01, BYD-05).
struct HistoryRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let history: any CallHistoryRepository

    private static let tag = "History"

    private static let filters = [
        Common.domainParameter,
        Parameter("from", .timestamp, note: "Started at or after."),
        Parameter("to", .timestamp, note: "Started before."),
        Parameter("direction", .choice(CallDirection.allCases.map(\.rawValue)), note: "One direction."),
        Parameter("result", .choice(CallResult.allCases.map(\.rawValue)), note: "One result."),
        Parameter("user", Common.id, note: "Called or was called."),
        Common.search("Part of a number, or the beginning of a word of a name."),
    ]

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/history",
                "listHistory",
                "The calls that are over, newest first",
                tag: Self.tag,
                access: .role(.user),
                query: Self.filters + Paging.parameters,
                success: .json(.ok, Paging.schema(CallRecordBody.schema)),
                handle: self.list
            ),
            Endpoint(
                .get,
                "/history/{call}",
                "getHistory",
                "One call with its quality",
                tag: Self.tag,
                access: .role(.user),
                success: .json(.ok, CallRecordBody.detailSchema)
            ) { request in
                let story = try await self.find(request)
                return APIAnswer(CallRecordBody.json(story.record, legs: story.legs))
            },
            Endpoint(
                .get,
                "/history/{call}/steps",
                "getCallProtocol",
                "What happened in a call, step by step",
                tag: Self.tag,
                access: .role(.user),
                success: .json(.ok, Paging.wholeSchema(CallRecordBody.stepSchema))
            ) { request in
                Paging.whole(try await self.find(request).steps.map { CallRecordBody.json($0) })
            },
        ]
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        var filter = CallFilter(domain: try request.listedDomain(in: self.configuration.current))
        filter.from = request.query["from"]?.text.flatMap { Timestamp($0) }
        filter.to = request.query["to"]?.text.flatMap { Timestamp($0) }
        filter.direction = request.query["direction"]?.text.flatMap { CallDirection(rawValue: $0) }
        filter.result = request.query["result"]?.text.flatMap { CallResult(rawValue: $0) }
        filter.text = request.search
        filter.user = request.query["user"]?.text.map { UserID($0) }
        if caller.role == .user {
            guard filter.user == nil || filter.user == caller.user.id else {
                throw APIError.notFound("user", field: "user")
            }
            filter.user = caller.user.id
        }
        let page = try await self.history.page(filter, before: try Self.cursor(request), limit: request.limit)
        let next = page.next.map { Paging.encode("\($0.startedAt.microseconds) \($0.number)") }
        return Paging.answer(page.calls.map { CallRecordBody.json($0) }, total: nil, next: next)
    }

    private static func cursor(_ request: APIRequest) throws -> CallCursor? {
        guard let text = request.query["cursor"]?.text else { return nil }
        let parts = (Paging.decode(text) ?? "").split(separator: " ").compactMap { Int64($0) }
        guard parts.count == 2 else { throw APIError.notFound("page", field: "cursor") }
        return CallCursor(startedAt: Timestamp(microseconds: parts[0]), number: parts[1])
    }

    /// The call with all its events, when the caller may see it.
    private func find(_ request: APIRequest) async throws -> CallProtocol {
        let caller = try request.requireCaller()
        let domain = caller.role == .systemAdministrator ? nil : caller.user.domain
        let events = try await self.history.events(of: CallID(request.id("call")), in: domain)
        guard let story = CallProtocol(events: events) else { throw APIError.notFound("call") }
        let users = [story.record.caller.user, story.record.callee.user] + story.legs.map(\.party.user)
        guard caller.maySee(story.record.domain, users: users.compactMap { $0 }) else {
            throw APIError.notFound("call")
        }
        return story
    }
}
