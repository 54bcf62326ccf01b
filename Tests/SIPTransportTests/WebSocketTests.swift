import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import SIP
import SIPTransport
import Testing

@Suite("SIP over WebSocket, RFC 7118", .serialized, .timeLimit(.minutes(12)))
struct WebSocketTests {
    static func upgrade(protocols: String?) -> String {
        "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + (protocols.map { "Sec-WebSocket-Protocol: \($0)\r\n" } ?? "") + "\r\n"
    }

    /// A masked frame, as browsers send them.
    static func frame(_ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true) -> [UInt8] {
        let mask: [UInt8] = [1, 2, 3, 4]
        var bytes: [UInt8] = [(isFinal ? 0x80 : 0) | opcode]
        if payload.count < 126 {
            bytes.append(0x80 | UInt8(payload.count))
        } else {
            bytes += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        }
        return bytes + mask + payload.enumerated().map { $0.element ^ mask[$0.offset & 3] }
    }

    static func connect(_ server: LiveEndpoint) async throws -> RawConnection {
        let peer = try RawConnection(.tcp, to: try await server.listen(.ws))
        peer.send(Self.upgrade(protocols: "chat, sip"))
        let answer = await peer.receive(until: "\r\n\r\n").lowercased()
        #expect(answer.hasPrefix("http/1.1 101"))
        #expect(answer.contains("sec-websocket-protocol: sip"))
        return peer
    }

    static let register = Requests.text("REGISTER", via: "SIP/2.0/WS df7jal23ls0d.invalid")

    @Test("a browser registers, is reached over its flow, and its pings are answered")
    func talks() async throws {
        let server = LiveEndpoint()
        let peer = try await Self.connect(server)
        peer.send(Self.frame(1, Array(Self.register.utf8)))
        let answer = await peer.receive(until: "\r\n\r\n")
        #expect(answer.dropFirst(4).hasPrefix("SIP/2.0 200"), "a text frame with one message")
        #expect(answer.contains("received=127.0.0.1"))
        peer.send(Self.frame(9, [7, 8]))
        #expect(await peer.receive() == [0x8a, 2, 7, 8])

        let flow = try #require(try await server.lastFlow())
        async let result = server.exchange(TransportTests.options(), SIPDestination(flow: flow))
        let request = await peer.receive(until: "\r\n\r\n")
        let via = try #require(request.split(separator: "\r\n").first { $0.hasPrefix("Via:") })
        #expect(via.contains("SIP/2.0/WS 127.0.0.1"))
        let callID = try #require(request.split(separator: "\r\n").first { $0.hasPrefix("Call-ID:") })
        let response =
            "SIP/2.0 200 OK\r\n\(via)\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\n\(callID)\r\n"
            + "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
        // In two fragments.
        peer.send(Self.frame(1, Array(response.utf8.prefix(50)), isFinal: false))
        peer.send(Self.frame(0, Array(response.utf8.dropFirst(50))))
        #expect(try await result.events == ["200", "ended"])

        peer.send(Self.frame(8, [3, 232]))
        #expect(await peer.isClosedByPeer)
        try await server.log.wait(for: "closed ws")
        try await server.shutDown()
    }

    /// Collects what comes over a TLS connection.
    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        let log: LiveEndpoint.Log
        private var text = ""

        init(log: LiveEndpoint.Log) { self.log = log }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            self.text += String(buffer: self.unwrapInboundIn(data))
            for mark in ["101 Switching", "SIP/2.0 200"] where self.text.contains(mark) { self.log.add(mark) }
        }
    }

    @Test("the same over TLS")
    func secure() async throws {
        let contexts = try Certificate(name: "localhost").contexts()
        let server = LiveEndpoint(tls: contexts)
        let address = try await server.listen(.wss)
        let log = LiveEndpoint.Log()
        let client = try #require(contexts.client)
        let channel = try await ClientBootstrap(group: LiveEndpoint.group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let tls = try NIOSSLClientHandler(context: client, serverHostname: "localhost")
                    try channel.pipeline.syncOperations.addHandlers([tls, Collector(log: log)])
                }
            }
            .connect(host: "127.0.0.1", port: Int(address.port)).get()
        try await channel.writeAndFlush(ByteBuffer(string: Self.upgrade(protocols: "sip")))
        try await log.wait(for: "101 Switching")
        let register = Requests.text("REGISTER", via: "SIP/2.0/WSS df7jal23ls0d.invalid")
        try await channel.writeAndFlush(ByteBuffer(bytes: Self.frame(1, Array(register.utf8))))
        try await log.wait(for: "SIP/2.0 200")
        #expect(server.log.all == ["REGISTER over wss 0"])
        try await channel.close()
        try await server.shutDown()
    }

    @Test("without subprotocol sip there is no WebSocket", arguments: [nil, "chat", "sipx"] as [String?])
    func subprotocol(protocols: String?) async throws {
        let server = LiveEndpoint()
        let peer = try RawConnection(.tcp, to: try await server.listen(.ws))
        peer.send(Self.upgrade(protocols: protocols))
        let answer = await peer.receive(until: "\r\n\r\n")
        #expect(!answer.contains("101") && answer.hasPrefix("HTTP/1.1 4"))
        #expect(await peer.isClosedByPeer)
        try await server.log.wait(for: "closed ws")
        #expect(try await server.run { $0.counters.liveConnections } == 0)
        try await server.shutDown()
    }

    @Test(
        "a plain HTTP request is told to upgrade",
        arguments: [
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nab",
            "nonsense\r\n\r\n",
        ]
    )
    func plain(text: String) async throws {
        let server = LiveEndpoint()
        let peer = try RawConnection(.tcp, to: try await server.listen(.ws))
        peer.send(text)
        #expect(await peer.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 4"))
        #expect(await peer.isClosedByPeer)
        try await server.shutDown()
    }

    @Test("a browser that answers no ping is closed")
    func dead() async throws {
        var settings = SIPEndpointSettings()
        settings.keepAliveInterval = .seconds(1)
        let server = LiveEndpoint(settings)
        let peer = try RawConnection(.tcp, to: try await server.listen(.ws))
        peer.send(Self.upgrade(protocols: "sip"))
        // However the pieces come: pings do not wait for a test that is held up.
        let first = await peer.receive()
        _ = peer.push(Self.frame(1, Array(Self.register.utf8)))
        let rest = try #require(await peer.receiveToEnd(), "it is not closed")
        #expect(String(decoding: first, as: UTF8.self).hasPrefix("HTTP/1.1 101"))
        #expect((first + rest).contains([0x89, 0]), "it is asked before")
        try await server.shutDown()
    }

    @Test("what is no SIP in a frame is dropped, a frame too large closes")
    func hostile() async throws {
        var settings = SIPEndpointSettings()
        settings.messageLimit = 4_096
        let server = LiveEndpoint(settings)
        let peer = try await Self.connect(server)
        peer.send(Self.frame(2, [0, 1, 2, 3]))
        peer.send(Self.frame(1, Array(Self.register.utf8)))
        #expect(await peer.receive(until: "\r\n\r\n").contains("200 OK"))
        _ = peer.push(Self.frame(1, Array(repeating: 65, count: 6_000)))
        #expect(await peer.isClosedByPeer)
        try await server.shutDown()
    }
}
