import Journal
import Kernel
import Model
import ModelTesting
import Storage
import StorageSQLite
import Synchronization
import Testing

/// A disk may be full only when a transaction is committed: then nothing of it may be remembered.
@Suite("Failed commits")
struct FailedCommitTests {
    @Test(
        "BYD-01 what a failed commit took back is stored whole by the next one",
        arguments: 1...5 as ClosedRange<UInt64>
    )
    func nothingRemembered(seed: UInt64) async throws {
        let folder = try TemporaryFolder()
        let database = FailingDatabase(try SQLiteDatabase(path: folder.file()))
        let calls = try await Store(database).calls
        let memory = InMemoryCallHistoryRepository()
        var traffic = RandomTraffic(seed: seed)
        var rest = traffic.events(calls: 40)[...]
        while !rest.isEmpty {
            let batch = Array(rest.prefix(25))
            rest = rest.dropFirst(batch.count)
            database.failNext()
            let error = await #expect(throws: ModelError.self) { try await calls.append(batch) }
            #expect(error?.detail.contains("full") == true)
            try await calls.append(batch)
            try await memory.append(batch)
        }
        let all = CallFilter(domain: nil)
        #expect(try await calls.page(all, before: nil, limit: 99) == (await memory.page(all, before: nil, limit: 99)))
        #expect(try await calls.events(after: 0, limit: 9_999) == (await memory.events(after: 0, limit: 9_999)))
    }
}

/// Takes back a transaction that was done, as a disk does that is full at the commit.
private final class FailingDatabase: SQLDatabase {
    private let inner: SQLiteDatabase
    private let fails = Mutex(false)

    init(_ inner: SQLiteDatabase) {
        self.inner = inner
    }

    func failNext() { self.fails.withLock { $0 = true } }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.inner.read(body)
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        let fails = self.fails.withLock { fails in
            defer { fails = false }
            return fails
        }
        return try await self.inner.write { connection in
            let result = try body(connection)
            if fails { throw SQLError(.full, "database or disk is full") }
            return result
        }
    }
}
