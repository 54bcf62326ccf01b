import Journal
import Kernel
import Model
import ModelTesting
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
            record.before = configuration.lines[line.id].map { .putLine($0) }
            line.version += 1
            (record.after, record.domain, record.objectKind) = (.putLine(line), line.domain, "line")
        case .putEntry(var entry):
            let former =
                configuration.entries[entry.id] ?? entry.number.flatMap { configuration.stock.entry($0.digits) }
            if entry.number != nil { try Self.require(former?.version ?? 0, entry.version) }
            record.before = former.map { .putEntry($0) }
            if let group = entry.pickupGroup { Self.takeMembers(of: group, from: entry, &configuration) }
            entry.version += 1
            (record.after, record.domain, record.objectKind) = (.putEntry(entry), entry.domain, entry.kind.rawValue)
        case .removeEntry(let id):
            (record.domain, record.objectKind) = (configuration.entries[id]?.domain, "entry")
        case .removeLine(let id):
            record.domain = configuration.lines[id]?.domain
            record.objectKind = "line"
        case .putTrunk(var trunk):
            try Self.require(configuration.trunks[trunk.id]?.version ?? 0, trunk.version)
            record.before = configuration.trunks[trunk.id].map { .putTrunk($0) }
            trunk.version += 1
            (record.after, record.domain, record.objectKind) = (.putTrunk(trunk), trunk.route?.domain, "trunk")
        case .removeTrunk:
            record.objectKind = "trunk"
        case .putSecondFactor(let id), .removeSecondFactor(let id):
            let user = configuration.user(id)
            record.domain = user?.domain
            (record.objectKind, record.objectName) = ("second-factor", user.map { "\($0.login)@\($0.domain)" } ?? "")
            if case .removeSecondFactor = change { record.before = .putSecondFactor(id) }
        case .putNote(let note), .removeNote(let note):
            record.domain = note.domain
            (record.objectKind, record.objectName) = (note.kind.rawValue, note.objectName)
            if case .removeNote = change { record.before = .putNote(note) }
        }
        record.action = ChangeFilter.Action(from: record.before, to: record.after)
        configuration.apply(record.after, version: version)
        for zone in configuration.unknownZones { configuration.learn(ZoneRules(offset: 3 * 3_600), ofZone: zone) }
        return record
    }

    /// As the stores do, which keep it in the history besides (PKP-01).
    private static func takeMembers(
        of group: PickupGroup,
        from entry: DomainEntry,
        _ configuration: inout Configuration
    ) {
        for var other in configuration.entries(of: entry.domain) where other.id != entry.id {
            guard let present = other.pickupGroup, !Set(group.members).isDisjoint(with: present.members) else {
                continue
            }
            other.content = .pickupGroup(present.without(Set(group.members)))
            other.version += 1
            configuration.apply(.putEntry(other), version: configuration.version)
        }
    }

    private static func require(_ stored: Int, _ given: Int) throws {
        guard stored == given else { throw ModelError(.conflict, "versions differ") }
    }

    func history(_ filter: ChangeFilter, before version: Int64?, limit: Int) async throws -> [RecordedChange] {
        let all = self.state.withLock(\.history).reversed()
        return Array(all.filter { $0.version < version ?? .max && filter.takes($0) }.prefix(limit))
    }

    func count(_ filter: ChangeFilter) async throws -> Int {
        self.state.withLock(\.history).count { filter.takes($0) }
    }

    func undo(_ version: Int64, by author: ChangeAuthor) async throws -> [RecordedChange] {
        guard let change = self.state.withLock({ $0.history.first { $0.version == version } }) else {
            throw ModelError(.notFound, "no such change")
        }
        if case .putEntry(var before) = change.before, case .putEntry(let after) = change.after {
            guard self.current.entries[after.id]?.version == after.version else {
                throw ModelError(.conflict, "changed again since")
            }
            before.version = after.version
            return try await self.apply([.putEntry(before)], by: author)
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

    func touch(secretHash: String, at now: Timestamp) async throws {
        self.sessions.withLock { $0[secretHash]?.lastUsedAt = now }
    }

    func removeBrowsers(of user: UserID, except secretHash: String) async throws {
        self.sessions.withLock { sessions in
            sessions = sessions.filter {
                $0.value.user != user || $0.value.kind != .browser || $0.key == secretHash
            }
        }
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
        var visits: [MenuVisit] = []
        var gate: Gate?
    }

    private let state = Mutex(State())

    /// Calls that are over, newest first.
    var all: [CallRecord] { self.state.withLock(\.records) }

    /// The next to ask for a page waits until the gate opens.
    func hold(at gate: Gate) { self.state.withLock { $0.gate = gate } }

    /// - Parameter records: newest first, and older than all others.
    func put(_ records: [CallRecord]) { self.state.withLock { $0.records += records } }

    func append(_ events: [Event]) async throws { self.store(events) }

    func store(_ events: [Event]) {
        self.state.withLock { state in
            for event in events {
                state.events.append(event)
                guard case .ended(let record)? = state.projector.apply(event) else { continue }
                let place = state.records.firstIndex { CallCursor($0) < CallCursor(record) }
                state.records.insert(record, at: place ?? state.records.count)
            }
        }
    }

    func page(_ filter: CallFilter, before cursor: CallCursor?, limit: Int) async throws -> CallPage {
        await self.state.withLock { $0.gate.take() }?.pass()
        let found = self.state.withLock(\.records).lazy.filter { record in
            guard filter.domain == nil || record.domain == filter.domain else { return false }
            if let passage = filter.passage, passage.way(of: record) == nil { return false }
            guard filter.result == nil || record.result == filter.result else { return false }
            guard filter.user == nil || record.caller.user == filter.user || record.callee.user == filter.user else {
                return false
            }
            guard filter.from.map({ record.startedAt >= $0 }) ?? true else { return false }
            return cursor.map { CallCursor(record) < $0 } ?? true
        }.prefix(limit + 1)
        let page = Array(found.prefix(limit))
        return CallPage(calls: page, next: found.count > limit ? page.last.map { CallCursor($0) } : nil)
    }

    func find(_ id: CallID, in domain: DomainID?) async throws -> CallRecord? {
        self.state.withLock(\.records).first { $0.id == id && (domain == nil || $0.domain == domain) }
    }

    func passages(of domain: DomainID, by trunks: [TrunkID], spans: [Timestamp]) async throws
        -> [[TrunkID: TrunkTotals]]
    {
        TrunkTotals.sums(of: self.state.withLock(\.records), domain: domain, by: trunks, spans: spans)
    }

    /// Somebody was in a menu.
    func put(_ visits: [MenuVisit]) { self.state.withLock { $0.visits += visits } }

    func menuTallies(of scenario: EntryID, from: Timestamp, until: Timestamp) async throws -> [MenuTally] {
        self.state.withLock(\.visits).filter {
            $0.scenario == scenario && from <= $0.enteredAt && $0.enteredAt < until
        }.tallies
    }

    func summary(of domain: DomainID, days: [Timestamp], talkers: Int) async throws -> CallSummary {
        CallSummary(of: self.state.withLock(\.records), domain: domain, days: days, most: talkers)
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

    func carryOut(_ wish: CallWish, in call: CallID) async throws {
        _ = self.note("\(wish) in \(call)")
    }

    func retrieveParked(in slot: String, for user: UserID) async throws {
        _ = self.note("retrieve \(slot) for \(user)")
    }

    func callBack(_ user: UserID, to number: String) async throws -> String {
        _ = self.note("call back \(user) \(number)")
        return "callback-1"
    }

    func callbacks(of user: UserID) async -> [(id: String, number: String)] { [("callback-1", "102")] }
    func cancelCallback(_ id: String, of user: UserID) async -> Bool { self.note("no call back \(id)") }

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
