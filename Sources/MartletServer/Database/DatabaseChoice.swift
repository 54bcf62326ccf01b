import Dispatch
import Kernel
import Model
import Storage
import StoragePostgreSQL
import StorageSQLite

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Where everything is kept: a SQLite file in the data folder, or a database of a PostgreSQL server (setting `database`).
struct DatabaseChoice: Sendable {
    private enum Engine: Sendable {
        case sqlite(path: String)
        case postgresql(PostgreSQLSettings)
    }

    private let engine: Engine
    /// Says in the data folder where the server's data is, for commands that were not told.
    private let note: String

    init(_ settings: ServerSettings) {
        self.engine = settings.database.map { .postgresql($0) } ?? .sqlite(path: settings.data + "/martlet.db")
        self.note = settings.data + "/database.txt"
    }

    /// Opens it for a command, making it and its schema when they are not there.
    /// - Throws: ``ModelError`` with a sentence that says what to do.
    func open() async throws -> Store {
        switch self.engine {
        case .sqlite(let path):
            if let place = self.noted {
                throw ModelError(
                    .invalid,
                    "the data is in \(place): give the same --database, MARTLET_DATABASE or martlet.json as to the server"
                )
            }
            return try await SQLiteStore.open(path: path)
        case .postgresql(let settings): return try await PostgreSQLStore.open(settings)
        }
    }

    /// Opens it for the one server that it belongs to. The folder's lock keeps others from a file.
    /// - Throws: ``ServerError`` when another server has it, ``ModelError`` when it cannot be opened.
    func occupy() async throws -> (store: Store, lease: PostgreSQLLease?) {
        switch self.engine {
        case .sqlite(let path):
            try self.take(note: nil)
            return (try await SQLiteStore.open(path: path), nil)
        case .postgresql(var settings):
            var tokens = TokenSource.system()
            let process = ProcessInfo.processInfo
            // The server's list of connections has room for 63 characters.
            settings.name =
                "martlet serve \(process.hostName.prefix(30)) \(process.processIdentifier) \(tokens.token().prefix(8))"
            let lease = PostgreSQLLease(settings)
            switch await lease.renew() {
            case .held: break
            case .unknown(let error): throw ModelError(error)
            case .taken(let holder): throw Self.taken(settings, by: holder)
            }
            let store = try await PostgreSQLStore.open(settings)
            try self.take(note: settings.description)
            return (store, lease)
        }
    }

    static func taken(_ settings: PostgreSQLSettings, by holder: String) -> ServerError {
        ServerError(
            .databaseTaken,
            "the database \(settings) is in use by another server (\(holder)); stop it, or give another database"
        )
    }

    /// Tells when another process may have changed something.
    func watch() -> StoreWatch {
        switch self.engine {
        case .sqlite(let path): StoreWatch(folder: String(path.dropLast("/martlet.db".count)))
        case .postgresql: StoreWatch(every: .milliseconds(500))
        }
    }

    private var noted: String? {
        // No note is the usual case.
        guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: self.note)) else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
    }

    private func take(note place: String?) throws {
        let url = URL(fileURLWithPath: self.note)
        if let place {
            try Data("\(place)\n".utf8).write(to: url)
        } else if FileManager.default.fileExists(atPath: self.note) {
            try FileManager.default.removeItem(at: url)
        }
    }
}
