import Journal
import Kernel
import Model
import ModelTesting
import Storage
import StoragePostgreSQL
import Testing

/// What an operator meets with a server: each failure has its sentence, and nothing that is stored is lost.
@Suite("PostgreSQL failures", .timeLimit(.minutes(12)))
struct PostgreSQLFailureTests {
    private static let author = ChangeAuthor(name: "test")

    private static func base() async throws -> TestPostgreSQL.Database {
        try await TestPostgreSQL.shared.database(isEmpty: false)
    }

    private func expect(
        _ words: String,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () async throws -> Void
    ) async {
        let error = await #expect(throws: ModelError.self, sourceLocation: sourceLocation) { try await body() }
        #expect(error?.code == .storeFailed, sourceLocation: sourceLocation)
        let text = String(describing: error)
        #expect(error?.detail.contains(words) == true, "\(text)", sourceLocation: sourceLocation)
        #expect(!text.contains("secret"), "\(text)", sourceLocation: sourceLocation)
    }

    @Test("a server that is away is named as the reason, without its password")
    func unreachable() async throws {
        let settings = try #require(PostgreSQLSettings(url: "postgresql://anna:secret@127.0.0.1:1/martlet"))
        await self.expect("cannot be reached") { _ = try await PostgreSQLStore.open(settings) }
        #expect(await PostgreSQLLease(settings).renew() != .held)
        await #expect(throws: SQLError.self) { try await PostgreSQLVisit.pay(settings) }
    }

    @Test("a server that knows neither user nor database is told from one that is away")
    func notAdmitted() async throws {
        let database = try await Self.base()
        let known = try database.base.settings.url
        for place in ["/nothing?", "/martlet_ready_0?user=nobody&"] {
            let url = known.replacing(/\/[a-z_0-9]+\?/, with: place, maxReplacements: 1)
            let settings = try #require(PostgreSQLSettings(url: url))
            await self.expect("refuses Martlet") { _ = try await PostgreSQLStore.open(settings) }
        }
    }

    @Test("connections that were lost while they rested are made anew, and nobody notices")
    func reconnects() async throws {
        let database = try await Self.base()
        let store = try await PostgreSQLStore.open(try database.base.settings)
        for version in 1...3 as ClosedRange<Int64> {
            let domain = Domain.sample("d\(version).example")
            _ = try await store.configuration.apply([.putDomain(domain)], by: Self.author, at: .epoch)
            #expect(try await store.configuration.version() == version)
            try database.base.cutConnections()
        }
    }

