import Hummingbird
import Kernel
import Model

/// Which identity providers know the person who is signed in (BYD-22): linked by nobody but themselves, with the password.
struct OwnProviderRoutes: EndpointGroup {
    let repository: any SignInProviderRepository
    let providers: ProviderSignIn
    let signIn: SignIn

    private static let tag = "Sign-in"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/me/provider-links",
                "listOwnProviderLinks",
                "The identity providers of one's domain, and whether one is linked to them",
                tag: Self.tag,
                access: .role(.user),
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(ProviderBody.ownLinkSchema)),
                handle: self.list
            ),
            Endpoint(
                .delete,
                "/me/provider-links",
                "removeOwnProviderLinks",
                "Forgets whom identity providers take one for: nobody signs in to one's account by them",
                tag: Self.tag,
                access: .role(.user),
                success: .noContent,
                handle: self.remove
            ),
            Endpoint(
                .post,
                "/session/provider/link",
                "beginProviderLink",
                "Where a browser goes to link one's account to an identity provider",
                tag: Self.tag,
                access: .role(.user),
                body: ProviderBody.linkingSchema,
                success: .json(.created, ProviderBody.begunSchema),
                refusals: [.notFound, .providerUnreachable, .providerRefused, .slowDown, .unavailable],
                handle: self.begin
            ),
            Endpoint(
                .post,
                "/session/provider/link/return",
                "finishProviderLink",
                "Links one's account to whom an identity provider sent the browser back as",
                tag: Self.tag,
                access: .role(.user),
                body: ProviderBody.linkReturnSchema,
                success: .json(.created, ProviderBody.ownLinkSchema),
                refusals: [.notFound, .providerUnreachable, .providerRefused, .conflict, .slowDown],
                handle: self.finish
            ),
        ]
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let user = try request.requireCaller().user
        let known = Set(try await self.repository.links(of: user.id).map(\.provider))
        let offered = try await self.providers.offered(in: user.domain)
        return try ShortList.answer(request, offered.map { ProviderBody.json($0, isLinked: known.contains($0.id)) })
    }

    @Sendable
    private func remove(_ request: APIRequest) async throws -> APIAnswer {
        let user = try request.requireCaller().user
        try await self.providers.forgetLinks(of: user, by: request)
        return .nothing
    }

    @Sendable
    private func begin(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try await self.signIn.callerWithPassword(request)
        let id = ProviderID(request.body["provider"]?.text ?? "")
        let (address, cookie) = try await self.providers.begin(id, linking: caller.user, from: request.source)
        return APIAnswer(["address": .string(address)], headers: [.setCookie: ProviderCookie.set(cookie, request)])
    }

    @Sendable
    private func finish(_ request: APIRequest) async throws -> APIAnswer {
        let provider = try await self.providers.link(
            ProviderBody.answer(request.body),
            cookie: ProviderCookie.read(request),
            to: request.requireCaller().user,
            by: request
        )
        return APIAnswer(ProviderBody.json(provider, isLinked: true))
    }
}
