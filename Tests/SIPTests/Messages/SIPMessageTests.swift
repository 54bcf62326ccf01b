import Testing

@testable import SIP

@Suite("RFC 3261 §7, messages")
struct SIPMessageTests {
    static let invite = """
        INVITE sip:bob@biloxi.com SIP/2.0
        Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776asdhds, SIP/2.0/UDP a;branch=z9hG4bKb
        v: SIP/2.0/TCP c
        Max-Forwards: 70
        To: Bob <sip:bob@biloxi.com>
        From: Alice <sip:alice@atlanta.com>;tag=1928301774
        Call-ID: a84b4c76e66710@pc33.atlanta.com
        CSeq: 314159 INVITE
        Record-Route: <sip:p1;lr>, <sip:p2;lr>
        Timestamp: 54
        Contact: <sip:alice@pc33.atlanta.com>
        X-Own: one, two
        Supported: timer, 100Rel
        Allow: INVITE,ACK , BYE
        Content-Type: application/sdp
        Content-Length: 4

        v=0
        """

    @Test("a message is taken apart")
    func reads() throws {
        let message = try SIPMessage(parsing: Fixture.bytes(Self.invite) + [0x0d, 0x0a])
        try message.validate()
        #expect(message.isRequest && !message.isResponse && message.status == nil)
        #expect(message.startLine == .request(.invite, SIPURI(user: "bob", host: "biloxi.com")))
        #expect(message.method == .invite)
        #expect(message.callID == "a84b4c76e66710@pc33.atlanta.com")
        #expect(try message.vias().map(\.host) == ["pc33.atlanta.com", "a", "c"])
        #expect(message.all(.via).count == 3)
        #expect(message.all(.other("X-OWN")) == ["one, two"])
        #expect(message.all(.allow) == ["INVITE", "ACK", "BYE"])
        #expect(message.allows(.bye) == true && message.allows(.refer) == false)
        #expect(message.supports("100rel") && !message.supports("replaces") && !message.requires("100rel"))
        #expect(message.fromTag == "1928301774" && message.toTag == nil)
        #expect(try message.recordRoutes().map(\.uri.host) == ["p1", "p2"])
        // Octets behind the announced body are ignored.
        #expect(message.body == Array("v=0\r".utf8))
        #expect(message.first(.subject) == nil)
        #expect(try message.event() == nil)
        #expect(try message.expires() == nil)
    }

    @Test("§8.2.6.2 a response repeats what it must", arguments: [(100, 1), (180, 0), (200, 0), (404, 0)])
    func responses(status: Int, timestamps: Int) throws {
        let request = try SIPMessage(parsing: Fixture.bytes(Self.invite) + [0x0d, 0x0a])
        let response = SIPMessage(response: status, to: request, toTag: status > 100 ? "tag2" : nil)
        #expect(response.status == status)
        #expect(response.reason == SIPReasonPhrase.text(of: status))
        #expect(response.method == .invite)
        #expect(response.all(.via) == request.all(.via))
        #expect(response.first(.from) == request.first(.from))
        #expect(response.callID == request.callID)
        #expect(response.toTag == (status > 100 ? "tag2" : nil))
        #expect(response.all(.timestamp).count == timestamps)
        #expect(response.all(.recordRoute).count == (status == 180 || status == 200 ? 2 : 0))
        #expect(!response.contains(.contact) && response.body.isEmpty)
        try response.validate()
        #expect(try SIPMessage(parsing: response.bytes) == response)
        // A tag that is there stays.
        var again = request
        again.set(.to, to: try response.to())
        let tagged = response.toTag == nil ? "\(again.first(.to) ?? "");tag=other" : again.first(.to)
        #expect(SIPMessage(response: 200, to: again, toTag: "other").first(.to) == tagged)
    }

