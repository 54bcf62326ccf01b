import Kernel
import Model
import ModelTesting
import Storage
import Testing

/// Stores that earlier versions wrote, opened by this one.
@Suite("Old schemas")
struct OldSchemaTests {
    private static let author = ChangeAuthor(name: "test")

    /// A store as the version with that many migrations left it.
    private static func database(_ engine: TestDatabase.Engine, migrations: Int) async throws -> any SQLDatabase {
        let database = try await TestDatabase(engine, isEmpty: true).open()
        try await database.write { connection in
            try connection.script(
                "CREATE TABLE schema_migrations (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL)"
            )
            for step in Migration.all.prefix(migrations) {
                try connection.script(step.sql)
                try connection.execute(
                    "INSERT INTO schema_migrations (number, name) VALUES ($1, $2)",
                    [.count(step.number), .text(step.name)]
                )
            }
        }
        return database
    }

    /// As it was written when lines rang one user: the former object and the present one of a line's changes.
    private static let oldLine = """
        {"domain":"acme.example","id":"line-1","isActive":true,"number":"+74951234567","shownName":"Main",\
        "trunk":"trunk-1","user":"alice","version":1}
        """
    private static let oldUser = """
        {"digestMD5":"","digestSHA256":"","doNotDisturb":false,"domain":"acme.example","extension":"101","id":"alice",\
        "isBlocked":false,"login":"alice","passwordHash":"","ringTimeSeconds":25,"role":"user","shownName":"Alice",\
        "version":1}
        """

