import Hummingbird
import Journal
import Kernel
import Model

/// The history of calls and each call's protocol (HIS-01, HIS-02, CAL-11, BYD-01, BYD-05).
struct HistoryRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let history: any CallHistoryRepository
    private let exports = ExportPlaces()

    init(configuration: any LiveConfiguration, history: any CallHistoryRepository) {
        self.configuration = configuration
        self.history = history
    }

    private static let tag = "History"

    private static let filters = [
        Common.domainParameter,
        Parameter("from", .timestamp, note: "Started at or after."),
        Parameter("to", .timestamp, note: "Started before."),
        Parameter("direction", .choice(CallDirection.allCases.map(\.rawValue)), note: "One direction."),
        Parameter("result", .choice(CallResult.allCases.map(\.rawValue)), note: "One result."),
        Parameter("trait", CallRecordBody.trait, note: "What happened in it (ME-03)."),
        Parameter("user", Common.id, note: "Called or was called."),
        Parameter("route", Common.id, note: "By this private route, or by `any` (TRK-05)."),
        Parameter(
            "way",
            .choice(TrunkPassage.Way.allCases.map(\.rawValue)),
            note: "With `route`: came by it, or went out by it and came otherwise."
        ),
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
                "/history/totals",
                "getHistoryTotals",
                "How many calls the filters let through, and how long people talked; the newest 10 000 are counted",
                tag: Self.tag,
                access: .role(.user),
                query: Self.filters,
                success: .json(.ok, HistoryTotals.schema)
            ) { request in
                var totals = HistoryTotals()
                totals.isComplete = try await self.forEach(request, atMost: HistoryTotals.limit) { totals.count($0) }
                return APIAnswer(totals.json)
            },
            Endpoint(
                .get,
                "/history/export",
                "exportHistory",
                "The calls that the filters let through as a sheet, the newest 20 000 of them",
                tag: Self.tag,
                access: .role(.user),
                query: Self.filters + SheetForm.parameters,
                success: .file(SheetForm.types),
                refusals: [.slowDown]
            ) { request in
                try await self.exports.with(request.requireCaller().user.domain) { try await self.export(request) }
            },
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
                return APIAnswer(
                    CallRecordBody.json(story.record, legs: story.legs, in: self.configuration.current)
                )
            },
            Endpoint(
                .get,
                "/history/{call}/steps",
                "getCallProtocol",
                "What happened in a call, step by step",
                tag: Self.tag,
                access: .role(.user),
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(CallRecordBody.stepSchema))
            ) { request in
                try ShortList.answer(request, try await self.find(request).steps.map { CallRecordBody.json($0) })
            },
        ]
    }

    /// What the query asks for, as far as the caller may see it.
    private func filter(_ request: APIRequest) throws -> CallFilter {
        let caller = try request.requireCaller()
        var filter = CallFilter(domain: try request.listedDomain(in: self.configuration.current))
        filter.from = request.query["from"]?.text.flatMap { Timestamp($0) }
        filter.to = request.query["to"]?.text.flatMap { Timestamp($0) }
        filter.direction = request.query["direction"]?.text.flatMap { CallDirection(rawValue: $0) }
        filter.result = request.query["result"]?.text.flatMap { CallResult(rawValue: $0) }
        filter.traits = request.query["trait"]?.text.flatMap { CallTraits(named: $0) } ?? []
        filter.text = request.search
        filter.user = request.query["user"]?.text.map { UserID($0) }
        filter.passage = try self.passage(request, caller, in: filter.domain)
        if caller.role == .user {
            guard filter.user == nil || filter.user == caller.user.id else {
                throw APIError.notFound("user", field: "user")
            }
            filter.user = caller.user.id
            filter.reader = caller.user.id
        }
        return filter
    }

    /// By which private routes; of a company that has none, by none.
    private func passage(_ request: APIRequest, _ caller: Caller, in domain: DomainID?) throws -> TrunkPassage? {
        guard let id = request.query["route"]?.text else { return nil }
        let way = request.query["way"]?.text.flatMap { TrunkPassage.Way(rawValue: $0) }
        let own = self.configuration.current.trunks.values.filter { trunk in
            guard let route = trunk.route else { return false }
            return (domain == nil || route.domain == domain)
                && (caller.role == .systemAdministrator || route.domain == caller.user.domain
                    || caller.mayManage(route.domain))
        }
        if id == Self.anyRoute { return TrunkPassage(own.map(\.id).sorted(), way) }
        guard own.contains(where: { $0.id.text == id }) else {
            throw APIError.notFound("private route", field: "route")
        }
        return TrunkPassage([TrunkID(id)], way)
    }

    private static let anyRoute = "any"

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        let filter = try self.filter(request)
        let page = try await self.history.page(filter, before: try Self.cursor(request), limit: request.limit)
        let next = page.next.map { Paging.encode("\($0.startedAt.microseconds) \($0.number)") }
        let configuration = self.configuration.current
        let rows = page.calls.map { CallRecordBody.json($0.seen(by: caller), in: configuration) }
        return Paging.answer(rows, total: nil, next: next)
    }

    private func export(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        let configuration = self.configuration.current
        let domain = try request.listedDomain(in: configuration)
        let (form, language) = request.sheet(of: domain.flatMap { configuration.tenants[$0]?.domain } ?? caller.domain)
        let sheet = CallSheet(language: language, configuration: configuration, hasDomains: domain == nil)
        var rows = [sheet.head]
        let isWhole = try await self.forEach(request, atMost: CallSheet.limit) {
            rows.append(sheet.row($0.seen(by: caller)))
        }
        if !isWhole { rows.append(sheet.cut) }
        let name = language == .russian ? "Вызовы" : "Calls"
        return form.answer(form.file(rows, sheet: name, widths: CallSheet.widths), "calls-\(domain?.text ?? "all")")
    }

    /// Goes through the calls of the filters, newest first.
    /// - Returns: `false` when there are more.
    private func forEach(
        _ request: APIRequest,
        atMost limit: Int,
        _ body: (CallRecord) -> Void
    ) async throws -> Bool {
        let filter = try self.filter(request)
        var (cursor, left): (CallCursor?, Int) = (nil, limit)
        while left > 0 {
            let page = try await self.history.page(filter, before: cursor, limit: min(left, 1_000))
            page.calls.forEach(body)
            left -= page.calls.count
            guard let next = page.next else { return true }
            cursor = next
        }
        return false
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
        // A plain user sees no more of it than while it went on.
        let shown = caller.role == .user ? CallProtocol.withoutHiddenLegs(events) : events
        guard let story = CallProtocol(events: shown) else { throw APIError.notFound("call") }
        let users = [story.record.caller.user, story.record.callee.user] + story.legs.map(\.party.user)
        guard caller.maySee(story.record.domain, users: users.compactMap { $0 }) else {
            throw APIError.notFound("call")
        }
        let isHidden = caller.role == .user && story.record.caller.user != caller.user.id
        guard isHidden, let seen = CallProtocol(events: events.map(\.withoutWithheld)) else { return story }
        return seen
    }
}