    @Test("headers are set, added, removed and replaced in their place")
    func changes() throws {
        var message = try SIPMessage(parsing: Fixture.bytes(Self.invite) + [0x0d, 0x0a])
        var via = try message.topVia()
        via.received = "192.0.2.1"
        message.setTopVia(via)
        #expect(message.all(.via).first == "SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776asdhds;received=192.0.2.1")
        #expect(message.all(.via).count == 3)
        message.removeFirstValue(.via)
        #expect(try message.vias().map(\.host) == ["a", "c"])
        message.removeFirstValue(.via)
        message.removeFirstValue(.via)
        message.removeFirstValue(.via)
        #expect(!message.contains(.via))
        message.prepend(.via, "SIP/2.0/UDP x")
        message.prepend(.via, Via(transport: "TCP", host: "y"))
        #expect(message.headers.first?.name == .via)
        #expect(try message.vias().map(\.host) == ["y", "x"])
        message.set(.other("x-own"), "three")
        message.append(.other("X-Own"), "four")
        #expect(message.all(.other("x-own")) == ["three", "four"])
        message.set(.other("x-own"), "five")
        #expect(message.all(.other("x-own")) == ["five"])
        message.remove(.other("X-OWN"))
        #expect(!message.contains(.other("x-own")))
        message.requestURI = SIPURI(user: "carol", host: "chicago.com")
        message.body = []
        #expect(message.description.hasPrefix("INVITE sip:carol@chicago.com SIP/2.0\r\n"))
        #expect(message.description.hasSuffix("Content-Length: 0\r\n\r\n"))
        #expect(try SIPMessage(parsing: message.bytes) == message)
    }

    @Test("no value can smuggle a header line into a message")
    func smuggling() throws {
        var message = SIPMessage(request: .options, uri: SIPURI(host: "h"))
        message.append(.subject, "a\r\nX-Evil: 1\r\n\r\nb")
        message.append(.from, NameAddress(displayName: "x\r\ny: z", uri: SIPURI(user: "a\r\nb", host: "h")))
        message.startLine = .response(200, "OK\r\nX-Evil: 1")
        let again = try SIPMessage(parsing: message.bytes)
        #expect(again.headers.map(\.name) == [.subject, .from, .contentLength])
        #expect(again.reason == "OK  X-Evil: 1")
    }

    @Test("a message that is changed for ever does not grow")
    func sweeping() throws {
        var message = try SIPMessage(parsing: Fixture.bytes(Self.invite) + [0x0d, 0x0a])
        for number in 0..<20_000 as Range<UInt32> {
            message.set(.cseq, to: CSeq(number, .invite))
            if number % 100 == 0 { message.requestURI = SIPURI(host: "h\(number)") }
        }
        #expect(message.storage.count < 40_000)
        #expect(try message.cseq().number == 19_999)
        #expect(message.requestURI?.host == "h19900")
        #expect(message.callID == "a84b4c76e66710@pc33.atlanta.com")
        #expect(try SIPMessage(parsing: message.bytes) == message)
    }

    /// What is changed in the example, and what is then wrong.
    static let faults: [(String, String, SIPParseError.Code)] = [
        ("INVITE sip:bob@biloxi.com SIP/2.0", "INVITE sip:bob@biloxi.com", .notSIP),
        ("INVITE sip:bob@biloxi.com SIP/2.0", "INVITE  SIP/2.0", .malformed),
        ("INVITE sip:bob@biloxi.com SIP/2.0", "INVITE bob SIP/2.0", .malformed),
        ("INVITE sip:bob@biloxi.com SIP/2.0", "INVITE sip:bob@biloxi.com SIP/2.1", .version),
        ("INVITE sip:bob@biloxi.com SIP/2.0", "GET / HTTP/1.1", .notSIP),
        ("INVITE sip:bob@biloxi.com SIP/2.0", "\u{16}\u{3}\u{1}", .notSIP),
        ("INVITE sip:bob@biloxi.com SIP/2.0", "SIP/2.0 99 Low", .malformed),
        ("INVITE sip:bob@biloxi.com SIP/2.0", "SIP/2.0 700 High", .malformed),
        ("INVITE sip:bob@biloxi.com SIP/2.0", "SIP/2.0 2000 Long", .malformed),
        ("INVITE sip:bob@biloxi.com SIP/2.0", "SIP/1.0 200 OK", .version),
        ("Max-Forwards: 70", "Max-Forwards: 256", .malformed),
        ("Max-Forwards: 70", "Max-Forwards: x", .malformed),
        ("Max-Forwards: 70", "Max-Forwards: 1\nMax-Forwards: 2", .contradiction),
        ("Max-Forwards: 70", "No colon", .malformed),
        ("Max-Forwards: 70", ": no name", .malformed),
        ("Max-Forwards: 70", "Bad name: x", .malformed),
        ("Max-Forwards: 70", "Expires: soon", .malformed),
        ("Max-Forwards: 70", "Route: <sip:x", .malformed),
        ("Max-Forwards: 70", "Subject: a<hex>0d</hex>b", .malformed),
        ("314159 INVITE", "314159 BYE", .contradiction),
        ("CSeq: 314159 INVITE", "X: y", .missing),
        ("To: Bob <sip:bob@biloxi.com>", "X: y", .missing),
        ("From: Alice", "X: Alice", .missing),
        ("Call-ID: a84b4c76e66710@pc33.atlanta.com", "Call-ID:", .malformed),
        ("Call-ID: a84b4c76e66710@pc33.atlanta.com", "Call-ID: a b", .malformed),
        ("Content-Length: 4", "Content-Length: 400", .truncated),
        ("Content-Length: 4", "Content-Length: ", .malformed),
        ("Content-Length: 4", "Content-Length: 4 4", .malformed),
        ("Content-Length: 4", "Content-Length: 99999999999999999999", .malformed),
        ("Content-Length: 4", "Content-Length: 4\nl: 4", .contradiction),
        ("Content-Type: application/sdp", "Content-Type: sdp", .malformed),
        ("Contact: <sip:alice@pc33.atlanta.com>", "Contact: *\nContact: <sip:a@b>", .contradiction),
    ]

