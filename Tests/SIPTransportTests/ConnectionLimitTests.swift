import Foundation
import SIP
import SIPTransport
import Testing

@Suite("A connection holds nothing for long", .serialized, .timeLimit(.minutes(12)))
struct ConnectionLimitTests {
    static func server(_ change: (inout SIPEndpointSettings) -> Void) async throws -> (LiveEndpoint, TransportAddress) {
        var settings = SIPEndpointSettings()
        change(&settings)
        let server = LiveEndpoint(settings)
        return (server, try await server.listen(.tcp))
    }

    static let via = "SIP/2.0/TCP 10.0.0.5:5060"

    @Test("connections from one address, and in all, are limited")
    func limits() async throws {
        for change: (inout SIPEndpointSettings) -> Void in [
            { $0.connectionLimitPerSource = 2 }, { $0.connectionLimit = 2 },
        ] {
            let (server, address) = try await Self.server(change)
            let peers = try (0..<2).map { _ in try RawConnection(.tcp, to: address) }
            for peer in peers {
                peer.send(Requests.text("OPTIONS", via: Self.via))
                #expect(await peer.receive(until: "\r\n\r\n").hasPrefix("SIP/2.0 200"))
            }
            #expect(try await RawConnection(.tcp, to: address).isClosedByPeer)
            #expect(try await server.run { $0.counters.dropped(.connectionLimit) } == 1)
            try await server.shutDown()
            for peer in peers { #expect(await peer.isClosedByPeer) }
        }
    }

    @Test(
        "a connection that sends no whole message in time is closed",
        arguments: ["", "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP", "\r\n\r\n"]
    )
    func firstMessage(text: String) async throws {
        let (server, address) = try await Self.server { $0.firstMessageTimeout = .seconds(1) }
        let peer = try RawConnection(.tcp, to: address)
        peer.send(text)
        #expect(await peer.isClosedByPeer)
        try await server.log.wait(for: "closed tcp")
        try await server.shutDown()
    }

    @Test("a message that began has to be finished in time, and an idle connection is closed")
    func slow() async throws {
        for change: (inout SIPEndpointSettings) -> Void in [
            { $0.partialMessageTimeout = .seconds(1) }, { $0.idleTimeout = .seconds(1) },
        ] {
            let (server, address) = try await Self.server(change)
            let peer = try RawConnection(.tcp, to: address)
            peer.send(Requests.text("OPTIONS", via: Self.via) + "OPTIONS sip:a@b SIP/2.0\r\nVia: S")
            #expect(await peer.receive(until: "\r\n\r\n").hasPrefix("SIP/2.0 200"))
            #expect(await peer.isClosedByPeer)
            try await server.shutDown()
        }
    }

    @Test(
        "what is too large or no SIP closes the connection, after an answer where there is somebody to answer",
        arguments: [
            (Requests.text("MESSAGE", via: via, body: String(repeating: "x", count: 5_000)), "SIP/2.0 513"),
            (
                Requests.text("MESSAGE", via: via, extra: "X-Long: \(String(repeating: "y", count: 20_000))\r\n"),
                "SIP/2.0 513"
            ),
            ("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", ""),
            (String(repeating: "A", count: 5_000), ""),
        ]
    )
    func tooLarge(text: String, answer: String) async throws {
        let (server, address) = try await Self.server { $0.messageLimit = 4_096 }
        let peer = try RawConnection(.tcp, to: address)
        _ = peer.push(Array(text.utf8))
        #expect(await peer.receive(until: "\r\n\r\n").hasPrefix(answer))
        #expect(await peer.isClosedByPeer)
        #expect(server.log.all.filter { $0.hasPrefix("MESSAGE") }.isEmpty)
        try await server.shutDown()
    }

    @Test("a peer that reads nothing is closed when its share of output is used up")
    func slowReader() async throws {
        let (server, address) = try await Self.server { $0.outputLimit = 65_536 }
        let peer = try RawConnection(.tcp, to: address)
        var number = 0
        let long = String(repeating: "v", count: 3_000)
        // Each answer repeats the long Via; nobody reads them.
        while number < 5_000 {
            number += 1
            let text = Requests.text(
                "OPTIONS",
                branch: "z9hG4bK\(number)",
                via: "SIP/2.0/TCP 10.0.0.5;x=\(long)",
                cseq: number
            )
            guard peer.push(Array(text.utf8)) else { break }
        }
        #expect(number < 5_000)
        try await server.log.wait(for: "closed tcp")
        #expect(try await server.run { $0.counters.dropped(.outputOverflow) } == 1)
        try await server.shutDown()
    }
}
