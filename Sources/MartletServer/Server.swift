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

    /// The parts in the order in which they start; they stop the other way round.
    struct Parts: Sendable {
        /// Held for as long as the server lives.
        let lock: FolderLock
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
    /// - Parameter announce: told once, when everything listens: where the cabinets are, how phones register, what to dial.
    package static func start(
        _ settings: ServerSettings,
        announce: @escaping @Sendable (String) -> Void
    ) async throws -> Server {
        LoggingSystem.bootstrapOnce(settings.logLevel)
        let logger = Logger(label: "martlet")
        let parts = try await self.makeParts(settings, logger)
        let accounts = FirstAccounts(data: settings.data)
        let web = try self.makeWeb(settings, parts, logger) { address in
            let port = address.port ?? settings.http.port
            let welcome = Welcome(
                settings: settings,
                webPort: port,
                listening: parts.signalling.listening,
                accounts: accounts.text
            )
            announce(welcome.text)
        }
        let follower = ConfigurationFollower(parts: parts, folder: settings.data)
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
        return Server(settings: settings, parts: parts, group: group)
    }

    /// Runs until a signal ends it: calls are told goodbye, what happened is stored.
    /// - Throws: ``ServerError`` when a part cannot do its work, the web port is taken for instance.
    package func run() async throws {
        do {
            try await self.group.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw ServerError(
                .addressTaken,
                "\(self.settings.http) (HTTP) is taken by another program; choose another with --http ADDRESS:PORT"
            )
        } catch let error as IOError where error.errnoCode == EADDRNOTAVAIL || error.errnoCode == EACCES {
            throw ServerError(.cannotListen, "cannot listen at \(self.settings.http) (HTTP)", cause: error)
        }
    }

    /// At debug level the service group writes every service out, field by field, secrets among them.
    private static func quiet(_ logger: Logger) -> Logger {
        var quiet = logger
        quiet.logLevel = max(quiet.logLevel, .notice)
        return quiet
    }

    // MARK: - Making

    /// More events than one life of the server leaves unstored.
    private static let sequenceGap: Int64 = 1_000_000

    private static func makeParts(_ settings: ServerSettings, _ logger: Logger) async throws -> Parts {
        ProcessLimits.raiseFileHandles()
        let time = SystemTimeSource()
        try Installation.makeFolder(settings.data)
        let lock = try FolderLock(settings.data)
        let store = try await SQLiteStore.open(path: settings.databasePath)
        try await FirstAccounts(data: settings.data).prepare(
            store.configuration,
            demo: settings.demo,
            at: time.timestamp
        )
        let closed = try await store.calls.closeUnfinished(at: time.timestamp)
        if closed > 0 { logger.notice("calls of the last run were closed", metadata: ["count": "\(closed)"]) }
        // Events that were never stored had numbers as well, and clients of the event socket remember them: a gap makes
        // such a client take a snapshot and not the changes of another life.
        let events = EventStream(lastSequence: try await store.calls.lastSequence() &+ Self.sequenceGap)
        let journal = JournalWriter(events, store.calls, logger: logger)
        let initial = try await store.configuration.load()
        let keeper = ConfigurationKeeper(
            repository: store.configuration,
            initial: initial,
            time: time,
            logger: logger
        )
        let guarded = GuardedSources(self.guardSettings(settings), time: time, events: events)
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
            lock: lock,
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

    /// Who raises the limit, for a test or an office behind one address, means the delays before it, too.
    private static func guardSettings(_ settings: ServerSettings) -> FailureGuard<String>.Settings {
        var limits = FailureGuard<String>.Settings()
        let factor = max(1, settings.signInFailureLimit / limits.failuresToBlock)
        limits.failuresToBlock = settings.signInFailureLimit
        limits.freeFailures *= factor
        limits.accountFailures *= factor
        return limits
    }

    private static func certificates(_ settings: ServerSettings, _ logger: Logger) -> CertificateFollower? {
        guard let certificate = settings.certificate, let privateKey = settings.privateKey else { return nil }
        return CertificateFollower(certificate: certificate, privateKey: privateKey, logger: logger)
    }

    private static func makeWeb(
        _ settings: ServerSettings,
        _ parts: Parts,
        _ logger: Logger,
        onListening: @escaping @Sendable (SocketAddress) -> Void
    ) throws -> WebService {
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
                counts: ServerCounts(parts: parts),
                time: SystemTimeSource(),
                tokens: { .system() }
            ),
            settings: web,
            certificates: parts.webCertificates,
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger,
            onListening: onListening
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
