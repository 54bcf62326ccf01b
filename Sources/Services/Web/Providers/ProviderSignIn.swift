import Fetch
import Kernel
import Logging
import Model
import Synchronization

/// Signs people in who prove to somebody else who they are (BYD-22): the use cases behind the routes.
final class ProviderSignIn: Sendable {
    /// Where browsers come back, under where people reach the cabinet. Each provider has an address of its own, so that the
    /// answer of one is not taken for another's.
    static let returnPath = "/sign-in/"
    /// Sign-ins that were brought to an end, remembered so that none is twice.
    private static let capacity = 65_536
    /// What the state begins with when an account is to be linked: the page that browsers come back to asks for that.
    static let linkMark = "link."

    /// `nil`: it is not known where people reach the cabinet, so providers cannot send them back.
    let address: String?
    private let repository: any SignInProviderRepository
    private let directory: ProviderDirectory
    private let signIn: SignIn
    private let time: any TimeSource
    private let logger: Logger
    private let seal: ProviderSeal
    private let state: Mutex<State>

    private struct State {
        var tokens: TokenSource
        var ended = BoundedTable<String, Moment>(capacity: ProviderSignIn.capacity)

        mutating func isFirstEnd(of flow: String, at now: Moment) -> Bool {
            guard self.ended[flow] == nil else { return false }
            self.ended.put(now, for: flow)
            return true
        }
    }

    init(
        address: String?,
        repository: any SignInProviderRepository,
        fetching: any Fetching,
        signIn: SignIn,
        time: any TimeSource,
        tokens: sending TokenSource,
        logger: Logger
    ) {
        self.address = address
        self.repository = repository
        self.directory = ProviderDirectory(fetching, time: time)
        self.signIn = signIn
        self.time = time
        self.logger = logger
        var source = tokens
        self.seal = ProviderSeal(key: (0..<4).flatMap { _ in withUnsafeBytes(of: source.next()) { Array($0) } })
        self.state = Mutex(State(tokens: source))
    }

    /// What has a button on the sign-in page once the domain is typed. A domain that is not there has none, as one that
    /// has no providers.
    func offered(in domain: DomainID) async throws -> [SignInProvider] {
        guard self.address != nil, self.signIn.configuration.current.tenants[domain]?.domain.isBlocked == false else {
            return []
        }
        return try await self.repository.all(in: domain).filter(\.isActive)
    }

    func returnAddress(of provider: ProviderID) -> String? { self.address.map { $0 + Self.returnPath + provider.text } }

    // MARK: - Beginning

    /// - Parameter user: whose account is to be linked to the provider of their domain; `nil`: somebody wants to sign in.
    /// - Returns: where the browser is to go, and what it is to keep meanwhile.
    func begin(
        _ id: ProviderID,
        linking user: User? = nil,
        from source: ClientAddress
    ) async throws -> (address: String, cookie: String) {
        if case .refuse(let pause) = self.signIn.signInGuard.verdict(for: source.network, account: Self.account(id)) {
            throw SignIn.slowDown(pause)
        }
        let (provider, back) = try await self.provider(id, of: user?.domain)
        let metadata = try await self.metadata(of: provider)
        let mark = user == nil ? "" : Self.linkMark
        let flow = self.state.withLock { state in
            ProviderFlow(
                provider: id,
                state: mark + state.tokens.token(words: 3),
                nonce: state.tokens.token(words: 3),
                verifier: state.tokens.token(words: 4),
                linking: user?.id
            )
        }
        guard let cookie = self.seal.seal(flow, at: self.time.now) else {
            throw APIError(.unavailable, "There is no memory for this now.")
        }
        let scope = provider.linksByEmail ? "openid email" : "openid"
        let query = [
            ("response_type", "code"), ("client_id", provider.clientID), ("redirect_uri", back), ("scope", scope),
            ("state", flow.state), ("nonce", flow.nonce), ("code_challenge", flow.challenge),
            ("code_challenge_method", "S256"),
        ].map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        let separator = metadata.authorization.contains("?") ? "&" : "?"
        return (metadata.authorization + separator + query, cookie)
    }

    // MARK: - Coming back

