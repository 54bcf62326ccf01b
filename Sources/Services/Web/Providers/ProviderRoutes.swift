import Hummingbird
import Kernel
import Model

/// The identity providers of a domain, and whom its people are there (BYD-22). The system's own domain has its own.
struct ProviderRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let repository: any SignInProviderRepository
    let providers: ProviderSignIn
    let signIn: SignIn
    /// Whether providers may be asked on this machine without TLS.
    let allowsPlain: Bool

    private static let tag = "Sign-in providers"
    private static let one: PathPattern = "/sign-in-providers/{provider}"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/sign-in-providers",
                "listProviders",
                "The identity providers of a domain",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                query: [Common.targetDomain] + ShortList.parameters,
                success: .json(.ok, ShortList.schema(ProviderBody.schema))
            ) { request in
                let domain = try request.targetDomain(in: self.configuration.current)
                return try ShortList.answer(request, try await self.repository.all(in: domain).map { self.json($0) })
            },
            Endpoint(
                .post,
                "/sign-in-providers",
                "addProvider",
                "Lets people of a domain sign in by an identity provider",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                query: [Common.targetDomain],
                guarding: .repeats,
                body: ProviderBody.requestSchema,
                success: .json(.created, ProviderBody.schema),
                refusals: [.conflict],
                handle: self.add
            ),
            Endpoint(
                .get,
                Self.one,
                "getProvider",
                "One identity provider",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .json(.ok, ProviderBody.schema)
            ) { self.stored(try await self.find($0)) },
            Endpoint(
                .patch,
                Self.one,
                "changeProvider",
                "Changes what is named in the body; with another issuer or client people are linked anew",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                guarding: .version,
                body: ProviderBody.changeSchema,
                success: .json(.ok, ProviderBody.schema),
                refusals: [.conflict],
                handle: self.change
            ),
            Endpoint(
                .delete,
                Self.one,
                "removeProvider",
                "Removes an identity provider",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                guarding: .version,
                success: .noContent,
                handle: self.remove
            ),
            Endpoint(
                .get,
                "/users/{user}/provider-links",
                "listProviderLinks",
                "Whom identity providers take a user for",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(ProviderBody.linkSchema)),
                handle: self.links
            ),
            Endpoint(
                .delete,
                "/users/{user}/provider-links",
                "removeProviderLinks",
                "Forgets whom identity providers take a user for, until they are linked anew",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .noContent,
                handle: self.removeLinks
            ),
        ]
    }

    private func json(_ provider: SignInProvider) -> JSONValue {
        ProviderBody.json(provider, returnAddress: self.providers.returnAddress(of: provider.id))
    }

    private func stored(_ provider: SignInProvider) -> APIAnswer {
        .versioned(self.json(provider), provider.version)
    }

    private func find(_ request: APIRequest) async throws -> SignInProvider {
        guard let provider = try await self.repository.find(ProviderID(request.id("provider"))),
            try request.requireCaller().mayManage(provider.domain)
        else { throw APIError.notFound("provider") }
        return provider
    }

    private func user(_ request: APIRequest) throws -> User {
        guard let user = self.configuration.current.user(UserID(request.id("user"))),
            try request.requireCaller().mayManage(user.domain)
        else { throw APIError.notFound("user") }
        return user
    }

    @Sendable
    private func add(_ request: APIRequest) async throws -> APIAnswer {
        let domain = try request.targetDomain(in: self.configuration.current)
        guard try request.requireCaller().mayManage(domain) else { throw APIError.notFound("domain", field: "domain") }
        var provider = SignInProvider(
            id: ProviderID(self.signIn.newID()),
            domain: domain,
            name: "",
            issuer: "",
            clientID: ""
        )
        let hasSecret = ProviderBody.apply(request.body, to: &provider)
        return try await self.store(provider, hasOtherSecret: hasSecret, request)
    }

    @Sendable
    private func change(_ request: APIRequest) async throws -> APIAnswer {
        var provider = try await self.find(request)
        try request.requireVersion(provider.version)
        let former = provider
        let hasOtherSecret = ProviderBody.apply(request.body, to: &provider)
        return provider == former
            ? self.stored(provider) : try await self.store(provider, hasOtherSecret: hasOtherSecret, request)
    }

    private func store(
        _ provider: SignInProvider,
        hasOtherSecret: Bool,
        _ request: APIRequest
    ) async throws -> APIAnswer {
        guard provider.issuer.hasPrefix("https://") || self.allowsPlain else {
            throw APIError(.conflict, "An issuer begins with https://.", field: "issuer")
        }
        guard let stored = try await self.repository.put(provider) else {
            throw APIError(
                .conflict,
                provider.version == 0
                    ? "A domain has at most \(SignInProvider.limit) identity providers."
                    : "Somebody has changed this in between. Please look at it again."
            )
        }
        try await self.configuration.note(.putNote(HistoryNote(stored, hasOtherSecret: hasOtherSecret)), by: request)
        return self.stored(stored)
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let provider = try await self.find(request)
        try request.requireVersion(provider.version)
        try await self.repository.remove(provider.id)
        try await self.configuration.note(.removeNote(HistoryNote(provider, hasOtherSecret: false)), by: request)
        return .nothing
    }

    @Sendable
    private func links(_ request: APIRequest) async throws -> APIAnswer {
        let user = try self.user(request)
        let names = Dictionary(
            try await self.repository.all(in: user.domain).map { ($0.id, $0.name) },
            uniquingKeysWith: { first, _ in first }
        )
        let links = try await self.repository.links(of: user.id)
        return try ShortList.answer(
            request,
            links.map { link in
                [
                    "provider": .string(link.provider.text), "name": .string(names[link.provider] ?? ""),
                    "subject": .string(link.subject),
                ]
            }
        )
    }

    @Sendable
    private func removeLinks(_ request: APIRequest) async throws -> APIAnswer {
        let user = try self.user(request)
        try await self.providers.forgetLinks(of: user, by: request)
        return .nothing
    }
}
