import Hummingbird
import Model

/// Signing in by a passkey, and what a password has to be followed by (BYD-22).
struct PasskeySignInRoutes: EndpointGroup {
    let signIn: SignIn
    let passkeys: Passkeys
    let door: SessionDoor

    private static let tag = "Sign-in"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post,
                "/session/passkey/question",
                "askForPasskey",
                "What the browser asks an authenticator to sign in without a password",
                tag: Self.tag,
                access: .anyone,
                success: .json(.created, PasskeyBody.questionSchema),
                refusals: [.conflict]
            ) { _ in
                // The same for everybody: it tells of no account.
                let party = try self.passkeys.requireParty()
                let challenge = self.passkeys.challenge(for: .signIn)
                return APIAnswer(PasskeyBody.question(party, challenge: challenge, credentials: []))
            },
            Endpoint(
                .post,
                "/session/passkey",
                "signInByPasskey",
                "Signs in by a passkey that knows its owner, without a password",
                tag: Self.tag,
                access: .anyone,
                body: PasskeyBody.signInSchema,
                success: .json(.created, SessionBody.answerSchema),
                refusals: [.signInRefused, .slowDown],
                handle: self.begin
            ),
            Endpoint(
                .post,
                "/session/factors",
                "askForFactors",
                "What signing in takes besides the password; takes the password",
                tag: Self.tag,
                access: .anyone,
                body: SessionBody.passwordSchema,
                success: .json(.ok, PasskeyBody.factorsSchema),
                refusals: [.signInRefused, .slowDown, .unavailable],
                handle: self.askForFactors
            ),
        ]
    }

    @Sendable
    private func begin(_ request: APIRequest) async throws -> APIAnswer {
        try self.door.requireOwnPage(request)
        let answer = PasskeyBody.answer(request.body["passkey"])
        let (user, domain) = try await self.signIn.check(passkey: answer, from: request.source)
        return try await self.door.open(for: user, domain, request)
    }

    @Sendable
    private func askForFactors(_ request: APIRequest) async throws -> APIAnswer {
        let (user, _) = try await self.signIn.check(
            login: request.body["login"]?.text ?? "",
            password: request.body["password"]?.text ?? "",
            domain: request.body["domain"]?.text ?? "",
            from: request.source
        )
        return APIAnswer(try await self.signIn.factorsQuestion(for: user))
    }
}
