import Storage
import StoragePostgreSQL
import Testing

/// What every engine does with values and statements.
@Suite("Engines")
struct EngineTests {
    static let values: [SQLValue] = [
        .null, .integer(0), .integer(-1), .integer(.max), .integer(.min), .real(0.1), .real(-1.5e300), .real(4),
        .text(""), .text("Анна \u{1f426} 'quoted' \"twice\" \\ % _"), .utf8(Array("é\n".utf8)), .blob([]),
        .blob(Array(0...255)),
    ]

    @Test("values come back as they went", arguments: TestDatabase.Engine.allCases)
    func roundTrip(_ engine: TestDatabase.Engine) async throws {
        let database = try await TestDatabase(engine, isEmpty: true).open()
        try await database.write { connection in
            try connection.script("CREATE TABLE kept (i INTEGER, r DOUBLE PRECISION, t TEXT, b BLOB)")
            for value in Self.values {
                let column =
                    switch value {
                    case .null, .integer: "i"
                    case .real: "r"
                    case .text, .utf8: "t"
                    case .blob: "b"
                    }
                try connection.execute("DELETE FROM kept", [])
                try connection.execute("INSERT INTO kept (\(column)) VALUES ($1)", [value])
                let read = try connection.first("SELECT \(column) FROM kept") { row -> SQLValue in
                    switch value {
                    case _ where row.isNull(0): .null
                    case .null, .integer: .integer(row.integer(0))
                    case .real: .real(row.real(0))
                    case .text: .text(row.text(0))
                    case .utf8: .utf8(row.bytes(0))
                    case .blob: .blob(row.blob(0))
                    }
                }
                #expect(read == value)
            }
        }
    }

    @Test(
        "text is ordered by its bytes, and a row is shown while the next query runs",
        arguments: TestDatabase.Engine.allCases
    )
    func order(_ engine: TestDatabase.Engine) async throws {
        let database = try await TestDatabase(engine, isEmpty: true).open()
        let words = ["a", "Z", "я", "É", "_", "-", "ab", "aB", ""]
        let read = try await database.write { connection in
            try connection.script("CREATE TABLE words (word TEXT NOT NULL PRIMARY KEY)")
            for word in words { try connection.execute("INSERT INTO words (word) VALUES ($1)", [.text(word)]) }
            return try connection.all("SELECT word FROM words ORDER BY word") { row in
                try connection.first("SELECT word FROM words WHERE word = $1", [.text(row.text(0))]) { $0.text(0) }
                    ?? "?"
            }
        }
        #expect(read == words.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
    }

    @Test("a key that is there already is told from other faults", arguments: TestDatabase.Engine.allCases)
    func faults(_ engine: TestDatabase.Engine) async throws {
        let database = try await TestDatabase(engine, isEmpty: true).open()
        let table = """
            CREATE TABLE one (key INTEGER NOT NULL PRIMARY KEY, must INTEGER NOT NULL, other INTEGER REFERENCES one (key));
            INSERT INTO one (key, must) VALUES (1, 1)
            """
        try await database.write { try $0.script(table) }
        for (values, code) in [
            ("1, 1, NULL", .notUnique), ("2, NULL, NULL", .constraint), ("2, 2, 9", .constraint),
        ] as [(String, SQLError.Code)] {
            let error = await #expect(throws: SQLError.self) {
                try await database.write { try $0.execute("INSERT INTO one (key, must, other) VALUES (\(values))", []) }
            }
            #expect(error?.code == code, "\(values)")
        }
    }

    @Test("any number of different statements may be asked", arguments: TestDatabase.Engine.allCases)
    func statements(_ engine: TestDatabase.Engine) async throws {
        let database = try await TestDatabase(engine, isEmpty: true).open()
        let sum = try await database.read { connection in
            try (0..<600).reduce(into: 0) { sum, number in
                sum += try connection.first("SELECT \(number)") { $0.count(0) } ?? 0
            }
        }
        #expect(sum == 600 * 599 / 2)
    }

    @Test("a zero in text, which a peer can send, is kept as the sign for what cannot be shown")
    func zero() async throws {
        let database = try await TestDatabase(.postgresql, isEmpty: true).open()
        let read = try await database.write { connection in
            try connection.script("CREATE TABLE words (word TEXT NOT NULL)")
            try connection.execute("INSERT INTO words (word) VALUES ($1)", [.text("a\0b")])
            return try connection.first("SELECT word FROM words") { $0.text(0) }
        }
        #expect(read == "a\u{fffd}b")
    }
}

@Suite("PostgreSQL settings")
struct PostgreSQLSettingsTests {
    @Test(
        "are shown without password and parameters",
        arguments: [
            (
                "postgresql://anna:secret@db.example:5433/pbx?sslmode=verify-full",
                "postgresql://anna@db.example:5433/pbx"
            ),
            ("postgres://anna@db.example/pbx", "postgresql://anna@db.example/pbx"),
            ("postgresql:///pbx?host=/run/postgresql&password=secret", "postgresql://pbx"),
            ("postgresql://anna:p%40ss@[::1]/pbx", "postgresql://anna@[::1]/pbx"),
        ]
    )
    func shown(url: String, text: String) throws {
        #expect(try #require(PostgreSQLSettings(url: url)).description == text)
    }

    @Test(
        "are refused when they are none",
        arguments: ["", "mysql://a/b", "/data/martlet.db", "host=db", "postgresql://a:%zz@b/c", "postgresql://a/b?x=y"]
    )
    func refused(url: String) {
        #expect(PostgreSQLSettings(url: url) == nil)
    }
}
