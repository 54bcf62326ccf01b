import CLinux
import Kernel
import Model
import SIPTransport
import Storage
import StoragePostgreSQL
import Voice

#if canImport(Glibc)
import Glibc
#endif
#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Looks at the machine the way calls need it, and says what to do (BYD-04).
package struct Doctor: Sendable {
    package struct Finding: Equatable, Sendable {
        package enum Severity: Sendable {
            case well, hint, fault
        }

        package let severity: Severity
        package let subject: String
        package let sentence: String

        package var mark: String {
            switch self.severity {
            case .well: "ok   "
            case .hint: "hint "
            case .fault: "FAULT"
            }
        }
    }

    /// File handles for some 4 000 calls: two sockets a leg and some for the rest.
    static let wantedHandles: UInt64 = 20_000
    /// Free disk below which recordings and history are in danger.
    static let wantedBytes: UInt64 = 1 << 30

    private let settings: ServerSettings

    package init(settings: ServerSettings) {
        self.settings = settings
    }

    package func examine() async -> [Finding] {
        var findings = [
            self.port(self.settings.sip, SOCK_DGRAM, "SIP over UDP"),
            self.port(self.settings.sip, SOCK_STREAM, "SIP over TCP"),
            self.port(self.settings.http, SOCK_STREAM, "web"),
            self.mediaPorts(), self.handles(), self.clock(), self.disk(), self.speech(),
        ]
        findings += self.addresses()
        findings += self.certificate()
        findings.append(await self.store())
        return findings
    }

    private func finding(_ severity: Finding.Severity, _ subject: String, _ sentence: String) -> Finding {
        Finding(severity: severity, subject: subject, sentence: sentence)
    }

    // MARK: - Network

    private func port(_ place: ServerSettings.HostPort, _ kind: __socket_type, _ name: String) -> Finding {
        switch Self.bind(place.host, UInt16(clamping: place.port), kind) {
        case 0:
            return self.finding(.well, name, "\(place) is free")
        case EADDRINUSE:
            return self.finding(.hint, name, "\(place) is in use: by the server that runs, or by another program")
        case EADDRNOTAVAIL:
            return self.finding(.fault, name, "\(place.host) is not an address of this machine; see: ip address")
        case EACCES:
            return self.finding(.fault, name, "\(place) needs more rights; take a port above 1023")
        case let error:
            return self.finding(.fault, name, "\(place) cannot be used: \(String(cString: strerror(error)))")
        }
    }

    private func mediaPorts() -> Finding {
        let range = self.settings.mediaPorts
        let sample = Array(stride(from: Int(range.lowerBound), through: Int(range.upperBound), by: 97).prefix(64))
        let taken = sample.filter { Self.bind("0.0.0.0", UInt16($0), SOCK_DGRAM) == EADDRINUSE }.count
        let calls = range.count / 4
        guard taken < sample.count / 2 else {
            return self.finding(.fault, "media ports", "most of \(range) is taken; choose others with --media-ports")
        }
        let severity: Finding.Severity = calls < 100 ? .hint : .well
        return self.finding(severity, "media ports", "\(range) carry up to \(calls) calls at a time")
    }

    /// Binds and lets go again; 0 or the error number.
    private static func bind(_ host: String, _ port: UInt16, _ kind: __socket_type) -> Int32 {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE
        hints.ai_socktype = Int32(kind.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let found else { return EADDRNOTAVAIL }
        defer { freeaddrinfo(found) }
        let handle = socket(found.pointee.ai_family, found.pointee.ai_socktype, 0)
        guard handle >= 0 else { return errno }
        defer { close(handle) }
        return Glibc.bind(handle, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0 ? 0 : errno
    }

    /// One-way audio is nearly always an address the other side cannot reach: says which one each network is told.
    private func addresses() -> [Finding] {
        let rules = self.settings.networks.map { network in
            self.finding(
                .well,
                "address for \(network.peers)",
                "phones and providers there are told \(network.address)"
            )
        }
        guard let address = Self.source(toward: "192.0.2.1") else {
            let sentence = "there is no route out: only this machine can call"
            return rules + [self.finding(.hint, "address", sentence)]
        }
        let isPrivate = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]
            .contains { text in IPNetwork(text).flatMap { net in IPAddress(address).map { net.contains($0) } } ?? false
            }
        if isPrivate, self.settings.networks.isEmpty {
            return rules + [
                self.finding(
                    .hint,
                    "address",
                    "the way out leaves from \(address), a private address: a provider or phone beyond the router hears "
                        + "nothing unless it is told the public one, for instance \"networks\": [\"0.0.0.0/0=PUBLIC\", "
                        + "\"\(address)/24=\(address)\"] in \(self.settings.data)/martlet.json, with SIP and media ports forwarded"
                )
            ]
        }
        return rules + [self.finding(.well, "address", "the way out leaves from \(address)")]
    }

    /// The local address that the system picks toward a destination; nothing is sent.
    private static func source(toward destination: String) -> String? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(9).bigEndian
        guard inet_pton(AF_INET, destination, &address.sin_addr) == 1 else { return nil }
        let handle = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard handle >= 0 else { return nil }
        defer { close(handle) }
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(handle, $0, length) == 0 }
        }
        guard isConnected else { return nil }
        var local = sockaddr_in()
        var localLength = length
        let isNamed = withUnsafeMutablePointer(to: &local) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(handle, $0, &localLength) == 0 }
        }
        guard isNamed else { return nil }
        var text = [CChar](repeating: 0, count: Int(INET_ADDRSTRLEN))
        guard inet_ntop(AF_INET, &local.sin_addr, &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // MARK: - Machine

    private func handles() -> Finding {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        guard limit.rlim_max < Self.wantedHandles else {
            return self.finding(.well, "file handles", "up to \(limit.rlim_max)")
        }
        let calls = limit.rlim_max / 5
        return self.finding(.hint, "file handles", "\(limit.rlim_max) carry some \(calls) calls; raise LimitNOFILE")
    }

    private func clock() -> Finding {
        var state = timex()
        let isSynchronised = adjtimex(&state) != TIME_ERROR
        let year = Int(SystemTimeSource().timestamp.description.prefix(4)) ?? 0
        guard year >= 2_024 else {
            return self.finding(.fault, "clock", "it shows the year \(year); set it, or use NTP")
        }
        return isSynchronised
            ? self.finding(.well, "clock", "kept by NTP")
            : self.finding(
                .hint,
                "clock",
                "not kept by NTP; install chrony, or history and certificates go wrong one day"
            )
    }

    private func disk() -> Finding {
        var status = statvfs()
        let path = FileManager.default.fileExists(atPath: self.settings.data) ? self.settings.data : "."
        guard statvfs(path, &status) == 0 else { return self.finding(.fault, "disk", "\(path) cannot be read") }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        let shown = "\(free >> 20) MiB free under \(path)"
        return free < Self.wantedBytes
            ? self.finding(.fault, "disk", shown + "; make room") : self.finding(.well, "disk", shown)
    }

    private func speech() -> Finding {
        let synthesizer = EspeakSynthesizer(program: self.settings.speechProgram, duration: .zero)
        guard let path = synthesizer.path else {
            let sentence = synthesizer.absence?.detail ?? "nothing says texts here"
            return self.finding(.hint, "text to speech", sentence)
        }
        return self.finding(.well, "text to speech", "\(path) says texts")
    }

    private func certificate() -> [Finding] {
        guard let certificate = self.settings.certificate, let key = self.settings.privateKey else { return [] }
        let missing = [certificate, key].filter { !FileManager.default.isReadableFile(atPath: $0) }
        guard missing.isEmpty else {
            return [self.finding(.fault, "certificate", "\(missing.joined(separator: ", ")) cannot be read")]
        }
        return [self.finding(.well, "certificate", "\(certificate) is there")]
    }

    private func store() async -> Finding {
        if let database = self.settings.database { return await self.store(in: database) }
        let path = self.settings.data + "/martlet.db"
        guard FileManager.default.fileExists(atPath: path) else {
            return self.finding(.hint, "store", "\(path) is made at the first start")
        }
        do { return self.finding(.well, "store", try await self.content()) } catch {
            return self.finding(.fault, "store", "\(error)")
        }
    }

    private func store(in database: PostgreSQLSettings) async -> Finding {
        do {
            let visit = try await PostgreSQLVisit.pay(database)
            let server = "PostgreSQL \(visit.version) at \(database)"
            guard visit.isEncrypted || visit.isLocal else {
                return self.finding(
                    .hint,
                    "store",
                    "\(server) is reached without encryption: add ?sslmode=verify-full to the setting database"
                )
            }
            guard visit.hasSchema else {
                return self.finding(.hint, "store", "\(server) is well; its tables are made at the first start")
            }
            return self.finding(.well, "store", "\(server), \(try await self.content())")
        } catch let error as SQLError {
            return self.finding(.fault, "store", "\(database): \(ModelError(error))")
        } catch {
            return self.finding(.fault, "store", "\(database): \(error)")
        }
    }

    private func content() async throws -> String {
        let configuration = try await Installation(self.settings).configuration.load()
        let users = configuration.tenants.values.reduce(0) { $0 + $1.users.count }
        return "\(configuration.tenants.count) domains, \(users) users"
    }
}
