import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

@Suite("Calls, registrations and history over the API")
struct CallTests {
    @Test(
        "CAL-01 who withholds the number is named to administrators and to themselves afterwards, not to the called",
        arguments: [TestWorld.Person.acmeOther, .acmeAdministrator, .system, .acmeUser]
    )
    func withheld(person: TestWorld.Person) async throws {
        let world = try await TestWorld()
        world.talk(CallID("call-1"), isWithheld: true)
        let isCalled = person == .acmeOther
        let live = try await world.ask(.get, "/calls/call-1", as: person)
        #expect(live.json["caller"]?["isWithheld"] == .boolean(true))
        if person.role > .user || isCalled { #expect(live.text.contains("alice") == !isCalled, "\(live.text)") }
        world.end(CallID("call-1"))
        for path in ["/history", "/history/call-1", "/history/call-1/steps"] {
            let answer = try await world.ask(.get, path, as: person)
            #expect(answer.status == .ok)
            #expect(answer.text.contains("alice") == !isCalled, "\(path): \(answer.text)")
            #expect(!isCalled || !answer.text.contains("192.0.2.1:"), "\(path): \(answer.text)")
        }
    }

    @Test("a call in progress is shown with its legs to those who are part of it")
    func live() async throws {
        let world = try await TestWorld()
        world.talk(CallID("call-1"))
        let call = try await world.ask(.get, "/calls/call-1", as: .acmeOther).json
        #expect(call["state"]?.text == "talking")
        #expect(call["legs"]?.elements?.count == 2)
        #expect(
            call["caller"] == [
                "user": .string(TestWorld.Person.acmeUser.id.text), "number": "101", "name": "alice",
                "isWithheld": .boolean(false),
            ]
        )
        world.tell([.held(LegID("call-1-a"))], call: CallID("call-1"))
        #expect(try await world.ask(.get, "/calls", as: .acmeUser).items.first?["state"]?.text == "held")
        world.end(CallID("call-1"))
        #expect(try await world.ask(.get, "/calls/call-1", as: .system).status == .notFound)
    }

    @Test("hanging up reaches the exchange; one's own leg may be left, another's may not be cut")
    func hangUp() async throws {
        let world = try await TestWorld()
        world.talk(CallID("call-1"))
        let cases: [(TestWorld.Person, String, Int)] = [
            (.acmeUser, "/calls/call-1/legs/call-1-a", 204), (.acmeUser, "/calls/call-1/legs/call-1-b", 403),
            (.acmeUser, "/calls/call-1/legs/none", 404), (.acmeAdministrator, "/calls/call-1/legs/call-1-b", 204),
            (.globexAdministrator, "/calls/call-1", 404), (.acmeAdministrator, "/calls/call-1", 204),
        ]
        for (person, path, status) in cases {
            #expect(try await world.ask(.delete, path, as: person).status.code == status, "\(person) \(path)")
        }
        let done = ["hang up call-1-a of call-1", "hang up call-1-b of call-1", "hang up call-1"]
        #expect(world.control.done == done)
    }