extension CallRecord {
    /// Plain users are not told who called them without saying so (CAL-01).
    fileprivate func seen(by caller: Caller) -> CallRecord {
        guard caller.role == .user, self.caller.user != caller.user.id else { return self }
        var record = self
        record.caller = self.caller.shown
        return record
    }
}

extension Model.Event {
    fileprivate var withoutWithheld: Model.Event {
        var event = self
        switch self.kind {
        case .callStarted(var started):
            started.caller = started.caller.shown
            event.kind = .callStarted(started)
        case .legStarted(var started) where started.party.isWithheld:
            started.party = started.party.shown
            started.address = ""
            event.kind = .legStarted(started)
        default:
            break
        }
        return event
    }
}

/// The line below a journal (ME-03).
struct HistoryTotals {
    /// Calls that are counted: more would be waited for.
    static let limit = 10_000

    private var calls = 0
    private var answered = 0
    private var talkTime = Duration.zero
    var isComplete = true

    mutating func count(_ call: CallRecord) {
        self.calls += 1
        if call.answeredAt != nil { self.answered += 1 }
        self.talkTime += call.talkTime
    }

    static let schema = Schema.named(
        "HistoryTotals",
        .object([
            SchemaField("calls", .integer(0...Self.limit)), SchemaField("answered", .integer(0...Self.limit)),
            SchemaField("talkTimeSeconds", .integer(0...CallRecordBody.most)),
            SchemaField("isComplete", .boolean, note: "False: there are more calls, and the newest were counted."),
        ])
    )

    var json: JSONValue {
        [
            "calls": .whole(self.calls), "answered": .whole(self.answered),
            "talkTimeSeconds": .whole(Int(self.talkTime.components.seconds)), "isComplete": .boolean(self.isComplete),
        ]
    }
}
