import Kernel
import NIOCore
import NIOEmbedded
import SIP
import Testing

@testable import SIPTransport

@Suite("Client transactions of an endpoint, RFC 3261 §17.1 and §18.1")
struct ClientTransactionTests {
    static let peer = SIPDestination(.udp, VirtualNetwork.phone)

    /// Sends a request and collects its events.
    static func start(
        _ method: SIPMethod,
        on network: VirtualNetwork,
        to destinations: [SIPDestination] = [peer]
    ) -> (transaction: ClientTransaction, events: Events) {
        let events = Events()
        let transaction = network.endpoint.send(Requests.outgoing(method), toFirstOf: destinations) { _, event in
            events.take(event)
        }
        return (transaction, events)
    }

    @Test("the Via on top names us, has a fresh branch, and asks for rport")
    func via() throws {
        let network = VirtualNetwork()
        _ = Self.start(.options, on: network)
        let via = try network.last.topVia()
        #expect(via.transport == "UDP")
        #expect(via.host == "192.0.2.1")
        #expect(via.hasUniqueBranch && via.asksForRport)
    }

    @Test("a request is sent at 0, 0.5, 1.5, 3.5, 7.5, 11.5 … s and given up after 64·T1")
    func timesOut() {
        let network = VirtualNetwork()
        let (_, events) = Self.start(.options, on: network)
        network.pass(.seconds(33))
        let seconds: [Int64] = [0, 5, 15, 35, 75, 115, 155, 195, 235, 275, 315]
        #expect(network.sent.map { $0.at.wholeMilliseconds / 100 } == seconds)
        #expect(events.log == ["timeout", "ended"])
    }

    @Test("a response stops retransmission, its repetition is absorbed, the end comes after T4")
    func answered() {
        let network = VirtualNetwork()
        let (_, events) = Self.start(.options, on: network)
        network.answer(200)
        network.answer(200)
        #expect(events.log == ["200"])
        network.pass(.seconds(6))
        #expect(events.log == ["200", "ended"])
        #expect(network.summary == ["OPTIONS"])
    }

    @Test("a failure of INVITE is acknowledged with its branch, To and Route, each time it comes")
    func acknowledges() throws {
        let network = VirtualNetwork()
        let events = Events()
        var invite = Requests.outgoing(.invite)
        invite.append(.route, "<sip:proxy.example.com;lr>")
        network.endpoint.send(invite, to: Self.peer) { _, event in events.take(event) }
        let sent = try network.last
        network.answer(486)
        network.answer(486, to: sent)
        #expect(network.summary == ["INVITE", "ACK", "ACK"])
        let ack = try network.last
        #expect(try ack.topVia().branch == sent.topVia().branch)
        #expect(ack.toTag == "peer")
        #expect(ack.first(.route) == "<sip:proxy.example.com;lr>")
        #expect(ack.first(.cseq) == "1 ACK")
        #expect(events.log == ["486"])
        network.pass(.seconds(33))
        #expect(events.log == ["486", "ended"])
    }

    @Test("every 2xx of INVITE reaches the user for 64·T1, later ones as strays (RFC 6026)")
    func accepted() throws {
        let network = VirtualNetwork()
        let (_, events) = Self.start(.invite, on: network)
        let sent = try network.last
        network.answer(180)
        network.answer(200, toTag: "one")
        network.answer(200, toTag: "two", to: sent)
        #expect(events.log == ["180", "200", "200"])
        network.pass(.seconds(33))
        #expect(events.log.last == "ended")
        network.answer(200, toTag: "three", to: sent)
        #expect(network.user.stray.count == 1)
    }

    @Test("CANCEL waits for a provisional response and repeats what §9.1 says")
    func cancels() throws {
        let network = VirtualNetwork()
        let (transaction, events) = Self.start(.invite, on: network)
        let invite = try network.last
        network.endpoint.cancel(transaction, adding: [(.reason, "SIP;cause=200")])
        #expect(network.summary == ["INVITE"])
        network.answer(180)
        #expect(network.summary == ["INVITE", "CANCEL"])
        let cancel = try network.last
        #expect(try cancel.topVia().branch == invite.topVia().branch)
        #expect(cancel.requestURI == invite.requestURI)
        #expect(cancel.toTag == nil)
        #expect(cancel.first(.cseq) == "1 CANCEL")
        #expect(cancel.first(.reason) == "SIP;cause=200")
        network.answer(200, to: cancel)
        network.answer(487, to: invite)
        #expect(network.summary == ["INVITE", "CANCEL", "ACK"])
        #expect(events.log == ["180", "487"])
    }

    @Test("a destination that cannot be reached fails, after send has returned")
    func unreachable() {
        let network = VirtualNetwork()
        network.unreachable = [VirtualNetwork.phone]
        let (_, events) = Self.start(.options, on: network)
        #expect(events.log == [])
        network.loop.run()
        #expect(events.log == ["transport", "ended"])
    }

