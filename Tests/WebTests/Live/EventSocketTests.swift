import HTTPTypes
import Journal
import Kernel
import Model
import NIOCore
import NIOWebSocket
import Testing

@testable import Web

@Suite("Event socket over a real connection", .timeLimit(.minutes(12)))
struct EventSocketTests {
    private static let path = "/api/v1/events"
    private static let bearer = [("Authorization", "Bearer \(TestWorld.Person.acmeAdministrator.token)")]

    private static func world() async throws -> TestWorld {
        var settings = WebSettings()
        settings.host = "127.0.0.1"
        settings.port = 0
        return try await TestWorld(settings: settings)
    }

    @Test("a snapshot comes first, then changes as they happen; pings are answered")
    func follows() async throws {
        let world = try await Self.world()
        world.register(.acmeUser)
        try await world.serving { port in
            try await SocketClient.connect(port: port, path: Self.path, headers: Self.bearer) { inbound, outbound in
                let snapshot = try await SocketClient.text(&inbound)
                #expect(snapshot["type"]?.text == "snapshot")
                #expect(snapshot["registrations"]?.elements?.count == 1)
                try await outbound.write(SocketClient.masked(.ping, "are you there"))
                let pong = try await SocketClient.frame(.pong, &inbound)
                #expect(String(buffer: pong.unmaskedData) == "are you there")
                // Only published: the service itself follows the stream.
                let party = Party(number: "101")
                let start = CallStarted(direction: .internal, caller: party, dialled: "102")
                world.events.publish(.callStarted(start), at: .epoch, domain: TestWorld.acme, call: CallID("c1"))
                var call = try await SocketClient.text(&inbound)
                // What a machine that is held up has time for.
                while call["type"] == "heartbeat" { call = try await SocketClient.text(&inbound) }
                #expect(call["call"]?["id"]?.text == "c1")
                try await outbound.write(SocketClient.masked(.connectionClose, "\u{3}\u{e8}"))
                _ = try await SocketClient.frame(.connectionClose, &inbound)
            }
        }
        #expect(world.web.live.watcherCount == 0)
    }

    @Test("when the server stops, clients are told to come back (1001)")
    func goingAway() async throws {
        let world = try await Self.world()
        let (connected, tell) = AsyncStream.makeStream(of: Void.self)
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        async let code: WebSocketErrorCode? = {
            guard let port = await ports.first(where: { _ in true }) else { return nil }
            return try await SocketClient.connect(port: port, path: Self.path, headers: Self.bearer) { inbound, _ in
                _ = try await SocketClient.text(&inbound)
                tell.finish()
                while let frame = try await inbound.next() {
                    var data = frame.unmaskedData
                    if frame.opcode == .connectionClose { return data.readWebSocketErrorCode() }
                }
                return nil
            }
        }()
        try await world.serving { port in
            found.yield(port)
            // The service stops as soon as this returns.
            for await _ in connected {}
        }
        #expect(try await code == .goingAway)
    }

    @Test(
        "who may not come in is told so as by any other address",
        arguments: [
            ([], 401), ([("Authorization", "Bearer nobody")], 401),
            ([("Cookie", "martlet_session=\(TestWorld.Person.acmeUser.token)")], 403),
            (
                [("Cookie", "martlet_session=\(TestWorld.Person.acmeUser.token)"), ("Origin", "https://evil.example")],
                403
            ),
        ] as [([(String, String)], Int)]
    )
    func refused(_ headers: [(String, String)], _ status: Int) async throws {
        let world = try await Self.world()
        let code = try await world.serving { port in
            try await HTTPProbe.upgrade(port: port, path: Self.path, headers: headers)
        }
        #expect(code == status)
    }

    @Test(
        "a browser's cookie opens it from a page of this server; parameters are checked",
        arguments: [("", 101), ("?since=5", 101), ("?since=x", 400), ("?x=1", 400), ("?domain=globex.example", 404)]
    )
    func admitted(_ query: String, _ status: Int) async throws {
        let world = try await Self.world()
        let code = try await world.serving { port in
            let headers = [
                ("Cookie", "martlet_session=\(TestWorld.Person.acmeAdministrator.token)"),
                ("Origin", "http://127.0.0.1:\(port)"),
            ]
            return try await HTTPProbe.upgrade(port: port, path: Self.path + query, headers: headers)
        }
        #expect(code == status)
    }

    @Test("without an upgrade the address says what it is")
    func plain() async throws {
        let world = try await Self.world()
        let answer = try await world.ask(.get, "/events", as: .acmeUser)
        #expect(answer.errorCode == "upgrade-required")
    }

    @Test("a client that talks too much, or nonsense, is sent away")
    func nonsense() async throws {
        let world = try await Self.world()
        try await world.serving { port in
            try await SocketClient.connect(port: port, path: Self.path, headers: Self.bearer) { inbound, outbound in
                _ = try await SocketClient.text(&inbound)
                try await outbound.write(SocketClient.masked(.text, "hello"))
                try await outbound.write(SocketClient.masked(.text, String(repeating: "x", count: 5_000)))
                var last: WebSocketOpcode?
                while let frame = try? await inbound.next() { last = frame.opcode }
                #expect(last == .connectionClose)
            }
        }
    }
}
