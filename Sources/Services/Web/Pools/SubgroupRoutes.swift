import Hummingbird
import Kernel
import Model

/// The sub-groups of a pool (TEN-07).
struct SubgroupRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let signIn: SignIn

    private static let tag = "Pools"
    private static let access = Endpoint.Access.pool(.poolSupervisor)

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/pools/{pool}/subgroups",
                "listSubgroups",
                "The sub-groups by name",
                tag: Self.tag,
                access: .pool(.subgroupAdministrator),
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(SubgroupBody.schema, atMost: DomainEntry.limit))
            ) { request in
                let configuration = self.configuration.current
                let pool = try request.pool(in: configuration).domain
                let caller = try request.requireCaller()
                return try ShortList.answer(
                    request,
                    configuration.subgroups(of: pool.id).map {
                        SubgroupBody.json($0.entry, seenBy: caller, in: configuration)
                    }
                )
            },
            Endpoint(
                .post,
                "/pools/{pool}/subgroups",
                "addSubgroup",
                "Makes an empty sub-group",
                tag: Self.tag,
                access: Self.access,
                guarding: .repeats,
                body: SubgroupBody.requestSchema,
                success: .json(.created, SubgroupBody.schema),
                refusals: [.taken, .conflict],
                handle: self.add
            ),
            Endpoint(
                .patch,
                "/pools/{pool}/subgroups/{subgroup}",
                "renameSubgroup",
                "Gives a sub-group another name",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                body: SubgroupBody.requestSchema,
                success: .json(.ok, SubgroupBody.schema),
                refusals: [.taken],
                handle: self.rename
            ),
            Endpoint(
                .delete,
                "/pools/{pool}/subgroups/{subgroup}",
                "removeSubgroup",
                "Removes a sub-group; its domains are in none then",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                success: .noContent,
                handle: self.remove
            ),
        ]
    }

    /// - Throws: ``APIError/Code/taken`` when another sub-group has the name, ``APIError/Code/conflict`` when there are
    ///   as many as may be.
    static func requireFree(_ name: String, in pool: DomainID, but id: EntryID? = nil, _ all: Configuration) throws {
        let others = all.subgroups(of: pool).filter { $0.entry.id != id }
        guard !others.contains(where: { $0.subgroup.name.lowercased() == name.lowercased() }) else {
            throw APIError(.taken, "There is a sub-group of this name.", field: "name")
        }
        guard others.count < PoolRules.memberLimit else {
            throw APIError(.conflict, "A pool has at most \(PoolRules.memberLimit) sub-groups.")
        }
    }

    private func find(_ request: APIRequest) throws -> DomainEntry {
        let configuration = self.configuration.current
        let pool = try request.pool(in: configuration).domain
        guard let entry = configuration.entries[EntryID(request.id("subgroup"))], entry.domain == pool.id,
            entry.subgroup != nil
        else { throw APIError.notFound("sub-group") }
        return entry
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let pool = try request.pool(in: configuration).domain
        let name = request.body["name"]?.text ?? ""
        try Self.requireFree(name, in: pool.id, configuration)
        let id = EntryID(self.signIn.newID())
        return try await self.put(DomainEntry(id: id, domain: pool.id, .subgroup(Subgroup(name: name))), request)
    }

    @Sendable
    private func rename(_ request: APIRequest) async throws -> APIAnswer {
        var entry = try self.find(request)
        try request.requireVersion(of: entry)
        let name = request.body["name"]?.text ?? ""
        try Self.requireFree(name, in: entry.domain, but: entry.id, self.configuration.current)
        entry.content = .subgroup(Subgroup(name: name))
        return try await self.put(entry, request)
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let entry = try self.find(request)
        try request.requireVersion(of: entry)
        let author = try request.requireCaller().author(from: request.source)
        _ = try await self.configuration.apply([.removeEntry(entry.id)], by: author)
        return .nothing
    }

    private func put(_ entry: DomainEntry, _ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        if self.configuration.current.entries[entry.id] != entry {
            _ = try await self.configuration.apply([.putEntry(entry)], by: caller.author(from: request.source))
        }
        let configuration = self.configuration.current
        let stored = configuration.entries[entry.id] ?? entry
        return .versioned(SubgroupBody.json(stored, seenBy: caller, in: configuration), stored.version)
    }
}
