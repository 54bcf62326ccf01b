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
                "Changes what is named in the body",
                tag: Self.tag,
                access: .role(.systemAdministrator),
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
                handle: self.remove
            ),
        ]
    }

    private func find(_ request: APIRequest) throws -> Domain {
        let id = DomainID(request.id("domain"))
        guard id != Domain.system, try request.requireCaller().mayManage(id),
            let domain = self.configuration.current.tenants[id]?.domain
        else { throw APIError.notFound("domain") }
        return domain
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let search = request.search?.lowercased()
        let domains = self.configuration.current.tenants.values.map(\.domain).filter { domain in
            guard domain.id != Domain.system else { return false }
            guard let search else { return true }
            return domain.id.text.contains(search) || domain.shownName.lowercased().contains(search)
        }
        return try Paging.answer(request, rows: domains, key: \.id.text, json: DomainBody.json)
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        let name = request.body["id"]?.text ?? ""
        var domain = Domain(id: DomainID(name), shownName: String(name.prefix(100)))
        guard self.configuration.current.tenants[domain.id] == nil, domain.id != Domain.system else {
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
        try request.requireVersion(former.version)
        var domain = former
        DomainBody.apply(request.body, to: &domain)
        if domain != former {
            let author = try request.requireCaller().author(from: request.source)
            _ = try await self.configuration.apply([.putDomain(domain)], by: author)
        }
        return self.stored(domain)
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let domain = try self.find(request)
        try request.requireVersion(domain.version)
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.removeDomain(domain.id)], by: author)
        return .nothing
    }

    private func stored(_ domain: Domain) -> APIAnswer {
        let stored = self.configuration.current.tenants[domain.id]?.domain ?? domain
        return .versioned(DomainBody.json(stored), stored.version)
    }
}

/// A domain on the wire.
enum DomainBody {
    private static let settings: [SchemaField] = [
        .maybe("shownName", Common.line(1...100)), .maybe("isBlocked", .boolean),
        .maybe("callLimit", .integer(1...100_000), note: "Concurrent calls in and out together (CAL-03)."),
        .maybe("callerID", .optional(Common.number), note: "Shown outside for users without a number of their own."),
    ]

    static let requestSchema = Schema.named("NewDomain", .object([SchemaField("id", Common.domain)] + Self.settings))
    static let changeSchema = Schema.named("DomainChange", .object(Self.settings))

    static let schema = Schema.named(
        "Domain",
        .object([
            SchemaField("id", Common.domain), SchemaField("shownName", .text(0...100)),
            SchemaField("isBlocked", .boolean), SchemaField("callLimit", .integer(0...100_000)),
            SchemaField("callerID", .optional(Common.number)), SchemaField("version", Common.version),
        ])
    )

    static func json(_ domain: Domain) -> JSONValue {
        [
            "id": .string(domain.id.text), "shownName": .string(domain.shownName),
            "isBlocked": .boolean(domain.isBlocked), "callLimit": .whole(domain.callLimit),
            "callerID": .text(domain.callerID?.text), "version": .whole(domain.version),
        ]
    }

    /// What the body does not name stays as it is.
    static func apply(_ body: JSONValue, to domain: inout Domain) {
        if let name = body["shownName"]?.text { domain.shownName = name }
        if let isBlocked = body["isBlocked"]?.boolean { domain.isBlocked = isBlocked }
        if let limit = body["callLimit"]?.whole { domain.callLimit = limit }
        if let number = body["callerID"] { domain.callerID = number.text.flatMap { DialString($0) } }
    }
}
