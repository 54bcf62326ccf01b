import CLibPQ
import Foundation
import Storage
import StoragePostgreSQL
import Synchronization

/// The one PostgreSQL server of a test run: started by the first who needs it, gone with the process.
///
/// Databases are dear to make, so a few are emptied and used again; whoever finds none free waits.
actor TestPostgreSQL {
    static let shared = TestPostgreSQL()

    /// Why there is no server, in one sentence that says what to do.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// Databases of one kind: with Martlet's schema, or with nothing.
    private struct Shelf {
        /// More are not made.
        static let limit = 4

        var made = 0
        var free: [Base] = []
        var waiting: [CheckedContinuation<Base, Never>] = []
    }

    private var starting: Task<Server, any Error>?
    private var shelves = [true: Shelf(), false: Shelf()]

    /// A database for one test.
    func database(isEmpty: Bool) async throws -> Database {
        let server = try await self.server()
        let base = try await self.base(isEmpty: isEmpty, server)
        return Database(base: base)
    }

    private func base(isEmpty: Bool, _ server: Server) async throws -> Base {
        if let base = self.shelves[isEmpty]?.free.popLast() { return base }
        if let made = self.shelves[isEmpty]?.made, made < Shelf.limit {
            self.shelves[isEmpty]?.made += 1
            let base = try Base(server, name: "martlet_\(isEmpty ? "empty" : "ready")_\(made)", isEmpty: isEmpty)
            if !isEmpty { try await PostgreSQLStore.open(try base.settings).close() }
            return base
        }
        return await withCheckedContinuation { self.shelves[isEmpty]?.waiting.append($0) }
    }

    fileprivate func giveBack(_ base: Base) {
        // What cannot be emptied is not used again; then the next fault tells why.
        guard (try? base.empty()) != nil else { return }
        if self.shelves[base.isEmpty]?.waiting.isEmpty == false {
            self.shelves[base.isEmpty]?.waiting.removeFirst().resume(returning: base)
        } else {
            self.shelves[base.isEmpty]?.free.append(base)
        }
    }

    private func server() async throws -> Server {
        let starting = self.starting ?? Task { try Server() }
        self.starting = starting
        return try await starting.value
    }

    /// The process that `Tests/PostgreSQL/server.sh` is. It ends when its input does, which is with ours.
    final class Server: Sendable {
        let folder: String
        private let input = Pipe()
        private let connection: Connection

        init() throws {
            self.folder = NSTemporaryDirectory() + "martlet-pg-" + UUID().uuidString.prefix(8)
            let process = Process()
            let output = Pipe()
            let errors = Pipe()
            let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            process.executableURL = root.appending(path: "PostgreSQL/server.sh")
            process.arguments = [self.folder]
            process.standardInput = self.input
            process.standardOutput = output
            process.standardError = errors
            try process.run()
            let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
            guard said.contains("ready") else {
                let reason = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
                throw Missing(description: reason.trimmingCharacters(in: .whitespacesAndNewlines))
            }
            self.connection = try Connection("host=\(self.folder) user=martlet dbname=postgres")
        }

        func command(_ sql: String) throws { try self.connection.command(sql) }

        func settings(_ name: String) throws -> PostgreSQLSettings {
            var settings = PostgreSQLSettings(url: "postgresql://martlet@/\(name)?host=\(self.folder)")
            settings?.readers = 2
            // A machine with much else to do is no failure.
            settings?.connectTimeoutSeconds = 60
            settings?.lockTimeoutSeconds = 60
            guard let settings else { throw Missing(description: "\(self.folder) is no part of a connection string") }
            return settings
        }
    }

    /// A database that is used again and again.
    final class Base: Sendable {
        let isEmpty: Bool
        private let server: Server
        private let name: String
        private let connection: Connection

        fileprivate init(_ server: Server, name: String, isEmpty: Bool) throws {
            self.server = server
            self.name = name
            self.isEmpty = isEmpty
            try server.command("CREATE DATABASE \(name)")
            self.connection = try Connection("host=\(server.folder) user=martlet dbname=\(name)")
        }

        var settings: PostgreSQLSettings {
            get throws { try self.server.settings(self.name) }
        }

        func command(_ sql: String) throws { try self.connection.command(sql) }

        /// Ends all connections to it but our own, as a restart of the server does.
        func cutConnections() throws {
            try self.command(
                """
                SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """
            )
        }

        fileprivate func empty() throws {
            try self.cutConnections()
            guard !self.isEmpty else {
                return try self.command("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            }
            try self.command(
                """
                DO $$ BEGIN EXECUTE (
                    SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') FROM pg_tables
                    WHERE schemaname = 'public' AND tablename <> 'schema_migrations'
                ); END $$
                """
            )
        }
    }

    /// A database for one test; given back with the last who holds it.
    final class Database: Sendable {
        let base: Base

        fileprivate init(base: Base) {
            self.base = base
        }

        deinit {
            let base = self.base
            Task { await TestPostgreSQL.shared.giveBack(base) }
        }
    }

    /// The one that makes and removes databases, which no transaction can.
    private final class Connection: Sendable {
        /// The address of libpq's connection.
        private let handle: Mutex<UInt>

        init(_ parameters: String) throws {
            let connection = PQconnectdb(parameters)
            self.handle = Mutex(UInt(bitPattern: connection))
            guard PQstatus(connection) == CONNECTION_OK else {
                throw Missing(description: String(cString: PQerrorMessage(connection)))
            }
        }

        deinit {
            self.handle.withLock { PQfinish(OpaquePointer(bitPattern: $0)) }
        }

        func command(_ sql: String) throws {
            try self.handle.withLock { handle in
                let connection = OpaquePointer(bitPattern: handle)
                let result = PQexec(connection, sql)
                defer { PQclear(result) }
                guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else {
                    throw Missing(description: String(cString: PQerrorMessage(connection)))
                }
            }
        }
    }
}
