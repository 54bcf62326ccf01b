import Kernel
import Logging
import Model
import Synchronization

/// A new password for somebody who forgot theirs, by a link in a letter (AUTH-02): the use cases behind the routes.
final class Recovery: Sendable {
    private let configuration: any LiveConfiguration
    private let repository: any PasswordRecoveryRepository
    private let post: (any AccountPost)?
    private let signIn: SignIn
    private let time: any TimeSource
    private let logger: Logger
    private let state: Mutex<State>

    private struct State {
        var ration = RecoveryRation()
        var tokens: TokenSource
    }

    init(
        configuration: any LiveConfiguration,
        repository: any PasswordRecoveryRepository,
        post: (any AccountPost)?,
        signIn: SignIn,
        time: any TimeSource,
        tokens: sending TokenSource,
        logger: Logger
    ) {
        self.configuration = configuration
        self.repository = repository
        self.post = post
        self.signIn = signIn
        self.time = time
        self.logger = logger
        self.state = Mutex(State(tokens: tokens))
    }

    /// Whether links can be sent at all: needs a mail server, and the address of the cabinet.
    var isPossible: Bool { self.post?.canLink == true }

    /// Sends a link when there is such an account and it has an address.
    ///
    /// The caller learns nothing: all that depends on the account is done after the answer, so that neither the answer
    /// nor its time tells whether there is one.
    func request(login: String, domain: String, from source: ClientAddress) throws {
        guard let post, post.canLink else {
            throw APIError(.conflict, "This server sends no such letters. Please ask your administrator.")
        }
        let (login, domain) = (login.lowercased(), DomainID(domain.lowercased()))
        let now = self.time.now
        let verdict = self.state.withLock { state in
            state.ration.admit(source: source.network, account: "\(login)@\(domain)", at: now)
        }
        switch verdict {
        case .refuse(let pause): throw SignIn.slowDown(pause)
        case .stayQuiet: return
        case .send: Task { await self.send(login: login, domain: domain, by: post) }
        }
    }

    private func send(login: String, domain: DomainID, by post: any AccountPost) async {
        let configuration = self.configuration.current
        guard let user = configuration.account(login: login, of: domain), !user.isBlocked, let address = user.email,
            let tenant = configuration.tenants[user.domain], !tenant.domain.isBlocked
        else { return }
        let secret = self.state.withLock { $0.tokens.token(words: 4) }
        let now = self.time.timestamp
        let recovery = PasswordRecovery(
            secretHash: Authenticator.hash(secret),
            user: user.id,
            expiresAt: now.advanced(by: PasswordRecovery.lifetime)
        )
        do {
            try await self.repository.add(recovery, at: now)
        } catch {
            self.logger.error("a link for a new password could not be kept", metadata: [LogKey.error: "\(error)"])
            return
        }
        post.send(.recovery(login: login, domain: user.domain, secret: secret), to: address, in: tenant.domain.language)
    }

    /// Sets the password of the one whom the link was sent to, and ends whatever they are signed in by.
    /// - Throws: ``APIError`` with `not-found` when the link was used, has expired, or never was.
    func recover(secret: String, password: String, from source: ClientAddress) async throws {
        let (hash, now) = (Authenticator.hash(secret), self.time.timestamp)
        guard let found = try await self.repository.find(secretHash: hash, at: now),
            var user = self.configuration.current.user(found.user), !user.isBlocked,
            self.configuration.current.tenants[user.domain]?.domain.isBlocked == false
        else { throw APIError.notFound("link") }
        // The dear part comes first: a link is not used up by a server that is busy.
        user.credentials = try await self.signIn.credentials(of: user, password: password)
        guard try await self.repository.take(secretHash: hash, at: now) != nil else { throw APIError.notFound("link") }
        let author = ChangeAuthor(
            name: "\(user.login)@\(user.domain)",
            address: source.text,
            pool: user.domain.isPool ? user.domain : nil
        )
        _ = try await self.configuration.apply([.putUser(user)], by: author)
        try await self.signIn.endAll(of: user.id)
    }
}
