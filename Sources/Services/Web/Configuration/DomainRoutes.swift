import Hummingbird
import Kernel
import Model

/// The tenants (TEN-03). The reserved domain of the system administrators is none of them.
struct DomainRoutes: EndpointGroup {
    let configuration: any LiveConfiguration

    private static let tag = "Domains"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/domains",
                "listDomains",
                "The domains by name",
                tag: Self.tag,
                access: .role(.systemAdministrator),
                query: [Common.search("Part of the name or the shown name.")] + Paging.parameters,
                success: .json(.ok, Paging.schema(DomainBody.schema)),
                handle: self.list
            ),
            Endpoint(
                .post,
                "/domains",
                "addDomain",
                "Makes a domain",
                tag: Self.tag,
                access: .role(.systemAdministrator),
                guarding: .repeats,
                body: DomainBody.requestSchema,
                success: .json(.created, DomainBody.schema),
                refusals: [.taken],
                handle: self.add
            ),
            Endpoint(
                .get,
                "/domains/{domain}",
                "getDomain",
                "One domain",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .json(.ok, DomainBody.schema)
            ) { request in
                let domain = try self.find(request)
                return .versioned(DomainBody.json(domain), domain.version)
            },
            Endpoint(
                .patch,
                "/domains/{domain}",
                "changeDomain",
                "Changes what is named in the body; the domain's own administrators its time, language and menu limits",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                guarding: .version,
                body: DomainBody.changeSchema,
                success: .json(.ok, DomainBody.schema),
                handle: self.change
            ),
            Endpoint(
                .delete,
                "/domains/{domain}",
                "removeDomain",
                "Removes a domain with its users and lines",
                tag: Self.tag,
                access: .role(.systemAdministrator),
                guarding: .version,
                success: .noContent,
                refusals: [.conflict],
                handle: self.remove
            ),
        ]
    }

    private func find(_ request: APIRequest) throws -> Domain {
        try request.managedTenant(in: self.configuration.current).domain
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let search = request.search?.lowercased()
        let domains = self.configuration.current.tenants.values.map(\.domain).filter { domain in
            guard !domain.id.isReserved else { return false }
            guard let search else { return true }
            return domain.id.text.contains(search) || domain.shownName.lowercased().contains(search)
        }
        return try Paging.answer(request, rows: domains, key: \.id.text, json: DomainBody.json)
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        let name = request.body["id"]?.text ?? ""
        var domain = Domain(id: DomainID(name), shownName: String(name.prefix(100)))
        guard self.configuration.current.tenants[domain.id] == nil, domain.id != Domain.system,
            domain.id != Domain.groups
        else {
            throw APIError(.taken, "There is a domain of this name.", field: "id")
        }
        DomainBody.apply(request.body, to: &domain)
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.putDomain(domain)], by: author)
        return self.stored(domain)
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        let former = try self.find(request)
        try request.requireVersion(of: former)
        let caller = try request.requireCaller()
        if caller.role != .systemAdministrator,
            let field = DomainBody.settingsFromAbove.first(where: { request.body[$0] != nil })
        {
            throw APIError(.notAllowed, "Only system administrators change this.", field: field)
        }
        var domain = former
        DomainBody.apply(request.body, to: &domain)
        if domain != former {
            _ = try await self.configuration.apply([.putDomain(domain)], by: caller.author(from: request.source))
        }
        return self.stored(domain)
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let domain = try self.find(request)
        try request.requireVersion(of: domain)
        try self.requireNoPrivateRoutes(of: domain)
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.removeDomain(domain.id)], by: author)
        return .nothing
    }

    /// A route to an office names a trunk of the whole server: whoever removes the domain says what becomes of it.
    private func requireNoPrivateRoutes(of domain: Domain) throws {
        let routes = self.configuration.current.allPrivateRoutes(of: domain.id)
        guard let first = routes.first else { return }
        throw APIError(
            .conflict,
            "The private route “\(first.route.shownName)” belongs to the domain. Please remove it first.",
            reasons: routes.map { .privateRoute($0.trunk.id, name: $0.route.shownName) }
        )
    }

    private func stored(_ domain: Domain) -> APIAnswer {
        let stored = self.configuration.current.tenants[domain.id]?.domain ?? domain
        return .versioned(DomainBody.json(stored), stored.version)
    }
}

/// A domain on the wire.
enum DomainBody {
    private static let zone = Schema.choice(TimeZoneNames.all)

    private static let language = Schema.choice(SpokenLanguage.allCases.map(\.rawValue))

    private static let settings: [SchemaField] = [
        .maybe("shownName", Common.line(1...100)), .maybe("isBlocked", .boolean),
        .maybe("callLimit", .integer(1...100_000), note: "Concurrent calls in and out together (CAL-03)."),
        .maybe("userLimit", .integer(1...DomainLimits.most), note: "No more users are made (TEN-03)."),
        .maybe("operatorLimit", .integer(0...DomainLimits.most), note: "No more users become operators (TEN-03)."),
        .maybe("lineLimit", .integer(0...DomainLimits.most), note: "No more lines are given (TEN-03)."),
        .maybe(
            "channelsInLimit",
            .integer(0...DomainLimits.most),
            note: "Legs from the public network at once (TEN-03)."
        ),
        .maybe("channelsOutLimit", .integer(0...DomainLimits.most), note: "Legs to the public network at once."),
        .maybe(
            "recordingQuotaMegabytes",
            .integer(0...DomainLimits.mostMegabytes),
            note: "What recordings may take on disk; at the limit calls go on and are not recorded."
        ),
        .maybe("callerID", .optional(Common.number), note: "Shown outside for users without a number of their own."),
        .maybe(
            "noticeEmail",
            .optional(Common.email),
            note: "Where letters about the domain go; else to its administrators."
        ),
        .maybe("language", Self.language, note: "What callers and users are spoken to; default `ru`."),
        .maybe("timeZone", Self.zone, note: "What schedules go by; default `Europe/Moscow` (RTE-04)."),
        .maybe("menuErrors", .integer(1...10), note: "Wrong inputs until a voice scenario hangs up (ADM-03)."),
        .maybe("menuTimeoutSeconds", .integer(1...60), note: "How long a voice scenario waits for a key (ADM-03)."),
    ]

