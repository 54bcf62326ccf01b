import Hummingbird
import HummingbirdCore
import Kernel
import Logging
import Model
import NIOCore

/// The web server put together from its parts: one place where routes meet what they need.
struct WebApplication: Sendable {
    let settings: WebSettings
    let parts: WebParts
    let live: LiveState
    let table: RouteTable
    let document: JSONValue
    let responder: WebResponder
    private let door: EventSocketDoor

    /// - Parameter passwordCost: see ``PasswordHash/defaultCost``; tests are in a hurry.
    /// - Throws: ``WebError`` when the static files cannot be read.
    init(
        _ parts: WebParts,
        settings: WebSettings,
        passwordCost: Int = PasswordHash.defaultCost,
        logger: Logger
    ) throws {
        self.parts = parts
        self.settings = settings
        self.live = LiveState(
            stream: parts.events,
            history: parts.history,
            configuration: parts.configuration,
            logger: logger
        )
        let passkeys = Passkeys(
            party: RelyingParty(address: settings.publicAddress),
            repository: parts.passkeys,
            time: parts.time,
            tokens: parts.tokens(),
            logger: logger
        )
        let factors = SecondFactors(
            repository: parts.secondFactors,
            passkeys: passkeys,
            signInGuard: parts.signInGuard,
            time: parts.time,
            tokens: parts.tokens()
        )
        let authenticator = Authenticator(
            sessions: parts.sessions,
            uses: SessionUses(parts.sessions),
            required: settings.administratorsNeedCode ? factors : nil,
            configuration: parts.configuration,
            time: parts.time
        )
        let signIn = SignIn(
            configuration: parts.configuration,
            sessions: parts.sessions,
            signInGuard: parts.signInGuard,
            hasher: PasswordHasher(cost: passwordCost, tokens: parts.tokens(), metrics: parts.metrics),
            factors: factors,
            recoveries: parts.recoveries,
            time: parts.time,
            tokens: parts.tokens(),
            sessionLifetime: settings.sessionLifetime
        )
        let recovery = Recovery(
            configuration: parts.configuration,
            repository: parts.recoveries,
            post: parts.post,
            signIn: signIn,
            time: parts.time,
            tokens: parts.tokens(),
            logger: logger
        )
        let providers = ProviderSignIn(
            address: settings.publicAddress,
            repository: parts.providers,
            fetching: parts.fetching,
            signIn: signIn,
            time: parts.time,
            tokens: parts.tokens(),
            logger: logger
        )
        let groups =
            Self.signInGroups(parts, settings, signIn, recovery, providers)
            + Self.groups(parts, settings, self.live, signIn)
        // The document describes its own route, too.
        let described = RouteTable(groups + [DocumentRoutes(document: .null)])
        self.document = OpenAPIDocument.make(described, version: settings.version)
        self.table = RouteTable(groups + [DocumentRoutes(document: self.document)])
        self.door = EventSocketDoor(authenticator: authenticator, configuration: parts.configuration)
        self.responder = WebResponder(
            api: APIResponder(
                table: self.table,
                authenticator: authenticator,
                configuration: parts.configuration,
                door: self.door,
                trustedProxies: settings.trustedProxies,
                time: parts.time,
                metrics: RequestMetrics(factory: parts.metrics)
            ),
            metrics: MetricsPage(
                registry: parts.metrics,
                live: self.live,
                source: parts.counts,
                token: settings.metricsToken
            ),
            files: try settings.staticFolder.map { try StaticFiles(folder: $0) } ?? StaticFiles(),
            phonebook: PhonebookResponder(authenticator: authenticator),
            trustedProxies: settings.trustedProxies
        )
    }

    private static func signInGroups(
        _ parts: WebParts,
        _ settings: WebSettings,
        _ signIn: SignIn,
        _ recovery: Recovery,
        _ providers: ProviderSignIn
    ) -> [any EndpointGroup] {
        let (door, factors) = (SessionDoor(signIn: signIn), signIn.factors)
        return [
            SignInRoutes(signIn: signIn, door: door),
            PasskeySignInRoutes(signIn: signIn, passkeys: factors.passkeys, door: door),
            RecoveryRoutes(recovery: recovery, passkeys: factors.passkeys),
            ProfileRoutes(configuration: parts.configuration, signIn: signIn),
            SecondFactorRoutes(configuration: parts.configuration, signIn: signIn, factors: factors),
            PasskeyRoutes(configuration: parts.configuration, signIn: signIn, passkeys: factors.passkeys),
            ProviderSignInRoutes(providers: providers, signIn: signIn, door: door),
            OwnProviderRoutes(repository: parts.providers, providers: providers, signIn: signIn),
            ProviderRoutes(
                configuration: parts.configuration,
                repository: parts.providers,
                providers: providers,
                signIn: signIn,
                allowsPlain: settings.allowsInsideProviders
            ),
        ]
            + Self.poolGroups(parts, signIn, factors)
    }

    private static func poolGroups(
        _ parts: WebParts,
        _ signIn: SignIn,
        _ factors: SecondFactors
    ) -> [any EndpointGroup] {
        [
            PoolRoutes(configuration: parts.configuration),
            PoolDomainRoutes(configuration: parts.configuration, signIn: signIn),
            SubgroupRoutes(configuration: parts.configuration, signIn: signIn),
            PoolAdministratorRoutes(
                configuration: parts.configuration,
                signIn: signIn,
                factors: factors,
                post: parts.post
            ),
            PoolChangeRoutes(configuration: parts.configuration),
            PoolUserRoutes(configuration: parts.configuration),
        ]
    }

