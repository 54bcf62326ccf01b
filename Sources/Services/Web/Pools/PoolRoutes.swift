import Hummingbird
import Kernel
import Model

/// The pools of the installation, and which domains are in them (TEN-04): for the system administrator.
struct PoolRoutes: EndpointGroup {
    let configuration: any LiveConfiguration

    private static let tag = "Pools"
    private static let access = Endpoint.Access.role(.systemAdministrator)

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/pools",
                "listPools",
                "The pools by name",
                tag: Self.tag,
                access: Self.access,
                query: [Common.search("Part of the name or the shown name.")] + Paging.parameters,
                success: .json(.ok, Paging.schema(PoolBody.schema)),
                handle: self.list
            ),
            Endpoint(
                .post,
                "/pools",
                "addPool",
                "Makes a pool",
                tag: Self.tag,
                access: Self.access,
                guarding: .repeats,
                body: PoolBody.requestSchema,
                success: .json(.created, PoolBody.schema),
                refusals: [.taken, .notFound],
                handle: self.add
            ),
            Endpoint(
                .get,
                "/pools/{pool}",
                "getPool",
                "One pool",
                tag: Self.tag,
                access: .pool(.subgroupAdministrator),
                success: .json(.ok, PoolBody.schema)
            ) { try self.stored($0.pool(in: self.configuration.current).domain.id) },
            Endpoint(
                .patch,
                "/pools/{pool}",
                "changePool",
                "Changes what is named in the body",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                body: PoolBody.changeSchema,
                success: .json(.ok, PoolBody.schema),
                refusals: [.conflict],
                handle: self.change
            ),
            Endpoint(
                .delete,
                "/pools/{pool}",
                "removePool",
                "Removes a pool without domains, with its sub-groups and administrators",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                success: .noContent,
                refusals: [.conflict],
                handle: self.remove
            ),
            Endpoint(
                .put,
                "/pools/{pool}/domains/{domain}",
                "putPoolDomain",
                "Puts a domain in the pool, or gives it another routing number",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                body: PoolBody.placeSchema,
                success: .json(.ok, PoolDomainBody.cardSchema),
                refusals: [.taken, .conflict],
                handle: self.putDomain
            ),
            Endpoint(
                .delete,
                "/pools/{pool}/domains/{domain}",
                "removePoolDomain",
                "Takes a domain out of the pool",
                tag: Self.tag,
                access: Self.access,
                success: .noContent,
                handle: self.removeDomain
            ),
        ]
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let search = request.search?.lowercased()
        let pools = configuration.tenants.values.compactMap { tenant -> (domain: Domain, rules: PoolRules)? in
            let domain = tenant.domain
            guard let rules = domain.pool else { return nil }
            guard let search else { return (domain, rules) }
            let isFound = domain.id.text.contains(search) || domain.shownName.lowercased().contains(search)
            return isFound ? (domain, rules) : nil
        }
        return try Paging.answer(request, rows: pools, key: \.domain.id.text) { pool in
            PoolBody.json(pool.domain, pool.rules, in: configuration)
        }
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        var domain = Domain(id: .pool(request.body["name"]?.text ?? ""), shownName: "")
        var rules = PoolRules(routingLength: 1)
        guard self.configuration.current.tenants[domain.id] == nil else {
            throw APIError(.taken, "There is a pool of this name.", field: "name")
        }
        PoolBody.apply(request.body, to: &domain, &rules)
        domain.pool = rules
        return try await self.put(domain, request)
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let (former, formerRules) = try request.pool(in: configuration)
        try request.requireVersion(of: former)
        var (domain, rules) = (former, formerRules)
        PoolBody.apply(request.body, to: &domain, &rules)
        domain.pool = rules
        guard domain != former else { return try self.stored(domain.id) }
        let others = configuration.routingNumbers(of: domain.id).keys.filter { !rules.isRight($0) }
        if let other = others.min() {
            throw APIError(.conflict, "The routing number \(other) has another length.", field: "routingLength")
        }
        return try await self.put(domain, request)
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let pool = try request.pool(in: configuration).domain
        try request.requireVersion(of: pool)
        if let member = configuration.members(of: pool.id).first {
            throw APIError(.conflict, "The domain \(member.id) is in the pool. Please take it out first.")
        }
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.removeDomain(pool.id)], by: author)
        return .nothing
    }

    // MARK: - Domains in and out

    @Sendable
    private func putDomain(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let pool = try request.pool(in: configuration)
        let id = DomainID(request.id("domain"))
        guard !id.isReserved, var domain = configuration.tenants[id]?.domain else {
            throw APIError.notFound("domain")
        }
        try request.requireVersion(of: domain)
        guard domain.membership.map({ $0.pool == pool.domain.id }) ?? true else {
            throw APIError(.conflict, "The domain is in another pool. Please take it out there first.")
        }
        guard domain.membership != nil || configuration.members(of: pool.domain.id).count < PoolRules.memberLimit else {
            throw APIError(.conflict, "A pool has at most \(PoolRules.memberLimit) domains.")
        }
        let number = request.body["routingNumber"]?.text ?? ""
        let former = domain
        domain.membership = PoolMembership(
            pool: pool.domain.id,
            routingNumber: number,
            subgroup: former.membership?.subgroup
        )
        try RoutingNumber.check(number, of: id, pool.domain.id, pool.rules, in: configuration)
        let caller = try request.requireCaller()
        if domain != former {
            _ = try await self.configuration.apply([.putDomain(domain)], by: caller.author(from: request.source))
        }
        let current = self.configuration.current
        let stored = current.tenants[id]?.domain ?? domain
        return .versioned(PoolDomainBody.card(stored, seenBy: caller, in: current), stored.version)
    }

    @Sendable
    private func removeDomain(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let pool = try request.pool(in: configuration).domain
        var domain = try request.member(of: pool.id, in: configuration)
        domain.membership = nil
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.putDomain(domain)], by: author)
        return .nothing
    }

    private func put(_ domain: Domain, _ request: APIRequest) async throws -> APIAnswer {
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.putDomain(domain)], by: author)
        return try self.stored(domain.id)
    }

    private func stored(_ id: DomainID) throws -> APIAnswer {
        let configuration = self.configuration.current
        // Somebody may have removed it in between.
        guard let pool = configuration.pool(id) else { throw APIError.notFound("pool") }
        let domain = pool.tenant.domain
        return .versioned(PoolBody.json(domain, pool.rules, in: configuration), domain.version)
    }
}

/// What a routing number has to be in its pool, beyond what a schema can say.
enum RoutingNumber {
    /// - Throws: ``APIError/Code/conflict`` for a wrong length, ``APIError/Code/taken``.
    static func check(
        _ number: String,
        of domain: DomainID,
        _ pool: DomainID,
        _ rules: PoolRules,
        in configuration: Configuration
    ) throws {
        guard rules.isRight(number) else {
            let sentence = "A routing number of this pool has \(rules.routingLength) digits."
            throw APIError(.conflict, sentence, field: "routingNumber")
        }
        let holder = configuration.routingNumbers(of: pool)[number]
        guard holder == nil || holder == domain else {
            throw APIError(.taken, "This routing number is taken.", field: "routingNumber")
        }
    }
}
