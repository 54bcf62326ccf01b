import Journal
import Kernel
import Model
import Synchronization

@testable import Web

/// A clock that a test moves.
final class TestTime: TimeSource {
    private let state = Mutex((now: Moment.start, timestamp: Timestamp(seconds: 1_790_000_000)))

    var now: Moment { self.state.withLock(\.now) }
    var timestamp: Timestamp { self.state.withLock(\.timestamp) }

    func advance(by duration: Duration) {
        self.state.withLock { state in
            state = (state.now.advanced(by: duration), state.timestamp.advanced(by: duration))
        }
    }
}

/// The configuration in memory, with the repository's rules that the API relies on.
final class FakeConfiguration: LiveConfiguration {
    private struct State {
        var configuration = Configuration()
        var history: [RecordedChange] = []
        var isBroken = false
    }

    private let state = Mutex(State())
    private let time: TestTime

    init(time: TestTime) {
        self.time = time
    }

    var current: Configuration { self.state.withLock(\.configuration) }

    /// Makes the store fail from now on.
    func breakDown() { self.state.withLock { $0.isBroken = true } }

    func apply(_ changes: [ConfigurationChange], by author: ChangeAuthor) async throws -> [RecordedChange] {
        let at = self.time.timestamp
        return try self.state.withLock { state in
            if state.isBroken { throw ModelError(.storeFailed, "disk full on /secret/path") }
            var recorded: [RecordedChange] = []
            for change in changes {
                recorded.append(try Self.apply(change, by: author, at: at, to: &state.configuration))
            }
            state.history += recorded
            return recorded
        }
    }

    private static func apply(
        _ change: ConfigurationChange,
        by author: ChangeAuthor,
        at: Timestamp,
        to configuration: inout Configuration
    ) throws -> RecordedChange {
        let version = configuration.version + 1
        var record = RecordedChange(
            version: version,
            at: at,
            author: author,
            domain: nil,
            objectKind: "user",
            objectName: "",
            before: nil,
            after: change
        )
        switch change {
        case .putUser(var user):
            let former = configuration.user(user.id)
            try Self.require(former?.version ?? 0, user.version)
            user.version += 1
            (record.before, record.after) = (former.map { .putUser($0) }, .putUser(user))
            (record.domain, record.objectName) = (user.domain, "\(user.login)@\(user.domain)")
        case .removeUser(let id):
            guard let former = configuration.user(id) else { throw ModelError(.notFound, "no such user") }
            (record.before, record.domain) = (.putUser(former), former.domain)
        case .putDomain(var domain):
            let former = configuration.tenants[domain.id]?.domain
            try Self.require(former?.version ?? 0, domain.version)
            domain.version += 1
            (record.before, record.after) = (former.map { .putDomain($0) }, .putDomain(domain))
            (record.domain, record.objectKind) = (domain.id, "domain")
        case .removeDomain(let id):
            record.before = configuration.tenants[id].map { .putDomain($0.domain) }
            (record.domain, record.objectKind) = (id, "domain")
        case .putLine(var line):
            try Self.require(configuration.lines[line.id]?.version ?? 0, line.version)
            line.version += 1
            (record.after, record.domain, record.objectKind) = (.putLine(line), line.domain, "line")
        case .removeLine(let id):
            record.domain = configuration.lines[id]?.domain
            record.objectKind = "line"
        case .putTrunk(var trunk):
            try Self.require(configuration.trunks[trunk.id]?.version ?? 0, trunk.version)
            record.before = configuration.trunks[trunk.id].map { .putTrunk($0) }
            trunk.version += 1
            (record.after, record.objectKind) = (.putTrunk(trunk), "trunk")
        case .removeTrunk:
            record.objectKind = "trunk"
        }
        configuration.apply(record.after, version: version)
        return record
    }

    private static func require(_ stored: Int, _ given: Int) throws {
        guard stored == given else { throw ModelError(.conflict, "versions differ") }
    }

    func history(of domain: DomainID?, before version: Int64?, limit: Int) async throws -> [RecordedChange] {
        let all = self.state.withLock(\.history).reversed()
        return Array(
            all.filter { (domain == nil || $0.domain == domain) && $0.version < version ?? .max }.prefix(limit)
        )
    }

    func undo(_ version: Int64, by author: ChangeAuthor) async throws -> [RecordedChange] {
        guard let change = self.state.withLock({ $0.history.first { $0.version == version } }) else {
            throw ModelError(.notFound, "no such change")
        }
        guard case .putUser(var before) = change.before, case .putUser(let after) = change.after else {
            throw ModelError(.conflict, "cannot be undone")
        }
        guard self.current.user(after.id)?.version == after.version else {
            throw ModelError(.conflict, "changed again since")
        }
        before.version = after.version
        return try await self.apply([.putUser(before)], by: author)
    }
}

