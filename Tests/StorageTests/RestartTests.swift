import Journal
import Kernel
import Model
import ModelTesting
import Storage
import Testing

@Suite("Restarts and neighbours", .timeLimit(.minutes(12)))
struct RestartTests {
    private static let author = ChangeAuthor(name: "test")

    @Test(
        "what was stored before kill -9 is there after it, and what went on is closed",
        arguments: TestDatabase.Engine.allCases
    )
    func crash(_ engine: TestDatabase.Engine) async throws {
        let database = try await TestDatabase(engine)
        let store = try await database.store()
        var script = EventScript()
        script.call("ended", talk: 10)
        script.call("open", talk: 10)
        try await store.calls.append(Array(script.events.dropLast(3)))
        _ = try await store.configuration.apply([.putDomain(.sample())], by: Self.author, at: .epoch)

        let restarted = try await database.crashed().store()
        #expect(try await restarted.calls.closeUnfinished(at: Timestamp(seconds: 1_800_000_000)) == 1)
        #expect(try await restarted.calls.find(CallID("ended"), in: nil)?.talkTime == .seconds(10))
        #expect(try await restarted.calls.find(CallID("open"), in: nil)?.cause == .restart)
        #expect(try await restarted.configuration.load().tenants.count == 1)
        let last = try #require(script.events.dropLast(3).last?.sequence)
        #expect(try await restarted.calls.lastSequence() == last + 3)
    }

    @Test(
        "BYD-01 restarts at any moment change no record",
        arguments: TestDatabase.Engine.allCases,
        1...6 as ClosedRange<UInt64>
    )
    func anyMoment(_ engine: TestDatabase.Engine, seed: UInt64) async throws {
        var traffic = RandomTraffic(seed: seed)
        var generator = SeededGenerator(seed: seed)
        let events = traffic.events(calls: 60)
        let memory = InMemoryCallHistoryRepository()
        try await memory.append(events)
        let database = try await TestDatabase(engine)
        var rest = events[...]
        while !rest.isEmpty {
            // Each life of the server stores some and dies; none of them closes what goes on.
            let store = try await database.store()
            for _ in 0..<3 {
                let batch = Array(rest.prefix(Int.random(in: 1...60, using: &generator)))
                rest = rest.dropFirst(batch.count)
                try await store.calls.append(batch)
            }
            try store.close()
        }
        let store = try await database.store()
        let all = CallFilter(domain: nil)
        let page = try await store.calls.page(all, before: nil, limit: 1_000)
        #expect(page == (await memory.page(all, before: nil, limit: 1_000)))
        #expect(page.calls.count == 60)
        #expect(try await store.calls.closeUnfinished(at: .epoch) == 0)
        let open = try await database.open().read { connection in
            try connection.all("SELECT number FROM open_calls") { $0.integer(0) }
        }
        #expect(open.isEmpty)
    }

    @Test(
        "BYD-02 a command beside the server changes the configuration, and the server sees it",
        arguments: TestDatabase.Engine.allCases
    )
    func neighbours(_ engine: TestDatabase.Engine) async throws {
        let database = try await TestDatabase(engine)
        let server = try await database.store()
        let command = try await database.store()
        _ = try await command.configuration.apply([.putDomain(.sample())], by: Self.author, at: .epoch)
        #expect(try await server.configuration.version() == 1)
        #expect(try await server.configuration.changes(after: 0, limit: 9).map(\.objectName) == ["acme.example"])
    }

    @Test(
        "several writers at once lose no change and number them without a gap",
        arguments: TestDatabase.Engine.allCases
    )
    func writers(_ engine: TestDatabase.Engine) async throws {
        let database = try await TestDatabase(engine)
        let first = try await database.store()
        _ = try await first.configuration.apply([.putDomain(.sample())], by: Self.author, at: .epoch)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let store = try await database.store()
                    for user in 0..<10 {
                        let change = ConfigurationChange.putUser(.sample("user\(writer)-\(user)"))
                        _ = try await store.configuration.apply([change], by: Self.author, at: .epoch)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await first.configuration.load().tenants[DomainID("acme.example")]?.users.count == 40)
        #expect(try await first.configuration.changes(after: 0, limit: 99).map(\.version) == Array(1...41))
    }

    @Test("opening many times at once makes the schema once", arguments: TestDatabase.Engine.allCases)
    func migrations(_ engine: TestDatabase.Engine) async throws {
        let database = try await TestDatabase(engine, isEmpty: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    _ = try await database.store().configuration.load()
                }
            }
            try await group.waitForAll()
        }
    }
}
