import Kernel
import SIP
import SIPTransport
import Testing

@Suite("Server transactions of an endpoint, RFC 3261 §17.2 and §18.2")
struct ServerTransactionTests {
    @Test("the response goes to where the request came from, with received and rport (RFC 3581)")
    func symmetric() throws {
        let network = VirtualNetwork()
        network.user.answers = [200]
        network.arrive(Requests.text("OPTIONS"))
        let sent = try #require(network.sent.first)
        #expect(sent.remote == VirtualNetwork.phone)
        let via = try sent.message.topVia()
        #expect(via.received == "192.0.2.10")
        #expect(via.rport == 40_000)
        #expect(via.branch == "z9hG4bKone")
    }

    @Test(
        "without rport the response goes to the port of the Via (RFC 3261 §18.2.2)",
        arguments: [
            ("SIP/2.0/UDP 10.0.0.5:7000", 7_000), ("SIP/2.0/UDP 192.0.2.10", 5_060),
            ("SIP/2.0/UDP 10.0.0.5:7000;maddr=203.0.113.9", 7_000),
            ("SIP/2.0/UDP 10.0.0.5:7000;received=203.0.113.9", 7_000),
        ] as [(String, UInt16)]
    )
    func viaPort(via: String, port: UInt16) throws {
        let network = VirtualNetwork()
        network.user.answers = [200]
        network.arrive(Requests.text("OPTIONS", via: via))
        #expect(try #require(network.sent.first).remote == TransportAddress(VirtualNetwork.phone.ip, port: port))
    }

    @Test("a silent user gets 100 Trying made for it after 200 ms")
    func trying() throws {
        let network = VirtualNetwork()
        network.arrive(Requests.text("INVITE"))
        network.pass(.milliseconds(190))
        #expect(network.summary == [])
        network.pass(.milliseconds(30))
        #expect(network.summary == ["100 INVITE"])
        #expect(try network.last.toTag == nil)
    }

    @Test("answers given inside the delegate's call leave in their order (D6)")
    func orderOfAnswers() {
        let network = VirtualNetwork()
        network.user.answers = [180, 183, 200]
        network.arrive(Requests.text("INVITE"))
        #expect(network.summary == ["180 INVITE", "183 INVITE", "200 INVITE"])
    }

    @Test("a repeated request is answered again and not delivered again", arguments: ["INVITE", "MESSAGE"])
    func absorbs(method: String) {
        let network = VirtualNetwork()
        network.user.answers = [404]
        for _ in 0..<3 { network.arrive(Requests.text(method)) }
        #expect(network.user.received.count == 1)
        #expect(network.summary == Array(repeating: "404 \(method)", count: 3))
        #expect(network.endpoint.counters.retransmissionsReceived == 2)
    }

    @Test("a failure of INVITE is sent at 0.5, 1.5, 3.5 … s until the ACK comes")
    func retransmits() {
        let network = VirtualNetwork()
        network.user.answers = [486]
        network.arrive(Requests.text("INVITE"))
        network.pass(.seconds(4))
        #expect(network.summary.count == 4)
        #expect(network.sent.map { ($0.at.wholeMilliseconds + 49) / 100 * 100 } == [0, 500, 1_500, 3_500])
        network.arrive(Requests.text("ACK", toTag: "here"))
        network.pass(.seconds(40))
        #expect(network.summary.count == 4)
        #expect(network.user.acknowledgements.isEmpty)
        #expect(network.user.failures.isEmpty)
        #expect(network.user.ended == 1)
        #expect(network.endpoint.counters.liveTransactions == 0)
    }

    @Test("nobody acknowledges a failure: the user hears of it after 64·T1")
    func noAcknowledgement() {
        let network = VirtualNetwork()
        network.user.answers = [486]
        network.arrive(Requests.text("INVITE"))
        network.pass(.seconds(33))
        #expect(network.user.failures == [.timeout])
        #expect(network.user.ended == 1)
    }

