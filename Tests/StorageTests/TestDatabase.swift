import Foundation
import Storage
import StoragePostgreSQL
import StorageSQLite

/// A folder of its own for one test, gone with it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        self.path = NSTemporaryDirectory() + "martlet-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
    }

    deinit {
        // What cannot be removed is the system's to sweep.
        try? FileManager.default.removeItem(atPath: self.path)
    }

    func file(_ name: String = "martlet.sqlite") -> String { self.path + "/" + name }
}

/// A database of one engine for one test, gone with the last who holds it.
struct TestDatabase: Sendable {
    enum Engine: CaseIterable, Sendable {
        case sqlite
        case postgresql
    }

    private enum Place: Sendable {
        case sqlite(TemporaryFolder)
        case postgresql(TestPostgreSQL.Database)
    }

    let engine: Engine
    private let place: Place

    /// - Parameter isEmpty: without Martlet's schema. A database of SQLite gets it when a store is opened.
    init(_ engine: Engine, isEmpty: Bool = false) async throws {
        self.engine = engine
        switch engine {
        case .sqlite: self.place = .sqlite(try TemporaryFolder())
        case .postgresql: self.place = .postgresql(try await TestPostgreSQL.shared.database(isEmpty: isEmpty))
        }
    }

    /// Opens it once more, as another process does; waits for other writers as long as a crowd of tests needs.
    func open() throws -> any SQLDatabase { HeldDatabase(inner: try self.opened(), place: self) }

    private func opened() throws -> any SQLDatabase {
        switch self.place {
        case .sqlite(let folder):
            var settings = SQLiteSettings()
            settings.lockTimeoutSeconds = 30
            return try SQLiteDatabase(path: folder.file(), settings: settings)
        case .postgresql(let database):
            var settings = try database.base.settings
            settings.lockTimeoutSeconds = 30
            return PostgreSQLDatabase(settings)
        }
    }

    func store() async throws -> Store { try await Store(try self.open()) }

    /// What the disk holds at this moment, as after `kill -9` of ours: nothing is closed, nothing is merged.
    func crashed() throws -> TestDatabase {
        switch self.place {
        case .sqlite(let folder):
            let copy = try TemporaryFolder()
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where !name.hasSuffix("-shm") {
                try FileManager.default.copyItem(atPath: folder.file(name), toPath: copy.file(name))
            }
            return TestDatabase(engine: self.engine, place: .sqlite(copy))
        case .postgresql(let database):
            try database.base.cutConnections()
            return self
        }
    }

    private init(engine: Engine, place: Place) {
        self.engine = engine
        self.place = place
    }
}

/// A database that is there for as long as somebody has it open.
private struct HeldDatabase: SQLDatabase {
    let inner: any SQLDatabase
    let place: TestDatabase

    func close() throws(SQLError) { try self.inner.close() }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.inner.read(body)
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.inner.write(body)
    }
}