    /// What a domain's own administrators do not change (ADM-01); their number outside is that of a line.
    static let settingsFromAbove = [
        "shownName", "isBlocked", "callLimit", "userLimit", "operatorLimit", "lineLimit", "channelsInLimit",
        "channelsOutLimit", "recordingQuotaMegabytes", "callerID",
    ]

    static let requestSchema = Schema.named("NewDomain", .object([SchemaField("id", Common.domain)] + Self.settings))
    static let changeSchema = Schema.named("DomainChange", .object(Self.settings))

    static let schema = Schema.named(
        "Domain",
        .object([
            SchemaField("id", Common.domain), SchemaField("shownName", .text(0...100)),
            SchemaField("isBlocked", .boolean), SchemaField("callLimit", .integer(0...100_000)),
            SchemaField("userLimit", .integer(0...DomainLimits.most)),
            SchemaField("operatorLimit", .integer(0...DomainLimits.most)),
            SchemaField("lineLimit", .integer(0...DomainLimits.most)),
            SchemaField("channelsInLimit", .integer(0...DomainLimits.most)),
            SchemaField("channelsOutLimit", .integer(0...DomainLimits.most)),
            SchemaField("recordingQuotaMegabytes", .integer(0...DomainLimits.mostMegabytes)),
            SchemaField("callerID", .optional(Common.number)), SchemaField("noticeEmail", .optional(.text(0...254))),
            SchemaField("language", Self.language),
            SchemaField("timeZone", .text(1...64)), SchemaField("menuErrors", .integer(1...10)),
            SchemaField("menuTimeoutSeconds", .integer(1...60)),
            SchemaField("recordingStorage", RecordingRulesBody.storageTime),
            SchemaField("areRecordingsEncrypted", .boolean),
            SchemaField("pool", .optional(PoolBody.id), note: "The pool that it is in (TEN-04)."),
            SchemaField("routingNumber", .optional(PoolBody.routingNumber)), SchemaField("version", Common.version),
        ])
    )

    static func json(_ domain: Domain) -> JSONValue {
        [
            "id": .string(domain.id.text), "shownName": .string(domain.shownName),
            "isBlocked": .boolean(domain.isBlocked), "callLimit": .whole(domain.callLimit),
            "userLimit": .whole(domain.limits.users), "operatorLimit": .whole(domain.limits.operators),
            "lineLimit": .whole(domain.limits.lines),
            "channelsInLimit": .whole(domain.limits.channelsIn), "channelsOutLimit": .whole(domain.limits.channelsOut),
            "recordingQuotaMegabytes": .whole(domain.limits.recordings),
            "callerID": .text(domain.callerID?.text), "noticeEmail": .text(domain.noticeEmail),
            "language": .string(domain.language.rawValue),
            "timeZone": .string(domain.timeZone), "menuErrors": .whole(domain.menus.errors),
            "menuTimeoutSeconds": .whole(domain.menus.timeoutSeconds),
            "recordingStorage": .string(domain.recording.storageTime.rawValue),
            "areRecordingsEncrypted": .boolean(domain.recording.areEncrypted),
            "pool": .text(domain.membership?.pool.text), "routingNumber": .text(domain.membership?.routingNumber),
            "version": .whole(domain.version),
        ]
    }

    /// What the body does not name stays as it is.
    static func apply(_ body: JSONValue, to domain: inout Domain) {
        if let name = body["shownName"]?.text { domain.shownName = name }
        if let isBlocked = body["isBlocked"]?.boolean { domain.isBlocked = isBlocked }
        if let limit = body["callLimit"]?.whole { domain.callLimit = limit }
        if let limit = body["userLimit"]?.whole { domain.limits.users = limit }
        if let limit = body["operatorLimit"]?.whole { domain.limits.operators = limit }
        if let limit = body["lineLimit"]?.whole { domain.limits.lines = limit }
        if let limit = body["channelsInLimit"]?.whole { domain.limits.channelsIn = limit }
        if let limit = body["channelsOutLimit"]?.whole { domain.limits.channelsOut = limit }
        if let limit = body["recordingQuotaMegabytes"]?.whole { domain.limits.recordings = limit }
        if let language = body["language"]?.text.flatMap({ SpokenLanguage(rawValue: $0) }) {
            domain.language = language
        }
        if let email = body["noticeEmail"] { domain.noticeEmail = email.text }
        if let zone = body["timeZone"]?.text { domain.timeZone = zone }
        if let errors = body["menuErrors"]?.whole { domain.menus.errors = errors }
        if let seconds = body["menuTimeoutSeconds"]?.whole { domain.menus.timeoutSeconds = seconds }
        if let number = body["callerID"] { domain.callerID = number.text.flatMap { DialString($0) } }
    }
}