    @Test("a fault is found and named", arguments: Self.faults)
    func finds(part: String, replacement: String, code: SIPParseError.Code) {
        let text = Self.invite.replacing(part, with: replacement)
        #expect(text != Self.invite)
        let error = #expect(throws: SIPParseError.self) {
            try SIPMessage(parsing: Fixture.bytes(text) + [0x0d, 0x0a]).validate()
        }
        #expect(error?.code == code)
        #expect(error?.detail.isEmpty == false)
    }

    @Test("line ends may be bare, before the message may stand blank lines, and Content-Length may be missing")
    func lenient() throws {
        let bare = try SIPMessage(parsing: Array("\r\n\r\n\(Self.invite)\n".utf8))
        try bare.validate()
        #expect(try bare.vias().count == 3)
        #expect(!bare.bytes.contains { $0 == 0x0a } || !bare.description.contains("0\nVia"))
        let open = try SIPMessage(parsing: Fixture.bytes(Self.invite.replacing("Content-Length: 4", with: "X: y")))
        #expect(open.body == Array("v=0".utf8))
    }

    @Test("limits on octets, header lines and their length hold")
    func limits() {
        let bytes = Fixture.bytes(Self.invite) + [0x0d, 0x0a]
        for limits in [
            SIPLimits(messageBytes: bytes.count - 1), SIPLimits(headerCount: 14), SIPLimits(headerBytes: 60),
        ] {
            let error = #expect(throws: SIPParseError.self) { try SIPMessage(parsing: bytes, limits: limits) }
            #expect(error?.code == .tooLarge)
            #expect(error.flatMap { SIPMessage.refusal(of: bytes, because: $0, limits: limits) }?.status == 513)
        }
        #expect(throws: Never.self) {
            try SIPMessage(parsing: bytes, limits: SIPLimits(messageBytes: bytes.count, headerCount: 15))
        }
        let folded = "OPTIONS sip:a SIP/2.0\r\nX: y\(String(repeating: "\r\n z", count: 8_000))\r\n\r\n"
        #expect(throws: SIPParseError.self) { try SIPMessage(parsing: Array(folded.utf8)) }
    }

    @Test("an ACK and a response are never refused, anything with a Via is")
    func refusals() {
        let error = SIPParseError(.malformed, "x")
        func refusal(_ text: String) -> SIPMessage? { SIPMessage.refusal(of: Fixture.bytes(text), because: error) }
        #expect(refusal("ACK sip:a SIP/2.0\nVia: SIP/2.0/UDP a\n\n") == nil)
        #expect(refusal("SIP/2.0 200 OK\nVia: SIP/2.0/UDP a\n\n") == nil)
        #expect(refusal("OPTIONS sip:a SIP/2.0\nTo: x\n\n") == nil)
        #expect(refusal("OPTIONS sip:a SIP/2.0\nVia: SIP/2.0/UDP a\n")?.status == 400)
        #expect(refusal("OPTIONS  a b\nVia: SIP/2.0/UDP a\n garbage\n:\nCSeq: 1 OPTIONS")?.status == 400)
        #expect(SIPMessage.refusal(of: [0, 1, 2], because: SIPParseError(.notSIP, "x")) == nil)
    }

    @Test("Contact: * is a wildcard")
    func wildcard() throws {
        let text = Self.invite.replacing("<sip:alice@pc33.atlanta.com>", with: "*")
        let message = try SIPMessage(parsing: Fixture.bytes(text) + [0x0d, 0x0a])
        try message.validate()
        #expect(message.isContactWildcard)
        #expect(try message.contacts() == [])
    }
}
