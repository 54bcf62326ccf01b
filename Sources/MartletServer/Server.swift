import Exchange
import Journal
import Kernel
import Logging
import MediaServer
import Metrics
import Model
import NIOCore
import NIOPosix
import ServiceLifecycle
import StorageSQLite
import UnixSignals
import Web

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The whole server: the only place that knows which parts there are and how they are wired.
package struct Server: Sendable {
    private let settings: ServerSettings
    private let parts: Parts
    private let group: ServiceGroup
    /// Where the cabinets are, how phones register, what to dial: for whoever started the server.
    package let welcome: String

    /// The parts in the order in which they start; they stop the other way round.
    struct Parts: Sendable {
        let store: SQLiteStore
        let events: EventStream
        let journal: JournalWriter
        let keeper: ConfigurationKeeper
        let guarded: GuardedSources
        let media: MediaServer
        let signalling: SignallingService
        let metrics: PrometheusRegistry
        let certificates: CertificateFollower?
        let webCertificates: TLSCertificates?
    }

    /// Opens the store, binds every port and prepares everything; calls are taken from the moment it returns.
    /// - Throws: ``ServerError``, `ModelError` with a sentence that says what to do.
    package static func start(_ settings: ServerSettings) async throws -> Server {
        LoggingSystem.bootstrapOnce(settings.logLevel)
        let logger = Logger(label: "martlet")
        let parts = try await self.makeParts(settings, logger)
        let web = try self.makeWeb(settings, parts, logger)
        let follower = ConfigurationFollower(parts: parts)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: JournalService(writer: parts.journal, stream: parts.events)),
                    .init(service: SignallingLifetime(parts: parts)),
                    .init(service: follower),
                    .init(service: web),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: self.quiet(logger)
            )
        )
        let accounts = FirstAccounts(data: settings.data)
        let welcome = Welcome(settings: settings, listening: parts.signalling.listening, accounts: accounts.text)
        return Server(settings: settings, parts: parts, group: group, welcome: welcome.text)
    }

    /// Runs until a signal ends it: calls are told goodbye, what happened is stored.
    package func run() async throws {
        try await self.group.run()
    }

    /// At debug level the service group writes every service out, field by field, secrets among them.
    private static func quiet(_ logger: Logger) -> Logger {
        var quiet = logger
        quiet.logLevel = max(quiet.logLevel, .notice)
        return quiet
    }

    // MARK: - Making

    private static func makeParts(_ settings: ServerSettings, _ logger: Logger) async throws -> Parts {
        let time = SystemTimeSource()
        try Installation.makeFolder(settings.data)
        let store = try await SQLiteStore.open(path: settings.databasePath)
        try await FirstAccounts(data: settings.data).prepare(
            store.configuration,
            demo: settings.demo,
            at: time.timestamp
        )
        let closed = try await store.calls.closeUnfinished(at: time.timestamp)
        if closed > 0 { logger.notice("calls of the last run were closed", metadata: ["count": "\(closed)"]) }
        let events = EventStream(lastSequence: try await store.calls.lastSequence())
        let journal = JournalWriter(events, store.calls, logger: logger)
        let initial = try await store.configuration.load()
        let keeper = ConfigurationKeeper(
            repository: store.configuration,
            initial: initial,
            time: time,
            logger: logger
        )
        let guarded = GuardedSources(time: time, events: events)
        let media = try MediaService.start(settings, time: time, logger: logger)
        let certificates = self.certificates(settings, logger)
        let signalling: SignallingService
        do {
            let tls = try certificates.map { follower in
                do {
                    return try follower.configuration()
                } catch {
                    throw ServerError(.badCertificate, "the certificate cannot be used", cause: error)
                }
            }
            signalling = try await SignallingService.start(
                settings,
                SignallingService.Parts(
                    configuration: initial,
                    media: media,
                    guardian: guarded,
                    events: events,
                    time: time,
                    logger: logger
                ),
                tls: tls
            )
        } catch {
            media.stop()
            throw error
        }
        keeper.onChange { try await signalling.handle.replace(configuration: $0) }
        let metrics = PrometheusRegistry()
        MetricsSystem.bootstrapOnce(metrics)
        return Parts(
            store: store,
            events: events,
            journal: journal,
            keeper: keeper,
            guarded: guarded,
            media: media,
            signalling: signalling,
            metrics: metrics,
            certificates: certificates,
            webCertificates: try certificates.map {
                try TLSCertificates(chainFile: $0.certificate, keyFile: $0.privateKey)
            }
        )
    }

    private static func certificates(_ settings: ServerSettings, _ logger: Logger) -> CertificateFollower? {
        guard let certificate = settings.certificate, let privateKey = settings.privateKey else { return nil }
        return CertificateFollower(certificate: certificate, privateKey: privateKey, logger: logger)
    }

    private static func makeWeb(_ settings: ServerSettings, _ parts: Parts, _ logger: Logger) throws -> WebService {
        var web = WebSettings()
        web.host = settings.http.host
        web.port = settings.http.port
        web.staticFolder = settings.webRoot ?? Self.builtApp()
        web.metricsToken = settings.metricsToken
        return try WebService(
            WebParts(
                configuration: parts.keeper,
                sessions: parts.store.sessions,
                history: parts.store.calls,
                events: parts.events,
                calls: RemoteCalls(handle: parts.signalling.handle),
                signInGuard: parts.guarded,
                health: ServerHealth(parts: parts),
                metrics: parts.metrics,
                time: SystemTimeSource(),
                tokens: { .system() }
            ),
            settings: web,
            certificates: parts.webCertificates,
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
    }

    /// The built web app: `web/dist` under the working folder, or `share/martlet/web` beside the executable's folder.
    private static func builtApp() -> String? {
        let executable = CommandLine.arguments.first.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
        let candidates = ["web/dist"] + [executable.map { $0 + "/../share/martlet/web" }].compactMap { $0 }
        return candidates.first { FileManager.default.fileExists(atPath: $0 + "/index.html") }
    }
}

extension GuardedSources: SignInGuardian {}
