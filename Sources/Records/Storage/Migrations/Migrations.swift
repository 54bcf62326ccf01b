/// A numbered step of the schema. Released ones never change; a new one is added at the end.
package struct Migration: Sendable {
    package let number: Int
    package let name: String
    package let sql: String

    /// All of them, in order.
    package static let all = [
        Migration.configuration, .sessions, .calls, .recordings, .voice, .callCodes, .entries, .calling,
        .traces, .messageLamps, .addressBooks, .withheldCallers, .withheldInRecordings, .routing,
        .signInSecurity, .pools, .limits, .passkeys, .toll, .people, .mobiles, .spokenPrompts,
        .numbers, .callOrigins, .menuVisits, .callTraits, .noticeAddresses, .changeActions, .operators,
    ]

    /// Brings the schema up to date. Several processes may try at once: the first does it, the others find it done.
    package static func run(on database: any SQLDatabase) async throws {
        let steps = Self.all
        let last = steps.last?.number ?? 0
        // A fresh database has no such table; whatever else is wrong, the transaction below says it.
        let present = try? await database.read { try Self.newest($0) }
        if present == last { return }
        try await database.write { connection in
            try connection.script(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    number INTEGER NOT NULL PRIMARY KEY,
                    name TEXT NOT NULL
                )
                """
            )
            let done = try Self.newest(connection)
            guard done <= last else {
                throw SQLError(.tooNew, "the schema has number \(done), this version knows \(last)")
            }
            for step in steps where step.number > done {
                try connection.script(step.sql)
                try connection.execute(
                    "INSERT INTO schema_migrations (number, name) VALUES ($1, $2)",
                    [.count(step.number), .text(step.name)]
                )
            }
        }
    }

    private static func newest(_ connection: any SQLConnection) throws -> Int {
        try connection.first("SELECT MAX(number) FROM schema_migrations") { $0.count(0) } ?? 0
    }

    static let configuration = Migration(
        number: 1,
        name: "configuration",
        sql: """
            CREATE TABLE domains (
                id TEXT NOT NULL PRIMARY KEY,
                shown_name TEXT NOT NULL,
                is_blocked INTEGER NOT NULL,
                call_limit INTEGER NOT NULL,
                caller_id TEXT,
                version INTEGER NOT NULL
            );
            CREATE TABLE users (
                id TEXT NOT NULL PRIMARY KEY,
                domain TEXT NOT NULL REFERENCES domains (id),
                login TEXT NOT NULL,
                extension TEXT,
                shown_name TEXT NOT NULL,
                email TEXT,
                role TEXT NOT NULL,
                is_blocked INTEGER NOT NULL,
                do_not_disturb INTEGER NOT NULL,
                ring_time_seconds INTEGER NOT NULL,
                caller_id TEXT,
                password_hash TEXT NOT NULL,
                digest_md5 TEXT NOT NULL,
                digest_sha256 TEXT NOT NULL,
                version INTEGER NOT NULL,
                UNIQUE (domain, login),
                UNIQUE (domain, extension)
            );
            CREATE TABLE trunks (
                id TEXT NOT NULL PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                host TEXT NOT NULL,
                port INTEGER,
                transport TEXT NOT NULL,
                authentication TEXT NOT NULL,
                username TEXT,
                password TEXT,
                expires_seconds INTEGER,
                sources TEXT NOT NULL,
                channel_limit INTEGER NOT NULL,
                priority INTEGER NOT NULL,
                weight INTEGER NOT NULL,
                probe_seconds INTEGER NOT NULL,
                is_active INTEGER NOT NULL,
                version INTEGER NOT NULL
            );
            CREATE TABLE lines (
                id TEXT NOT NULL PRIMARY KEY,
                domain TEXT NOT NULL REFERENCES domains (id),
                number TEXT NOT NULL,
                number_key TEXT NOT NULL UNIQUE,
                trunk TEXT REFERENCES trunks (id),
                user_id TEXT NOT NULL REFERENCES users (id),
                shown_name TEXT NOT NULL,
                is_active INTEGER NOT NULL,
                version INTEGER NOT NULL
            );
            CREATE INDEX lines_by_domain ON lines (domain);
            CREATE INDEX lines_by_user ON lines (user_id);
            CREATE INDEX lines_by_trunk ON lines (trunk);
            CREATE TABLE changes (
                version INTEGER NOT NULL PRIMARY KEY,
                part_of INTEGER,
                at INTEGER NOT NULL,
                author TEXT NOT NULL,
                author_address TEXT NOT NULL,
                domain TEXT,
                object_kind TEXT NOT NULL,
                object_id TEXT NOT NULL,
                object_name TEXT NOT NULL,
                object_before TEXT,
                object_after TEXT
            );
            CREATE INDEX changes_by_domain ON changes (domain, version);
            CREATE INDEX changes_by_object ON changes (object_kind, object_id, version);
            CREATE INDEX changes_by_whole ON changes (part_of);
            """
    )

    static let sessions = Migration(
        number: 2,
        name: "sessions",
        sql: """
            CREATE TABLE sessions (
                secret_hash TEXT NOT NULL PRIMARY KEY,
                kind TEXT NOT NULL,
                user_id TEXT NOT NULL,
                label TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL
            );
            CREATE INDEX sessions_by_user ON sessions (user_id, created_at);
            CREATE INDEX sessions_by_expiry ON sessions (expires_at);
            """
    )

    /// What a change is called, so that pages of it can be asked for; no value: recorded before there was a column.
    static let changeActions = Migration(
        number: 28,
        name: "actions of changes",
        sql: """
            ALTER TABLE changes ADD COLUMN action TEXT;
            CREATE INDEX changes_by_action ON changes (action, version);
            """
    )
}
