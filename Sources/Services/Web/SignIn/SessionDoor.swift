import Hummingbird
import Kernel
import Model

/// What every way of signing in ends with: a session, and its proof in a cookie or in the answer.
struct SessionDoor: Sendable {
    let signIn: SignIn

    /// Another site's form must not sign a browser in to somebody else's account.
    func requireOwnPage(_ request: APIRequest) throws {
        guard Self.isBearer(request) || APIResponder.forgeryHeader.flatMap({ request.headers[$0] }) != nil else {
            throw APIError(.forgeryProtection, "The header X-Martlet-Request is required here.")
        }
    }

    func open(for user: User, _ domain: Domain, _ request: APIRequest) async throws -> APIAnswer {
        let isBearer = Self.isBearer(request)
        let label = SessionBody.label(userAgent: request.headers[.userAgent], address: request.source.text)
        let lifetime = self.signIn.sessionLifetime
        let (secret, session) = try await self.signIn.begin(.browser, for: user.id, label: label, lifetime: lifetime)
        _ = try await self.signIn.configuration.apply(
            [.putNote(HistoryNote(session, of: user))],
            by: ChangeAuthor(name: "\(user.login)@\(user.domain)", address: request.source.text)
        )
        let body: JSONValue = [
            "me": ProfileBody.json(user, domain, in: self.signIn.configuration.current),
            "expiresAt": .string("\(session.expiresAt)"),
            "secret": isBearer ? .string(secret) : .null,
        ]
        guard !isBearer else { return APIAnswer(body) }
        let cookie = SessionCookie.set(secret, lifetime: lifetime, isSecure: request.isSecure)
        return APIAnswer(body, headers: [.setCookie: cookie])
    }

    private static func isBearer(_ request: APIRequest) -> Bool { request.body["delivery"]?.text == "bearer" }
}
