import CLibPQ
import Storage

#if canImport(Glibc)
import Glibc
#endif

/// One connection to a PostgreSQL server: the owner of libpq's pointer. Every function blocks its thread until the
/// server has answered; one thread at a time may call.
final class PostgreSQLHandle {
    private let connection: OpaquePointer

    /// - Parameter parameters: libpq's keywords and values; a later value of a keyword wins, and a `dbname` that is a
    ///   connection string stands for all of its own.
    /// - Throws: ``SQLError/Code/unreachable`` or ``SQLError/Code/notAdmitted``.
    init(_ parameters: [(keyword: String, value: String)]) throws(SQLError) {
        let (connection, ping) = Self.connect(parameters)
        guard let connection else { throw SQLError(.other, "libpq has no memory for a connection") }
        self.connection = connection
        guard PQstatus(connection) == CONNECTION_OK else {
            // A server that answers a ping, and not us, knows us not.
            throw SQLError(ping == PQPING_OK ? .notAdmitted : .unreachable, self.message)
        }
        // Notices would be printed on standard error.
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
    }

    deinit {
        PQfinish(self.connection)
    }

    /// Whether the server can still be asked. Known after a failure only.
    var isLost: Bool { PQstatus(self.connection) != CONNECTION_OK }

    /// 150018 is 15.18.
    var serverVersion: Int { Int(PQserverVersion(self.connection)) }

    /// Runs several statements without parameters; the answer is the last one's.
    @discardableResult
    func run(_ script: String) throws(SQLError) -> PostgreSQLAnswer {
        try self.answer(PQexec(self.connection, script))
    }

    func prepare(_ sql: String, as name: String) throws(SQLError) {
        _ = try self.answer(PQprepare(self.connection, name, sql, 0, nil))
    }

    func run(prepared name: String, _ values: [SQLValue]) throws(SQLError) -> PostgreSQLAnswer {
        let parameters = PostgreSQLParameters(values)
        let result = parameters.withPointers { pointers, lengths, formats in
            PQexecPrepared(self.connection, name, CInt(values.count), pointers, lengths, formats, 0)
        }
        return try self.answer(result)
    }

    private func answer(_ result: OpaquePointer?) throws(SQLError) -> PostgreSQLAnswer {
        guard let result else { throw SQLError(self.isLost ? .lost : .other, self.message) }
        let answer = PostgreSQLAnswer(result)
        guard let failure = answer.failure else { return answer }
        throw self.isLost ? SQLError(.lost, failure.detail) : failure
    }

    private var message: String {
        let text = PQerrorMessage(self.connection).map { String(cString: $0) } ?? ""
        let lines = text.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " || $0 == "\t" } }
        return lines.isEmpty ? "no message" : lines.joined(separator: "; ")
    }

    private static func connect(_ parameters: [(keyword: String, value: String)]) -> (OpaquePointer?, PGPing) {
        Self.withStrings(parameters.map(\.keyword)) { keywords in
            Self.withStrings(parameters.map(\.value)) { values in
                let connection = PQconnectdbParams(keywords, values, 1)
                let isWell = PQstatus(connection) == CONNECTION_OK
                return (connection, isWell ? PQPING_OK : PQpingParams(keywords, values, 1))
            }
        }
    }

    /// C strings and the null pointer that ends a list of them.
    private static func withStrings<Result>(
        _ strings: [String],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let pointers = copies.map { $0.map { UnsafePointer($0) } } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }

    /// Whether libpq understands a connection string.
    static func understands(_ text: String) -> Bool {
        guard let options = PQconninfoParse(text, nil) else { return false }
        PQconninfoFree(options)
        return true
    }

    /// Whether the server is on this machine.
    var isLocal: Bool {
        let host = PQhost(self.connection).map { String(cString: $0) } ?? ""
        return host.hasPrefix("/") || host.hasPrefix("127.") || ["localhost", "::1"].contains(host)
    }
}

/// What the server answered to one statement: all rows, as text. The owner of libpq's pointer.
final class PostgreSQLAnswer {
    private let result: OpaquePointer

    fileprivate init(_ result: OpaquePointer) {
        self.result = result
    }

    deinit {
        PQclear(self.result)
    }

    fileprivate var failure: SQLError? {
        switch PQresultStatus(self.result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return nil
        default: break
        }
        let state = martlet_pq_state(self.result).map { String(cString: $0) } ?? ""
        let message =
            martlet_pq_message(self.result).map { String(cString: $0) }
            ?? PQresultErrorMessage(self.result).map { String(cString: $0) } ?? ""
        return SQLError(sqlState: state, message)
    }

    /// What was done, `COMMIT` for instance.
    var command: String { PQcmdStatus(self.result).map { String(cString: $0) } ?? "" }

    var rows: Range<CInt> { 0..<PQntuples(self.result) }

    func isNull(_ row: CInt, _ column: CInt) -> Bool { PQgetisnull(self.result, row, column) != 0 }

    /// The text of a value, without bytes when it is NULL.
    func withText<Result>(_ row: CInt, _ column: CInt, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let count = Int(PQgetlength(self.result, row, column))
        return body(UnsafeRawBufferPointer(start: PQgetvalue(self.result, row, column), count: count))
    }
}

/// A row of an answer.
struct PostgreSQLRow: SQLRow {
    let answer: PostgreSQLAnswer
    let row: CInt

    func isNull(_ column: Int) -> Bool { self.answer.isNull(self.row, CInt(column)) }

    func integer(_ column: Int) -> Int64 {
        self.withText(column) { bytes in
            let isNegative = bytes.first == UInt8(ascii: "-")
            var value: Int64 = 0
            for byte in isNegative ? bytes.dropFirst() : bytes[...] {
                let digit = Int64(byte &- UInt8(ascii: "0"))
                guard digit <= 9 else { return 0 }
                // Counted downwards, where there is one number more.
                value = value &* 10 &- digit
            }
            return isNegative ? value : 0 &- value
        }
    }

    func real(_ column: Int) -> Double { Double(self.text(column)) ?? 0 }
    func text(_ column: Int) -> String { self.withText(column) { String(decoding: $0, as: UTF8.self) } }
    func bytes(_ column: Int) -> [UInt8] { self.withText(column) { Array($0) } }

    func blob(_ column: Int) -> [UInt8] {
        self.withText(column) { text in
            guard text.starts(with: #"\x"#.utf8) else { return [] }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.count / 2)
            var place = 2
            while place + 1 < text.count {
                bytes.append(Self.digit(text[place]) << 4 | Self.digit(text[place + 1]))
                place += 2
            }
            return bytes
        }
    }

    private static func digit(_ character: UInt8) -> UInt8 {
        character < UInt8(ascii: "a") ? character &- UInt8(ascii: "0") : character &- UInt8(ascii: "a") &+ 10
    }

    private func withText<Result>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        self.answer.withText(self.row, CInt(column), body)
    }
}
