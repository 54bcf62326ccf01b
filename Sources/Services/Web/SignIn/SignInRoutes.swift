import Hummingbird
import Kernel
import Model

/// Sign-in, sign-out, and the sessions and access tokens of the person who is signed in (AUTH-01, AUTH-03, AUTH-05).
struct SignInRoutes: EndpointGroup {
    let signIn: SignIn
    let door: SessionDoor

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
                refusals: [.signInRefused, .secondFactorRequired, .secondFactorRefused, .slowDown, .unavailable],
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
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(SessionBody.schema)),
                handle: self.listSessions
            ),
            Endpoint(
                .delete,
                "/sessions",
                "endOtherSessions",
                "Ends one's sessions but the one that asks",
                tag: Self.tag,
                access: .role(.user),
                success: .noContent
            ) { request in
                let caller = try request.requireCaller()
                let others = try await self.signIn.sessions(.browser, of: caller.user.id)
                    .filter { $0.secretHash != caller.session.secretHash }
                try await self.signIn.endOthers(than: caller.session)
                for session in others { try await self.noteEnd(of: session, request) }
                return .nothing
            },
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
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(TokenBody.schema)),
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
        try self.door.requireOwnPage(request)
        let (user, domain) = try await self.signIn.check(
            login: request.body["login"]?.text ?? "",
            password: request.body["password"]?.text ?? "",
            domain: request.body["domain"]?.text ?? "",
            factor: SessionBody.factor(request.body),
            from: request.source
        )
        return try await self.door.open(for: user, domain, request)
    }

    @Sendable
    private func end(_ request: APIRequest) async throws -> APIAnswer {
        let session = try request.requireCaller().session
        try await self.signIn.end(session)
        try await self.noteEnd(of: session, request)
        return APIAnswer(headers: [.setCookie: SessionCookie.clear(isSecure: request.isSecure)])
    }

    @Sendable
    private func listSessions(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        let sessions = try await self.signIn.sessions(.browser, of: caller.user.id)
        return try ShortList.answer(request, sessions.map { SessionBody.json($0, current: caller.session) })
    }

    @Sendable
    private func listTokens(_ request: APIRequest) async throws -> APIAnswer {
        let tokens = try await self.signIn.sessions(.token, of: request.requireCaller().user.id)
        return try ShortList.answer(request, tokens.map { TokenBody.json($0) })
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
            lifetime: .seconds(days * 86_400),
            scopes: TokenBody.scopes(request.body)
        )
        try await self.signIn.configuration.note(.putNote(HistoryNote(session, of: caller.user)), by: request)
        return APIAnswer(TokenBody.json(session, secret: secret))
    }

    private func remove(_ kind: SignInSession.Kind, _ id: String, _ request: APIRequest) async throws -> APIAnswer {
        let own = try await self.signIn.sessions(kind, of: request.requireCaller().user.id)
        guard let session = own.first(where: { SessionBody.id($0) == id }) else {
            throw APIError.notFound(kind == .token ? "token" : "session")
        }
        try await self.signIn.end(session)
        try await self.noteEnd(of: session, request)
        return .nothing
    }

    private func noteEnd(of session: SignInSession, _ request: APIRequest) async throws {
        let note = HistoryNote(session, of: try request.requireCaller().user)
        try await self.signIn.configuration.note(.removeNote(note), by: request)
    }
}