    @Test("a transaction whose connection breaks is undone whole and says so; the next one works")
    func broken() async throws {
        let database = try await Self.base()
        let engine = PostgreSQLDatabase(try database.base.settings)
        let insert = "INSERT INTO journal_domains (key, domain) VALUES ($1, $2)"
        await #expect(throws: SQLError.self) {
            try await engine.write { connection in
                try connection.execute(insert, [.integer(1), .text("a")])
                try database.base.cutConnections()
                try connection.execute(insert, [.integer(2), .text("b")])
            }
        }
        try await engine.write { try $0.execute(insert, [.integer(1), .text("c")]) }
        let found = try await engine.read { try $0.all("SELECT domain FROM journal_domains") { $0.text(0) } }
        #expect(found == ["c"])
    }

    @Test("a writer that waits too long for another one says so, and readers do not wait")
    func locked() async throws {
        let database = try await Self.base()
        var settings = try database.base.settings
        settings.lockTimeoutSeconds = 1
        let store = try await PostgreSQLStore.open(settings)
        try database.base.command("SELECT pg_advisory_lock(\(0x4d41_5254_4c45_5401))")
        await self.expect("locked") {
            _ = try await store.configuration.apply([.putDomain(.sample())], by: Self.author, at: .epoch)
        }
        #expect(try await store.configuration.version() == 0)
        try database.base.command("SELECT pg_advisory_unlock_all()")
        _ = try await store.configuration.apply([.putDomain(.sample())], by: Self.author, at: .epoch)
    }

    @Test("a statement that takes too long is given up")
    func tooSlow() async throws {
        let database = try await Self.base()
        var settings = try database.base.settings
        settings.statementTimeoutSeconds = 2
        let engine = PostgreSQLDatabase(settings)
        let error = await #expect(throws: SQLError.self) {
            try await engine.read { try $0.execute("SELECT pg_sleep(30)", []) }
        }
        #expect(error?.code == .tooSlow)
        #expect(try await engine.read { try $0.first("SELECT 1") { $0.integer(0) } } == 1)
    }

    @Test("more than may wait are refused, and those who wait are served in turn")
    func crowd() async throws {
        let database = try await Self.base()
        var settings = try database.base.settings
        (settings.readers, settings.waitingLimit) = (1, 5)
        let engine = PostgreSQLDatabase(settings)
        // Nobody is served before all are there.
        try database.base.command("SELECT pg_advisory_lock(1)")
        let outcomes = try await withThrowingTaskGroup(of: SQLError.Code?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        try await engine.read { try $0.execute("SELECT pg_advisory_xact_lock(1)", []) }
                        return nil
                    } catch {
                        return (error as? SQLError)?.code
                    }
                }
            }
            var outcomes: [SQLError.Code?] = []
            while let outcome = try await group.next() {
                outcomes.append(outcome)
                if outcomes.count == 14 { try database.base.command("SELECT pg_advisory_unlock(1)") }
            }
            return outcomes
        }
        #expect(outcomes == [SQLError.Code?](repeating: .tooSlow, count: 14) + [nil, nil, nil, nil, nil, nil])
    }

    @Test("a failure that a transaction passes over is no success")
    func swallowed() async throws {
        let database = try await Self.base()
        let engine = PostgreSQLDatabase(try database.base.settings)
        await #expect(throws: SQLError.self) {
            try await engine.write { connection in
                try? connection.execute("INSERT INTO journal_domains (key, domain) VALUES (1, NULL)", [])
            }
        }
    }

    @Test("what was closed is closed")
    func closed() async throws {
        let database = try await Self.base()
        let store = try await PostgreSQLStore.open(try database.base.settings)
        try store.close()
        await self.expect("cannot be opened") { _ = try await store.configuration.version() }
    }

    @Test("data of a newer version is left alone")
    func tooNew() async throws {
        let database = try await TestPostgreSQL.shared.database(isEmpty: true)
        let settings = try database.base.settings
        try await PostgreSQLStore.open(settings).close()
        try database.base.command("INSERT INTO schema_migrations (number, name) VALUES (99, 'future')")
        await self.expect("newer version") { _ = try await PostgreSQLStore.open(settings) }
    }
}

/// One server to a database.
@Suite("PostgreSQL lease", .timeLimit(.minutes(12)))
struct PostgreSQLLeaseTests {
    private static func lease(_ database: TestPostgreSQL.Database, _ name: String) throws -> PostgreSQLLease {
        var settings = try database.base.settings
        settings.name = name
        settings.lockTimeoutSeconds = 1
        return PostgreSQLLease(settings)
    }

    @Test("a second server is told who has the database; a lost connection is taken anew; who was replaced is told")
    func lease() async throws {
        let database = try await TestPostgreSQL.shared.database(isEmpty: false)
        let first = try Self.lease(database, "martlet serve one")
        let second = try Self.lease(database, "martlet serve two")
        #expect(await first.renew() == .held)
        let refusal = PostgreSQLLease.State.taken(by: "martlet serve one, connected from its own machine")
        #expect(await second.renew() == refusal)
        #expect(await first.renew() == .held)
        try database.base.cutConnections()
        #expect(await first.renew() == .held)
        #expect(await second.renew() == refusal)
        try database.base.cutConnections()
        #expect(await second.renew() == .held)
        #expect(
            await first.renew() == .taken(by: "martlet serve two, connected from its own machine")
        )
    }

    @Test("the connection that the network has swallowed is our own: it is ended, and the lease taken again")
    func ghost() async throws {
        let database = try await TestPostgreSQL.shared.database(isEmpty: false)
        let ghost = try Self.lease(database, "martlet serve one")
        let again = try Self.lease(database, "martlet serve one")
        #expect(await ghost.renew() == .held)
        #expect(await again.renew() != .held)
        // It is ended now, and the server may take its time for that.
        var state = await again.renew()
        for _ in 0..<30 where state != .held { state = await again.renew() }
        #expect(state == .held)
    }

    @Test("a visit tells version, encryption and schema, and changes nothing")
    func visit() async throws {
        let database = try await TestPostgreSQL.shared.database(isEmpty: true)
        let before = try await PostgreSQLVisit.pay(try database.base.settings)
        #expect(!before.hasSchema && before.isLocal && !before.isEncrypted && before.version.hasPrefix("1"))
        try await PostgreSQLStore.open(try database.base.settings).close()
        #expect(try await PostgreSQLVisit.pay(try database.base.settings).hasSchema)
    }
}
