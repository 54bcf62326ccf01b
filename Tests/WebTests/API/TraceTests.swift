import HTTPTypes
import Kernel
import Model
import Testing

@testable import Web

/// BYD-06 over HTTP.
@Suite("Traces over the API")
struct TraceTests {
    private static func world() async throws -> TestWorld {
        let world = try await TestWorld()
        for call in ["call-0", "call-9"] {
            world.talk(CallID(call))
            world.end(CallID(call))
        }
        try await world.leaveTraces()
        return world
    }

    @Test("BYD-06 a call's messages come with its steps and say what is missing")
    func trace() async throws {
        let world = try await Self.world()
        let answer = try await world.ask(.get, "/history/call-0/trace", as: .acmeAdministrator)
        #expect(answer.status == .ok)
        let messages = answer.json["messages"]?.elements ?? []
        #expect(
            messages.map { $0["startLine"]?.text } == ["INVITE sip:102@acme.example SIP/2.0", "SIP/2.0 403 Forbidden"]
        )
        #expect(messages.map { $0["direction"]?.text } == ["received", "sent"])
        #expect(messages[0]["remote"]?.text == "198.51.100.7:5062" && messages[0]["leg"]?.text == "call-0-a")
        #expect(answer.json["missing"]?.whole == 1)
        #expect((answer.json["steps"]?.elements?.count ?? 0) > 5)
    }

    @Test("BYD-06 no such call, no trace any more, and no right are three answers")
    func refusals() async throws {
        let world = try await Self.world()
        for path in ["trace", "trace.pcap"] {
            #expect(try await world.ask(.get, "/history/none/\(path)", as: .acmeAdministrator).errorCode == "not-found")
            #expect(try await world.ask(.get, "/history/call-9/\(path)", as: .acmeAdministrator).errorCode == "gone")
            #expect(try await world.ask(.get, "/history/call-0/\(path)", as: .acmeUser).errorCode == "not-allowed")
            #expect(
                try await world.ask(.get, "/history/call-0/\(path)", as: .globexAdministrator).errorCode == "not-found"
            )
            #expect(try await world.ask(.get, "/refused-calls/none/\(path)", as: .system).errorCode == "not-found")
            // What claimed no domain is for the installation's administrators, and nothing is left of it.
            #expect(
                try await world.ask(.get, "/refused-calls/refused-2/\(path)", as: .acmeAdministrator).errorCode
                    == "not-found"
            )
            #expect(try await world.ask(.get, "/refused-calls/refused-2/\(path)", as: .system).errorCode == "gone")
        }
    }

    @Test("BYD-06 who looked at a refused request's trace is listed for the same administrators")
    func refusedAccesses() async throws {
        let world = try await Self.world()
        let path = "/refused-calls/refused-1/trace"
        #expect(try await world.ask(.get, path, as: .acmeAdministrator).status == .ok)
        let looks = try await world.ask(.get, "\(path)/accesses", as: .acmeAdministrator).json["items"]?.elements ?? []
        #expect(looks.map { $0["action"]?.text } == ["seen"])
        #expect(try await world.ask(.get, "\(path)/accesses", as: .globexAdministrator).errorCode == "not-found")
    }

    @Test("BYD-06 the capture is a file with a name, and each look is written down")
    func capture() async throws {
        let world = try await Self.world()
        let file = try await world.ask(.get, "/history/call-0/trace.pcap", as: .acmeAdministrator)
        #expect(Array(file.bytes.prefix(4)) == [0xd4, 0xc3, 0xb2, 0xa1])
        #expect(file.headers[.contentDisposition]?.contains("martlet-call-0.pcap") == true)
        _ = try await world.ask(.get, "/history/call-0/trace", as: .system)
        _ = try await world.ask(.get, "/history/call-9/trace", as: .system)
        let looks = try await world.ask(.get, "/history/call-0/trace/accesses", as: .acmeAdministrator)
        #expect(looks.items.map { $0["action"]?.text } == ["seen", "downloaded"])
        #expect(looks.items.map { $0["author"]?.text } == ["root@system", "boss@acme.example"])
    }

    @Test("BYD-06 refused calls are listed to those whose domain they claimed")
    func refusedCalls() async throws {
        let world = try await Self.world()
        let acme = try await world.ask(.get, "/refused-calls", as: .acmeAdministrator)
        #expect(acme.items.map { $0["id"]?.text } == ["refused-1"])
        #expect(acme.items.first?["status"]?.whole == 403)
        #expect(try await world.ask(.get, "/refused-calls", as: .globexAdministrator).items.isEmpty)
        let first = try await world.ask(.get, "/refused-calls?limit=1", as: .system)
        #expect(first.items.map { $0["id"]?.text } == ["refused-2"])
        let cursor = try #require(first.json["nextCursor"]?.text ?? first.json["next"]?.text)
        let second = try await world.ask(.get, "/refused-calls?limit=1&cursor=\(cursor)", as: .system)
        #expect(second.items.map { $0["id"]?.text } == ["refused-1"])
        #expect(try await world.ask(.get, "/refused-calls?search=nobody", as: .system).items.isEmpty)
        let trace = try await world.ask(.get, "/refused-calls/refused-1/trace", as: .acmeAdministrator)
        #expect(trace.json["messages"]?.elements?.count == 2 && trace.json["caller"]?.text == "anna")
    }
}
