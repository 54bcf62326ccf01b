import Dispatch
package import Storage

/// The right to be the one server of a database: a lock that lives as long as a connection of its own, so a server that
/// dies gives it back.
// What varies is touched on the queue only.
package final class PostgreSQLLease: @unchecked Sendable {
    package enum State: Equatable, Sendable {
        case held
        /// The server cannot be asked; nobody else can take the lease there either, or it will be seen later.
        case unknown(SQLError)
        /// Another server has it: its name and where it comes from.
        case taken(by: String)
    }

    private let settings: PostgreSQLSettings
    private let queue = DispatchQueue(label: "martlet.lease", qos: .userInitiated)
    private var session: PostgreSQLSession?

    /// - Parameter settings: their name is what other servers are told, and is no other server's.
    package init(_ settings: PostgreSQLSettings) {
        self.settings = settings
    }

    /// Takes the lease, or looks whether it is still held, and takes it again when the connection was lost. Waits a few
    /// seconds for a server that is just ending.
    package func renew() async -> State {
        await withCheckedContinuation { continuation in
            self.queue.async { continuation.resume(returning: self.state()) }
        }
    }

    private func state() -> State {
        if let session = self.session {
            if (try? session.first("SELECT 1") { _ in true }) != nil { return .held }
            self.session = nil
        }
        do {
            return try self.take(try PostgreSQLSession(self.settings))
        } catch {
            return .unknown(error as? SQLError ?? SQLError(.other, "\(error)"))
        }
    }

    private func take(_ session: PostgreSQLSession) throws -> State {
        do {
            try session.execute("SELECT pg_advisory_lock(\(PostgreSQLLock.serving))", [])
        } catch {
            guard error.code == .locked else { throw error }
            return try self.taken(session)
        }
        self.session = session
        return .held
    }

    private func taken(_ session: PostgreSQLSession) throws -> State {
        let holder = try session.first(
            """
            SELECT application_name, COALESCE(host(client_addr), 'its own machine'), pg_locks.pid
            FROM pg_locks JOIN pg_stat_activity ON pg_stat_activity.pid = pg_locks.pid
            WHERE locktype = 'advisory' AND granted
                AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND classid = \(PostgreSQLLock.serving >> 32) AND objid = \(PostgreSQLLock.serving & 0xffff_ffff)
            """
        ) { (name: $0.text(0), address: $0.text(1), process: $0.integer(2)) }
        guard let holder else { return .unknown(SQLError(.locked, "the lease was given back just now")) }
        if holder.name == self.settings.name {
            // Our own connection, which the network has swallowed and the server has not noticed yet.
            try session.execute("SELECT pg_terminate_backend($1)", [.integer(holder.process)])
            return .unknown(SQLError(.lost, "the connection of the lease was lost"))
        }
        return .taken(by: "\(holder.name), connected from \(holder.address)")
    }
}

/// What there is to know of a database before anything is done with it, for people.
package struct PostgreSQLVisit: Equatable, Sendable {
    /// `15.18`.
    package let version: String
    package let isEncrypted: Bool
    /// Whether the server is on this machine.
    package let isLocal: Bool
    /// Whether Martlet's schema is there.
    package let hasSchema: Bool

    /// - Throws: ``SQLError`` when the server cannot be reached, or lets us do too little.
    package static func pay(_ settings: PostgreSQLSettings) async throws -> PostgreSQLVisit {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "martlet.visit").async {
                continuation.resume(with: Result { try Self.look(try PostgreSQLSession(settings)) })
            }
        }
    }

    private static func look(_ session: PostgreSQLSession) throws -> PostgreSQLVisit {
        let table = try session.first("SELECT to_regclass('schema_migrations') IS NOT NULL") { $0.text(0) == "t" }
        let hasSchema = table ?? false
        if !hasSchema {
            let mayCreate = try session.first(
                "SELECT has_schema_privilege(current_schema(), 'CREATE')"
            ) { $0.text(0) == "t" }
            guard mayCreate == true else { throw SQLError(.forbidden, "tables cannot be made in this database") }
        }
        return PostgreSQLVisit(
            version: session.serverVersion,
            isEncrypted: session.isEncrypted,
            isLocal: session.isLocal,
            hasSchema: hasSchema
        )
    }
}
