import Storage

/// A connection with its prepared statements and its transactions.
final class PostgreSQLSession: SQLConnection {
    /// What transactions need, `SET LOCAL` and all: 13, the oldest that is still looked after.
    static let oldestVersion = 130_000

    enum Access {
        /// One view for all statements.
        case reading
        /// Alone with the right to write.
        case writing

        fileprivate var beginning: String {
            switch self {
            case .reading: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            // Whoever waited for the lock sees what the one before has written: each statement looks anew.
            case .writing:
                "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(\(PostgreSQLLock.writing))"
            }
        }
    }

    /// Statements that carry numbers in their text would otherwise be kept for ever.
    private static let statementLimit = 256

    private let handle: PostgreSQLHandle
    private var statements: [String: String] = [:]

    init(_ settings: PostgreSQLSettings) throws(SQLError) {
        self.handle = try PostgreSQLHandle(settings.parameters)
        guard self.handle.serverVersion >= Self.oldestVersion else {
            throw SQLError(.tooOld, "the server is PostgreSQL \(Self.version(self.handle.serverVersion))")
        }
        try self.handle.run(settings.greeting)
    }

    var isLost: Bool { self.handle.isLost }

    /// The server's version as people write it.
    var serverVersion: String { Self.version(self.handle.serverVersion) }

    var isLocal: Bool { self.handle.isLocal }

    var isEncrypted: Bool {
        let encrypted = try? self.first("SELECT 1 FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl") { _ in true }
        return encrypted ?? false
    }

    private static func version(_ number: Int) -> String { "\(number / 10_000).\(number % 10_000)" }

    // MARK: - Transactions

    func begin(_ access: Access) throws(SQLError) { try self.handle.run(access.beginning) }

    func commit() throws(SQLError) {
        let answer = try self.handle.run("COMMIT")
        // A transaction of which a statement failed is rolled back, and that is no error to the server.
        guard answer.command == "COMMIT" else { throw SQLError(.other, "a statement of the transaction had failed") }
    }

    /// Whatever goes wrong here, the connection is lost with it, and the transaction with the connection.
    func rollBack() { _ = try? self.handle.run("ROLLBACK") }

    // MARK: - Statements

    func execute(_ sql: String, _ values: [SQLValue]) throws(SQLError) {
        _ = try self.answer(sql, values)
    }

    func query(_ sql: String, _ values: [SQLValue], _ row: (any SQLRow) throws -> Void) throws {
        let answer = try self.answer(sql, values)
        for index in answer.rows { try row(PostgreSQLRow(answer: answer, row: index)) }
    }

    /// A new index of a large table takes its time.
    func script(_ sql: String) throws(SQLError) {
        try self.handle.run("SET LOCAL statement_timeout = 0")
        try self.handle.run(PostgreSQLSchema.translated(sql))
    }

    private func answer(_ sql: String, _ values: [SQLValue]) throws(SQLError) -> PostgreSQLAnswer {
        try self.handle.run(prepared: try self.prepared(sql), values)
    }

    private func prepared(_ sql: String) throws(SQLError) -> String {
        if let name = self.statements[sql] { return name }
        if self.statements.count >= Self.statementLimit {
            try self.handle.run("DEALLOCATE ALL")
            self.statements.removeAll(keepingCapacity: true)
        }
        let name = "martlet\(self.statements.count)"
        try self.handle.prepare(sql, as: name)
        self.statements[sql] = name
        return name
    }
}

/// The numbers of Martlet's locks in a database; "MARTLET" and a number.
enum PostgreSQLLock {
    /// Of the one transaction that writes.
    static let writing: Int64 = 0x4d41_5254_4c45_5401
    /// Of the one server that the database belongs to.
    static let serving: Int64 = 0x4d41_5254_4c45_5402
}
