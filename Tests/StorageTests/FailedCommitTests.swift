import Journal
import Kernel
import Model
import ModelTesting
import Storage
import Synchronization
import Testing

/// A disk may be full only when a transaction is committed: then nothing of it may be remembered.
@Suite("Failed commits")
struct FailedCommitTests {
    @Test(
        "BYD-01 what a failed commit took back is stored whole by the next one",
        arguments: TestDatabase.Engine.allCases,
        1...5 as ClosedRange<UInt64>
    )
    func nothingRemembered(_ engine: TestDatabase.Engine, seed: UInt64) async throws {
        let database = FailingDatabase(try await TestDatabase(engine).open())
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

    @Test(
        "BYD-01 what was committed, and its answer lost, is stored once",
        arguments: TestDatabase.Engine.allCases
    )
    func lostAnswers(_ engine: TestDatabase.Engine) async throws {
        let database = FailingDatabase(try await TestDatabase(engine).open())
        let calls = try await Store(database).calls
        let memory = InMemoryCallHistoryRepository()
        var traffic = RandomTraffic(seed: 7)
        var rest = traffic.events(calls: 40)[...]
        while !rest.isEmpty {
            let batch = Array(rest.prefix(25))
            rest = rest.dropFirst(batch.count)
            database.loseNext()
            await #expect(throws: ModelError.self) { try await calls.append(batch) }
            // The journal brings the same once more, and what came meanwhile.
            try await calls.append(batch + rest.prefix(3))
            try await memory.append(batch + rest.prefix(3))
            rest = rest.dropFirst(3)
        }
        let all = CallFilter(domain: nil)
        #expect(try await calls.page(all, before: nil, limit: 99) == (await memory.page(all, before: nil, limit: 99)))
        #expect(try await calls.events(after: 0, limit: 9_999) == (await memory.events(after: 0, limit: 9_999)))
    }
}

/// Takes back a transaction that was done, as a disk does that is full at the commit; or loses the answer, as a server
/// does that ends with it.
private final class FailingDatabase: SQLDatabase {
    private let inner: any SQLDatabase
    private let fails = Mutex(false)
    private let loses = Mutex(false)

    init(_ inner: any SQLDatabase) {
        self.inner = inner
    }

    func failNext() { self.fails.withLock { $0 = true } }
    func loseNext() { self.loses.withLock { $0 = true } }

    func close() throws(SQLError) { try self.inner.close() }

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
        let result = try await self.inner.write { connection in
            let result = try body(connection)
            if fails { throw SQLError(.full, "database or disk is full") }
            return result
        }
        let loses = self.loses.withLock { loses in
            defer { loses = false }
            return loses
        }
        if loses { throw SQLError(.lost, "server closed the connection unexpectedly") }
        return result
    }
}