    @Test(
        "RTE-03 schema 13: a line that rang a user has one rule for that user; old changes are read and undone",
        arguments: TestDatabase.Engine.allCases
    )
    func linesThatRangUsers(_ engine: TestDatabase.Engine) async throws {
        let database = try await Self.database(engine, migrations: 13)
        try await database.write { connection in
            try connection.script(
                """
                INSERT INTO domains (id, shown_name, is_blocked, call_limit, version)
                    VALUES ('acme.example', 'Acme', 0, 10, 1);
                INSERT INTO users (id, domain, login, extension, shown_name, role, is_blocked, do_not_disturb,
                    ring_time_seconds, password_hash, digest_md5, digest_sha256, version)
                    VALUES ('alice', 'acme.example', 'alice', '101', 'Alice', 'user', 0, 0, 25, '', '', '', 1);
                INSERT INTO trunks (id, name, host, transport, authentication, sources, channel_limit, priority, weight,
                    probe_seconds, is_active, version)
                    VALUES ('trunk-1', 'alpha', 'sip.example.net', 'udp', 'address', '', 10, 10, 100, 30, 1, 1);
                INSERT INTO lines (id, domain, number, number_key, trunk, user_id, shown_name, is_active, version)
                    VALUES ('line-1', 'acme.example', '+74951234567', '74951234567', 'trunk-1', 'alice', 'Main', 1, 1),
                        ('line-2', 'acme.example', '100', '100', NULL, 'alice', '', 0, 3);
                INSERT INTO changes (version, at, author, author_address, domain, object_kind, object_id, object_name,
                    object_before, object_after) VALUES
                    (1, 1, 'a', '', 'acme.example', 'user', 'alice', 'alice@acme.example', NULL, '\(Self.oldUser)'),
                    (2, 2, 'a', '', 'acme.example', 'line', 'line-1', '+74951234567', NULL, '\(Self.oldLine)'),
                    (3, 3, 'a', '', 'acme.example', 'line', 'line-9', '+74951234567', '\(Self.oldLine)', NULL);
                """
            )
        }
        let configuration = try await Store(database).configuration
        let loaded = try await configuration.load()
        let number = try #require(DialString("+74951234567"))
        let rules = [LineRule(to: .user(UserID("alice")))]
        let line = Line(
            id: LineID("line-1"),
            domain: DomainID("acme.example"),
            number: number,
            trunk: TrunkID("trunk-1"),
            shownName: "Main",
            rules: rules,
            version: 1
        )
        #expect(loaded.lines[line.id] == line)
        let other = try #require(loaded.lines[LineID("line-2")])
        #expect(other.rules == rules && !other.isActive && other.version == 3 && other.filter == .off)
        let alice = try #require(loaded.user(UserID("alice")))
        #expect(alice.forwarding == Forwarding(own: .init(seconds: 25)))
        let domain = try #require(loaded.tenants[DomainID("acme.example")]?.domain)
        #expect(domain.timeZone == "Europe/Moscow" && domain.calendar == WorkCalendar() && domain.menus == MenuLimits())

        let changes = try await configuration.changes(after: 0, limit: 9)
        #expect(changes.map(\.after) == [.putUser(alice), .putLine(line), .removeLine(LineID("line-9"))])
        #expect(changes.last?.before == .putLine(line))
        // What was undone lies in the new form, and the rules of today hold.
        _ = try await configuration.undo(2, by: Self.author, at: .epoch)
        #expect(try await configuration.load().lines[line.id] == nil)
        _ = try await configuration.apply([.putLine(Line.sample("200", for: alice))], by: Self.author, at: .epoch)
        let error = await #expect(throws: ModelError.self) {
            try await configuration.apply([.removeUser(alice.id)], by: Self.author, at: .epoch)
        }
        #expect(error?.code == .invalid)
    }

    @Test(
        "ACT-03 before actions had a column: old changes keep their three names, new ones have all",
        arguments: TestDatabase.Engine.allCases
    )
    func actionsOfChanges(_ engine: TestDatabase.Engine) async throws {
        let earlier = Migration.all.prefix { $0.name != "actions of changes" }.count
        let database = try await Self.database(engine, migrations: earlier)
        let isBlocked = Self.oldUser.replacing(#""isBlocked":false"#, with: #""isBlocked":true"#)
        try await database.write { connection in
            for (version, before, after) in [(1, nil, Self.oldUser), (2, Self.oldUser, isBlocked)] {
                try connection.execute(
                    """
                    INSERT INTO changes (version, at, author, author_address, domain, object_kind, object_id, object_name,
                        object_before, object_after)
                        VALUES ($1, 5, 'boss', '', 'acme.example', 'user', 'alice', 'alice@acme.example', $2, $3)
                    """,
                    [.count(version), .optional(before), .text(after)]
                )
            }
        }
        let repository = try await Store(database).configuration
        var alice = User.sample("alice", extension: "101")
        _ = try await repository.apply([.putDomain(.sample()), .putUser(alice)], by: Self.author, at: .epoch)
        alice = try #require(try await repository.load().user(alice.id))
        alice.isBlocked = true
        let blocked = try await repository.apply([.putUser(alice)], by: Self.author, at: .epoch)
        #expect(blocked.map(\.action) == [.deactivate])
        for (action, versions) in [
            (ChangeFilter.Action.create, [4, 3, 1]), (.change, [2]), (.deactivate, [5]), (.activate, []), (.remove, []),
        ] as [(ChangeFilter.Action, [Int64])] {
            let filter = ChangeFilter(.installation, action: action)
            let found = try await repository.history(filter, before: nil, limit: 9)
            #expect(found.map(\.version) == versions && found.allSatisfy { $0.action == action }, "\(action)")
            #expect(try await repository.count(filter) == versions.count)
        }
    }

    @Test(
        "every step leads to the same schema, wherever one begins",
        arguments: TestDatabase.Engine.allCases,
        [1, 7, 13]
    )
    func steps(_ engine: TestDatabase.Engine, from number: Int) async throws {
        func schema(_ migrations: Int) async throws -> [String] {
            let database = try await Self.database(engine, migrations: migrations)
            _ = try await Store(database)
            return try await database.read { connection in
                try connection.all(Self.schema(engine)) { $0.text(0) }
            }
        }
        let whole = try await schema(Migration.all.count)
        #expect(try await schema(number) == whole && whole.count > 30)
    }

    /// What the engine says of tables and indexes.
    private static func schema(_ engine: TestDatabase.Engine) -> String {
        switch engine {
        case .sqlite: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
        case .postgresql:
            """
            SELECT concat_ws(' ', table_name, column_name, data_type, collation_name, is_nullable, column_default)
            FROM information_schema.columns WHERE table_schema = 'public'
            UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1
            """
        }
    }
}
