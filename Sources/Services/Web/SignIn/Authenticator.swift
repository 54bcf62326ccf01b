import Crypto
import Hummingbird
import Kernel
import Model

/// Finds out who sends a request: by bearer token or by cookie (AUTH-03, AUTH-05).
struct Authenticator: Sendable {
    let sessions: any SessionRepository
    let uses: SessionUses
    /// Where administrators have to have a second factor; `nil`: they need none here.
    let required: SecondFactors?
    let configuration: any LiveConfiguration
    let time: any TimeSource

    /// - Parameter acting: the domain in whose cabinet the caller is, when it is not their own (TEN-09).
    /// - Returns: `nil` when nobody is signed in, the session is over, or the user or domain is blocked or gone.
    /// - Throws: ``APIError`` with `not-found` when the domain may not be entered.
    func caller(of headers: HTTPFields, acting: DomainID? = nil) async throws -> Caller? {
        let proof: Caller.Proof
        let secret: String
        if let bearer = Self.bearer(in: headers[.authorization]) {
            (secret, proof) = (bearer, .bearer)
        } else if let cookie = SessionCookie.read(headers[.cookie]) {
            (secret, proof) = (cookie, .cookie)
        } else {
            return nil
        }
        return try await self.caller(secretHash: Self.hash(secret), proof: proof, acting: acting)
    }

    func caller(secretHash: String, proof: Caller.Proof, acting: DomainID?) async throws -> Caller? {
        guard let session = try await self.sessions.find(secretHash: secretHash, at: self.time.timestamp) else {
            return nil
        }
        let configuration = self.configuration.current
        guard let user = configuration.user(session.user), !user.isBlocked,
            let domain = configuration.tenants[user.domain]?.domain, !domain.isBlocked
        else { return nil }
        await self.uses.note(session, at: self.time.timestamp)
        var caller = Caller(user: user, domain: domain, session: session, proof: proof)
        caller.lacksSecondFactor = try await self.lacksSecondFactor(user)
        return try acting.map { try caller.acting(in: $0, configuration) } ?? caller
    }

    private func lacksSecondFactor(_ user: User) async throws -> Bool {
        guard let required, user.role > .user else { return false }
        return try await !required.isAsked(of: user.id)
    }

    /// What is stored of a secret.
    static func hash(_ secret: String) -> String { Hexadecimal.encode(SHA256.hash(data: Array(secret.utf8))) }

    private static func bearer(in header: String?) -> String? {
        guard let header, header.count > 7, header.prefix(7).lowercased() == "bearer " else { return nil }
        let secret = header.dropFirst(7).drop { $0 == " " }
        return (1...256).contains(secret.utf8.count) ? String(secret) : nil
    }
}

/// The cookie that a browser proves its sign-in with.
enum SessionCookie {
    static let name = "martlet_session"

    /// The secret in a `Cookie` header.
    static func read(_ header: String?) -> String? {
        guard let header else { return nil }
        for part in header.split(separator: ";") {
            let trimmed = part.drop { $0 == " " }
            guard trimmed.hasPrefix(Self.name + "=") else { continue }
            let secret = trimmed.dropFirst(Self.name.utf8.count + 1)
            return (1...256).contains(secret.utf8.count) ? String(secret) : nil
        }
        return nil
    }

    /// - Parameter isSecure: whether the browser speaks TLS: the cookie is then never sent without.
    static func set(_ secret: String, lifetime: Duration, isSecure: Bool) -> String {
        let seconds = lifetime.wholeNanoseconds / 1_000_000_000
        return "\(Self.name)=\(secret); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict" + Self.ending(isSecure)
    }

    static func clear(isSecure: Bool) -> String {
        "\(Self.name)=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict" + Self.ending(isSecure)
    }

    private static func ending(_ isSecure: Bool) -> String { isSecure ? "; Secure" : "" }
}
