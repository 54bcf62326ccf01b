import Testing

@testable import SIP

@Suite("RFC 3261 §19.1, URIs")
struct SIPURITests {
    @Test(
        "are printed as they were read",
        arguments: [
            "sip:alice@atlanta.com", "sip:alice:secretword@atlanta.com;transport=tcp",
            "sips:alice@atlanta.com?subject=project%20x&priority=urgent",
            "sip:+1-212-555-1212:1234@gateway.com;user=phone",
            "sips:1212@gateway.com", "sip:alice@192.0.2.4", "sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com",
            "sip:alice;day=tuesday@atlanta.com", "sip:%61lice@atlanta.com;transport=TCP", "sip:[2001:db8::1]:5061;lr",
            "sip:*98%23@pbx", "sip:*98#@pbx", "sip:a@b:0", "sip:a@b:65535", "sip:user_1@under_score.local", "tel:112",
            "tel:+1-201-555-0123", "tel:7042;phone-context=example.com", "tel:863-1234;phone-context=+1-914-555",
            "sip:пользователь@example.com", "urn:service:sos", "http://example.com/x?y=z", "sip:a:@b", "sip:a:b:c@d",
        ]
    )
    func roundTrips(text: String) throws {
        #expect(try SIPURI(parsing: text).description == text)
    }

    @Test(
        "that are malformed are refused",
        arguments: [
            "", "sip", "sip:", "sip:@host", "sip:a@", "sip:a@b@c", "sip:a@b:", "sip:a@b:65536", "sip:a@b:x",
            "sip:a b@c",
            "sip:a@b c", "sip:%4@b", "sip:%zz@b", "sip:a@b;", "sip:a@b;x=", "sip:a@b;=x", "sip:a@b?", "sip:a@b;x=%1",
            "sip:a@b?x=%", "<sip:a@b>", "sip:a@b,sip:c@d", "1sip:a@b", ":a@b", "tel:", "tel:abc-ghi", "tel:+", "x:",
            "sip:a@b\r\nX: y", "sip:a\u{7f}@b", "sip:a@b;x\u{1}",
        ]
    )
    func refuses(text: String) {
        #expect(throws: SIPParseError.self) { try SIPURI(parsing: text) }
    }

    @Test("their parts are read without escapes")
    func parts() throws {
        let uri = try SIPURI(parsing: "SIPS:a%20b:s%3Acret@Host.example:5061;Transport=WS;lr;x=%41?Subject=a%26b&To=c")
        #expect(uri.scheme == .sips)
        #expect(uri.isSecure && uri.isSupported && uri.isLooseRouter)
        #expect(uri.user == "a b")
        #expect(uri.password == "s:cret")
        #expect(uri.host == "Host.example")
        #expect(uri.port == 5_061)
        #expect(uri.transport == "ws")
        #expect(uri.parameters["X"] == "A")
        #expect(uri.header("SUBJECT") == "a&b")
        #expect(uri.headers.map(\.name) == ["Subject", "To"])
    }

    @Test(
        "what is set is escaped so that it is read back the same",
        arguments: ["a b", "a@b:c", "ü", "100%", "\"<>\r\n"]
    )
    func escaping(text: String) throws {
        var uri = SIPURI(user: text, host: "example.com", port: 5_070)
        uri.password = text
        uri.parameters["x"] = text
        uri.headers = [("Replaces", text), (name: "n", value: "a=b&c")]
        let read = try SIPURI(parsing: uri.description)
        #expect(read == uri)
        #expect(read.user == text)
        #expect(read.password == text)
        #expect(read.parameters["x"] == text)
        #expect(read.header("replaces") == text)
        #expect(read.header("n") == "a=b&c")
    }

    /// The RFC's own examples, and what makes two URIs different.
    static let pairs: [(String, String, Bool)] = [
        ("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp", true),
        ("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", true),
        ("sip:carol@chicago.com", "sip:carol@chicago.com;security=on", true),
        (
            "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
            "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com", true
        ),
        (
            "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
            "sip:alice@atlanta.com?priority=urgent&subject=project%20x", true
        ),
        ("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP", false),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", false),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp", false),
        ("sip:bob@biloxi.com;transport=udp", "sip:bob@biloxi.com:6000;transport=tcp", false),
        ("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting", false),
        ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4", false),
        ("sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;newparam=6", false),
        ("sip:a@b;user=phone", "sip:a@b", false),
        ("sip:a@b", "sips:a@b", false),
        ("sip:a:x@b", "sip:a:y@b", false),
        ("tel:+1-201-555-0123", "tel:+12015550123", true),
        ("tel:7042;phone-context=EXAMPLE.com", "tel:7042;phone-context=example.com", true),
        ("tel:7042;phone-context=a", "tel:7042", false),
        ("urn:service:sos", "urn:service:sos", true),
        ("urn:service:sos", "urn:service:other", false),
        // Found by the fuzzer: a parameter that stands there twice.
        ("sip:a@b;x=1;x=2", "sip:a@b;x=1", true),
        ("sip:a@b;x=2;x=1", "sip:a@b;x=1", false),
    ]

    @Test("§19.1.4 are equivalent when they mean the same", arguments: Self.pairs)
    func equivalence(left: String, right: String, isSame: Bool) throws {
        let (one, other) = (try SIPURI(parsing: left), try SIPURI(parsing: right))
        #expect(one.isEquivalent(to: other) == isSame)
        #expect(other.isEquivalent(to: one) == isSame)
        #expect(one.isEquivalent(to: one))
    }

    @Test("the number of parameters is bounded", arguments: [(64, true), (65, false)])
    func parameterLimit(count: Int, isAccepted: Bool) {
        let uri = try? SIPURI(parsing: "sip:a@b" + String(repeating: ";x", count: count))
        #expect((uri != nil) == isAccepted)
    }

    @Test("an IPv6 host gets its brackets")
    func brackets() {
        #expect(SIPURI(user: "a", host: "::1").description == "sip:a@[::1]")
        #expect(SIPURI(telephone: "+7-495").description == "tel:+7-495")
    }
}
