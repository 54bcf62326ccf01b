import HTTPTypes
import Kernel
import Model

/// How much a domain calls outside before calls stop, and what has stopped (BYD-18).
struct TollRoutes: EndpointGroup {
    let configuration: any LiveConfiguration

    private static let tag = "Toll fraud"
    private static let access = Endpoint.Access.role(.domainAdministrator)

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/domains/{domain}/toll",
                "getTollRules",
                "Caps on calls outside",
                tag: Self.tag,
                access: Self.access,
                success: .json(.ok, TollBody.schema)
            ) { self.stored(try self.find($0)) },
            Endpoint(
                .patch,
                "/domains/{domain}/toll",
                "changeTollRules",
                "Changes what is named in the body; caps as a whole",
                tag: Self.tag,
                access: Self.access,
                guarding: .version,
                body: TollBody.changeSchema,
                success: .json(.ok, TollBody.schema),
                refusals: [.conflict],
                handle: self.change
            ),
            Endpoint(
                .get,
                "/toll-stops",
                "listTollStops",
                "Calls that stopped because a cap was reached, the newest last; ended stops stay until the next one",
                tag: Self.tag,
                access: Self.access,
                query: [Common.domainParameter, ShortList.search] + Paging.parameters,
                success: .json(.ok, Paging.schema(TollBody.stopSchema)),
                handle: self.list
            ),
            Endpoint(
                .delete,
                "/toll-stops/{entry}",
                "liftTollStop",
                "Lets such calls through again; the cap counts from nothing",
                tag: Self.tag,
                access: Self.access,
                success: .noContent,
                handle: self.lift
            ),
        ]
    }

    private func find(_ request: APIRequest) throws -> Domain {
        try request.managedTenant(in: self.configuration.current).domain
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        var domain = try self.find(request)
        try request.requireVersion(of: domain)
        let rules = TollBody.changed(domain.toll, by: request.body)
        do throws(ModelError) {
            try rules.validate()
        } catch {
            throw APIError(.conflict, error.detail, field: "caps")
        }
        if rules != domain.toll {
            domain.toll = rules
            let author = try request.requireCaller().author(from: request.source)
            _ = try await self.configuration.apply([.putDomain(domain)], by: author)
        }
        return self.stored(domain)
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        let caller = try request.requireCaller()
        let domains = try request.listedDomain(in: configuration).map { [$0] } ?? configuration.domainsWithTollStops
        let entries = domains.filter { caller.mayManage($0) }.flatMap { domain in
            configuration.tollStops(of: domain).compactMap { configuration.entries[$0.id] }
        }
        return try Paging.answer(
            request,
            rows: request.found(entries, shownAs: EntryBody.json),
            key: { "\($0.tollStop.map { "\($0.since)" } ?? "")\u{1}\($0.id)" },
            json: EntryBody.json
        )
    }

    @Sendable
    private func lift(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        guard let entry = self.configuration.current.entries[EntryID(request.id("entry"))], entry.tollStop != nil,
            caller.mayManage(entry.domain)
        else { throw APIError.notFound("stop") }
        _ = try await self.configuration.apply([.removeEntry(entry.id)], by: caller.author(from: request.source))
        return .nothing
    }

    private func stored(_ domain: Domain) -> APIAnswer {
        let stored = self.configuration.current.tenants[domain.id]?.domain ?? domain
        return .versioned(TollBody.json(stored), stored.version)
    }
}