    /// What a browser brings back from a provider.
    struct Return: Sendable {
        var provider: ProviderID
        var state: String
        var code: String
        /// Who answers, when it says so (RFC 9207).
        var issuer: String?
    }

    /// The user whom the provider names.
    /// - Parameter cookie: what the browser kept.
    func finish(_ answer: Return, cookie: String?, from source: ClientAddress) async throws -> (User, Domain) {
        let (token, provider) = try await self.proof(answer, cookie, linking: nil, from: source)
        return try await self.account(of: token, provider, from: source)
    }

    /// Links the account of who is signed in to whom the provider names.
    /// - Parameter cookie: what the browser kept since it was begun for the same account.
    func link(
        _ answer: Return,
        cookie: String?,
        to user: User,
        by request: APIRequest
    ) async throws -> SignInProvider {
        let (token, provider) = try await self.proof(answer, cookie, linking: user, from: request.source)
        guard try await self.repository.user(of: token.subject, at: provider.id) != user.id else { return provider }
        let link = ProviderLink(provider: provider.id, subject: token.subject, user: user.id)
        guard try await self.repository.add(link) else {
            throw APIError(.conflict, "One account at a provider is one account here, and this one or yours is linked.")
        }
        try await self.signIn.configuration.note(.putNote(HistoryNote(link, of: user, at: provider)), by: request)
        return provider
    }

    func forgetLinks(of user: User, by request: APIRequest) async throws {
        for link in try await self.repository.links(of: user.id) {
            guard let provider = try await self.repository.find(link.provider) else { continue }
            let note = HistoryNote(link, of: user, at: provider)
            try await self.signIn.configuration.note(.removeNote(note), by: request)
        }
        try await self.repository.removeLinks(of: user.id)
    }

    /// Whom the provider names.
    /// - Parameter user: whose account is to be linked; `nil`: somebody wants to sign in.
    private func proof(
        _ answer: Return,
        _ cookie: String?,
        linking user: User?,
        from source: ClientAddress
    ) async throws -> (IDToken, SignInProvider) {
        let account = Self.account(answer.provider)
        try await self.signIn.waitTurn(account, source)
        do {
            let (flow, provider, back) = try await self.flow(answer, cookie, linking: user)
            return (try await self.token(answer, flow, provider, back), provider)
        } catch let refusal as ProviderRefusal {
            self.logger.debug(
                "an identity provider's answer was refused",
                metadata: [LogKey.error: "\(refusal.rawValue)"]
            )
            self.signIn.signInGuard.failed(source.network, account: account)
            throw APIError(.providerRefused, "The provider's answer is not good here. Please begin again.")
        }
    }

    private func flow(
        _ answer: Return,
        _ cookie: String?,
        linking user: User?
    ) async throws -> (ProviderFlow, SignInProvider, String) {
        let now = self.time.now
        guard let flow = self.seal.flow(cookie, linking: user?.id, at: now), flow.provider == answer.provider,
            flow.state == answer.state,
            self.state.withLock({ $0.isFirstEnd(of: flow.state, at: now) })
        else { throw ProviderRefusal.wrongState }
        let (provider, back) = try await self.provider(answer.provider, of: user?.domain)
        return (flow, provider, back)
    }

    private func token(
        _ answer: Return,
        _ flow: ProviderFlow,
        _ provider: SignInProvider,
        _ back: String
    ) async throws -> IDToken {
        let metadata = try await self.metadata(of: provider)
        // Another provider's code must not go to this one's server (mix-up, RFC 9700 §4.4).
        guard answer.issuer == provider.issuer || (answer.issuer == nil && !metadata.namesItself) else {
            throw ProviderRefusal.wrongIssuer
        }
        let text = try await self.asking(provider.id) {
            try await self.directory.token(
                [
                    ("grant_type", "authorization_code"), ("code", answer.code), ("redirect_uri", back),
                    ("code_verifier", flow.verifier),
                ],
                of: provider,
                metadata
            )
        }
        let head = try IDToken.head(text)
        let keys = try await self.asking(provider.id) { try await self.directory.keys(of: metadata, for: head) }
        let expected = IDToken.Expectation(issuer: provider.issuer, client: provider.clientID, nonce: flow.nonce)
        return try IDToken(text, keys: keys, expecting: expected, at: self.time.timestamp)
    }

