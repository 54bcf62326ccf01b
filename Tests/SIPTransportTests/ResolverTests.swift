import Kernel
import NIOCore
import NIOPosix
import SIP
import Testing

@testable import SIPTransport

@Suite("From a URI to places to send to, RFC 3263")
struct ResolverTests {
    @Test(
        "what the URI says decides what is asked",
        arguments: [
            ("sip:192.0.2.1", "numeric udp 192.0.2.1:5060"),
            ("sip:192.0.2.1:99;transport=tcp", "numeric tcp 192.0.2.1:99"),
            ("sips:192.0.2.1", "numeric tls 192.0.2.1:5061"), ("sip:[2001:db8::1]", "numeric udp [2001:db8::1]:5060"),
            ("sip:example.com;maddr=192.0.2.9", "numeric udp 192.0.2.9:5060"),
            ("sip:example.com:5070", "host example.com udp 5070"),
            ("sips:example.com:5070;transport=tcp", "host example.com tls 5070"),
            ("sip:example.com;transport=ws", "host example.com ws 80"),
            ("sip:example.com", "services _sip._udp.example.com _sip._tcp.example.com _sips._tcp.example.com else udp"),
            ("sip:example.com;transport=TCP", "services _sip._tcp.example.com else tcp"),
            ("sips:example.com", "services _sips._tcp.example.com else tls"),
            ("sip:example.com;transport=sctp", "nothing"), ("sips:example.com;transport=udp", "nothing"),
            ("tel:+123", "nothing"),
        ]
    )
    func plans(uri: String, plan: String) throws {
        let uri = try SIPURI(parsing: uri)
        let text: String
        switch Result(catching: { () throws(SIPResolverError) in try ResolutionPlan(uri) }) {
        case .success(.numeric(let destination)): text = "numeric \(destination)"
        case .success(.host(let host, let transport, let port)): text = "host \(host) \(transport) \(port)"
        case .success(.services(let services, _, let fallback)):
            text = "services \(services.map(\.name).joined(separator: " ")) else \(fallback)"
        case .failure: text = "nothing"
        }
        #expect(text == plan)
    }

    @Test("RFC 2782: priorities are kept, weights share", arguments: UInt64(0)..<10)
    func order(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let records = [(20, 0, "c"), (10, 90, "a"), (10, 10, "b"), (10, 0, "z")].map { priority, weight, target in
            ServiceRecord(priority: UInt16(priority), weight: UInt16(weight), port: 5_060, target: target)
        }
        var firsts: [String: Int] = [:]
        for _ in 0..<500 {
            let ordered = ServiceRecord.ordered(records, using: &random)
            #expect(ordered.last?.target == "c" && Set(ordered) == Set(records))
            firsts[ordered[0].target, default: 0] += 1
        }
        #expect((400...490).contains(firsts["a"] ?? 0))
        #expect((firsts["z"] ?? 0) < 25)
    }

