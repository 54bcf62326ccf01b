import Exchange
import Journal
import Kernel
import MediaServer
import Model
import ServiceLifecycle
import StorageSQLite
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
    }
}

/// Follows what other processes change: the configuration in the store, the certificate's files.
struct ConfigurationFollower: Service {
    let parts: Server.Parts
    /// Of the store.
    let folder: String

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.parts.keeper.follow(FolderWatch(self.folder)) }
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
        do {
            if let refusal = try await self.handle.transfer(leg, of: call, to: target) { throw refusal }
        } catch let refusal as CallRefusal {
            throw refusal
        } catch {
            throw Self.stopping
        }
    }

    private static let stopping = CallRefusal(.unavailable, "The server stops and takes no more calls.")

    func unregister(_ user: UserID, contact: String) async -> Bool {
        (try? await self.handle.unregister(user, contact: contact)) ?? false
    }
}

/// Whether each part does its work.
struct ServerHealth: HealthSource {
    let parts: Server.Parts

    func checks() async -> [HealthCheck] {
        let journal = self.parts.journal.status
        var checks = [
            HealthCheck(
                "journal",
                isHealthy: !journal.isFailing,
                detail: journal.isFailing ? "\(journal.reason ?? "") (\(journal.backlog) events wait)" : ""
            )
        ]
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