    @Test("the ACK of a 2xx goes to the user")
    func acknowledged() {
        let network = VirtualNetwork()
        network.user.answers = [200]
        network.arrive(Requests.text("INVITE"))
        network.arrive(Requests.text("ACK", branch: "z9hG4bKack", toTag: "here"))
        #expect(network.user.acknowledgements.count == 1)
    }

    @Test("CANCEL gets its 200, the user hears of it, and answers 487")
    func cancels() throws {
        let network = VirtualNetwork()
        network.user.answers = [180]
        network.arrive(Requests.text("INVITE"))
        network.arrive(Requests.text("CANCEL"))
        #expect(network.summary == ["180 INVITE", "200 CANCEL"])
        // §9.2: the tag of the responses to the INVITE.
        #expect(try network.last.toTag == "here")
        let invite = try #require(network.user.received.first)
        #expect(network.user.received.count == 1)
        #expect(network.user.cancelled == [invite.transaction])
        network.endpoint.respond(SIPMessage(response: 487, to: invite.request, toTag: "here"), in: invite.transaction)
        #expect(network.summary.last == "487 INVITE")
    }

    @Test("CANCEL after the final response changes nothing; CANCEL of nothing gets 481")
    func lateCancels() {
        let network = VirtualNetwork()
        network.user.answers = [200]
        network.arrive(Requests.text("INVITE"))
        network.arrive(Requests.text("CANCEL"))
        network.arrive(Requests.text("CANCEL", branch: "z9hG4bKother"))
        #expect(network.summary == ["200 INVITE", "200 CANCEL", "481 CANCEL"])
        #expect(network.user.cancelled.isEmpty)
    }

    @Test("a request that came over two paths gets 482 on the second (§8.2.2.2)")
    func merged() {
        let network = VirtualNetwork()
        network.arrive(Requests.text("INVITE"))
        network.arrive(Requests.text("INVITE", branch: "z9hG4bKtwo"))
        #expect(network.user.received.count == 1)
        #expect(network.summary == ["482 INVITE"])
        // Another CSeq is another request, and one in a dialog is never merged.
        network.arrive(Requests.text("INVITE", branch: "z9hG4bKthree", cseq: 2))
        network.arrive(Requests.text("INVITE", branch: "z9hG4bKfour", cseq: 2, toTag: "x"))
        #expect(network.user.received.count == 3)
    }

    @Test(
        "Max-Forwards 0 gets 483 unless it goes no further than here",
        arguments: [
            ("INVITE", nil, 483), ("MESSAGE", nil, 483), ("REGISTER", nil, 200), ("OPTIONS", nil, 200),
            ("BYE", "here", 200),
        ] as [(String, String?, Int)]
    )
    func exhausted(method: String, toTag: String?, status: Int) {
        let network = VirtualNetwork()
        network.user.answers = [200]
        network.arrive(Requests.text(method, toTag: toTag, forwards: 0))
        #expect(network.summary == ["\(status) \(method)"])
    }

    @Test(
        "what is malformed is answered with the reason, or dropped",
        arguments: [
            (Requests.text("OPTIONS").replacing("CSeq: 1 OPTIONS", with: "CSeq: 1 INVITE"), 400),
            (Requests.text("OPTIONS").replacing("Max-Forwards: 70", with: "Max-Forwards: many"), 400),
            (Requests.text("OPTIONS", version: "SIP/7.0"), 505),
            (Requests.text("OPTIONS").replacing("Call-ID: call-1@example.com\r\n", with: ""), 400),
            (Requests.text("OPTIONS", via: "SIP/2.0/UDP"), 400),
            (Requests.text("OPTIONS").replacing("Via:", with: "X-Via:"), nil),
            ("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", nil),
            ("\u{16}\u{3}\u{1} nothing of ours", nil),
        ] as [(String, Int?)]
    )
    func malformed(text: String, status: Int?) throws {
        let network = VirtualNetwork()
        network.arrive(text)
        #expect(network.user.received.isEmpty)
        #expect(network.sent.first?.message.status == status)
        if let response = network.sent.first?.message {
            #expect(response.toTag != nil)
            #expect(status != 400 || response.reason.count > "Bad Request".count)
        } else {
            #expect(network.endpoint.counters.dropped(.malformed) == 1)
        }
    }

