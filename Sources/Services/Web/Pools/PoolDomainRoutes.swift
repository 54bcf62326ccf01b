import Hummingbird
import Kernel
import Model

/// The domains of a pool, for its administrators (TEN-05 to TEN-08).
struct PoolDomainRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signIn: SignIn

    private static let tag = "Pools"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/pools/{pool}/domains",
                "listPoolDomains",
                "The domains by sub-group; those that the caller manages first, those in none last",
                tag: Self.tag,
                access: .pool(.subgroupAdministrator),
                query: [Common.search("Part of the name, the shown name or the routing number.")],
                success: .json(.ok, PoolDomainBody.listSchema),
                handle: self.list
            ),
            Endpoint(
                .get,
                "/pools/{pool}/domains/{domain}",
                "getPoolDomain",
                "One domain, with its figures",
                tag: Self.tag,
                access: .pool(.subgroupAdministrator),
                success: .json(.ok, PoolDomainBody.cardSchema)
            ) { request in
                let configuration = self.configuration.current
                let pool = try request.pool(in: configuration).domain
                return try self.card(request.member(of: pool.id, in: configuration), request)
            },
            Endpoint(
                .patch,
                "/pools/{pool}/domains/{domain}",
                "changePoolDomain",
                "Changes its shown name or its routing number",
                tag: Self.tag,
                access: .pool(.subgroupAdministrator),
                guarding: .version,
                body: PoolDomainBody.changeSchema,
                success: .json(.ok, PoolDomainBody.cardSchema),
                refusals: [.taken],
                handle: self.change
            ),
            Endpoint(
                .post,
                "/pools/{pool}/domains/move",
                "movePoolDomains",
                "Moves domains to a sub-group, to a new one, or out of theirs",
                tag: Self.tag,
                access: .pool(.poolSupervisor),
                guarding: .repeats,
                body: PoolDomainBody.moveSchema,
                success: .json(.ok, PoolDomainBody.movedSchema),
                refusals: [.taken, .conflict],
                handle: self.move
            ),
        ]
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let pool = try request.pool(in: configuration).domain
        let caller = try request.requireCaller()
        let search = request.search?.lowercased()
        let domains = configuration.members(of: pool.id).filter { domain in
            guard let search else { return true }
            return domain.id.text.contains(search) || domain.shownName.lowercased().contains(search)
                || domain.membership?.routingNumber.contains(search) == true
        }
        let bySubgroup = Dictionary(grouping: domains) { configuration.subgroup(of: $0) }
        func group(_ id: EntryID?, _ name: String, mayManage: Bool) -> JSONValue? {
            let members = bySubgroup[id] ?? []
            guard !members.isEmpty || (search == nil && id != nil) else { return nil }
            return [
                "id": .text(id?.text), "name": .string(name), "mayManage": .boolean(mayManage),
                "domains": .array(members.map { PoolDomainBody.json($0, seenBy: caller, in: configuration) }),
            ]
        }
        let named = configuration.subgroups(of: pool.id)
        let groups = named.filter { caller.manages($0.entry.id) } + named.filter { !caller.manages($0.entry.id) }
        let last = group(nil, "", mayManage: caller.role > .subgroupAdministrator)
        return APIAnswer([
            "groups": .array(
                groups.compactMap { group($0.entry.id, $0.subgroup.name, mayManage: caller.manages($0.entry.id)) }
                    + [last].compactMap { $0 }
            ),
            "total": .whole(domains.count),
        ])
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let pool = try request.pool(in: configuration)
        let former = try request.member(of: pool.domain.id, in: configuration)
        let caller = try request.requireCaller()
        guard caller.manages(former, configuration) else {
            throw APIError(.notAllowed, "The domain is in no sub-group that is yours.")
        }
        try request.requireVersion(of: former)
        var domain = former
        if let name = request.body["shownName"]?.text { domain.shownName = name }
        if let number = request.body["routingNumber"]?.text {
            try RoutingNumber.check(number, of: domain.id, pool.domain.id, pool.rules, in: configuration)
            domain.membership?.routingNumber = number
        }
        if domain != former {
            _ = try await self.configuration.apply([.putDomain(domain)], by: caller.author(from: request.source))
        }
        return try self.card(domain, request)
    }

    private func card(_ domain: Domain, _ request: APIRequest) throws -> APIAnswer {
        let configuration = self.configuration.current
        let stored = configuration.tenants[domain.id]?.domain ?? domain
        let caller = try request.requireCaller()
        return .versioned(PoolDomainBody.card(stored, seenBy: caller, in: configuration), stored.version)
    }

    // MARK: - Moving

    @Sendable
    private func move(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let pool = try request.pool(in: configuration).domain
        let target = try self.target(request, of: pool.id, in: configuration)
        var changes: [ConfigurationChange] = target.isNew ? target.entry.map { [.putEntry($0)] } ?? [] : []
        let asked = (request.body["domains"]?.elements ?? []).compactMap(\.text).map { DomainID($0) }.withoutRepeats
        let results = asked.map { id -> JSONValue in
            guard var domain = configuration.tenants[id]?.domain, domain.membership?.pool == pool.id else {
                return ["domain": .string(id.text), "code": "not-found"]
            }
            let present = configuration.subgroup(of: domain)
            guard target.entry != nil || present != nil else {
                return ["domain": .string(id.text), "code": "conflict"]
            }
            if present != target.entry?.id {
                domain.membership?.subgroup = target.entry?.id
                changes.append(.putDomain(domain))
            }
            return ["domain": .string(id.text), "code": .null]
        }
        let caller = try request.requireCaller()
        if !changes.isEmpty {
            _ = try await self.configuration.apply(changes, by: caller.author(from: request.source))
        }
        let current = self.configuration.current
        let entry = target.entry.map { current.entries[$0.id] ?? $0 }
        let shown = entry.map { SubgroupBody.json($0, seenBy: caller, in: current) } ?? .null
        return APIAnswer(["subgroup": shown, "items": .array(results)])
    }

    /// Where they go; an entry of `nil`: out of their sub-groups.
    private func target(
        _ request: APIRequest,
        of pool: DomainID,
        in configuration: Configuration
    ) throws -> (entry: DomainEntry?, isNew: Bool) {
        if let name = request.body["newSubgroup"]?.text {
            try SubgroupRoutes.requireFree(name, in: pool, configuration)
            let id = EntryID(self.signIn.newID())
            return (DomainEntry(id: id, domain: pool, .subgroup(Subgroup(name: name))), true)
        }
        guard let id = request.body["subgroup"]?.text.map({ EntryID($0) }) else { return (nil, false) }
        guard let entry = configuration.entries[id], entry.domain == pool, entry.subgroup != nil else {
            throw APIError.notFound("sub-group", field: "subgroup")
        }
        return (entry, false)
    }
}