    /// Who the subject is here: as it was linked; or, where the domain wishes that, whose address the provider has verified.
    private func account(
        of token: IDToken,
        _ provider: SignInProvider,
        from source: ClientAddress
    ) async throws -> (User, Domain) {
        let noAccount = APIError(
            .noAccount,
            "The provider knows you, but no account here is linked to it: its owner does that."
        )
        let configuration = self.signIn.configuration.current
        guard let tenant = configuration.tenants[provider.domain] else { throw noAccount }
        let user: User
        if let linked = try await self.repository.user(of: token.subject, at: provider.id) {
            guard let found = configuration.user(linked) else { throw noAccount }
            user = found
        } else {
            guard let found = Self.match(token, provider, tenant) else { throw noAccount }
            let link = ProviderLink(provider: provider.id, subject: token.subject, user: found.id)
            guard !found.isBlocked, try await self.repository.add(link) else { throw noAccount }
            user = found
            let author = ChangeAuthor(name: "\(found.login)@\(found.domain)", address: source.text)
            _ = try await self.signIn.configuration.apply(
                [.putNote(HistoryNote(link, of: found, at: provider))],
                by: author
            )
        }
        guard user.domain == provider.domain, !user.isBlocked, !tenant.domain.isBlocked else { throw noAccount }
        return (user, tenant.domain)
    }

    private static func match(_ token: IDToken, _ provider: SignInProvider, _ tenant: Configuration.Tenant) -> User? {
        guard provider.linksByEmail, let value = token.verifiedEmail?.lowercased() else { return nil }
        let found = tenant.users.values.filter { $0.email?.lowercased() == value }
        // Two people with one address are nobody in particular.
        return found.count == 1 ? found.first : nil
    }

    // MARK: - The second factor

    /// Somebody whom a provider has named is asked for their second factor as after a password.
    func proof(of user: User) -> String? { self.seal.seal(ProviderProof(user: user.id), at: self.time.now) }

    /// Whom the browser was told to keep the proof of.
    /// - Throws: ``APIError`` with `provider-refused` when it took too long.
    func proven(_ cookie: String?) throws -> (User, Domain) {
        let configuration = self.signIn.configuration.current
        guard let proof = self.seal.proof(cookie, at: self.time.now), let user = configuration.user(proof.user),
            let domain = configuration.tenants[user.domain]?.domain, !user.isBlocked, !domain.isBlocked
        else { throw APIError(.providerRefused, "This sign-in took too long. Please begin again.") }
        return (user, domain)
    }

    // MARK: - Parts

    /// - Parameter domain: whose it has to be; `nil`: anybody's.
    private func provider(_ id: ProviderID, of domain: DomainID?) async throws -> (SignInProvider, back: String) {
        guard let provider = try await self.repository.find(id), provider.isActive,
            domain == nil || domain == provider.domain,
            self.signIn.configuration.current.tenants[provider.domain]?.domain.isBlocked == false,
            let back = self.returnAddress(of: id)
        else { throw APIError.notFound("provider", field: "provider") }
        return (provider, back)
    }

    /// Failures are counted for a source as those with passwords; there is no account yet.
    private static func account(_ provider: ProviderID) -> String { "provider \(provider)" }

    /// One that says it is somebody else is as good as none.
    private func metadata(of provider: SignInProvider) async throws -> ProviderMetadata {
        try await self.asking(provider.id) {
            do { return try await self.directory.metadata(of: provider.issuer) } catch let refusal as ProviderRefusal {
                throw FetchError(.unreachable, "it does not describe itself: \(refusal.rawValue)")
            }
        }
    }

    /// Says what is wrong with a provider that cannot be asked; the log says more.
    private func asking<Value>(_ id: ProviderID, _ ask: () async throws -> Value) async throws -> Value {
        do { return try await ask() } catch let error as FetchError {
            self.logger.notice(
                "an identity provider cannot be asked",
                metadata: [LogKey.provider: "\(id)", LogKey.error: "\(error.code.rawValue): \(error.detail)"]
            )
            throw APIError(.providerUnreachable, "The identity provider cannot be reached now. Please try again later.")
        }
    }
}