final class FakeSessions: SessionRepository {
    private let sessions = Mutex<[String: SignInSession]>([:])

    func add(_ session: SignInSession) async throws { self.sessions.withLock { $0[session.secretHash] = session } }

    func find(secretHash: String, at now: Timestamp) async throws -> SignInSession? {
        self.sessions.withLock { $0[secretHash] }.flatMap { $0.expiresAt > now ? $0 : nil }
    }

    func all(of user: UserID, at now: Timestamp) async throws -> [SignInSession] {
        self.sessions.withLock { $0.values.filter { $0.user == user && $0.expiresAt > now } }
    }

    func remove(secretHash: String) async throws { self.sessions.withLock { $0[secretHash] = nil } }

    func removeAll(of user: UserID) async throws {
        self.sessions.withLock { sessions in sessions = sessions.filter { $0.value.user != user } }
    }

    func sweep(at now: Timestamp) async throws {
        self.sessions.withLock { sessions in sessions = sessions.filter { $0.value.expiresAt > now } }
    }
}

/// The history in memory, from events alone.
final class FakeHistory: CallHistoryRepository {
    private struct State {
        var events: [Event] = []
        var projector = CallHistoryProjector()
        var records: [CallRecord] = []
    }

    private let state = Mutex(State())

    func append(_ events: [Event]) async throws { self.store(events) }

    func store(_ events: [Event]) {
        self.state.withLock { state in
            for event in events {
                state.events.append(event)
                if case .ended(let record)? = state.projector.apply(event) { state.records.append(record) }
            }
        }
    }

    func page(_ filter: CallFilter, before cursor: CallCursor?, limit: Int) async throws -> CallPage {
        let found = self.state.withLock(\.records).filter { record in
            guard filter.domain == nil || record.domain == filter.domain else { return false }
            guard filter.result == nil || record.result == filter.result else { return false }
            guard filter.user == nil || record.caller.user == filter.user || record.callee.user == filter.user else {
                return false
            }
            guard filter.from.map({ record.startedAt >= $0 }) ?? true else { return false }
            return cursor.map { CallCursor(record) < $0 } ?? true
        }.sorted { CallCursor($0) > CallCursor($1) }
        let page = Array(found.prefix(limit))
        return CallPage(calls: page, next: found.count > limit ? page.last.map { CallCursor($0) } : nil)
    }

    func find(_ id: CallID, in domain: DomainID?) async throws -> CallRecord? {
        self.state.withLock(\.records).first { $0.id == id && (domain == nil || $0.domain == domain) }
    }

    func events(of call: CallID, in domain: DomainID?) async throws -> [Event] {
        self.state.withLock(\.events).filter { $0.call == call && (domain == nil || $0.domain == domain) }
    }

    func events(after sequence: Int64, limit: Int) async throws -> [Event] {
        Array(self.state.withLock(\.events).filter { $0.sequence > sequence }.prefix(limit))
    }

    func closeUnfinished(at now: Timestamp) async throws -> Int { 0 }
    func lastSequence() async throws -> Int64 { self.state.withLock { $0.events.last?.sequence ?? 0 } }
}

/// Remembers what it was asked to do.
final class FakeCallControl: CallControl {
    private let log = Mutex<[String]>([])

    var done: [String] { self.log.withLock { $0 } }

    func originate(_ user: UserID, to number: String) async throws -> CallID {
        if number == "404" { throw CallRefusal(.badNumber, "This number cannot be called.") }
        _ = self.note("originate \(user) \(number)")
        return CallID("originated")
    }

    func transfer(_ leg: LegID, of call: CallID, to target: String) async throws {
        if target == "busy" {
            throw CallRefusal(.wrongState, "Only a call in which two parties talk can be transferred.")
        }
        _ = self.note("transfer \(leg) of \(call) to \(target)")
    }

    func hangUp(_ call: CallID) async -> Bool { self.note("hang up \(call)") }
    func hangUp(_ leg: LegID, of call: CallID) async -> Bool { self.note("hang up \(leg) of \(call)") }
    func unregister(_ user: UserID, contact: String) async -> Bool { self.note("unregister \(user) \(contact)") }

    private func note(_ text: String) -> Bool {
        self.log.withLock { $0.append(text) }
        return true
    }
}

struct FakeHealth: HealthSource {
    var answer = [HealthCheck("journal", isHealthy: true, detail: "backlog 0")]

    func checks() async -> [HealthCheck] { self.answer }
}