    @Test("a call is begun for oneself, by an administrator for others, and refused with a reason")
    func originate() async throws {
        let world = try await TestWorld()
        let bob = TestWorld.Person.acmeOther.id
        let cases: [(TestWorld.Person, JSONValue, Int)] = [
            (.acmeUser, ["number": "102"], 201),
            (.acmeUser, ["number": "102", "user": .string(bob.text)], 404),
            (.acmeAdministrator, ["number": "+74951234567", "user": .string(bob.text)], 201),
            (.globexAdministrator, ["number": "102", "user": .string(bob.text)], 404),
            (.acmeUser, ["number": "404"], 409), (.acmeUser, ["number": "1 2\r\n"], 422), (.acmeUser, [:], 422),
        ]
        for (person, body, status) in cases {
            let answer = try await world.ask(.post, "/calls", as: person, body: body)
            #expect(answer.status.code == status, "\(person) \(body): \(answer.text)")
        }
        #expect(
            world.control.done == [
                "originate \(TestWorld.Person.acmeUser.id) 102", "originate \(bob) +74951234567",
            ]
        )
    }

    @Test("one's own leg is transferred, another's is not; an unknown call, a wrong state and no right are told apart")
    func transfer() async throws {
        let world = try await TestWorld()
        world.talk(CallID("call-1"))
        let cases: [(TestWorld.Person, String, String, Int, String?)] = [
            (.acmeUser, "/calls/call-1/legs/call-1-a/transfer", "103", 204, nil),
            (.acmeUser, "/calls/call-1/legs/call-1-b/transfer", "103", 403, "not-allowed"),
            (.acmeUser, "/calls/call-1/legs/call-1-a/transfer", "busy", 409, "wrong-state"),
            (.acmeUser, "/calls/none/legs/call-1-a/transfer", "103", 404, "not-found"),
            (.acmeUser, "/calls/call-1/legs/none/transfer", "103", 404, "not-found"),
            (.globexAdministrator, "/calls/call-1/legs/call-1-a/transfer", "103", 404, "not-found"),
        ]
        for (person, path, target, status, code) in cases {
            let answer = try await world.ask(.post, path, as: person, body: ["target": .string(target)])
            #expect(answer.status.code == status, "\(person) \(path): \(answer.text)")
            if let code { #expect(answer.json["error"]?["code"]?.text == code) }
        }
        #expect(world.control.done == ["transfer call-1-a of call-1 to 103"])
    }

    @Test("BYD-09 a wish of a call that is repeated with its key is fulfilled once; at another leg it is no repeat")
    func repeated() async throws {
        let world = try await TestWorld()
        world.talk(CallID("call-1"))
        var headers: HTTPFields = [:]
        headers[try #require(RequestReading.idempotencyKey)] = "key-1"
        func transfer(_ leg: String) async throws -> Answer {
            let path = "/calls/call-1/legs/\(leg)/transfer"
            return try await world.ask(
                .post,
                path,
                as: .acmeAdministrator,
                body: ["target": "103"],
                headers: headers
            )
        }
        #expect(try await transfer("call-1-a").status == .noContent)
        #expect(try await transfer("call-1-a").status == .noContent)
        #expect(try await transfer("call-1-b").errorCode == "key-reused")
        #expect(world.control.done == ["transfer call-1-a of call-1 to 103"])
    }

    @Test("registrations are listed, counted with their user, and removed")
    func registrations() async throws {
        let world = try await TestWorld()
        world.register(.acmeUser)
        world.register(.acmeOther, contact: "sip:bob@192.0.2.2")
        let all = try await world.ask(.get, "/registrations", as: .acmeAdministrator).items
        #expect(all.map { $0["login"]?.text } == ["alice", "bob"])
        let alice = TestWorld.Person.acmeUser.id
        let own = try await world.ask(.get, "/registrations?user=\(alice)", as: .acmeAdministrator).items
        #expect(own.count == 1)
        #expect(try await world.ask(.get, "/users/\(alice)", as: .acmeAdministrator).json["registrations"] == 1)
        let id = try #require(own.first?["id"]?.text)
        #expect(try await world.ask(.delete, "/registrations/\(id)", as: .acmeUser).status == .noContent)
        #expect(world.control.done == ["unregister \(alice) sip:alice@192.0.2.1:5060"])
    }

    @Test("HIS-01 BYD-05 the history has times, result and quality; the protocol has each step")
    func history() async throws {
        let world = try await TestWorld()
        let call = CallID("call-1")
        world.talk(call)
        world.time.advance(by: .milliseconds(61_500))
        let quality = LegQuality(
            leg: LegID("call-1-a"),
            codec: "PCMA",
            packetsReceived: 3_000,
            packetsSent: 3_001,
            lostPercent: 0.5,
            jitterMilliseconds: 3.25,
            roundTripMilliseconds: nil,
            mos: 4.3
        )
        world.tell([.quality(quality)], call: call)
        world.end(call)
        let row = try #require(try await world.ask(.get, "/history", as: .acmeUser).items.first)
        #expect(row["talkTimeSeconds"] == .number(61.5))
        #expect(row["result"]?.text == "answered")
        #expect(row["endedBy"]?.text == "caller")
        #expect(row["mos"] == .number(4.3))
        let detail = try await world.ask(.get, "/history/call-1", as: .acmeUser).json
        #expect(detail["quality"]?.elements?.first?["codec"]?.text == "PCMA")
        let steps = try await world.ask(.get, "/history/call-1/steps", as: .acmeUser).items
        #expect(steps.first?["kind"]?.text == "call-started")
        #expect(steps.last?["kind"]?.text == "call-ended")
        #expect(steps.count == 11)
        #expect(try await world.ask(.get, "/history/call-1", as: .globexUser).status == .notFound)
    }

    @Test("HIS-02 the history is paged newest first and filtered", arguments: [1, 2, 7])
    func pages(limit: Int) async throws {
        let world = try await TestWorld()
        for index in 0..<7 {
            world.talk(CallID("call-\(index)"))
            world.time.advance(by: .seconds(1))
            world.end(CallID("call-\(index)"))
        }
        var seen: [String] = []
        var cursor: String?
        repeat {
            let path = "/history?limit=\(limit)" + (cursor.map { "&cursor=\($0)" } ?? "")
            let page = try await world.ask(.get, path, as: .acmeAdministrator)
            seen += page.items.compactMap { $0["id"]?.text }
            cursor = page.json["next"]?.text
        } while cursor != nil && seen.count < 100
        #expect(seen == (0..<7).reversed().map { "call-\($0)" })
        let from = world.time.timestamp.advanced(by: .seconds(-2))
        let late = try await world.ask(.get, "/history?from=\(from)&result=answered", as: .system).items
        #expect(late.map { $0["id"]?.text } == ["call-6", "call-5"])
        #expect(try await world.ask(.get, "/history?result=busy", as: .system).items.isEmpty)
        let bob = TestWorld.Person.acmeOther.id
        #expect(try await world.ask(.get, "/history?user=\(bob)", as: .acmeUser).status == .notFound)
    }
}
