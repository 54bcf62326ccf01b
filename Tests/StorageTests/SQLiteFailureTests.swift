import Foundation
import GRDB
import Journal
import Kernel
import Logging
import Model
import ModelTesting
import Storage
import StorageSQLite
import Testing

/// What an operator meets: each failure has its sentence, and nothing that is stored is lost.
@Suite("SQLite failures", .timeLimit(.minutes(12)))
struct SQLiteFailureTests {
    private static let author = ChangeAuthor(name: "test")

    private static var impatient: SQLiteSettings {
        var settings = SQLiteSettings()
        settings.lockTimeoutSeconds = 0.05
        return settings
    }

    /// Another process that keeps the database to itself.
    private static func locker(_ path: String) throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: path, configuration: configuration)
        try other.inDatabase { try $0.execute(sql: "BEGIN EXCLUSIVE") }
        return other
    }

    private func expect(
        _ words: String,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () async throws -> Void
    ) async {
        let error = await #expect(throws: ModelError.self, sourceLocation: sourceLocation) { try await body() }
        #expect(error?.code == .storeFailed, sourceLocation: sourceLocation)
        #expect(error?.detail.contains(words) == true, "\(String(describing: error))", sourceLocation: sourceLocation)
    }

    @Test("a missing directory is named as the reason")
    func missingDirectory() async throws {
        let folder = try TemporaryFolder()
        await self.expect("check that the data directory exists") {
            _ = try await SQLiteStore.open(path: folder.file("no/such/martlet.sqlite"))
        }
    }

    @Test("a file that is no database is said to be damaged")
    func noDatabase() async throws {
        let folder = try TemporaryFolder()
        try String(repeating: "not a database ", count: 1_000).write(
            toFile: folder.file(),
            atomically: true,
            encoding: .utf8
        )
        await self.expect("damaged") { _ = try await SQLiteStore.open(path: folder.file()) }
    }

    @Test("damaged pages are said to be damaged")
    func damagedPages() async throws {
        let folder = try TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.file())
        var script = EventScript()
        for call in 0..<200 { script.call("c\(call)") }
        try await store.calls.append(script.events)
        try store.close()
        let handle = try #require(FileHandle(forUpdatingAtPath: folder.file()))
        let size = try handle.seekToEnd()
        for offset in stride(from: UInt64(8_192), to: size, by: 4_096) {
            try handle.seek(toOffset: offset)
            try handle.write(contentsOf: Data(repeating: 0xff, count: 1_024))
        }
        try handle.close()
        await self.expect("damaged") {
            let again = try await SQLiteStore.open(path: folder.file())
            _ = try await again.calls.page(CallFilter(domain: nil), before: nil, limit: 100)
        }
    }

    @Test("data of a newer version is left alone")
    func tooNew() async throws {
        let folder = try TemporaryFolder()
        try await SQLiteStore.open(path: folder.file()).close()
        let queue = try DatabaseQueue(path: folder.file())
        try await queue.write {
            try $0.execute(sql: "INSERT INTO schema_migrations (number, name) VALUES (99, 'future')")
        }
        try queue.close()
        await self.expect("newer version") { _ = try await SQLiteStore.open(path: folder.file()) }
    }

    @Test("a database that may not be written says so, and can be read")
    func readOnly() async throws {
        let folder = try TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.file())
        _ = try await store.configuration.apply([.putDomain(.sample())], by: Self.author, at: .epoch)
        var settings = SQLiteSettings()
        settings.isReadOnly = true
        let reader = try await SQLiteStore.open(path: folder.file(), settings: settings)
        #expect(try await reader.configuration.load().tenants.count == 1)
        await self.expect("cannot be written") {
            _ = try await reader.configuration.apply([.putDomain(.sample("b.example"))], by: Self.author, at: .epoch)
        }
    }

    @Test("a locked database says who to look for, can be read, and works again afterwards")
    func locked() async throws {
        let folder = try TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.file(), settings: Self.impatient)
        let other = try Self.locker(folder.file())
        await self.expect("locked") {
            _ = try await store.configuration.apply([.putDomain(.sample())], by: Self.author, at: .epoch)
        }
        #expect(try await store.configuration.version() == 0)
        try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
        _ = try await store.configuration.apply([.putDomain(.sample())], by: Self.author, at: .epoch)
        #expect(try await store.configuration.version() == 1)
    }

    @Test("a full disk says so, keeps what is stored, and works again with space")
    func full() async throws {
        let folder = try TemporaryFolder()
        var settings = SQLiteSettings()
        settings.pageLimit = 128
        let small = try await SQLiteStore.open(path: folder.file(), settings: settings)
        var script = EventScript()
        for call in 0..<1_000 { script.call("c\(call)") }
        var stored = 0
        await self.expect("full") {
            for batch in stride(from: 0, to: script.events.count, by: 110) {
                try await small.calls.append(Array(script.events[batch..<(batch + 110)]))
                stored = batch + 110
            }
        }
        #expect(stored > 0)
        #expect(try await small.calls.events(after: 0, limit: 100_000) == Array(script.events[..<stored]))
        try small.close()

        let store = try await SQLiteStore.open(path: folder.file())
        try await store.calls.append(Array(script.events[stored...]))
        #expect(try await store.calls.events(after: 0, limit: 100_000) == script.events)
        #expect(try await store.calls.page(CallFilter(domain: nil), before: nil, limit: 1_000).calls.count == 1_000)
    }

    @Test("calls that end while the database is locked are stored when it is free, in order")
    func journalThroughLock() async throws {
        let folder = try TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.file(), settings: Self.impatient)
        let stream = EventStream(lastSequence: 0)
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let writer = JournalWriter(stream, store.calls, logger: logger)
        let run = Task { await writer.run() }
        let other = try Self.locker(folder.file())
        var script = EventScript()
        for call in 0..<50 { script.call("c\(call)") }
        for event in script.events { stream.publish(event.kind, at: event.at, domain: event.domain, call: event.call) }
        while !writer.status.isFailing { try await Task.sleep(for: .milliseconds(5)) }
        #expect(writer.status.reason?.contains("locked") == true)
        try other.inDatabase { try $0.execute(sql: "COMMIT") }
        stream.finish()
        await run.value
        #expect(!writer.status.isFailing)
        #expect(try await store.calls.events(after: 0, limit: 10_000) == script.events)
    }
}
