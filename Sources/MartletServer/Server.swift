import Exchange
import Fetch
import Journal
import Kernel
import Logging
import Mail
import MediaServer
import Metrics
import Model
import NIOCore
import NIOPosix
import Recordings
import ServiceLifecycle
import Storage
import StoragePostgreSQL
import Traces
import UnixSignals
import Voice
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
        let store: Store
        /// `nil`: the folder's lock is enough.
        let lease: PostgreSQLLease?
        let events: EventStream
        let journal: JournalWriter
        let keeper: ConfigurationKeeper
        let guarded: GuardedSources
        let media: MediaServer
        let recorder: Recordings.Recorder
        let recordings: RecordingLibrary
        let recordingKeeper: RecordingKeeper
        let traces: TraceKeeper
        let voice: VoiceArchive
        let mailer: Mailer?
        let mobiles: MobileDesk?
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
        let follower = ConfigurationFollower(parts: parts, database: DatabaseChoice(settings))
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: self.lease(settings, parts, logger) + [
                    .init(service: JournalService(writer: parts.journal, stream: parts.events)),
                    .init(service: RecordingService(keeper: parts.recordingKeeper, recorder: parts.recorder)),
                    .init(service: TraceService(keeper: parts.traces)),
                    .init(service: SignallingLifetime(parts: parts)),
                    .init(service: follower),
                ] + (parts.mobiles.map { [.init(service: MobileService(desk: $0))] } ?? []) + [.init(service: web)],
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

    /// Whoever loses the database says goodbye to its calls as on any other stop.
    private static func lease(
        _ settings: ServerSettings,
        _ parts: Parts,
        _ logger: Logger
    ) -> [ServiceGroupConfiguration.ServiceConfiguration] {
        guard let database = settings.database, let lease = parts.lease else { return [] }
        let service = LeaseService(lease: lease, settings: database, logger: logger)
        return [.init(service: service, failureTerminationBehavior: .gracefullyShutdownGroup)]
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
        let (store, lease) = try await DatabaseChoice(settings).occupy()
        let isDemoNew = try await FirstAccounts(data: settings.data).prepare(
            store.configuration,
            demo: settings.demo,
            at: time.timestamp
        )
        if isDemoNew { try await DemoCompany.tellHistory(to: store, at: time.timestamp) }
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
        let mailer = try MailService.open(settings, time: time, logger: logger)
        let voice = try await VoiceService.open(settings, store, time: time, logger: logger)
        if isDemoNew, let phrases = settings.phrases ?? VoiceService.builtPhrases() {
            try await DemoSounds.install(in: voice.prompts, phrases: phrases, at: time.timestamp)
        }
        let media = try MediaService.start(settings, time: time, logger: logger)
        let recorder = Recordings.Recorder(
            RecordingSettings(folder: settings.recordingFolder, reserve: Int64(settings.recordingReserve) << 20),
            keys: KeyFolder(settings.recordingKeyFolder),
            usage: RecordingUsage { keeper.current.tenants[$0]?.domain.limits.recordingBytes ?? .max },
            time: time,
            logger: logger
        )
        let recordings = RecordingLibrary(store.recordings, recorder, time: time)
        let recordingKeeper = RecordingKeeper(
            recordings,
            configuration: { keeper.current },
            events: events,
            onQuotaReached: RecordingService.letters(keeper, mailer, webAddress: settings.webAddress),
            time: time,
            logger: logger
        )
        let mended = try await recordingKeeper.repair()
        if mended > 0 { logger.notice("recordings of the last run were mended", metadata: ["count": "\(mended)"]) }
        try recorder.start()
        let traces = TraceService.keeper(settings, store.traces, keeper, time: time, logger: logger)
        let certificates = self.certificates(settings, logger)
        let toll = TollDesk(
            keeper: keeper,
            mailer: mailer,
            webAddress: settings.webAddress,
            time: time,
            logger: logger
        )
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
                    recorder: CallRecordings(recorder: recorder),
                    voice: VoiceService.desk(voice, keeper),
                    reminderLog: try await ReminderNotes.log(store.rungReminders, at: time.timestamp, logger),
                    tracing: settings.traceDays > 0 ? traces.queue : nil,
                    guardian: guarded,
                    events: events,
                    tollNotice: toll.take,
                    time: time,
                    logger: logger
                ),
                tls: tls
            )
        } catch {
            recorder.stop()
            media.stop()
            throw error
        }
        let handle = signalling.handle
        let notices = mailer.map { mailer in
            VoicemailNotices(
                archive: voice,
                configuration: { keeper.current },
                mailer: mailer,
                webAddress: settings.webAddress,
                logger: logger
            )
        }
        voice.mailboxes.listen(
            Mailboxes.Listener(
                countsChanged: { user, _ in handle.mailboxChanged(user) },
                messageLeft: { message in notices?.messageLeft(message) }
            )
        )
        keeper.onChange { try await signalling.handle.replace(configuration: $0) }
        let metrics = PrometheusRegistry()
        MetricsSystem.bootstrapOnce(metrics)
        return Parts(
            lock: lock,
            store: store,
            lease: lease,
            events: events,
            journal: journal,
            keeper: keeper,
            guarded: guarded,
            media: media,
            recorder: recorder,
            recordings: recordings,
            recordingKeeper: recordingKeeper,
            traces: traces,
            voice: voice,
            mailer: mailer,
            mobiles: try MobileService.open(settings, keeper: keeper, mailer: mailer, logger: logger),
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
        web.trustedProxies = settings.trustedProxies
        web.administratorsNeedCode = settings.administratorsNeedCode
        web.publicAddress = settings.webAddress
        web.allowsInsideProviders = settings.insideProviders
        var fetching = FetchSettings()
        fetching.allowsInside = settings.insideProviders
        return try WebService(
            WebParts(
                configuration: parts.keeper,
                sessions: parts.store.sessions,
                secondFactors: parts.store.secondFactors,
                passkeys: parts.store.passkeys,
                providers: parts.store.providers,
                fetching: Fetcher(fetching),
                mobiles: parts.mobiles ?? NoMobileExchange(),
                recoveries: parts.store.recoveries,
                history: parts.store.calls,
                recordings: parts.recordings,
                traces: parts.traces,
                events: parts.events,
                calls: RemoteCalls(handle: parts.signalling.handle),
                voice: RemoteVoice(archive: parts.voice, handle: parts.signalling.handle),
                menus: ScenarioWalker(),
                signInGuard: parts.guarded,
                post: parts.mailer.map { AccountLetters($0, settings.webAddress, parts.signalling.listening) },
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
