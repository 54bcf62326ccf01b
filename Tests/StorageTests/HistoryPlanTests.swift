import Journal
import Kernel
import Model
import ModelTesting
import Storage
import StorageSQLite
import Synchronization
import Testing

/// HIS-04: a page of a long history must come from an index, not from reading all of it.
@Suite("History query plans")
struct HistoryPlanTests {
    private static let acme = DomainID("acme.example")

    static let filters: [CallFilter] = [
        CallFilter(domain: acme),
        CallFilter(domain: nil),
        CallFilter(domain: acme, from: .epoch, to: Timestamp(seconds: 2_000_000_000)),
        CallFilter(domain: acme, direction: .internal),
        CallFilter(domain: acme, result: .answered),
        CallFilter(domain: acme, direction: .internal, result: .answered),
        CallFilter(domain: acme, user: UserID("user-3")),
        CallFilter(domain: acme, result: .failed, user: UserID("user-3")),
        CallFilter(domain: acme, text: "10"),
        CallFilter(domain: acme, user: UserID("user-3"), text: "10"),
        CallFilter(domain: acme, user: UserID("user-3"), text: "10", reader: UserID("user-3")),
        CallFilter(domain: nil, direction: .incoming, text: "петр"),
    ]

    private func database() async throws -> (RecordingDatabase, TemporaryFolder) {
        let folder = try TemporaryFolder()
        return (RecordingDatabase(try SQLiteDatabase(path: folder.file())), folder)
    }

    @Test("HIS-04 every statement of a page uses an index in its order", arguments: filters)
    func pages(filter: CallFilter) async throws {
        let (database, folder) = try await self.database()
        let calls = try await Store(database).calls
        var traffic = RandomTraffic(seed: 1)
        try await calls.append(traffic.events(calls: 50))
        database.forget()
        let page = try await calls.page(filter, before: nil, limit: 10)
        _ = try await calls.page(filter, before: page.next, limit: 10)
        try await self.expectIndices(database, atLeast: 2)
        withExtendedLifetime(folder) {}
    }

    @Test("finding a call, its events and the events after a number use keys")
    func lookups() async throws {
        let (database, folder) = try await self.database()
        let calls = try await Store(database).calls
        var traffic = RandomTraffic(seed: 2)
        try await calls.append(traffic.events(calls: 50))
        database.forget()
        _ = try await calls.find(CallID("call-7"), in: nil)
        _ = try await calls.events(of: CallID("call-7"), in: nil)
        _ = try await calls.events(after: 100, limit: 10)
        _ = try await calls.lastSequence()
        try await self.expectIndices(database, atLeast: 5)
        withExtendedLifetime(folder) {}
    }

    @Test("ADM-05 a month is added up from ranges of an index, for one day and for all of it")
    func totals() async throws {
        let (database, folder) = try await self.database()
        let calls = try await Store(database).calls
        var traffic = RandomTraffic(seed: 3)
        try await calls.append(traffic.events(calls: 50))
        database.forget()
        let days = (0...3).map { Timestamp(seconds: 1_790_000_000 + $0 * 86_400) }
        _ = try await calls.summary(of: Self.acme, days: days, talkers: 5)
        try await self.expectIndices(database, atLeast: 4)
        for sql in database.statements where sql.contains("FROM calls") {
            let plan = try await database.plan(of: sql)
            #expect(
                plan.contains { $0.contains("calls_by_time (domain=? AND started_at>? AND started_at<?)") },
                "\(plan)"
            )
        }
        withExtendedLifetime(folder) {}
    }

    @Test("TRK-05 a report over many intervals and routes is one statement that walks the trunks' own indexes")
    func passages() async throws {
        let (database, folder) = try await self.database()
        let calls = try await Store(database).calls
        var traffic = RandomTraffic(seed: 4)
        try await calls.append(traffic.events(calls: 50))
        let days = (0...31).map { Timestamp(seconds: 1_790_000_000 + $0 * 86_400) }
        let trunks = (1...7).map { TrunkID("trunk-\($0)") }
        database.forget()
        _ = try await calls.passages(of: Self.acme, by: trunks, spans: days)
        let asked = database.statements.filter { $0.contains("calls") }
        #expect(asked.count == 1)
        let plan = try await database.plan(of: try #require(asked.first))
        for index in ["calls_by_origin (origin=? AND started_at>? AND started_at<?)", "calls_by_trunk (trunk=? AND"] {
            #expect(plan.contains { $0.contains(index) }, "\(plan)")
        }
        withExtendedLifetime(folder) {}
    }

    private func expectIndices(_ database: RecordingDatabase, atLeast count: Int) async throws {
        let statements = database.statements
        #expect(statements.count >= count)
        for sql in statements {
            let plan = try await database.plan(of: sql)
            for step in plan {
                // May be read whole: as many rows as there are domains or open calls, and a subquery with a limit.
                let isSmall = ["journal_domains", "open_calls", "counted"].contains { step.contains($0) }
                #expect(!step.hasPrefix("SCAN") || isSmall, "\(step)\n\(sql)")
                #expect(!step.contains("TEMP B-TREE FOR ORDER BY"), "\(step)\n\(sql)")
            }
        }
    }
}

/// Remembers what is asked of a database.
private final class RecordingDatabase: SQLDatabase {
    private let inner: SQLiteDatabase
    private let seen = Mutex<Set<String>>([])

    init(_ inner: SQLiteDatabase) {
        self.inner = inner
    }

    var statements: [String] { self.seen.withLock { $0.sorted() } }

    func forget() { self.seen.withLock { $0 = [] } }

    func plan(of sql: String) async throws -> [String] {
        try await self.inner.read { try $0.all("EXPLAIN QUERY PLAN " + sql) { $0.text(3) } }
    }

    func close() throws(SQLError) { try self.inner.close() }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.inner.read { try body(Connection(inner: $0, database: self)) }
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.inner.write(body)
    }

    private struct Connection: SQLConnection {
        let inner: any SQLConnection
        let database: RecordingDatabase

        func execute(_ sql: String, _ values: [SQLValue]) throws(SQLError) {
            try self.inner.execute(sql, values)
        }

        func query(_ sql: String, _ values: [SQLValue], _ row: (any SQLRow) throws -> Void) throws {
            self.database.seen.withLock { _ = $0.insert(sql) }
            try self.inner.query(sql, values, row)
        }

        func script(_ sql: String) throws(SQLError) {
            try self.inner.script(sql)
        }
    }
}
