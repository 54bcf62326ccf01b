import Testing

@testable import SIP

@Suite("RFC 5118, IPv6 in SIP")
struct IPv6ExampleTests {
    private static func register(_ uri: String, via: String = "[2001:db8::9:1];branch=z9hG4bKas3-111") -> [UInt8] {
        Fixture.bytes(
            """
            REGISTER \(uri) SIP/2.0
            To: sip:user@example.com
            From: sip:user@example.com;tag=81x2
            Via: SIP/2.0/UDP \(via)
            Call-ID: SSG9559905523997077@hlau_4100
            Max-Forwards: 70
            Contact: "Caller" <sip:caller@[2001:db8::1]>
            CSeq: 98176 REGISTER
            Content-Length: 0


            """
        )
    }

    @Test("§4.1 an IPv6 reference in brackets")
    func valid() throws {
        let message = try SIPMessage(parsing: Self.register("sip:[2001:db8::10]"))
        try message.validate()
        #expect(message.requestURI?.host == "[2001:db8::10]")
        #expect(message.requestURI?.bareHost == "2001:db8::10")
        #expect(try message.topVia().host == "[2001:db8::9:1]")
        #expect(try message.contacts().first?.uri.host == "[2001:db8::1]")
    }

    @Test("§4.2 without brackets it is no URI and answered 400")
    func withoutBrackets() {
        #expect(TortureTests.verdict(on: Self.register("sip:2001:db8::10")) == .refused(400))
    }

    @Test("§4.3 and §4.4: what looks like a port inside the brackets is part of the address")
    func ports() throws {
        let inside = try SIPMessage(parsing: Self.register("sip:[2001:db8::10:5070]"))
        try inside.validate()
        #expect(inside.requestURI?.port == nil)
        #expect(inside.requestURI?.host == "[2001:db8::10:5070]")
        let outside = try SIPMessage(parsing: Self.register("sip:[2001:db8::10]:5070"))
        #expect(outside.requestURI?.port == 5_070)
        #expect(outside.requestURI?.host == "[2001:db8::10]")
    }

    @Test("§4.5 received with brackets or without", arguments: ["[2001:db8::9:255]", "2001:db8::9:255"])
    func received(text: String) throws {
        let via = "[2001:db8::9:1];received=\(text);branch=z9hG4bKas3-111"
        let message = try SIPMessage(parsing: Self.register("sip:[2001:db8::10]", via: via))
        try message.validate()
        #expect(try message.topVia().received == text)
        #expect(try message.topVia().branch == "z9hG4bKas3-111")
    }

    @Test("§4.7 addresses of both families in one message")
    func bothFamilies() throws {
        let via = "[2001:db8::9:1]:6050;branch=z9hG4bKas3-111, SIP/2.0/TCP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144"
        let message = try SIPMessage(parsing: Self.register("sip:user@[2001:db8::10]", via: via))
        try message.validate()
        #expect(try message.vias().map(\.sentBy) == ["[2001:db8::9:1]:6050", "192.0.2.1"])
    }

    @Test("§4.9 an IPv4 address mapped into IPv6")
    func mapped() throws {
        let via = "[::ffff:192.0.2.10]:19823;branch=z9hG4bKbh19"
        let message = try SIPMessage(parsing: Self.register("sip:[::ffff:192.0.2.2]", via: via))
        try message.validate()
        #expect(try message.topVia().port == 19_823)
    }

    @Test(
        "§4.10 the third colon that RFC 3261's grammar allows is tolerated",
        arguments: ["sip:user@[2001:db8:::192.0.2.1]", "sip:user@[2001:db8::192.0.2.1]"]
    )
    func thirdColon(uri: String) throws {
        let read = try SIPURI(parsing: uri)
        #expect(read.description == uri)
        #expect(try read.isEquivalent(to: SIPURI(parsing: "sip:user@[2001:0db8::c000:0201]")))
    }

    @Test(
        "malformed addresses are refused",
        arguments: [
            "[]", "[:]", "[1]", "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]", "[::1::2]", "[12345::]", "[::1", "[g::]",
            "[1:::2]", "[::1.2.3]", "[::1.2.3.4:5]", "[::256.1.1.1]", "[1:2:3:4:5:6:7:1.2.3.4]", "[:1::2]", "[1::2:]",
        ]
    )
    func malformed(host: String) {
        #expect(throws: SIPParseError.self) { try SIPURI(parsing: "sip:\(host)") }
    }

    @Test(
        "the same address is the same host however it is written",
        arguments: [("[2001:DB8:0:0::1]", "2001:db8::1"), ("[::]", "[0:0:0:0:0:0:0:0]"), ("a.EXAMPLE", "A.example")]
    )
    func sameHost(left: String, right: String) {
        #expect(SIPURI.isSameHost(left, right))
        #expect(!SIPURI.isSameHost(left, "[2001:db8::2]"))
    }
}
