import HTTPTypes
import Journal
import Kernel
import Model
import Tables
import Testing

@testable import Web

@Suite("The journal as a sheet")
struct HistoryExportTests {
    private static func rows(_ answer: Answer) throws -> [[String]] {
        try Table(answer.bytes, limits: TableLimits(rows: 30_000)).rows.map(\.cells)
    }

    private static func world() async throws -> TestWorld {
        let world = try await TestWorld()
        world.talk(CallID("one"))
        world.time.advance(by: .seconds(65))
        world.end(CallID("one"))
        return world
    }

    @Test(
        "ME-03 the calls of the filters come as rows, in the domain's zone and the language that is asked for",
        arguments: ["csv", "xlsx"]
    )
    func sheet(form: String) async throws {
        let world = try await Self.world()
        let file = try await world.ask(.get, "/history/export?format=\(form)&language=en", as: .acmeAdministrator)
        #expect(file.status == .ok && file.headers[.contentDisposition]?.contains("calls-acme.example.\(form)") == true)
        let rows = try Self.rows(file)
        #expect(rows.count == 2 && rows.first?.first == "Date and time")
        let utc = world.configuration.current.workingTime(of: TestWorld.acme)
        let started = try #require(world.history.all.first?.startedAt)
        #expect(rows.last?.first?.hasPrefix("\(utc.civilTime(at: started).date) ") == true)
        #expect(Array(rows[1].dropFirst().prefix(5)) == ["Internal", "alice", "101", "bob", "102"])
        #expect(rows.last?.last == "0:01:05")
        let none = try await world.ask(.get, "/history/export?format=csv&result=busy", as: .acmeAdministrator)
        #expect(try Self.rows(none).count == 1)
    }

    @Test("ME-03 a user's own journal holds the user's calls alone")
    func own() async throws {
        let world = try await Self.world()
        #expect(try Self.rows(await world.ask(.get, "/history/export", as: .acmeUser)).count == 2)
        let boss = "/history/export?user=\(TestWorld.Person.acmeAdministrator.id)"
        #expect(try Self.rows(await world.ask(.get, boss, as: .acmeAdministrator)).count == 1)
        #expect(try await world.ask(.get, boss, as: .acmeUser).status == .notFound)
        let foreign = try await world.ask(.get, "/history/export?domain=acme.example", as: .globexAdministrator)
        #expect(foreign.status == .notFound)
        #expect(try Self.rows(await world.ask(.get, "/history/export", as: .globexAdministrator)).count == 1)
        let all = try Self.rows(await world.ask(.get, "/history/export?language=en", as: .system))
        #expect(all.first?.last == "Domain" && all.last?.last == "acme.example")
    }

    @Test("ME-03 a caller who says nothing of themselves is not told by a file either")
    func withheld() async throws {
        let world = try await TestWorld()
        world.talk(CallID("one"), isWithheld: true)
        world.end(CallID("one"))
        let file = try await world.ask(.get, "/history/export?format=csv&language=en", as: .acmeOther)
        #expect(file.text.contains("Withheld") && !file.text.contains("alice"))
        let told = try await world.ask(.get, "/history/export?format=csv&language=en", as: .acmeAdministrator)
        #expect(told.text.contains("alice"))
    }

    @Test("ME-03 names are no formulas, and a longer journal says that it was cut")
    func cut() async throws {
        let world = try await TestWorld()
        let record = CallRecord(
            id: CallID("c"),
            number: 1,
            domain: TestWorld.acme,
            direction: .incoming,
            startedAt: Timestamp(seconds: 1_000),
            caller: Party(number: "+74951234567", name: "=HYPERLINK(1)"),
            callee: Party(number: "101", name: "@alice"),
            dialled: "101"
        )
        world.history.put(
            (0...CallSheet.limit).map { index in
                var call = record
                call.id = CallID("c\(index)")
                call.number = Int64(CallSheet.limit - index)
                return call
            }
        )
        let file = try await world.ask(.get, "/history/export?format=csv&language=en", as: .acmeAdministrator)
        #expect(file.text.contains(";'=HYPERLINK(1);'+74951234567;'@alice;"))
        let rows = try Self.rows(file)
        #expect(
            rows.count == CallSheet.limit + 2 && rows.last == ["The last 20000 calls only: choose a shorter period"]
        )
        let totals = try await world.ask(.get, "/history/totals", as: .acmeAdministrator)
        #expect(totals.json["calls"]?.whole == HistoryTotals.limit && totals.json["isComplete"] == false)
    }

    @Test(
        "ME-03 one journal of a domain becomes a file at a time, and so many in all; the others are told when to come"
    )
    func places() async throws {
        let places = ExportPlaces(ofDomain: 1, inAll: 2)
        func isRefused(_ domain: DomainID) async -> Bool {
            let refusal = await #expect(throws: APIError.self) { try await places.with(domain) {} }
            return refusal?.code == .slowDown && refusal?.headers[.retryAfter] == "5"
        }
        try await places.with(TestWorld.acme) {
            #expect(await isRefused(TestWorld.acme))
            try await places.with(TestWorld.globex) { #expect(await isRefused(DomainID("third.example"))) }
        }
        // One that fails leaves its place, too.
        await #expect(throws: CancellationError.self) {
            try await places.with(TestWorld.acme) { throw CancellationError() }
        }
        try await places.with(TestWorld.acme) {}
    }

    @Test("ME-03 whoever asks for the same file many times at once gets one of them")
    func flood() async throws {
        let world = try await Self.world()
        let gate = Gate()
        world.history.hold(at: gate)
        async let first = world.ask(.get, "/history/export?format=xlsx", as: .acmeAdministrator)
        await gate.arrival()
        for _ in 0..<5 {
            let refused = try await world.ask(.get, "/history/export?format=xlsx", as: .acmeAdministrator)
            #expect(refused.status == .tooManyRequests && refused.errorCode == "slow-down")
            #expect(refused.headers[.retryAfter] == "5")
        }
        gate.open()
        #expect(try await first.status == .ok)
        #expect(try await world.ask(.get, "/history/export", as: .acmeAdministrator).status == .ok)
    }

    @Test("ME-03 the totals count calls, answers and the time that people talked")
    func totals() async throws {
        let world = try await Self.world()
        let totals = try await world.ask(.get, "/history/totals", as: .acmeUser)
        #expect(totals.json == ["calls": 1, "answered": 1, "talkTimeSeconds": 65, "isComplete": true])
        let none = try await world.ask(.get, "/history/totals", as: .globexUser)
        #expect(none.json["calls"] == 0)
    }
}
