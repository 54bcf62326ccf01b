import Hummingbird
import Kernel
import Model

/// Signing in by an identity provider (BYD-22): the page asks where to go, comes back with a code, and is signed in when the
/// code leads to somebody of the provider's domain.
struct ProviderSignInRoutes: EndpointGroup {
    let providers: ProviderSignIn
    let signIn: SignIn
    let door: SessionDoor

    private static let tag = "Sign-in"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/session/providers",
                "listOfferedProviders",
                "The identity providers that a domain's people sign in by; none where there is no such domain",
                tag: Self.tag,
                access: .anyone,
                query: [Parameter("domain", Common.line(1...253), note: "As it is typed into the sign-in page.")]
                    + ShortList.parameters,
                success: .json(.ok, ShortList.schema(ProviderBody.offeredSchema))
            ) { request in
                let domain = DomainID((request.query["domain"]?.text ?? "").lowercased())
                return try ShortList.answer(
                    request,
                    try await self.providers.offered(in: domain).map {
                        ["id": .string($0.id.text), "name": .string($0.name)]
                    }
                )
            },
            Endpoint(
                .post,
                "/session/provider",
                "beginProviderSignIn",
                "Where a browser goes to sign in by an identity provider",
                tag: Self.tag,
                access: .anyone,
                body: ProviderBody.beginSchema,
                success: .json(.created, ProviderBody.begunSchema),
                refusals: [.notFound, .providerUnreachable, .providerRefused, .slowDown, .unavailable],
                handle: self.begin
            ),
            Endpoint(
                .post,
                "/session/provider/return",
                "finishProviderSignIn",
                "Signs in by what an identity provider sent the browser back with",
                tag: Self.tag,
                access: .anyone,
                body: ProviderBody.returnSchema,
                success: .json(.created, SessionBody.answerSchema),
                refusals: [
                    .notFound, .providerUnreachable, .providerRefused, .noAccount, .secondFactorRequired, .slowDown,
                ],
                handle: self.finish
            ),
            Endpoint(
                .post,
                "/session/provider/factors",
                "askForProviderFactors",
                "What signing in takes besides the identity provider",
                tag: Self.tag,
                access: .anyone,
                success: .json(.ok, PasskeyBody.factorsSchema),
                refusals: [.providerRefused],
                handle: self.askForFactors
            ),
            Endpoint(
                .post,
                "/session/provider/factor",
                "giveProviderFactor",
                "Signs in by the second factor of whom an identity provider has named",
                tag: Self.tag,
                access: .anyone,
                body: ProviderBody.factorSchema,
                success: .json(.created, SessionBody.answerSchema),
                refusals: [.providerRefused, .secondFactorRequired, .secondFactorRefused, .slowDown],
                handle: self.giveFactor
            ),
        ]
    }

    @Sendable
    private func begin(_ request: APIRequest) async throws -> APIAnswer {
        try self.door.requireOwnPage(request)
        let id = ProviderID(request.body["provider"]?.text ?? "")
        let (address, cookie) = try await self.providers.begin(id, from: request.source)
        return APIAnswer(["address": .string(address)], headers: [.setCookie: ProviderCookie.set(cookie, request)])
    }

    @Sendable
    private func finish(_ request: APIRequest) async throws -> APIAnswer {
        try self.door.requireOwnPage(request)
        let (user, domain) = try await self.providers.finish(
            ProviderBody.answer(request.body),
            cookie: ProviderCookie.read(request),
            from: request.source
        )
        guard try await self.signIn.factors.isAsked(of: user.id) else {
            return try await self.open(user, domain, request)
        }
        throw APIError(
            .secondFactorRequired,
            "Please give the code of your app, or a passkey.",
            field: "code",
            headers: [.setCookie: ProviderCookie.set(self.providers.proof(of: user) ?? "", request)]
        )
    }

    @Sendable
    private func askForFactors(_ request: APIRequest) async throws -> APIAnswer {
        let (user, _) = try self.providers.proven(ProviderCookie.read(request))
        return APIAnswer(try await self.signIn.factorsQuestion(for: user))
    }

    @Sendable
    private func giveFactor(_ request: APIRequest) async throws -> APIAnswer {
        try self.door.requireOwnPage(request)
        let (user, domain) = try self.providers.proven(ProviderCookie.read(request))
        let account = "\(user.login)@\(user.domain)"
        try await self.signIn.waitTurn(account, request.source)
        let factor = SessionBody.factor(request.body)
        try await self.signIn.factors.ask(user.id, for: factor, account: account, from: request.source)
        return try await self.open(user, domain, request)
    }

    private func open(_ user: User, _ domain: Domain, _ request: APIRequest) async throws -> APIAnswer {
        self.signIn.signInGuard.succeeded(request.source.network, account: "\(user.login)@\(user.domain)")
        return try await self.door.open(for: user, domain, request)
    }
}

/// What a browser keeps while it is away at an identity provider.
enum ProviderCookie {
    static let name = "martlet_provider"

    static func set(_ value: String, _ request: APIRequest) -> String {
        let seconds = ProviderSeal.lifetime.wholeNanoseconds / 1_000_000_000
        return "\(Self.name)=\(value); Path=/api/v1/session; Max-Age=\(seconds); HttpOnly; SameSite=Strict"
            + (request.isSecure ? "; Secure" : "")
    }

    static func read(_ request: APIRequest) -> String? {
        for part in request.headers[.cookie]?.split(separator: ";") ?? [] {
            let trimmed = part.drop { $0 == " " }
            guard trimmed.hasPrefix(Self.name + "=") else { continue }
            let value = trimmed.dropFirst(Self.name.utf8.count + 1)
            return (1...2_048).contains(value.utf8.count) ? String(value) : nil
        }
        return nil
    }
}