    /// The answer to a question, with compressed names.
    static func answer(to question: [UInt8], flags: UInt8 = 0x80, _ records: [(UInt16, UInt16, UInt16, String)])
        -> [UInt8]
    {
        func word(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 255)] }
        var bytes = question
        bytes[2] |= 0x80
        bytes[3] = flags
        bytes[7] = UInt8(records.count)
        bytes[11] = 0
        // Without the OPT record at its end.
        bytes.removeLast(11)
        for (priority, weight, port, target) in records {
            var labels: [UInt8] = []
            for label in target.split(separator: ".") { labels += [UInt8(label.utf8.count)] + Array(label.utf8) }
            labels.append(0)
            bytes += [0xc0, 12, 0, 33, 0, 1, 0, 0, 1, 44]
            for number in [UInt16(6 + labels.count), priority, weight, port] { bytes += word(number) }
            bytes += labels
        }
        return bytes
    }

    @Test("answers are read, and only answers to the question")
    func reads() throws {
        let name = "_sip._udp.example.com"
        let question = try #require(DNSMessage.question(name, identifier: 0x1234))
        let bytes = Self.answer(to: question, [(10, 20, 5_070, "sip.example.com")])
        let answer = try #require(DNSMessage.answer(bytes, to: name, identifier: 0x1234))
        #expect(answer.isConclusive)
        #expect(
            answer.services.map(\.record) == [
                ServiceRecord(priority: 10, weight: 20, port: 5_070, target: "sip.example.com")
            ]
        )
        #expect(answer.services.first?.lifetime == 300)
        #expect(DNSMessage.answer(bytes, to: name, identifier: 0x1235) == nil)
        #expect(DNSMessage.answer(bytes, to: "_sip._udp.example.org", identifier: 0x1234) == nil)
        #expect(DNSMessage.answer(question, to: name, identifier: 0x1234) == nil)
        // NXDOMAIN settles it, a server's failure does not.
        #expect(
            DNSMessage.answer(Self.answer(to: question, flags: 3, []), to: name, identifier: 0x1234)?.isConclusive
                == true
        )
        #expect(
            DNSMessage.answer(Self.answer(to: question, flags: 2, []), to: name, identifier: 0x1234)?.isConclusive
                == false
        )
        #expect(DNSMessage.question("a..b", identifier: 1) == nil)
        #expect(DNSMessage.question(String(repeating: "a", count: 64), identifier: 1) == nil)
    }

    @Test("no octets of an answer crash or hang the reader", arguments: UInt64(0)..<200)
    func hostileAnswers(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let name = "_sip._udp.example.com"
        let question = try #require(DNSMessage.question(name, identifier: 1))
        var bytes = Self.answer(to: question, [(1, 1, 1, "a.example.com"), (1, 1, 1, "b.example.com")])
        for _ in 0..<(1 + random.next() % 8) {
            bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
        }
        if random.next() % 3 == 0 { bytes.removeLast(Int(random.next() % UInt64(bytes.count))) }
        _ = DNSMessage.answer(bytes, to: name, identifier: 1)
    }

    /// A name server that knows one name.
    final class NameServer: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        typealias OutboundOut = AddressedEnvelope<ByteBuffer>

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let envelope = self.unwrapInboundIn(data)
            let question = Array(envelope.data.readableBytesView)
            let isKnown = String(decoding: question, as: UTF8.self).contains("_tcp\u{7}example")
            let records: [(UInt16, UInt16, UInt16, String)] =
                isKnown ? [(20, 0, 5_062, "localhost"), (10, 0, 5_061, "localhost")] : []
            let bytes = ResolverTests.answer(to: question, flags: isKnown ? 0x80 : 3, records)
            let answer = AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: bytes))
            context.writeAndFlush(self.wrapOutboundOut(answer), promise: nil)
        }
    }

    @Test("SRV, addresses, fallback and failure, asked of a name server on a real socket")
    func resolves() async throws {
        let group = LiveEndpoint.group
        let server = try await DatagramBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NameServer())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        var settings = SIPResolverSettings()
        settings.nameServers = [try #require(TransportAddress(server.localAddress))]
        let resolver = SIPResolver(group: group, threads: .singleton, settings: settings)

        let found = try await resolver.resolve(SIPURI(parsing: "sip:bob@example.com"))
        #expect(found.first?.transport == .tcp)
        #expect(Set(found.map(\.address.port)) == [5_061, 5_062])
        #expect(found.first?.address.port == 5_061)
        #expect(found.allSatisfy { $0.serverName == "localhost" && $0.address.ip.isLoopback })

        let direct = try await resolver.resolve(SIPURI(parsing: "sip:bob@localhost:7000"))
        #expect(direct.first?.address.port == 7_000)
        let fallback = try await resolver.resolve(SIPURI(parsing: "sips:localhost"))
        #expect(fallback.first?.transport == .tls)
        #expect(fallback.first?.address.port == 5_061)
        try await server.close()
        // From the cache, the server being gone.
        #expect(try await resolver.resolve(SIPURI(parsing: "sip:carol@EXAMPLE.com")) == found)
    }

    @Test("the name servers of resolv.conf")
    func nameServers() {
        let text = "# comment\nnameserver 192.0.2.53\nsearch a b\n nameserver  2001:db8::53 \nnameserver junk\n"
        #expect(NameServers.parse(text).map(\.description) == ["192.0.2.53:53", "[2001:db8::53]:53"])
        #expect(NameServers.parse("").map(\.description) == ["127.0.0.1:53"])
    }
}
