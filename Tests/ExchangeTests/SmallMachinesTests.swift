import Kernel
import Model
import SIP
import SIPTransport
import Testing

@testable import Exchange

@Suite("Trunk state")
struct TrunkStateTests {
    @Test("SIP-04 two failed probes take a trunk out of service, one answer brings it back")
    func probes() {
        var state = TrunkState(needsRegistration: false)
        #expect(state.fault == nil)
        #expect(state.handle(.probeFailed) == [])
        #expect(state.handle(.probeFailed) == [.becameUnavailable(reason: "does not answer OPTIONS")])
        #expect(state.handle(.probeFailed) == [], "told once")
        #expect(state.handle(.probeAnswered) == [.becameAvailable])
    }

    @Test("SIP-04 a registering trunk is out of service until it is registered")
    func registration() {
        var state = TrunkState(needsRegistration: true)
        #expect(state.fault == "not registered")
        #expect(state.handle(.registered) == [.becameAvailable])
        #expect(
            state.handle(.registrationFailed(reason: "wrong password")) == [
                .becameUnavailable(reason: "wrong password")
            ]
        )
        #expect(state.handle(.probeAnswered) == [], "an answer to OPTIONS does not register it")
        #expect(state.fault != nil)
    }

    @Test("a request is the trunk's when it comes from its host, and from its port when it names one")
    func addresses() {
        var state = TrunkState(needsRegistration: false)
        let address = TransportAddress(.v4(192, 0, 2, 1), port: 5_080)
        _ = state.handle(.resolved([SIPDestination(.udp, address)]))
        #expect(state.isReached(at: address, port: 5_080))
        #expect(state.isReached(at: TransportAddress(.v4(192, 0, 2, 1), port: 9), port: nil))
        #expect(!state.isReached(at: TransportAddress(.v4(192, 0, 2, 1), port: 9), port: 5_080))
        #expect(!state.isReached(at: TransportAddress(.v4(192, 0, 2, 2), port: 5_080), port: nil))
    }
}

@Suite("Digest dialects")
struct DigestDialectsTests {
    let caller = DigestDialects.Caller(address: "192.0.2.7", account: "anna")

    @Test("BYD-22 a phone that gives up on SHA-256 is asked in MD5 the next time")
    func learns() {
        var dialects = DigestDialects()
        func asks(_ callID: String, at seconds: Int) -> Bool {
            dialects.needsMD5(
                self.caller,
                userAgent: "Desk phone 7",
                callID: callID,
                sequence: 1,
                at: Moment(sinceStart: .seconds(seconds))
            )
        }
        #expect(!asks("a", at: 0))
        #expect(!asks("a", at: 1), "the same request, repeated")
        #expect(asks("b", at: 30), "it came back without an answer")
        #expect(asks("c", at: 4_000), "and that is remembered")
    }

    @Test("a phone that answers is asked in both for ever")
    func understands() {
        var dialects = DigestDialects()
        for attempt in 0..<5 {
            let needs = dialects.needsMD5(
                self.caller,
                userAgent: "Desk phone 8",
                callID: "\(attempt)",
                sequence: 1,
                at: Moment(sinceStart: .seconds(attempt))
            )
            #expect(!needs)
            dialects.answered(self.caller)
        }
    }

    @Test("known cases and the nameless are asked in MD5 at once", arguments: ["baresip v1.0.0 (x86_64/linux)", nil])
    func known(agent: String?) {
        var dialects = DigestDialects()
        let needs = dialects.needsMD5(self.caller, userAgent: agent, callID: "a", sequence: 1, at: .start)
        #expect(needs)
    }
}

@Suite("Digits by INFO")
struct InformationDigitTests {
    @Test(
        "both forms, with the quirks of phones",
        arguments: [
            ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", "5", 160),
            ("application/dtmf-relay", "Signal= *\r\nDuration= 100", "*", 100),
            ("application/dtmf-relay", "Signal=11\r\n", "#", 100),
            ("application/dtmf-relay; charset=x", "signal=a\nduration=999999\n", "A", 5_000),
            ("application/dtmf", "7", "7", 100), ("Application/DTMF", " # ", "#", 100),
        ] as [(String, String, Character, Int)]
    )
    func reads(type: String, body: String, digit: Character, milliseconds: Int) throws {
        let read = try #require(InformationDigit(Self.request(type, body)))
        #expect(read.character == digit)
        #expect(read.duration == .milliseconds(milliseconds))
    }

