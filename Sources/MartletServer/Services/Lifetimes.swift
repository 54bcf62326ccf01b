import Exchange
import Journal
import Kernel
import Mail
import MediaServer
import Model
import Recordings
import ServiceLifecycle
import Storage
import Web

/// The journal ends last: it stores what the others' ends have told.
struct JournalService: Service {
    let writer: JournalWriter
    let stream: EventStream

    func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await self.writer.run()
        } onCancelOrGracefulShutdown: {
            self.stream.finish()
        }
    }
}

/// SIP and sound, from the start of the group to its end.
struct SignallingLifetime: Service {
    let parts: Server.Parts

    func run() async throws {
        try await gracefulShutdown()
        try await self.parts.signalling.stop()
        self.parts.media.stop()
        self.parts.mailer?.stop()
    }
}

/// Follows what other processes change: the configuration in the store, the certificate's files.
struct ConfigurationFollower: Service {
    let parts: Server.Parts
    let database: DatabaseChoice

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.parts.keeper.follow(self.database.watch()) }
                if let certificates = self.parts.certificates {
                    group.addTask { await self.follow(certificates) }
                }
            }
        }
    }

    private func follow(_ certificates: CertificateFollower) async {
        await certificates.follow { configuration in
            try await self.parts.signalling.replace(tls: configuration)
            try self.parts.webCertificates?.reload(
                chainFile: certificates.certificate,
                keyFile: certificates.privateKey
            )
        }
    }
}

/// The exchange behind the web's wishes.
struct RemoteCalls: CallControl {
    let handle: ExchangeHandle

    // An exchange that has stopped has no calls: its errors mean "there is none".

    func hangUp(_ call: CallID) async -> Bool { (try? await self.handle.hangUp(call)) ?? false }
    func hangUp(_ leg: LegID, of call: CallID) async -> Bool { (try? await self.handle.hangUp(leg, of: call)) ?? false }

    func originate(_ user: UserID, to number: String) async throws -> CallID {
        guard let outcome = try? await self.handle.originate(user, to: number) else { throw Self.stopping }
        return try outcome.get()
    }

    func transfer(_ leg: LegID, of call: CallID, to target: String) async throws {
        try await Self.refusing { try await self.handle.transfer(leg, of: call, to: target) }
    }

    func carryOut(_ wish: CallWish, in call: CallID) async throws {
        try await Self.refusing { try await self.handle.carryOut(wish, in: call) }
    }

    private static func refusing(_ body: () async throws -> CallRefusal?) async throws(CallRefusal) {
        let refusal: CallRefusal?
        do { refusal = try await body() } catch { throw Self.stopping }
        if let refusal { throw refusal }
    }

    func retrieveParked(in slot: String, for user: UserID) async throws {
        do {
            if let refusal = try await self.handle.retrieveParked(in: slot, for: user) { throw refusal }
        } catch let refusal as CallRefusal {
            throw refusal
        } catch {
            throw Self.stopping
        }
    }

    func callBack(_ user: UserID, to number: String) async throws -> String {
        guard let outcome = try? await self.handle.callBack(user, to: number) else { throw Self.stopping }
        return try outcome.get()
    }

    func callbacks(of user: UserID) async -> [(id: String, number: String)] {
        (try? await self.handle.callbacks(of: user)) ?? []
    }

    func cancelCallback(_ id: String, of user: UserID) async -> Bool {
        (try? await self.handle.cancelCallback(id, of: user)) ?? false
    }

    private static let stopping = CallRefusal(.unavailable, "The server stops and takes no more calls.")

    func unregister(_ user: UserID, contact: String) async -> Bool {
        (try? await self.handle.unregister(user, contact: contact)) ?? false
    }
}

/// Whether each part does its work.
struct ServerHealth: HealthSource {
    let parts: Server.Parts

    private var isRecordingWanted: Bool {
        self.parts.keeper.current.tenants.values.contains { $0.users.values.contains { $0.recordsCalls } }
    }

    func checks() async -> [HealthCheck] {
        let journal = self.parts.journal.status
        var checks = [
            HealthCheck(
                "journal",
                isHealthy: !journal.isFailing,
                detail: journal.isFailing ? "\(journal.reason ?? "") (\(journal.backlog) events wait)" : ""
            )
        ]
        let isFull = self.parts.recorder.isFull
        checks.append(
            HealthCheck(
                "recording",
                // A disk that is too small for recordings is no fault where nobody is recorded.
                isHealthy: !isFull || !self.isRecordingWanted,
                detail: isFull ? "there is no room on the disk: calls go on and are not recorded" : ""
            )
        )
        do {
            _ = try await self.parts.store.configuration.version()
            checks.append(HealthCheck("storage", isHealthy: true))
        } catch {
            checks.append(HealthCheck("storage", isHealthy: false, detail: "\(error)"))
        }
        do {
            let figures = try await self.parts.signalling.handle.figures()
            let faulty = figures.trunkFaults.compactMapValues { $0 }
            checks.append(HealthCheck("sip", isHealthy: true, detail: "\(figures.registrations) phones registered"))
            for (trunk, fault) in faulty.sorted(by: { $0.key < $1.key }) {
                let name = self.parts.keeper.current.trunks[trunk]?.name ?? trunk.text
                // A provider that is away is news, but no fault of this server.
                checks.append(HealthCheck("trunk \(name)", isHealthy: true, detail: "out of service: \(fault)"))
            }
        } catch {
            checks.append(HealthCheck("sip", isHealthy: false, detail: "the exchange has stopped"))
        }
        return checks
    }
}