    @Test(
        "no destination, or none of our families, fails the same way",
        arguments: [
            [],
            [
                SIPDestination(.udp, TransportAddress(IPAddress("2001:db8::1")!, port: 5_060)),
                SIPDestination(.ws, VirtualNetwork.phone), SIPDestination(.tls, VirtualNetwork.phone),
            ],
        ]
    )
    func nowhere(destinations: [SIPDestination]) {
        let network = VirtualNetwork()
        let (transaction, events) = Self.start(.invite, on: network, to: destinations)
        network.endpoint.cancel(transaction)
        #expect(events.log == [])
        network.loop.run()
        #expect(events.log == ["transport", "ended"])
    }

    @Test("RFC 3263 §4.3: 503, silence and transport failure go on to the next destination")
    func failover() throws {
        let network = VirtualNetwork()
        let addresses = (1...4).map { TransportAddress(.v4(203, 0, 113, $0), port: 5_060) }
        network.unreachable = [addresses[0]]
        let (transaction, events) = Self.start(.invite, on: network, to: addresses.map { SIPDestination(.udp, $0) })
        network.loop.run()
        #expect(network.sent.last?.remote == addresses[1])
        network.answer(503)
        #expect(network.summary == ["INVITE", "ACK", "INVITE"])
        network.pass(.seconds(33))
        #expect(network.sent.last?.remote == addresses[3])
        #expect(events.log == [])
        let branches = Set(try network.sent.map { try $0.message.topVia().branch })
        #expect(branches.count == 3)
        // The handle still means the call, and giving it up ends the search.
        network.answer(180)
        network.endpoint.cancel(transaction)
        #expect(network.summary.last == "CANCEL")
        network.answer(503, to: network.sent.last { $0.message.method == .invite }?.message)
        #expect(events.log == ["180", "503"])
    }

    @Test("ACK of a 2xx goes once, in a branch of its own")
    func outside() throws {
        let network = VirtualNetwork()
        network.endpoint.sendOutsideTransaction(Requests.outgoing(.ack), to: Self.peer)
        network.pass(.seconds(2))
        #expect(network.summary == ["ACK"])
        #expect(try network.last.topVia().hasUniqueBranch)
    }

    @Test("a response to another endpoint's request is handed over, one of nobody's is stray")
    func siblings() throws {
        var settings = SIPEndpointSettings()
        settings.identifier = 1
        let (first, second) = (VirtualNetwork(settings), VirtualNetwork())
        let (_, events) = Self.start(.options, on: first)
        let response = SIPMessage(response: 200, to: try first.last)
        second.arrive(response.bytes)
        #expect(second.user.foreign == [1])
        #expect(second.user.stray.isEmpty)
        let source = SIPSource(
            flow: SIPFlow(endpoint: 0, transport: .udp, link: 1, remote: VirtualNetwork.phone),
            local: second.local
        )
        first.endpoint.receive(response, from: source)
        #expect(events.log == ["200"])
        // The flow of another endpoint is no flow of ours, whatever its number.
        let foreign = SIPFlow(endpoint: 0, transport: .tcp, link: 1, remote: VirtualNetwork.phone)
        #expect(!first.endpoint.isOpen(foreign))
    }

    @Test("an endpoint with nothing to wait for arms no timer")
    func idle() {
        let network = VirtualNetwork()
        let (_, events) = Self.start(.options, on: network)
        network.answer(200)
        network.pass(.seconds(6))
        #expect(events.log == ["200", "ended"])
        network.pass(.milliseconds(20))
        #expect(!network.endpoint.transactionTimers.isTurning)
        #expect(!network.endpoint.connectionTimers.isTurning)
        #expect(network.endpoint.counters.liveTransactions == 0)
    }

    @Test(
        "on a bad network every transaction ends once, with one final answer or one failure",
        arguments: [0, 30, 90, 100],
        UInt64(0)..<10
    )
    func badNetwork(lossPercent: UInt64, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let network = VirtualNetwork()
        var logs: [Events] = []
        for _ in 0..<3 {
            logs.append(Self.start(.options, on: network).events)
            var handled = 0
            for _ in 0..<400 {
                network.pass(.milliseconds(100))
                while handled < network.sent.count {
                    let request = network.sent[handled].message
                    handled += 1
                    guard request.isRequest, random.next() % 100 >= lossPercent else { continue }
                    network.answer(random.next() % 2 == 0 ? 200 : 100, to: request)
                }
            }
        }
        for events in logs {
            #expect(events.log.filter { $0 == "200" || $0 == "timeout" }.count == 1)
            #expect(events.log.last == "ended")
        }
        #expect(network.endpoint.counters.liveTransactions == 0)
    }
}
