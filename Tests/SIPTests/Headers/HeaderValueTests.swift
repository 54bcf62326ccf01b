import Testing

@testable import SIP

@Suite("Header values")
struct HeaderValueTests {
    /// A value as it comes, and as it is printed.
    struct Reading: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let check: @Sendable () throws -> (printed: String, again: Bool)
        let printed: String

        init<Value: SIPHeaderValue>(_ type: Value.Type, _ text: String, _ printed: String? = nil) {
            self.testDescription = "\(type): \(text)"
            self.printed = printed ?? text
            self.check = {
                let value = try Value(parsing: text)
                return (value.description, try Value(parsing: value.description) == value)
            }
        }
    }

    static let readings: [Reading] = [
        Reading(Via.self, "SIP/2.0/UDP host:5060;branch=z9hG4bK1;rport"),
        Reading(Via.self, "sip / 2.0 / tls  host : 5061 ; branch = x", "SIP/2.0/TLS host:5061;branch=x"),
        Reading(Via.self, "SIP/2.0/X-New [::1]", "SIP/2.0/X-NEW [::1]"),
        Reading(CSeq.self, "0009  INVITE", "9 INVITE"),
        Reading(CSeq.self, "2147483647 x!y"),
        Reading(RAck.self, "776656 1 INVITE"),
        Reading(SessionExpires.self, "1800;refresher=uas"),
        Reading(SessionExpires.self, "1800 ; Refresher = UAC", "1800;refresher=uac"),
        Reading(SessionExpires.self, "99999999999", "4294967295"),
        Reading(MinimumSessionExpires.self, "90;x=y"),
        Reading(RetryAfter.self, "18000;duration=3600"),
        Reading(RetryAfter.self, "120 (I'm in a (short) \\) meeting)", "120 (I'm in a \\(short\\) \\) meeting)"),
        Reading(Replaces.self, "12@x;to-tag=a;from-tag=b"),
        Reading(Replaces.self, "12@x;from-tag=b;early-only;to-tag=a", "12@x;to-tag=a;from-tag=b;early-only"),
        Reading(Reason.self, "Q.850;cause=16;text=\"Terminated\""),
        Reading(Event.self, "presence.winfo;id=7"),
        Reading(SubscriptionState.self, "Active;expires=60", "active;expires=60"),
        Reading(SubscriptionState.self, "waiting;x"),
        Reading(ContentType.self, "Application/SDP;charset=UTF-8", "application/sdp;charset=UTF-8"),
        Reading(ContentType.self, "multipart/mixed;boundary=\"a b\""),
        Reading(ContentType.self, "*/*;q=0.1"),
        Reading(ContentDisposition.self, "Session;handling=optional", "session;handling=optional"),
        Reading(Warning.self, "307 isi.edu \"Session parameter 'foo' not understood\""),
        Reading(
            Challenge.self,
            "Digest realm=\"a\\\"b\" ,nonce = \"x\",qop=\"auth,auth-int\",algorithm=sha-256,stale=TRUE,opaque=\"\",z=1",
            "Digest realm=\"a\\\"b\", nonce=\"x\", opaque=\"\", stale=true, algorithm=SHA-256, "
                + "qop=\"auth,auth-int\", z=1"
        ),
        Reading(Challenge.self, "Bearer authz_server=\"https://x\", scope=\"y\""),
        Reading(Challenge.self, "Negotiate"),
        Reading(
            Credentials.self,
            "Digest username=\"bob\", realm=\"r\", nonce=\"n\", uri=\"sip:r\", response=\"00\", algorithm=MD5, "
                + "qop=auth, cnonce=\"c\", nc=000000ff"
        ),
        Reading(Credentials.self, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
    ]

    @Test("are read and printed", arguments: Self.readings)
    func reads(_ reading: Reading) throws {
        let result = try reading.check()
        #expect(result.printed == reading.printed)
        #expect(result.again)
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let read: @Sendable () throws -> Void

        init<Value: SIPHeaderValue>(_ type: Value.Type, _ text: String) {
            self.testDescription = "\(type): \(text)"
            self.read = { _ = try Value(parsing: text) }
        }
    }

    static let faults: [Fault] = [
        Fault(Via.self, ""), Fault(Via.self, "SIP/2.0/UDP"), Fault(Via.self, "SIP/2.0/UDP "),
        Fault(Via.self, "HTTP/2.0/UDP h"), Fault(Via.self, "SIP/3.0/UDP h"), Fault(Via.self, "SIP/2.0 h"),
        Fault(Via.self, "SIP/2.0/UDP h:"), Fault(Via.self, "SIP/2.0/UDP h;"), Fault(Via.self, "SIP/2.0/UDP h x"),
        Fault(CSeq.self, "INVITE"), Fault(CSeq.self, "1"), Fault(CSeq.self, "1INVITE"), Fault(CSeq.self, "-1 INVITE"),
        Fault(CSeq.self, "2147483648 INVITE"), Fault(CSeq.self, "18446744073709551617 INVITE"),
        Fault(CSeq.self, "1 IN VITE"), Fault(RAck.self, "1 INVITE"), Fault(RAck.self, "1"),
        Fault(SessionExpires.self, "soon"), Fault(RetryAfter.self, "949302838503028349304023988"),
        Fault(RetryAfter.self, "1 (open"), Fault(Replaces.self, "x;to-tag=a"), Fault(Replaces.self, ";to-tag=a"),
        Fault(Reason.self, ";cause=1"), Fault(Event.self, ""), Fault(ContentType.self, "text"),
        Fault(ContentType.self, "/plain"), Fault(Warning.self, "1812 h \"x\""), Fault(Warning.self, "300 h x"),
        Fault(Challenge.self, ""), Fault(Challenge.self, "Digest"), Fault(Challenge.self, "Digest realm=\"a\""),
        Fault(Challenge.self, "Digest realm"), Fault(Challenge.self, "Digest realm=\"a\", nonce="),
        Fault(Credentials.self, "Digest username=\"a\""),
        Fault(
            Credentials.self,
            "Digest username=\"b\",realm=\"r\",nonce=\"n\",uri=\"u\",response=\"0\",nc=100000000"
        ),
    ]

    @Test("that are malformed are refused", arguments: Self.faults)
    func refuses(_ fault: Fault) {
        #expect(throws: SIPParseError.self) { try fault.read() }
    }

    @Test("Via keeps what RFC 3581 needs")
    func via() throws {
        var via = try Via(parsing: "SIP/2.0/UDP 10.1.1.1:4540;rport;branch=z9hG4bKkjshdyff;ttl=16;maddr=224.2.0.1")
        #expect(via.asksForRport && via.rport == nil)
        via.received = "192.0.2.1"
        via.rport = 9_988
        #expect(via.rport == 9_988 && via.received == "192.0.2.1")
        #expect(via.timeToLive == 16 && via.maddr == "224.2.0.1")
        #expect(via.hasUniqueBranch)
        #expect(via.sentBy == "10.1.1.1:4540")
    }

    @Test("known header names are recognised in every spelling, others are not")
    func names() {
        for known in SIPHeaderName.Known.allCases where known != .other {
            let text = known.text.description
            #expect(SIPHeaderName(text).known == known)
            #expect(SIPHeaderName(text.uppercased()).known == known)
            #expect(SIPHeaderName(text.lowercased()).known == known)
            #expect(SIPHeaderName(text + "x").known == .other)
        }
        let compact: [(String, SIPHeaderName)] = [
            ("v", .via), ("F", .from), ("t", .to), ("i", .callID), ("m", .contact), ("l", .contentLength),
            ("c", .contentType), ("e", .contentEncoding), ("k", .supported), ("s", .subject), ("r", .referTo),
            ("b", .referredBy), ("o", .event), ("u", .allowEvents), ("x", .sessionExpires), ("y", .identity),
            ("a", .acceptContact), ("j", .rejectContact), ("d", .requestDisposition),
        ]
        #expect(compact.allSatisfy { SIPHeaderName($0.0) == $0.1 })
        #expect(SIPHeaderName("X-Own") == .other("x-own"))
        #expect(SIPHeaderName("X-Own").hashValue == SIPHeaderName("x-OWN").hashValue)
        #expect(SIPHeaderName("X-Own").text == "X-Own")
        #expect(SIPHeaderName("X-Own") != .other("X-Other"))
        #expect(SIPHeaderName("z").known == .other && SIPHeaderName("").known == .other)
    }

    @Test("methods are recognised by their exact text")
    func methods() {
        for known in SIPMethod.Known.allCases where known != .other {
            let text = known.text.description
            #expect(SIPMethod(text).known == known)
            #expect(SIPMethod(text.lowercased()).known == .other)
        }
        #expect(SIPMethod("INVITED") != .invite)
        #expect(SIPMethod("FOO") == SIPMethod("FOO") && SIPMethod("FOO") != SIPMethod("foo"))
        #expect(SIPMethod("FOO").text == "FOO")
    }
}
