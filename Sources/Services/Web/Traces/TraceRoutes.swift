import Hummingbird
import Journal
import Kernel
import Model
import Traces

/// What was said by SIP in a call, beside what was decided and how it sounded, and about requests that were refused before
/// there was a call (BYD-06).
///
/// For administrators of the call's domain: a trace shows addresses of phones and providers, and what phones say about
/// themselves. Each look is written down.
struct TraceRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let history: any CallHistoryRepository
    let traces: TraceKeeper
    let time: any TimeSource

    private static let tag = "Traces"
    private static let capture = "application/vnd.tcpdump.pcap"

    private static let filters = [
        Common.domainParameter,
        Parameter("from", .timestamp, note: "At or after."),
        Parameter("to", .timestamp, note: "Before."),
        Common.search("Part of the caller, the dialled number or the source's address."),
    ]

    var endpoints: [Endpoint] { self.ofCalls + self.ofRefused }

    private var ofCalls: [Endpoint] {
        [
            Endpoint(
                .get,
                "/history/{call}/trace",
                "getCallTrace",
                "The SIP messages of a call's legs, secrets masked, with its steps and quality",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .json(.ok, TraceBody.callSchema),
                refusals: [.gone]
            ) { request in
                let story = try await self.story(request)
                let trace = try await self.trace(TraceID(story.record.id), .seen, request)
                return APIAnswer(TraceBody.json(trace, story))
            },
            Endpoint(
                .get,
                "/history/{call}/trace.pcap",
                "downloadCallTrace",
                "The same messages as a capture file for Wireshark and sngrep",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .file([Self.capture]),
                refusals: [.gone]
            ) { request in
                let story = try await self.story(request)
                return Self.file(
                    try await self.trace(TraceID(story.record.id), .downloaded, request),
                    request.id("call")
                )
            },
            Endpoint(
                .get,
                "/history/{call}/trace/accesses",
                "listCallTraceAccesses",
                "Who looked at a call's trace, newest first",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(TraceBody.accessSchema, atMost: 1_000))
            ) { request in
                let story = try await self.story(request)
                return try await self.accesses(TraceID(story.record.id), request)
            },
        ]
    }

    private var ofRefused: [Endpoint] {
        [
            Endpoint(
                .get,
                "/refused-calls",
                "listRefusedCalls",
                "INVITEs that were refused before there was a call, newest first",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                query: Self.filters + Paging.parameters,
                success: .json(.ok, Paging.schema(TraceBody.refusedSchema)),
                handle: self.list
            ),
            Endpoint(
                .get,
                "/refused-calls/{request}/trace",
                "getRefusedCallTrace",
                "The SIP messages of a refused INVITE, secrets masked",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .json(.ok, TraceBody.refusedTraceSchema),
                refusals: [.gone]
            ) { request in
                let refused = try await self.refused(request)
                return APIAnswer(TraceBody.json(try await self.trace(refused.id, .seen, request), refused))
            },
            Endpoint(
                .get,
                "/refused-calls/{request}/trace.pcap",
                "downloadRefusedCallTrace",
                "The same messages as a capture file for Wireshark and sngrep",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .file([Self.capture]),
                refusals: [.gone]
            ) { request in
                let refused = try await self.refused(request)
                return Self.file(try await self.trace(refused.id, .downloaded, request), refused.id.text)
            },
            Endpoint(
                .get,
                "/refused-calls/{request}/trace/accesses",
                "listRefusedCallTraceAccesses",
                "Who looked at a refused INVITE's trace, newest first",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(TraceBody.accessSchema, atMost: 1_000))
            ) { request in
                try await self.accesses(self.refused(request).id, request)
            },
        ]
    }

    // MARK: - Finding

    /// The call with all its events, when it is the caller's to see.
    private func story(_ request: APIRequest) async throws -> CallProtocol {
        let caller = try request.requireCaller()
        let domain = caller.role == .systemAdministrator ? nil : caller.user.domain
        let events = try await self.history.events(of: CallID(request.id("call")), in: domain)
        guard let story = CallProtocol(events: events), caller.maySee(story.record.domain, users: []) else {
            throw APIError.notFound("call")
        }
        return story
    }

    private func refused(_ request: APIRequest) async throws -> RefusedRequest {
        let caller = try request.requireCaller()
        guard let refused = try await self.traces.repository.refused(TraceID(request.id("request"))),
            caller.maySee(refused.domain, users: [])
        else { throw APIError.notFound("refused call") }
        return refused
    }

    private func accesses(_ id: TraceID, _ request: APIRequest) async throws -> APIAnswer {
        try ShortList.answer(
            request,
            try await self.traces.repository.accesses(of: id, limit: 1_000).map { TraceBody.json($0) }
        )
    }

    /// The trace, and that somebody looked at it.
    private func trace(_ id: TraceID, _ action: TraceAccess.Action, _ request: APIRequest) async throws -> Trace {
        let trace = try await self.traces.trace(id)
        guard !trace.messages.isEmpty else {
            throw APIError(.gone, "No trace of this call is kept: its time is over, or traces were off.")
        }
        try await self.traces.repository.note(
            TraceAccess(
                at: self.time.timestamp,
                action: action,
                trace: id,
                author: try request.requireCaller().name,
                address: request.source.text
            )
        )
        return trace
    }

    private static func file(_ trace: Trace, _ name: String) -> APIAnswer {
        let bytes = PacketCapture.file(trace.messages)
        return APIAnswer(
            FileAnswer(type: Self.capture, byteCount: bytes.count, downloadName: "martlet-\(name).pcap") {
                Array(bytes.dropFirst($0).prefix($1))
            }
        )
    }

    // MARK: - The list

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        var filter = RefusedFilter(domain: try request.listedDomain(in: self.configuration.current))
        filter.from = request.query["from"]?.text.flatMap { Timestamp($0) }
        filter.to = request.query["to"]?.text.flatMap { Timestamp($0) }
        filter.text = request.search
        let limit = request.limit
        let found = try await self.traces.repository.refused(filter, before: Self.cursor(request), limit: limit + 1)
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last : nil
        return Paging.answer(
            page.map { TraceBody.json($0) },
            total: nil,
            next: next.map { Paging.encode("\($0.at.microseconds) \($0.id)") }
        )
    }

    private static func cursor(_ request: APIRequest) throws -> RefusedCursor? {
        guard let text = request.query["cursor"]?.text else { return nil }
        let parts = (Paging.decode(text) ?? "").split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let microseconds = Int64(parts[0]) else {
            throw APIError.notFound("page", field: "cursor")
        }
        return RefusedCursor(at: Timestamp(microseconds: microseconds), id: TraceID(String(parts[1])))
    }
}
