import Foundation
import NIOCore
import SIP
import Testing

@testable import SIPTransport

@Suite("Real sockets", .serialized, .timeLimit(.minutes(12)))
struct TransportTests {
    static func options(_ bytes: Int = 0) -> SIPMessage {
        var request = Requests.outgoing(.options)
        request.body = Array(repeating: UInt8(ascii: "x"), count: bytes)
        return request
    }

    @Test(
        "a request and its answer over each transport and family",
        arguments: [SIPTransportKind.udp, .tcp, .tls],
        ["127.0.0.1", "::1"]
    )
    func roundTrip(transport: SIPTransportKind, host: String) async throws {
        let contexts = try Certificate(name: "localhost").contexts()
        let server = LiveEndpoint(tls: contexts)
        let client = LiveEndpoint(tls: contexts)
        let address = try await server.listen(transport, host)
        if transport == .udp { _ = try await client.listen(.udp, host) }
        for _ in 0..<3 {
            let result = try await client.exchange(
                Self.options(),
                SIPDestination(transport, address, serverName: "localhost")
            )
            #expect(result.events == ["200", "ended"])
        }
        // One connection served all three.
        #expect(try await server.run { $0.counters.liveConnections } == (transport == .udp ? 0 : 1))
        try await client.shutDown()
        try await server.shutDown()
    }

    /// Both transports on one port. The other one of the port that the kernel gives may be somebody's already.
    private static func serverOfBoth() async throws -> (LiveEndpoint, TransportAddress) {
        var last: (any Error)?
        for _ in 0..<50 {
            let server = LiveEndpoint()
            let address = try await server.listen(.udp)
            do {
                try #require(try await server.listen(SIPListener(.tcp, address)) == address)
                return (server, address)
            } catch let error as SIPTransportError {
                last = error
                try await server.shutDown()
            }
        }
        throw last ?? CancellationError()
    }

    @Test("requests above 1300 bytes leave over TCP (RFC 3261 §18.1.1), and over UDP where there is no TCP")
    func sizeSwitch() async throws {
        let client = LiveEndpoint()
        _ = try await client.listen(.udp)
        let (server, udp) = try await Self.serverOfBoth()

        let small = try await client.exchange(Self.options(100), SIPDestination(.udp, udp))
        #expect(small.events == ["200", "ended"] && small.transport == .udp)
        let large = try await client.exchange(Self.options(2_000), SIPDestination(.udp, udp))
        #expect(large.events == ["200", "ended"] && large.transport == .tcp)

        let datagramOnly = LiveEndpoint()
        let address = try await datagramOnly.listen(.udp)
        for isKnown in [false, true] {
            // The second time nobody waits for a connection that will not come.
            #expect(try await client.run { $0.isUnreachableByTCP(address) } == isKnown)
            let fallen = try await client.exchange(Self.options(2_000), SIPDestination(.udp, address))
            #expect(fallen.events == ["200", "ended"] && fallen.transport == .udp)
        }
        for endpoint in [server, client, datagramOnly] { try await endpoint.shutDown() }
    }

