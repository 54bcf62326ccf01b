import Hummingbird
import Kernel
import Model
import Synchronization

/// Signs people in and out: the use cases behind the routes.
///
/// A wrong login, password or domain are one case to the outside: the same work is done and the same answer given
/// (AUTH-01).
final class SignIn: Sendable {
    private let configuration: any LiveConfiguration
    private let sessions: any SessionRepository
    private let signInGuard: any SignInGuard
    private let hasher: PasswordHasher
    private let time: any TimeSource
    private let tokens: Mutex<TokenSource>
    let sessionLifetime: Duration

    init(
        configuration: any LiveConfiguration,
        sessions: any SessionRepository,
        signInGuard: any SignInGuard,
        hasher: PasswordHasher,
        time: any TimeSource,
        tokens: sending TokenSource,
        sessionLifetime: Duration
    ) {
        self.configuration = configuration
        self.sessions = sessions
        self.signInGuard = signInGuard
        self.hasher = hasher
        self.time = time
        self.tokens = Mutex(tokens)
        self.sessionLifetime = sessionLifetime
    }

    /// The user whom the three belong to, and their domain.
    /// - Throws: ``APIError`` with `sign-in-refused`, or `slow-down` when the source failed too often.
    func check(login: String, password: String, domain: String, from source: ClientAddress) async throws -> (
        User, Domain
    ) {
        let (login, domain) = (login.lowercased(), DomainID(domain.lowercased()))
        let account = "\(login)@\(domain)"
        let tenant = self.configuration.current.tenants[domain]
        let user = tenant?.user(login: login)
        let isRight = try await self.checkGuarded(password, user?.credentials.passwordHash, account, from: source)
        guard isRight, let user, let tenant, !user.isBlocked, !tenant.domain.isBlocked else {
            throw APIError(.signInRefused, "The login, password or domain is wrong.")
        }
        return (user, tenant.domain)
    }

    /// Whether this is the password of somebody who is signed in already.
    func check(password: String, of caller: Caller, from source: ClientAddress) async throws -> Bool {
        try await self.checkGuarded(password, caller.user.credentials.passwordHash, caller.name, from: source)
    }

    private func checkGuarded(
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
        if isRight {
            self.signInGuard.succeeded(source.network, account: account)
        } else {
            self.signInGuard.failed(source.network, account: account)
        }
        return isRight
    }

    private func waitTurn(_ account: String, _ source: ClientAddress) async throws {
        switch self.signInGuard.verdict(for: source.network, account: account) {
        case .allow: return
        case .delay(let pause): try await Task.sleep(for: pause)
        case .refuse(let pause): throw Self.slowDown(pause)
        }
    }

    private static func slowDown(_ pause: Duration) -> APIError {
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
        lifetime: Duration
    ) async throws -> (secret: String, session: SignInSession) {
        let secret = self.tokens.withLock { $0.token(words: 4) }
        let now = self.time.timestamp
        let session = SignInSession(
            secretHash: Authenticator.hash(secret),
            kind: kind,
            user: user,
            label: label,
            createdAt: now,
            expiresAt: now.advanced(by: lifetime)
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

    /// Ends everything that the user is signed in by: on a new password, a block, a removal (AUTH-03, TEN-10).
    func endAll(of user: UserID) async throws {
        try await self.sessions.removeAll(of: user)
    }

    /// Derives what is kept of a new password.
    func credentials(login: String, domain: DomainID, password: String) async throws -> User.Credentials {
        try await self.hasher.derive(login: login, domain: domain, password: password)
    }

    /// An id for something new, 26 characters.
    func newID() -> String { self.tokens.withLock { $0.token(words: 2) } }
}
