import Kernel
import Model
import SIP
import SIPTransport
import Testing

@testable import Traces

/// BYD-06: strangers neither blind nor wipe the traces, and what is stored can be read.
@Suite("Traces and strangers")
struct TraceFloodTests {
    private static func record(
        _ callID: String,
        from last: UInt8,
        extra: String = "",
        local: IPAddress = .v4(192, 0, 2, 1),
        at seconds: Double
    ) throws -> TraceQueue.Item {
        let text =
            "INVITE sip:102@to.example SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK\(callID)\r\n"
            + "From: <sip:7777@from.example>;tag=a\r\nTo: <sip:102@to.example>\r\nCall-ID: \(callID)\r\n"
            + "CSeq: 1 INVITE\r\nContent-Type: text/plain\r\nContent-Length: \(extra.utf8.count)\r\n\r\n\(extra)"
        let remote = TransportAddress(.v4(198, 51, 100, last), port: 5_062)
        return .message(
            SIPTraceRecord(
                .received,
                try SIPMessage(parsing: Array(text.utf8), limits: .datagram),
                over: SIPFlow(endpoint: 0, transport: .udp, link: 1, remote: remote),
                local: TransportAddress(local, port: 5_060),
                at: Moment(sinceStart: .seconds(seconds))
            )
        )
    }

    private static func leg(_ callID: String, from last: UInt8, account: String? = nil) -> TraceQueue.Item {
        .began(
            TracedLeg(
                leg: LegID("leg-\(callID)"),
                call: CallID("call-\(callID)"),
                domain: nil,
                callID: callID,
                localTag: "m",
                remoteTag: "a",
                peer: .v4(198, 51, 100, last),
                isFirst: true,
                account: account
            )
        )
    }

    private static func at(_ moment: Moment) -> Timestamp { Timestamp(microseconds: moment.nanoseconds / 1_000) }
    private static func moment(_ seconds: Double) -> Moment { Moment(sinceStart: .seconds(seconds)) }

    @Test("BYD-06 a flood from strangers costs who called before no trace, in openings and in octets")
    func flood() throws {
        var book = TraceBook(tokens: TokenSource(SeededGenerator(seed: 1)))
        book.take(try Self.record("known", from: 1, at: 0), at: Self.at)
        book.take(Self.leg("known", from: 1), at: Self.at)
        let large = String(repeating: "z", count: 40_000)
        for second in 1...20 {
            for number in 0..<300 {
                let callID = "f\(second)-\(number)"
                let source = UInt8(10 + number % 200)
                book.take(try Self.record(callID, from: source, extra: large, at: Double(second)), at: Self.at)
            }
            book.take(try Self.record("real-\(second)", from: 1, extra: large, at: Double(second) + 0.5), at: Self.at)
            book.take(Self.leg("real-\(second)", from: 1), at: Self.at)
        }
        let stored = book.flush(at: Self.moment(30)).parts
        #expect(stored.filter { $0.trace.text.hasPrefix("call-real") }.flatMap(\.messages).count == 20)
        let refused = book.flush(at: Self.moment(80))
        #expect(refused.refused.count == 2_000)
        #expect(refused.parts.allSatisfy { $0.messages.reduce(0) { $0 + $1.octets.count } <= 4_096 })
        #expect(!refused.parts.isEmpty && refused.parts.count < 300)
    }

    @Test("BYD-06 one stranger has a share of what strangers have")
    func stranger() {
        var admission = TraceAdmission(TraceAdmission.Settings())
        let one = IPAddress.v4(198, 51, 100, 1)
        func admitted(_ count: Int, at second: Double, from source: (Int) -> IPAddress) -> Int {
            (0..<count).reduce(0) { $0 + (admission.admits(source($1), at: Self.moment(second)) ? 1 : 0) }
        }
        #expect(admitted(300, at: 1) { _ in one } == 20)
        #expect(admitted(200, at: 1) { .v4(198, 51, 101, UInt8($0)) } == 80)
        admission.proved(one)
        #expect(admitted(300, at: 1) { _ in one } == 200)
        #expect(admitted(1, at: 2) { _ in .v4(198, 51, 101, 1) } == 1)
    }

    @Test("BYD-06 what came before a trunk's leg was known to be one is masked then, and where from is asked once")
    func account() throws {
        var asked = 0
        var book = TraceBook(tokens: TokenSource(SeededGenerator(seed: 1))) { _ in
            asked += 1
            return .v4(192, 0, 2, 9)
        }
        book.take(try Self.record("1", from: 1, local: .anyIPv4, at: 0), at: Self.at)
        book.take(Self.leg("1", from: 1, account: "7777"), at: Self.at)
        book.take(try Self.record("1", from: 1, local: .anyIPv4, at: 1), at: Self.at)
        let messages = book.flush(at: Self.moment(9)).parts.flatMap(\.messages)
        #expect(messages.count == 2 && asked == 1)
        #expect(messages.allSatisfy { $0.text.contains("sip:xxxx@from") && !$0.text.contains("7777") })
        #expect(messages.allSatisfy { $0.local == TransportAddress(.v4(192, 0, 2, 9), port: 5_060) })
    }

    @Test("BYD-06 a burst becomes parts that can all be read, and reading one call makes no other due")
    func parts() throws {
        var book = TraceBook(tokens: TokenSource(SeededGenerator(seed: 1)))
        let large = String(repeating: "z", count: 60_000)
        for call in ["1", "2"] {
            book.take(try Self.record(call, from: 1, at: 0), at: Self.at)
            book.take(Self.leg(call, from: 1), at: Self.at)
        }
        let one = book.flush(at: Self.moment(0), wanted: TraceID("call-1"))
        #expect(Set(one.parts.map(\.trace)) == [TraceID("call-1")])
        for _ in 0..<30 { book.take(try Self.record("1", from: 1, extra: large, at: 0), at: Self.at) }
        let parts = book.flush(at: Self.moment(9)).parts.filter { $0.trace == TraceID("call-1") }
        #expect(parts.count > 3 && parts.map(\.number) == Array(1...parts.count))
        for part in parts { #expect(TracePacking.unpack(TracePacking.pack(part.messages)) == part.messages) }
        #expect(parts.flatMap(\.messages).count == 30)
    }

    @Test("BYD-06 the number that a transport has in the store never changes")
    func transports() throws {
        for (number, transport) in [SIPTransportKind.udp, .tcp, .tls, .ws, .wss].enumerated() {
            var message = TracedMessage(
                number: 0,
                at: Timestamp(seconds: 1),
                direction: .sent,
                transport: transport,
                local: TransportAddress(.v4(1, 1, 1, 1), port: 1),
                remote: TransportAddress(.v4(1, 1, 1, 1), port: 1),
                leg: nil,
                octets: []
            )
            let packed = TracePacking.pack([message])
            #expect(TracePacking.unpack(packed) == [message])
            #expect(TracePacking.number(of: transport) == UInt8(number))
            message.direction = .received
            #expect(TracePacking.unpack(TracePacking.pack([message])) == [message])
        }
        #expect(SIPTransportKind.allCases.count == 5)
    }
}