    @Test(
        "anything else is no digit",
        arguments: [
            ("application/dtmf-relay", "Signal=12"), ("application/dtmf-relay", ""), ("application/dtmf", "77"),
            ("application/json", "5"), ("application/dtmf", String(repeating: "5", count: 300)),
        ]
    )
    func refuses(type: String, body: String) {
        #expect(InformationDigit(Self.request(type, body)) == nil)
    }

    private static func request(_ type: String, _ body: String) -> SIPMessage {
        var request = SIPMessage(request: .info, uri: SIPURI(user: "x", host: "192.0.2.1"))
        request.set(.contentType, type)
        request.body = Array(body.utf8)
        return request
    }
}

@Suite("Number plan")
struct NumberPlanTests {
    @Test(
        "SIP-05 Russian spellings become one",
        arguments: [
            ("84951234567", "+74951234567"), ("74951234567", "+74951234567"), ("4951234567", "+74951234567"),
            ("+7 (495) 123-45-67", "+74951234567"), ("810442071234567", "+442071234567"),
            ("+442071234567", "+442071234567"),
        ]
    )
    func normalises(dialled: String, expected: String) throws {
        let number = try #require(DialString(dialled))
        #expect(NumberPlan.russia.normalised(number)?.text == expected)
    }

    @Test(
        "short, long and lettered texts are no outside numbers",
        arguments: ["101", "123456", "+1", "*43", "1234567890123456789"]
    )
    func refuses(dialled: String) throws {
        let number = try #require(DialString(dialled))
        #expect(NumberPlan.russia.normalised(number) == nil)
    }
}

@Suite("Domains of hosts")
struct DomainNamesTests {
    @Test("BYD-06 an address is the default domain's for who calls, and nobody's for who was refused")
    func names() {
        var configuration = Configuration()
        let acme = DomainID("acme.example")
        configuration.apply(.putDomain(Domain(id: Domain.system, shownName: "System")), version: 1)
        configuration.apply(.putDomain(Domain(id: acme, shownName: "Acme")), version: 2)
        #expect(Exchange.domain(ofHost: "192.0.2.1", in: configuration, defaulting: nil) == acme)
        for host in ["192.0.2.1", "localhost", "[2001:db8::1]", Domain.system.text, "other.example", ""] {
            #expect(Exchange.domain(named: host, in: configuration) == nil)
        }
        #expect(Exchange.domain(named: "Acme.Example", in: configuration) == acme)
    }
}

@Suite("What is traced")
struct TraceFilterTests {
    @Test(
        "BYD-06 registrations and what is said outside dialogs go no further, questions in a dialog and their answers do"
    )
    func filter() throws {
        func isTraced(_ start: String, _ direction: SIPTraceRecord.Direction, from: String, to: String) throws -> Bool {
            let words = start.split(separator: " ")
            let isRequest = !start.hasPrefix("SIP")
            let text =
                (isRequest ? "\(start) sip:h SIP/2.0" : "SIP/2.0 200 OK")
                + "\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>\(from)\r\nTo: <sip:b@h>\(to)\r\n"
                + "Call-ID: one\r\nCSeq: 1 \(words.last ?? "")\r\n\r\n"
            return Exchange.mayBelongToCall(
                try SIPMessage(parsing: Array(text.utf8), limits: .datagram),
                direction,
                isLeg: { $0 == SessionKey(callID: "one", localTag: "m") }
            )
        }
        for method in ["OPTIONS", "MESSAGE", "SUBSCRIBE"] {
            let answer = "SIP/2.0 200 \(method)"
            #expect(try !isTraced(method, .received, from: ";tag=a", to: ""))
            #expect(try !isTraced(answer, .sent, from: ";tag=a", to: ";tag=x"))
            #expect(try !isTraced(method, .sent, from: ";tag=y", to: ""))
            #expect(try !isTraced(answer, .received, from: ";tag=y", to: ";tag=a"))
            #expect(try isTraced(method, .received, from: ";tag=a", to: ";tag=m"))
            #expect(try isTraced(answer, .sent, from: ";tag=a", to: ";tag=m"))
            #expect(try isTraced(method, .sent, from: ";tag=m", to: ";tag=a"))
            #expect(try isTraced(answer, .received, from: ";tag=m", to: ";tag=a"))
        }
        #expect(try !isTraced("REGISTER", .received, from: ";tag=a", to: ""))
        #expect(try !isTraced("SIP/2.0 200 REGISTER", .sent, from: ";tag=a", to: ";tag=m"))
        #expect(try isTraced("INVITE", .received, from: ";tag=a", to: ""))
        #expect(try isTraced("SIP/2.0 200 INVITE", .sent, from: ";tag=a", to: ";tag=x"))
    }
}
