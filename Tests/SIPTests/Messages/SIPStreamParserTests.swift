import Testing

@testable import SIP

@Suite("RFC 3261 §18.3, messages in a stream")
struct SIPStreamParserTests {
    static func options(_ number: Int, body: String = "") -> [UInt8] {
        Fixture.bytes(
            """
            OPTIONS sip:a SIP/2.0
            Via: SIP/2.0/TCP a;branch=z9hG4bK\(number)
            From: <sip:a>;tag=1
            To: <sip:b>
            Call-ID: \(number)
            CSeq: \(number) OPTIONS
            Content-Length: \(body.utf8.count)


            """
        ) + Array(body.utf8)
    }

    /// Everything that comes out when the octets arrive in pieces of that size.
    static func parse(
        _ bytes: [UInt8],
        pieces: Int,
        keepAlive: SIPStreamParser.KeepAlive = .answersPings,
        limits: SIPLimits = .stream
    ) -> [SIPStreamParser.Element] {
        var parser = SIPStreamParser(keepAlive: keepAlive, limits: limits)
        var elements: [SIPStreamParser.Element] = []
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            parser.append(bytes[start..<min(start + pieces, bytes.count)])
            while let element = parser.next() { elements.append(element) }
        }
        return elements
    }

    static let sizes = [1, 2, 3, 5, 16, 97, 10_000]

    @Test("messages, bodies and pings come out whole however they are cut", arguments: Self.sizes)
    func cuts(pieces: Int) throws {
        let first = Self.options(1)
        let second = Self.options(2, body: "\r\n\r\nOPTIONS not a message\r\n\r\n")
        let third = Self.options(3, body: "x")
        let stream = [0x0d, 0x0a, 0x0d, 0x0a] + first + second + [0x0d, 0x0a] + third + [0x0d, 0x0a, 0x0d, 0x0a]
        #expect(
            Self.parse(stream, pieces: pieces) == [
                .ping, .message(try SIPMessage(parsing: first)), .message(try SIPMessage(parsing: second)),
                .message(try SIPMessage(parsing: third)), .ping,
            ]
        )
    }

    @Test("the side that sends pings takes each CRLF for an answer", arguments: Self.sizes)
    func pongs(pieces: Int) throws {
        let message = Self.options(1)
        #expect(
            Self.parse([0x0d, 0x0a] + message + [0x0d, 0x0a], pieces: pieces, keepAlive: .sendsPings)
                == [.pong, .message(try SIPMessage(parsing: message)), .pong]
        )
    }

    @Test(
        "without Content-Length there is no body, with bare line ends a message is still found",
        arguments: Self.sizes
    )
    func lenient(pieces: Int) throws {
        let bare = Array("OPTIONS sip:a SIP/2.0\nX: y\n\n".utf8)
        let elements = Self.parse(bare + Self.options(1), pieces: pieces)
        #expect(elements.count == 2)
        guard case .message(let message) = elements.first else { return #expect(Bool(false)) }
        #expect(message.first(.other("x")) == "y")
    }

    static let broken: [(String, SIPParseError.Code)] = [
        ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", .notSIP),
        ("OPTIONS sip:a SIP/2.0\r\nVia: x\r\nContent-Length: -1\r\n\r\n", .malformed),
        ("OPTIONS sip:a SIP/2.0\r\nVia: x\r\nContent-Length: 1\r\nl: 2\r\n\r\n", .contradiction),
        ("OPTIONS sip:a SIP/2.0\r\nVia: x\r\nContent-Length: 2000000\r\n\r\n", .tooLarge),
        ("OPTIONS sip:a SIP/2.0\r\nVia: x\r\nbroken\r\n\r\n", .malformed),
        ("OPTIONS sip:a SIP/2.0\r\nVia: x\r\n" + String(repeating: "X: y\r\n", count: 300) + "\r\n", .tooLarge),
    ]

    @Test("a broken message ends the stream", arguments: Self.broken)
    func breaks(text: String, code: SIPParseError.Code) {
        var parser = SIPStreamParser()
        parser.append(Array(text.utf8) + Self.options(1))
        guard case .malformed(let octets, let error) = parser.next() else { return #expect(Bool(false)) }
        #expect(error.code == code)
        #expect((SIPMessage.refusal(of: octets, because: error) != nil) == (code != .notSIP))
        #expect(parser.isBroken)
        parser.append(Self.options(2))
        #expect(parser.next() == nil)
        #expect(parser.waitingBytes == 0)
    }

    @Test("a head without end is given up at the limit")
    func endless() {
        var parser = SIPStreamParser(limits: SIPLimits(messageBytes: 10_000))
        var isMalformed = false
        for _ in 0..<1_000 where !isMalformed {
            parser.append(Array("X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n".utf8))
            if case .malformed = parser.next() { isMalformed = true }
            #expect(parser.waitingBytes <= 10_100)
        }
        #expect(isMalformed)
    }
}