    private static func groups(
        _ parts: WebParts,
        _ settings: WebSettings,
        _ live: LiveState,
        _ signIn: SignIn
    ) -> [any EndpointGroup] {
        let configuration = parts.configuration
        let calls = CallRoutes(configuration: configuration, live: live, control: parts.calls)
        let scenarios = EntryRoutes(
            configuration: configuration,
            signIn: signIn,
            voice: parts.voice,
            kind: .scenario
        )
        let prompts = PromptRoutes(configuration: configuration, voice: parts.voice, signIn: signIn, time: parts.time)
        return [
            DomainRoutes(configuration: configuration),
            DomainTransferRoutes(
                configuration: configuration,
                voice: parts.voice,
                signIn: signIn,
                post: parts.post,
                time: parts.time,
                tokens: parts.tokens
            ),
            DomainSummaryRoutes(
                configuration: configuration,
                history: parts.history,
                library: parts.recordings,
                live: live,
                time: parts.time
            ),
            InstallationSummaryRoutes(
                configuration: configuration,
                history: parts.history,
                live: live,
                time: parts.time
            ),
            RecordingRulesRoutes(configuration: configuration, library: parts.recordings),
            UserRoutes(configuration: configuration, live: live, signIn: signIn, post: parts.post),
            UserImportRoutes(configuration: configuration, signIn: signIn),
            PrivateRouteReportRoutes(configuration: configuration, history: parts.history, time: parts.time),
            UserBulkRoutes(configuration: configuration, signIn: signIn, mobiles: parts.mobiles),
            ForwardingRoutes(configuration: configuration, mobiles: parts.mobiles, whose: .users),
            ForwardingRoutes(configuration: configuration, mobiles: parts.mobiles, whose: .own),
            LineRoutes(configuration: configuration, signIn: signIn),
            DefaultLineRoutes(configuration: configuration),
            UsageRoutes(configuration: configuration),
            CalendarRoutes(configuration: configuration, time: parts.time),
            TrialRoutes(configuration: configuration, menus: parts.menus, time: parts.time),
            TrunkRoutes(configuration: configuration, live: live, signIn: signIn),
            ChangeRoutes(configuration: configuration, signIn: signIn, voice: parts.voice),
            RegistrationRoutes(configuration: configuration, live: live, control: parts.calls),
            calls,
            LegRoutes(calls: calls),
            ConferenceRoutes(calls: calls),
            CallbackRoutes(control: parts.calls),
            CodeRoutes(configuration: configuration),
            TollRoutes(configuration: configuration),
            SoundRoutes(configuration: configuration, voice: parts.voice),
            CallRecordingRoutes(calls: calls),
            RecordingRoutes(configuration: configuration, library: parts.recordings),
            EntryRoutes(configuration: configuration, signIn: signIn, voice: parts.voice, kind: .pickupGroup),
            EntryRoutes(configuration: configuration, signIn: signIn, voice: parts.voice, kind: .group),
            scenarios, ScenarioDraftRoutes(entries: scenarios),
            ScenarioStatisticsRoutes(entries: scenarios, history: parts.history, time: parts.time),
            PrivateRouteRoutes(configuration: configuration, signIn: signIn),
            NumberRoutes(configuration: configuration, time: parts.time),
            NumberImportRoutes(configuration: configuration),
            NumberShopRoutes(configuration: configuration, signIn: signIn, post: parts.post, time: parts.time),
            EntryRoutes(configuration: configuration, signIn: signIn, voice: parts.voice, kind: .reminder),
            ContactRoutes(configuration: configuration, signIn: signIn, book: .company),
            ContactRoutes(configuration: configuration, signIn: signIn, book: .own),
            ContactGroupRoutes(configuration: configuration, signIn: signIn, book: .company),
            ContactGroupRoutes(configuration: configuration, signIn: signIn, book: .own),
            ContactBulkRoutes(configuration: configuration, book: .company),
            ContactBulkRoutes(configuration: configuration, book: .own),
            ContactImportRoutes(configuration: configuration, signIn: signIn, book: .company),
            ContactImportRoutes(configuration: configuration, signIn: signIn, book: .own),
            HistoryRoutes(configuration: configuration, history: parts.history),
            TraceRoutes(
                configuration: configuration,
                history: parts.history,
                traces: parts.traces,
                time: parts.time
            ),
            prompts, SpeechRoutes(prompts: prompts),
            MailboxRoutes(configuration: configuration, voice: parts.voice),
            BlockRoutes(configuration: parts.configuration, signInGuard: parts.signInGuard),
            HealthRoutes(
                source: parts.health,
                time: parts.time,
                startedAt: parts.time.now,
                version: settings.version
            ),
        ]
    }

    /// The server as Hummingbird runs it.
    func application(
        eventLoopGroup: any EventLoopGroup,
        certificates: TLSCertificates?,
        logger: Logger,
        onRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) -> Application<WebResponder> {
        let server = HTTPServerBuilder { responder in
            WebChannel(
                responder: responder,
                certificates: certificates,
                idleTimeout: self.settings.idleTimeout,
                door: self.door,
                socket: { ticket in
                    EventSocket(
                        ticket: ticket,
                        door: self.door,
                        live: self.live,
                        limit: self.settings.eventSocketLimit,
                        time: self.parts.time
                    )
                }
            )
        }
        return Application(
            responder: self.responder,
            server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(self.settings.host, port: self.settings.port),
                serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(self.settings.connectionLimit)
            ),
            onServerRunning: onRunning,
            eventLoopGroupProvider: .shared(eventLoopGroup),
            logger: logger
        )
    }
}
