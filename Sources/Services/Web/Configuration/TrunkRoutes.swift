import Hummingbird
import Kernel
import Model

/// The providers' SIP trunks (SIP-04), for system administrators.
struct TrunkRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let live: LiveState
    let signIn: SignIn

    private static let tag = "Trunks"
    private static let access = Endpoint.Access.role(.systemAdministrator)

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/trunks",
                "listTrunks",
                "The trunks by name",
                tag: Self.tag,
                access: Self.access,
                query: [ShortList.search] + Paging.parameters,
                success: .json(.ok, Paging.schema(TrunkBody.schema))
            ) { request in
                let trunks = request.found(
                    self.configuration.current.trunks.values.filter { $0.route == nil },
                    shownAs: self.json
                )
                return try Paging.answer(request, rows: trunks, key: { "\($0.name)\u{1}\($0.id)" }, json: self.json)
            },
            Endpoint(
                .post,
                "/trunks",
                "addTrunk",
                "Makes a trunk",
                tag: Self.tag,
                access: Self.access,
                guarding: .repeats,
                body: TrunkBody.requestSchema,
                success: .json(.created, TrunkBody.schema),
                refusals: [.taken, .conflict],
                handle: self.add
            ),
            Endpoint(
                .get,
                "/trunks/{trunk}",
                "getTrunk",
                "One trunk",
                tag: Self.tag,
                access: Self.access,
                success: .json(.ok, TrunkBody.schema)
            ) { self.stored(try self.find($0)) },
            Endpoint(
                .patch,
                "/trunks/{trunk}",
                "changeTrunk",
                "Changes what is named in the body",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                body: TrunkBody.changeSchema,
                success: .json(.ok, TrunkBody.schema),
                refusals: [.taken, .conflict],
                handle: self.change
            ),
            Endpoint(
                .delete,
                "/trunks/{trunk}",
                "removeTrunk",
                "Removes a trunk",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                success: .noContent,
                handle: self.remove
            ),
        ]
    }

    private func find(_ request: APIRequest) throws -> Trunk {
        guard let trunk = self.configuration.current.trunks[TrunkID(request.id("trunk"))] else {
            throw APIError.notFound("trunk")
        }
        return trunk
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        var trunk = Trunk(id: TrunkID(self.signIn.newID()), name: "", host: "")
        try TrunkBody.apply(request.body, to: &trunk)
        return try await self.store(trunk, request)
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        let former = try self.find(request)
        try request.requireVersion(of: former)
        var trunk = former
        try TrunkBody.apply(request.body, to: &trunk)
        return trunk == former ? self.stored(trunk) : try await self.store(trunk, request)
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let trunk = try self.find(request)
        try request.requireVersion(of: trunk)
        if let line = self.configuration.current.lines.values.first(where: { $0.trunk == trunk.id }) {
            throw APIError(.conflict, "The line \(line.number) comes by this trunk. Please change it first.")
        }
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.removeTrunk(trunk.id)], by: author)
        return .nothing
    }

    private func store(_ trunk: Trunk, _ request: APIRequest) async throws -> APIAnswer {
        guard trunk.route == nil || !trunk.isMobileOperators else {
            throw APIError(
                .conflict,
                "A private route is not the mobile operator's trunk.",
                field: "isMobileOperators"
            )
        }
        let isTaken = self.configuration.current.trunks.values.contains { $0.name == trunk.name && $0.id != trunk.id }
        guard !isTaken else { throw APIError(.taken, "There is a trunk of this name.", field: "name") }
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.putTrunk(trunk)], by: author)
        return self.stored(trunk)
    }

    private func stored(_ trunk: Trunk) -> APIAnswer {
        let stored = self.configuration.current.trunks[trunk.id] ?? trunk
        return .versioned(self.json(stored), stored.version)
    }

    private func json(_ trunk: Trunk) -> JSONValue { TrunkBody.json(trunk, state: self.live.state(of: trunk.id)) }
}
