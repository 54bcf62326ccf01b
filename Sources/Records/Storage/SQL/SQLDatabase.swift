/// A database that understands the SQL of this target. A driver (SQLite, PostgreSQL) conforms to it.
///
/// The text is common to all engines. `$1`, `$2`, … are the parameters, first used in that order. In the schema
/// `INTEGER` is 64 bits wide, text is compared by its bytes, and there is nothing that only one engine knows. `LIKE` is
/// used with both sides in lower case, because the engines disagree about capitals.
package protocol SQLDatabase: Sendable {
    /// Runs `body` on a consistent view of what is committed. Several may run at once.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result

    /// Runs `body` in a transaction that no other writer, also of another process, is beside; rolls all of it back when
    /// `body` throws. Once begun it is not cut short by the cancellation of its task.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result

    /// Ends all connections; what comes later fails.
    func close() throws(SQLError)
}

/// A connection for the time of one `read` or `write`. Statements are prepared once and kept.
package protocol SQLConnection {
    /// Runs one statement and drops its rows.
    func execute(_ sql: String, _ values: [SQLValue]) throws(SQLError)

    /// Runs one query and shows each row to `row`, which keeps nothing of it.
    func query(_ sql: String, _ values: [SQLValue], _ row: (any SQLRow) throws -> Void) throws

    /// Runs several statements without parameters.
    func script(_ sql: String) throws(SQLError)
}

/// The row a query stands on. Columns count from 0; a value of another type reads as 0, empty or `nil`.
package protocol SQLRow {
    func isNull(_ column: Int) -> Bool
    func integer(_ column: Int) -> Int64
    func real(_ column: Int) -> Double
    func text(_ column: Int) -> String
    /// Text as its UTF-8 bytes.
    func bytes(_ column: Int) -> [UInt8]
    /// What is no text.
    func blob(_ column: Int) -> [UInt8]
}

/// A parameter of a statement.
package enum SQLValue: Equatable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    /// Text that is in UTF-8 already.
    case utf8([UInt8])
    /// What is no text.
    case blob([UInt8])

    package static func optional(_ text: String?) -> SQLValue { text.map(SQLValue.text) ?? .null }
    package static func optional(_ integer: Int64?) -> SQLValue { integer.map(SQLValue.integer) ?? .null }
    package static func optional(_ real: Double?) -> SQLValue { real.map(SQLValue.real) ?? .null }
    package static func boolean(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
    package static func count(_ value: Int) -> SQLValue { .integer(Int64(value)) }
}

extension SQLConnection {
    /// The first row of a query, turned into something; `nil` when there is none.
    package func first<Value>(
        _ sql: String,
        _ values: [SQLValue] = [],
        _ read: (any SQLRow) throws -> Value
    ) throws -> Value? {
        var found: Value?
        try self.query(sql, values) { row in
            if found == nil { found = try read(row) }
        }
        return found
    }

    /// Every row of a query, turned into something.
    package func all<Value>(
        _ sql: String,
        _ values: [SQLValue] = [],
        _ read: (any SQLRow) throws -> Value
    ) throws -> [Value] {
        var found: [Value] = []
        try self.query(sql, values) { found.append(try read($0)) }
        return found
    }
}

extension SQLRow {
    package func optionalText(_ column: Int) -> String? { self.isNull(column) ? nil : self.text(column) }
    package func optionalInteger(_ column: Int) -> Int64? { self.isNull(column) ? nil : self.integer(column) }
    package func optionalReal(_ column: Int) -> Double? { self.isNull(column) ? nil : self.real(column) }
    package func boolean(_ column: Int) -> Bool { self.integer(column) != 0 }
    package func count(_ column: Int) -> Int { Int(truncatingIfNeeded: self.integer(column)) }
}
