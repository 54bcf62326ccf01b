import Hummingbird
import Kernel
import Model

/// The people of all domains of the pool, for everybody in it: whom one can call and what one dials (ME-05).
struct PoolUserRoutes: EndpointGroup {
    let configuration: any LiveConfiguration

    private static let tag = "Contacts"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/pool/domains",
                "listDomainsOfPool",
                "The domains of the pool that one's own domain is in",
                tag: Self.tag,
                access: .role(.user),
                query: ShortList.parameters,
                success: .json(.ok, PoolUserBody.domainsSchema),
                handle: self.domains
            ),
            Endpoint(
                .get,
                "/pool/users",
                "listUsersOfPool",
                "The users of a domain of the pool by pickup group and name; with a search those of all its domains",
                tag: Self.tag,
                access: .role(.user),
                query: [
                    Parameter("domain", Common.domain, note: "Of the pool; default: one's own, and of a search all."),
                    Common.search("Part of a name or a number; extensions are not searched."),
                ] + Paging.parameters,
                success: .json(.ok, Paging.schema(PoolUserBody.schema)),
                handle: self.users
            ),
        ]
    }

    /// The pool of the caller's domain, and its domains; `nil` when it is in none.
    private func pool(of request: APIRequest, in configuration: Configuration) throws -> (Domain, PoolRules)? {
        guard let own = try configuration.tenants[request.requireCaller().user.domain]?.domain,
            let membership = own.membership, let pool = configuration.pool(membership.pool)
        else { return nil }
        return (pool.tenant.domain, pool.rules)
    }

    @Sendable
    private func domains(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        guard let (pool, rules) = try self.pool(of: request, in: configuration) else {
            return try ShortList.answer(request, [], more: [JSONMember(name: "pool", value: .null)])
        }
        let own = try request.requireCaller().user.domain
        let domains: [JSONValue] = configuration.members(of: pool.id).map { domain in
            [
                "id": .string(domain.id.text), "shownName": .string(domain.shownName),
                "routingNumber": .string(domain.membership?.routingNumber ?? ""),
                "isOwn": .boolean(domain.id == own),
            ]
        }
        let shown: JSONValue = [
            "shownName": .string(pool.shownName), "before": .string(rules.before), "between": .string(rules.between),
        ]
        return try ShortList.answer(request, domains, more: [JSONMember(name: "pool", value: shown)])
    }

    @Sendable
    private func users(_ request: APIRequest) async throws -> APIAnswer {
        let configuration = self.configuration.current
        guard let (pool, rules) = try self.pool(of: request, in: configuration) else {
            throw APIError.notFound("pool")
        }
        let search = request.search.map(UserIndex.spellings)
        let domains = try self.asked(request, of: configuration.members(of: pool.id), hasSearch: search != nil)
        let users = domains.flatMap { configuration.tenants[$0.id].map { Array($0.users.values) } ?? [] }
            .filter { user in
                // Who has no phone, or may not use it, is nobody to call.
                guard user.extension != nil, !user.isBlocked else { return false }
                guard let search else { return true }
                let text = UserIndex.text([user.shownName], numbers: user.forwarding.others.map(\.dialled))
                return search.contains { text.contains($0) }
            }
        let groups = Self.groups(of: domains.map(\.id), in: configuration)
        let own = try request.requireCaller().user.domain
        return try Paging.answer(
            request,
            rows: users,
            key: UserOrder.pickupGroup.key(in: domains.map(\.id), of: configuration)
        ) { user in
            let place = user.domain == own ? nil : configuration.tenants[user.domain]?.domain.membership
            let dialled = user.extension ?? ""
            return PoolUserBody.json(
                user,
                group: groups[user.id],
                dialled: place.map { rules.expression($0.routingNumber, dialled) } ?? dialled
            )
        }
    }

    private func asked(_ request: APIRequest, of members: [Domain], hasSearch: Bool) throws -> [Domain] {
        if let asked = request.query["domain"]?.text {
            guard let domain = members.first(where: { $0.id.text == asked }) else {
                throw APIError.notFound("domain", field: "domain")
            }
            return [domain]
        }
        let own = try request.requireCaller().user.domain
        return hasSearch ? members : members.filter { $0.id == own }
    }

    /// The name of each member's pickup group; of several the first by name.
    private static func groups(of domains: [DomainID], in configuration: Configuration) -> [UserID: String] {
        var names: [UserID: String] = [:]
        for entry in domains.flatMap({ configuration.entries(of: $0) }) {
            guard case .pickupGroup(let group) = entry.content else { continue }
            for member in group.members { names[member] = min(group.name, names[member] ?? group.name) }
        }
        return names
    }
}

/// A user of a pool on the wire: what colleagues of other companies' domains may know.
enum PoolUserBody {
    static let schema = Schema.named(
        "PoolUser",
        .object([
            SchemaField("id", Common.id), SchemaField("domain", Common.domain),
            SchemaField("extension", Common.extension), SchemaField("shownName", .text(0...100)),
            SchemaField("isOperator", .boolean), SchemaField("login", Common.login),
            SchemaField(
                "numbers",
                .list(.text(1...64), atMost: 100),
                note: "Where else the user's calls ring."
            ),
            SchemaField("group", .optional(.text(0...100)), note: "The pickup group."),
            SchemaField("dialled", .text(1...24), note: "What the caller dials for the user (TEN-04)."),
        ])
    )

    static let domainsSchema = Schema.named(
        "DomainsOfPool",
        .object(
            [
                SchemaField(
                    "pool",
                    .optional(
                        .object([
                            SchemaField("shownName", .text(0...100)), SchemaField("before", .text(0...4)),
                            SchemaField("between", .text(0...4)),
                        ])
                    ),
                    note: "Null: one's own domain is in none."
                )
            ]
                + ShortList.fields(
                    .object([
                        SchemaField("id", Common.domain), SchemaField("shownName", .text(0...100)),
                        SchemaField("routingNumber", PoolBody.routingNumber), SchemaField("isOwn", .boolean),
                    ]),
                    atMost: PoolRules.memberLimit
                )
        )
    )

    static func json(_ user: User, group: String?, dialled: String) -> JSONValue {
        [
            "id": .string(user.id.text), "domain": .string(user.domain.text), "extension": .text(user.extension),
            "shownName": .string(user.shownName),
            "isOperator": .boolean(user.isOperator), "login": .string(user.login),
            "numbers": .array(user.forwarding.others.map { .string($0.dialled) }), "group": .text(group),
            "dialled": .string(dialled),
        ]
    }
}
