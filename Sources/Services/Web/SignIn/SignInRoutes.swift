import Hummingbird
import Kernel
import Model

/// Sign-in, sign-out, and the sessions and access tokens of the person who is signed in (AUTH-01, AUTH-03, AUTH-05).
struct SignInRoutes: EndpointGroup {
    let signIn: SignIn

    private static let tag = "Sign-in"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post,
                "/session",
                "signIn",
                "Signs in",
                tag: Self.tag,
                access: .anyone,
                body: SessionBody.requestSchema,
                success: .json(.created, SessionBody.answerSchema),
                refusals: [.signInRefused, .slowDown, .unavailable],
                handle: self.begin
            ),
            Endpoint(
                .delete,
                "/session",
                "signOut",
                "Signs out",
                tag: Self.tag,
                access: .role(.user),
                success: .noContent,
                handle: self.end
            ),
            Endpoint(
                .get,
                "/sessions",
                "listSessions",
                "Where one is signed in",
                tag: Self.tag,
                access: .role(.user),
                success: .json(.ok, Paging.wholeSchema(SessionBody.schema)),
                handle: self.listSessions
            ),
            Endpoint(
                .delete,
                "/sessions/{session}",
                "endSession",
                "Ends one of one's sessions",
                tag: Self.tag,
                access: .role(.user),
                success: .noContent
            ) { try await self.remove(.browser, $0.id("session"), $0) },
            Endpoint(
                .get,
                "/tokens",
                "listTokens",
                "One's access tokens",
                tag: Self.tag,
                access: .role(.user),
                success: .json(.ok, Paging.wholeSchema(TokenBody.schema)),
                handle: self.listTokens
            ),
            Endpoint(
                .post,
                "/tokens",
                "addToken",
                "Makes an access token; its secret is shown once",
                tag: Self.tag,
                access: .role(.user),
                guarding: .repeats,
                body: TokenBody.requestSchema,
                success: .json(.created, TokenBody.createdSchema),
                refusals: [.conflict],
                handle: self.addToken
            ),
            Endpoint(
                .delete,
                "/tokens/{token}",
                "removeToken",
                "Revokes an access token",
                tag: Self.tag,
                access: .role(.user),
                success: .noContent
            ) { try await self.remove(.token, $0.id("token"), $0) },
        ]
    }

    @Sendable
    private func begin(_ request: APIRequest) async throws -> APIAnswer {
        let isBearer = request.body["delivery"]?.text == "bearer"
        guard isBearer || APIResponder.forgeryHeader.flatMap({ request.headers[$0] }) != nil else {
            // Another site's form must not sign a browser in to somebody else's account.
            throw APIError(.forgeryProtection, "The header X-Martlet-Request is required here.")
        }
        let (user, domain) = try await self.signIn.check(
            login: request.body["login"]?.text ?? "",
            password: request.body["password"]?.text ?? "",
            domain: request.body["domain"]?.text ?? "",
            from: request.source
        )
        let label = SessionBody.label(userAgent: request.headers[.userAgent], address: request.source.text)
        let lifetime = self.signIn.sessionLifetime
        let (secret, session) = try await self.signIn.begin(.browser, for: user.id, label: label, lifetime: lifetime)
        let body: JSONValue = [
            "me": ProfileBody.json(user, domain), "expiresAt": .string("\(session.expiresAt)"),
            "secret": isBearer ? .string(secret) : .null,
        ]
        guard !isBearer else { return APIAnswer(body) }
        let cookie = SessionCookie.set(secret, lifetime: lifetime, isSecure: request.isSecure)
        return APIAnswer(body, headers: [.setCookie: cookie])
    }

    @Sendable
    private func end(_ request: APIRequest) async throws -> APIAnswer {
        try await self.signIn.end(request.requireCaller().session)
        return APIAnswer(headers: [.setCookie: SessionCookie.clear(isSecure: request.isSecure)])
    }

    @Sendable
    private func listSessions(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        let sessions = try await self.signIn.sessions(.browser, of: caller.user.id)
        return Paging.whole(sessions.map { SessionBody.json($0, current: caller.session) })
    }

    @Sendable
    private func listTokens(_ request: APIRequest) async throws -> APIAnswer {
        let tokens = try await self.signIn.sessions(.token, of: request.requireCaller().user.id)
        return Paging.whole(tokens.map { TokenBody.json($0) })
    }

    @Sendable
    private func addToken(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        let known = try await self.signIn.sessions(.token, of: caller.user.id)
        guard known.count < TokenBody.limit else {
            throw APIError(.conflict, "One may have \(TokenBody.limit) tokens. Please revoke one first.")
        }
        let days = request.body["expiresInDays"]?.whole ?? TokenBody.defaultDays
        let (secret, session) = try await self.signIn.begin(
            .token,
            for: caller.user.id,
            label: request.body["name"]?.text ?? "",
            lifetime: .seconds(days * 86_400)
        )
        return APIAnswer(TokenBody.json(session, secret: secret))
    }

    private func remove(_ kind: SignInSession.Kind, _ id: String, _ request: APIRequest) async throws -> APIAnswer {
        let own = try await self.signIn.sessions(kind, of: request.requireCaller().user.id)
        guard let session = own.first(where: { SessionBody.id($0) == id }) else {
            throw APIError.notFound(kind == .token ? "token" : "session")
        }
        try await self.signIn.end(session)
        return .nothing
    }
}
