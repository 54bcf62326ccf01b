import Hummingbird
import Kernel
import Model
import Synchronization

/// Signs people in and out: the use cases behind the routes.
///
/// A wrong login, password or domain are one case to the outside: the same work is done and the same answer given
/// (AUTH-01).
final class SignIn: Sendable {
    let configuration: any LiveConfiguration
    private let sessions: any SessionRepository
    let signInGuard: any SignInGuard
    private let hasher: PasswordHasher
    let factors: SecondFactors
    private let recoveries: any PasswordRecoveryRepository
    private let time: any TimeSource
    private let tokens: Mutex<TokenSource>
    let sessionLifetime: Duration

    init(
        configuration: any LiveConfiguration,
        sessions: any SessionRepository,
        signInGuard: any SignInGuard,
        hasher: PasswordHasher,
        factors: SecondFactors,
        recoveries: any PasswordRecoveryRepository,
        time: any TimeSource,
        tokens: sending TokenSource,
        sessionLifetime: Duration
    ) {
        self.configuration = configuration
        self.sessions = sessions
        self.signInGuard = signInGuard
        self.hasher = hasher
        self.factors = factors
        self.recoveries = recoveries
        self.time = time
        self.tokens = Mutex(tokens)
        self.sessionLifetime = sessionLifetime
    }

    /// The user whom the three belong to, and their domain.
    /// - Parameter factor: the second one, when it was given.
    /// - Throws: ``APIError`` with `sign-in-refused`, `second-factor-required`, `second-factor-refused`, or `slow-down`
    ///   when the source failed too often.
    func check(
        login: String,
        password: String,
        domain: String,
        factor: FactorAnswer?,
        from source: ClientAddress
    ) async throws -> (User, Domain) {
        let (user, domain) = try await self.check(login: login, password: password, domain: domain, from: source)
        let account = "\(user.login)@\(user.domain)"
        try await self.factors.ask(user.id, for: factor, account: account, from: source)
        // Only now: a right password must not make up for wrong codes.
        self.signInGuard.succeeded(source.network, account: account)
        return (user, domain)
    }

    /// The same before a second factor was given: it is no success yet.
    func check(
        login: String,
        password: String,
        domain: String,
        from source: ClientAddress
    ) async throws -> (User, Domain) {
        let (login, domain) = (login.lowercased(), DomainID(domain.lowercased()))
        let configuration = self.configuration.current
        let user = configuration.account(login: login, of: domain)
        let tenant = user.flatMap { configuration.tenants[$0.domain] }
        let account = "\(login)@\(user?.domain ?? domain)"
        let isRight = try await self.matches(password, user?.credentials.passwordHash, account, from: source)
        guard isRight, let user, let tenant, !user.isBlocked, !tenant.domain.isBlocked else {
            throw APIError(.signInRefused, "The login, password or domain is wrong.")
        }
        return (user, tenant.domain)
    }

    /// Whether the second factor of somebody is, or may be, a code.
    func takesCode(_ user: UserID) async throws -> Bool { try await self.factors.state(of: user).since != nil }

    /// Whether this is the password of somebody who is signed in already.
    func check(password: String, of caller: Caller, from source: ClientAddress) async throws -> Bool {
        let hash = caller.user.credentials.passwordHash
        guard try await self.matches(password, hash, caller.name, from: source) else { return false }
        self.signInGuard.succeeded(source.network, account: caller.name)
        return true
    }

    /// Who is signed in, when the body has their password: for what whoever finds a signed-in browser must not do.
    /// - Throws: ``APIError`` with `not-allowed`, or `slow-down` when the source failed too often.
    func callerWithPassword(_ request: APIRequest) async throws -> Caller {
        let caller = try request.requireCaller()
        guard let password = request.body["currentPassword"]?.text else {
            throw APIError(.notAllowed, "This takes the current password.", field: "currentPassword")
        }
        guard try await self.check(password: password, of: caller, from: request.source) else {
            throw APIError(.notAllowed, "The current password is wrong.", field: "currentPassword")
        }
        return caller
    }

    private func matches(
        _ password: String,
        _ hash: String?,
        _ account: String,
        from source: ClientAddress
    ) async throws -> Bool {
        try await self.waitTurn(account, source)
        let isRight = try await self.hasher.matches(password, hash)
        // Others of the same source may have failed while this one waited: then even a right guess is not told.
        if case .refuse(let pause) = self.signInGuard.verdict(for: source.network, account: account) {
            throw Self.slowDown(pause)
        }
        if !isRight { self.signInGuard.failed(source.network, account: account) }
        return isRight
    }

    func waitTurn(_ account: String, _ source: ClientAddress) async throws {
        switch self.signInGuard.verdict(for: source.network, account: account) {
        case .allow: return
        case .delay(let pause): try await Task.sleep(for: pause)
        case .refuse(let pause): throw Self.slowDown(pause)
        }
    }

    static func slowDown(_ pause: Duration) -> APIError {
        let seconds = max(1, pause.wholeMilliseconds / 1_000)
        return APIError(
            .slowDown,
            "Too many failed attempts from your address. Please try again later.",
            headers: [.retryAfter: "\(seconds)"]
        )
    }

    /// Begins a session and returns its secret, which is nowhere else.
    func begin(
        _ kind: SignInSession.Kind,
        for user: UserID,
        label: String,
        lifetime: Duration,
        scopes: Set<TokenScope> = Set(TokenScope.allCases)
    ) async throws -> (secret: String, session: SignInSession) {
        let secret = self.tokens.withLock { $0.token(words: 4) }
        let now = self.time.timestamp
        let session = SignInSession(
            secretHash: Authenticator.hash(secret),
            kind: kind,
            user: user,
            label: label,
            createdAt: now,
            expiresAt: now.advanced(by: lifetime),
            scopes: scopes
        )
        try await self.sessions.add(session)
        return (secret, session)
    }

    /// The live sessions of one kind, newest first.
    func sessions(_ kind: SignInSession.Kind, of user: UserID) async throws -> [SignInSession] {
        try await self.sessions.all(of: user, at: self.time.timestamp).filter { $0.kind == kind }
            .sorted { ($0.createdAt, $0.secretHash) > ($1.createdAt, $1.secretHash) }
    }

    func end(_ session: SignInSession) async throws {
        try await self.sessions.remove(secretHash: session.secretHash)
    }

    /// Ends the browsers of the owner but this one (AUTH-03).
    func endOthers(than session: SignInSession) async throws {
        try await self.sessions.removeBrowsers(of: session.user, except: session.secretHash)
    }

    /// Ends the other browsers of the owner and all tokens.
    func endEverythingElse(than session: SignInSession) async throws {
        for other in try await self.sessions.all(of: session.user, at: self.time.timestamp)
        where other.secretHash != session.secretHash {
            try await self.sessions.remove(secretHash: other.secretHash)
        }
    }

    /// Ends everything that the user is or could get signed in by without the password: on a new password, a block, a
    /// removal (AUTH-02, AUTH-03, TEN-10).
    func endAll(of user: UserID) async throws {
        try await self.sessions.removeAll(of: user)
        try await self.recoveries.removeAll(of: user)
    }

    /// Derives what is kept of a new password. The reserved domain has no phones, so its people have no secrets for them.
    func credentials(of user: User, password: String) async throws -> User.Credentials {
        let derived = try await self.hasher.derive(login: user.login, domain: user.domain, password: password)
        guard user.domain.isReserved else { return derived }
        return User.Credentials(passwordHash: derived.passwordHash)
    }

    /// An id for something new, 26 characters.
    func newID() -> String { self.tokens.withLock { $0.token(words: 2) } }
}