    @Test("past the limit of transactions new requests get 503 and cost nothing")
    func overload() {
        var settings = SIPEndpointSettings()
        settings.transactionLimit = 2
        let network = VirtualNetwork(settings)
        for number in 1...4 { network.arrive(Requests.text("MESSAGE", branch: "z9hG4bK\(number)", cseq: number)) }
        #expect(network.user.received.count == 2)
        #expect(network.summary == ["503 MESSAGE", "503 MESSAGE"])
    }

    @Test("AUTH-06 a blocked source is dropped before it is parsed")
    func blocked() {
        let network = VirtualNetwork()
        network.user.blocked = [VirtualNetwork.phone.ip]
        network.arrive(Requests.text("OPTIONS"))
        #expect(network.user.received.isEmpty && network.sent.isEmpty)
        #expect(network.endpoint.counters.dropped(.notAdmitted) == 1)
    }

    @Test("keep-alives by CRLF cost nothing, by STUN get their answer (RFC 5626 §3.5)")
    func keepAlive() throws {
        let network = VirtualNetwork()
        network.arrive([13, 10, 13, 10])
        #expect(network.raw.isEmpty)
        network.arrive([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42] + Array(repeating: 9, count: 12))
        let answer = try #require(network.raw.first)
        #expect(Array(answer.prefix(2)) == [1, 1])
        #expect(network.endpoint.counters.keepAlivesReceived == 2)
    }

    @Test("an unreachable client is reported, and the transaction goes on")
    func unreachable() {
        let network = VirtualNetwork()
        network.unreachable = [VirtualNetwork.phone]
        network.user.answers = [200]
        network.arrive(Requests.text("MESSAGE"))
        #expect(network.user.failures == [.transport])
        network.unreachable = []
        network.arrive(Requests.text("MESSAGE"))
        #expect(network.summary == ["200 MESSAGE"])
    }

    @Test("a handle of a transaction that is over is harmless")
    func staleHandle() throws {
        let network = VirtualNetwork()
        network.user.answers = [200]
        network.arrive(Requests.text("MESSAGE"))
        let first = try #require(network.user.received.first)
        network.pass(.seconds(33))
        #expect(network.endpoint.request(of: first.transaction) == nil)
        network.user.answers = []
        network.arrive(Requests.text("MESSAGE", branch: "z9hG4bKnext"))
        network.endpoint.respond(SIPMessage(response: 500, to: first.request), in: first.transaction)
        #expect(network.summary == ["200 MESSAGE"])
    }

    @Test("the trace sees every message both ways (BYD-06)")
    func traces() {
        let network = VirtualNetwork()
        network.user.answers = [200]
        var seen: [SIPTraceRecord.Direction] = []
        network.endpoint.trace = { seen.append($0.direction) }
        network.arrive(Requests.text("OPTIONS"))
        #expect(seen == [.received, .sent])
        #expect(network.endpoint.counters.received(.options, over: .udp) == 1)
        #expect(network.endpoint.counters.sent(.success, over: .udp) == 1)
    }

    @Test("what is not to be traced is asked for first, and what is no message is not traced (BYD-06)")
    func untraced() {
        let network = VirtualNetwork()
        network.user.answers = [200]
        var seen: [SIPTraceRecord.Direction] = []
        network.endpoint.trace = { seen.append($0.direction) }
        network.endpoint.isTraced = { _, direction in direction == .sent }
        network.arrive(Requests.text("OPTIONS"))
        #expect(seen == [.sent])
    }
}
