import HTTPTypes
import Kernel
import Model

/// Private routes between a company's office PBX and its domain (TRK). The system administrator makes them and says how
/// the office is reached (the trunk of the same id); the domain's administrator decides what goes there.
struct PrivateRouteRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signIn: SignIn

    private static let tag = "Private routes"
    private static let one: PathPattern = "/private-routes/{route}"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/private-routes",
                "listPrivateRoutes",
                "The private routes by the order in which they are asked",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                query: [Common.domainParameter, ShortList.search] + Paging.parameters,
                success: .json(.ok, Paging.schema(PrivateRouteBody.schema)),
                handle: self.list
            ),
            Endpoint(
                .post,
                "/private-routes",
                "addPrivateRoute",
                "Joins an office PBX with a domain",
                tag: Self.tag,
                access: .role(.systemAdministrator),
                guarding: .repeats,
                body: PrivateRouteBody.requestSchema,
                success: .json(.created, PrivateRouteBody.schema),
                refusals: [.taken, .conflict, .notFound],
                handle: self.add
            ),
            Endpoint(
                .get,
                Self.one,
                "getPrivateRoute",
                "One private route",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .json(.ok, PrivateRouteBody.schema)
            ) { self.stored(try self.find($0).trunk) },
            Endpoint(
                .patch,
                Self.one,
                "changePrivateRoute",
                "Changes what is named in the body",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                guarding: .version,
                body: PrivateRouteBody.changeSchema,
                success: .json(.ok, PrivateRouteBody.schema),
                refusals: [.conflict],
                handle: self.change
            ),
            Endpoint(
                .delete,
                Self.one,
                "removePrivateRoute",
                "Removes a private route",
                tag: Self.tag,
                access: .role(.systemAdministrator),
                guarding: .version,
                success: .noContent,
                handle: self.remove
            ),
        ]
    }

    private func find(_ request: APIRequest) throws -> (trunk: Trunk, route: PrivateRoute) {
        guard let trunk = self.configuration.current.trunks[TrunkID(request.id("route"))], let route = trunk.route,
            try request.requireCaller().mayManage(route.domain)
        else { throw APIError.notFound("private route") }
        return (trunk, route)
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let domain = try request.listedDomain(in: configuration)
        let caller = try request.requireCaller()
        let found = configuration.trunks.values.compactMap { trunk in
            trunk.route.flatMap { route in
                (domain == nil || route.domain == domain) && caller.mayManage(route.domain) ? (trunk, route) : nil
            }
        }
        return try Paging.answer(
            request,
            rows: request.found(found) { PrivateRouteBody.json($0.0, $0.1) },
            key: { trunk, route in "\(route.domain)\u{1}\(1_000_000 + route.order)\u{1}\(trunk.id)" },
            json: { PrivateRouteBody.json($0.0, $0.1) }
        )
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let domain = DomainID(request.body["domain"]?.text ?? "")
        guard configuration.tenants[domain] != nil, !domain.isReserved else {
            throw APIError.notFound("domain", field: "domain")
        }
        var trunk = Trunk(id: TrunkID(self.signIn.newID()), name: "", host: "")
        try TrunkBody.apply(request.body, to: &trunk)
        guard !configuration.trunks.values.contains(where: { $0.name == trunk.name }) else {
            throw APIError(.taken, "There is a trunk of this name.", field: "name")
        }
        trunk.channelLimit = 20_000
        var route = PrivateRoute(domain: domain, shownName: trunk.name)
        try PrivateRouteBody.apply(request.body, to: &trunk, &route, in: configuration)
        return try await self.store(trunk, request)
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        var (trunk, route) = try self.find(request)
        try request.requireVersion(of: trunk)
        let former = trunk
        try PrivateRouteBody.apply(request.body, to: &trunk, &route, in: self.configuration.current)
        return trunk == former ? self.stored(trunk) : try await self.store(trunk, request)
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let trunk = try self.find(request).trunk
        try request.requireVersion(of: trunk)
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.removeTrunk(trunk.id)], by: author)
        return .nothing
    }

    private func store(_ trunk: Trunk, _ request: APIRequest) async throws -> APIAnswer {
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.putTrunk(trunk)], by: author)
        return self.stored(trunk)
    }

    private func stored(_ trunk: Trunk) -> APIAnswer {
        let stored = self.configuration.current.trunks[trunk.id] ?? trunk
        let route = stored.route ?? PrivateRoute(domain: Domain.system, shownName: "")
        return .versioned(PrivateRouteBody.json(stored, route), stored.version)
    }
}