    @Test("a stream is cut right whatever its pieces are, and pings are answered", arguments: [1, 7, 100, 100_000])
    func pieces(size: Int) async throws {
        let server = LiveEndpoint()
        let address = try await server.listen(.tcp)
        let peer = try RawConnection(.tcp, to: address)
        let via = "SIP/2.0/TCP 10.0.0.5:5060"
        let one = Requests.text("MESSAGE", branch: "z9hG4bK1", via: via, cseq: 1, body: "first body")
        let two = Requests.text("MESSAGE", branch: "z9hG4bK2", via: via, cseq: 2, body: "second")
        let bytes = Array((one + "\r\n\r\n" + two).utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            peer.send(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        let answer = await peer.receive(until: "z9hG4bK2")
        #expect(answer.contains("z9hG4bK1"))
        #expect(answer.contains("\r\n\r\n\r\nSIP/2.0 200"), "the pong stands between the answers")
        #expect(server.log.all == ["MESSAGE over tcp 10", "MESSAGE over tcp 6"])
        try await server.shutDown()
    }

    @Test("a registered phone behind NAT is reached over its own connection")
    func flow() async throws {
        let server = LiveEndpoint()
        let address = try await server.listen(.tcp)
        let peer = try RawConnection(.tcp, to: address)
        peer.send(Requests.text("REGISTER", via: "SIP/2.0/TCP 10.0.0.5:5060;rport"))
        #expect(await peer.receive(until: "\r\n\r\n").hasPrefix("SIP/2.0 200"))
        let flow = try #require(try await server.lastFlow())
        async let result = server.exchange(Self.options(2_000), SIPDestination(flow: flow))
        let request = await peer.receive(until: "xxx")
        let via = try #require(request.split(separator: "\r\n").first { $0.hasPrefix("Via:") })
        #expect(via.contains("SIP/2.0/TCP"))
        peer.send(
            "SIP/2.0 200 OK\r\n\(via)\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: any\r\n"
                + "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
        )
        #expect(try await result.events == ["200", "ended"])
        // A flow that is closed leads nowhere else.
        try await server.run { $0.close(flow) }
        #expect(await peer.isClosedByPeer)
        try await server.log.wait(for: "closed tcp")
        #expect(try await server.exchange(Self.options(), SIPDestination(flow: flow)).events == ["transport", "ended"])
        try await server.shutDown()
    }

    @Test("a refused connection, a closed one, and one that never answers TLS are failures at once")
    func failures() async throws {
        var settings = SIPEndpointSettings()
        settings.connectTimeout = .seconds(1)
        let client = LiveEndpoint(settings, tls: try Certificate(name: "localhost").contexts())
        let gone = LiveEndpoint()
        let nobody = try await gone.listen(.tcp)
        try await gone.shutDown()
        let refused = try await client.exchange(Self.options(), SIPDestination(.tcp, nobody))
        #expect(refused.events == ["transport", "ended"])

        // A server of plain TCP never completes a TLS handshake.
        let plain = LiveEndpoint()
        let silent = try await plain.listen(.tcp)
        let unanswered = try await client.exchange(Self.options(), SIPDestination(.tls, silent))
        #expect(unanswered.events == ["transport", "ended"])
        try await client.shutDown()
        try await plain.shutDown()
    }

    @Test("BYD-03 a new certificate serves new connections, the old ones stay")
    func hotSwap() async throws {
        let (old, new) = (try Certificate(name: "old.example.com"), try Certificate(name: "new.example.com"))
        let server = LiveEndpoint(tls: try old.contexts())
        let address = try await server.listen(.tls)
        let (early, late) = (LiveEndpoint(tls: try old.contexts()), LiveEndpoint(tls: try new.contexts()))
        let toOld = SIPDestination(.tls, address, serverName: "old.example.com")
        let toNew = SIPDestination(.tls, address, serverName: "new.example.com")
        #expect(try await early.exchange(Self.options(), toOld).events == ["200", "ended"])
        #expect(try await late.exchange(Self.options(), toNew).events == ["transport", "ended"])

        let contexts = try new.contexts()
        try await server.run { $0.replace(tls: contexts) }
        #expect(try await early.exchange(Self.options(), toOld).events == ["200", "ended"], "the old connection")
        #expect(try await late.exchange(Self.options(), toNew).events == ["200", "ended"], "a new one")
        #expect(try await server.run { $0.counters.liveConnections } == 2)

        // Who does not check takes any certificate; who does checks the name as well.
        let stranger = LiveEndpoint(tls: try old.contexts())
        let unchecked = SIPDestination(.tls, address, verification: .none)
        #expect(try await stranger.exchange(Self.options(), unchecked).events == ["200", "ended"])
        let wrongName = SIPDestination(.tls, address, serverName: "other.example.com")
        #expect(try await late.exchange(Self.options(), wrongName).events == ["transport", "ended"])
        for endpoint in [server, early, late, stranger] { try await endpoint.shutDown() }
    }

    @Test("TLS listeners want a certificate, taken ports are refused with a sentence")
    func cannotListen() async throws {
        let endpoint = LiveEndpoint()
        let bare = await #expect(throws: SIPTransportError.self) { try await endpoint.listen(.tls) }
        #expect(bare?.code == .notConfigured)
        for transport in [SIPTransportKind.udp, .tcp] {
            let taken = try await endpoint.listen(transport)
            let error = await #expect(throws: SIPTransportError.self) {
                _ = try await endpoint.listen(SIPListener(transport, taken))
            }
            #expect(error?.code == .cannotListen)
        }
        try await endpoint.shutDown()
    }

    @Test("datagrams in a burst are all taken")
    func burst() async throws {
        let server = LiveEndpoint()
        let address = try await server.listen(.udp)
        let peer = try RawConnection(.udp, to: address)
        // No more at once than a socket holds, however late it is read.
        for burst in 0..<5 {
            for number in 100 * burst..<100 * (burst + 1) {
                peer.send(Requests.text("OPTIONS", branch: "z9hG4bK\(number)", cseq: number + 1))
            }
            try await server.log.wait(for: "OPTIONS over udp 0", count: 100 * (burst + 1))
        }
        try await server.shutDown()
    }
}
