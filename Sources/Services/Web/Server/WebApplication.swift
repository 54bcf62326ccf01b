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
        let authenticator = Authenticator(
            sessions: parts.sessions,
            configuration: parts.configuration,
            time: parts.time
        )
        let signIn = SignIn(
            configuration: parts.configuration,
            sessions: parts.sessions,
            signInGuard: parts.signInGuard,
            hasher: PasswordHasher(cost: passwordCost, tokens: parts.tokens(), metrics: parts.metrics),
            time: parts.time,
            tokens: parts.tokens(),
            sessionLifetime: settings.sessionLifetime
        )
        let groups = Self.groups(parts, settings, self.live, signIn)
        // The document describes its own route, too.
        let described = RouteTable(groups + [DocumentRoutes(document: .null)])
        self.document = OpenAPIDocument.make(described, version: settings.version)
        self.table = RouteTable(groups + [DocumentRoutes(document: self.document)])
        self.door = EventSocketDoor(authenticator: authenticator, configuration: parts.configuration)
        self.responder = WebResponder(
            api: APIResponder(
                table: self.table,
                authenticator: authenticator,
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
            trustedProxies: settings.trustedProxies
        )
    }

    private static func groups(
        _ parts: WebParts,
        _ settings: WebSettings,
        _ live: LiveState,
        _ signIn: SignIn
    ) -> [any EndpointGroup] {
        let configuration = parts.configuration
        return [
            SignInRoutes(signIn: signIn),
            ProfileRoutes(configuration: configuration, signIn: signIn),
            DomainRoutes(configuration: configuration),
            UserRoutes(configuration: configuration, live: live, signIn: signIn),
            LineRoutes(configuration: configuration, signIn: signIn),
            TrunkRoutes(configuration: configuration, live: live, signIn: signIn),
            ChangeRoutes(configuration: configuration, signIn: signIn),
            RegistrationRoutes(configuration: configuration, live: live, control: parts.calls),
            CallRoutes(configuration: configuration, live: live, control: parts.calls),
            HistoryRoutes(configuration: configuration, history: parts.history),
            BlockRoutes(signInGuard: parts.signInGuard),
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
