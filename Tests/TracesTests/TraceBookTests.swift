import Kernel
import Model
import SIP
import SIPTransport
import Testing

@testable import Traces

/// BYD-06: which message belongs to which call.
@Suite("Messages tied to their calls")
struct TraceBookTests {
    /// A wire with a phone at its end.
    private struct Wire {
        let flow: SIPFlow
        let local = TransportAddress(.v4(192, 0, 2, 1), port: 5_060)

        init(_ last: UInt8) {
            let remote = TransportAddress(.v4(198, 51, 100, last), port: 5_062)
            self.flow = SIPFlow(endpoint: 0, transport: .udp, link: 1, remote: remote)
        }

        func record(
            _ direction: SIPTraceRecord.Direction,
            _ start: String,
            from: String,
            to: String,
            callID: String = "one",
            method: String? = nil,
            extra: String = "",
            at seconds: Double
        ) throws -> TraceQueue.Item {
            let method = method ?? String(start.prefix { $0 != " " })
            let text =
                "\(start)\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:anna@acme.example>\(from)\r\n"
                + "To: <sip:102@acme.example>\(to)\r\nCall-ID: \(callID)\r\nCSeq: 1 \(method)\r\n\(extra)"
                + "Content-Length: 0\r\n\r\n"
            let message = try SIPMessage(parsing: Array(text.utf8), limits: .datagram)
            let moment = Moment(sinceStart: .seconds(seconds))
            return .message(SIPTraceRecord(direction, message, over: self.flow, local: self.local, at: moment))
        }
    }

    private static let invite = "INVITE sip:102@acme.example SIP/2.0"

    private static func leg(
        _ leg: String,
        of call: String,
        _ callID: String = "one",
        ours: String,
        theirs: String?,
        peer: UInt8,
        isFirst: Bool = true
    ) -> TraceQueue.Item {
        .began(
            TracedLeg(
                leg: LegID(leg),
                call: CallID(call),
                domain: DomainID("acme.example"),
                callID: callID,
                localTag: ours,
                remoteTag: theirs,
                peer: .v4(198, 51, 100, peer),
                isFirst: isFirst
            )
        )
    }

    private static func book(_ change: (inout TraceBook.Settings) -> Void = { _ in }) -> TraceBook {
        var settings = TraceBook.Settings()
        change(&settings)
        return TraceBook(settings: settings, tokens: TokenSource(SeededGenerator(seed: 1)))
    }

    private static func at(_ moment: Moment) -> Timestamp { Timestamp(microseconds: moment.nanoseconds / 1_000) }

    private static func moment(_ seconds: Double) -> Moment { Moment(sinceStart: .seconds(seconds)) }

    /// Messages of a trace that were stored, by start line and leg.
    private static func lines(_ flush: TraceBook.Flush, _ trace: String) -> [String] {
        flush.parts.filter { $0.trace == TraceID(trace) }.flatMap(\.messages).map { message in
            "\(message.number) \(message.leg?.text ?? "-") \(message.isSent ? "->" : "<-") "
                + (message.startLine.split(separator: " ").first { $0 != "SIP/2.0" }.map(String.init) ?? "")
        }
    }

    @Test("BYD-06 the challenge, both legs and the end are one trace")
    func wholeCall() throws {
        var book = Self.book()
        let (anna, boris) = (Wire(1), Wire(2))
        let items: [TraceQueue.Item] = [
            try anna.record(.received, Self.invite, from: ";tag=a", to: "", at: 0),
            try anna.record(.sent, "SIP/2.0 401 No", from: ";tag=a", to: ";tag=x", method: "INVITE", at: 0.01),
            try anna.record(.received, "ACK sip:102@acme.example SIP/2.0", from: ";tag=a", to: ";tag=x", at: 0.02),
            try anna.record(.received, Self.invite, from: ";tag=a", to: "", at: 0.03),
            Self.leg("in", of: "call", ours: "m", theirs: "a", peer: 1),
            Self.leg("out", of: "call", "two", ours: "n", theirs: nil, peer: 2, isFirst: false),
            try boris.record(.sent, "INVITE sip:b@h SIP/2.0", from: ";tag=n", to: "", callID: "two", at: 0.04),
            try boris.record(
                .received,
                "SIP/2.0 200 OK",
                from: ";tag=n",
                to: ";tag=b",
                callID: "two",
                method: "INVITE",
                at: 1
            ),
            try anna.record(.sent, "SIP/2.0 200 OK", from: ";tag=a", to: ";tag=m", method: "INVITE", at: 1),
            try boris.record(.received, "BYE sip:m@h SIP/2.0", from: ";tag=b", to: ";tag=n", callID: "two", at: 1.5),
            .ended(LegID("out")), .ended(LegID("in")),
            try anna.record(.sent, "BYE sip:a@h SIP/2.0", from: ";tag=m", to: ";tag=a", at: 1.6),
        ]
        for item in items { book.take(item, at: Self.at) }
        let flush = book.flush(at: Self.moment(10))
        #expect(
            Self.lines(flush, "call") == [
                "0 in <- INVITE", "1 in -> 401", "2 in <- ACK", "3 in <- INVITE", "4 out -> INVITE", "5 out <- 200",
                "6 in -> 200", "7 out <- BYE", "8 in -> BYE",
            ]
        )
        #expect(flush.parts.allSatisfy { $0.domain == DomainID("acme.example") } && flush.refused.isEmpty)
        #expect(book.isEmpty)
    }

    @Test("BYD-06 a stranger who uses a Call-ID and tag again gets into nobody's trace")
    func stranger() throws {
        var book = Self.book()
        let (anna, stranger) = (Wire(1), Wire(9))
        book.take(try anna.record(.received, Self.invite, from: ";tag=a", to: "", at: 0), at: Self.at)
        book.take(Self.leg("in", of: "call", ours: "m", theirs: "a", peer: 1), at: Self.at)
        book.take(try stranger.record(.received, Self.invite, from: ";tag=a", to: "", at: 1), at: Self.at)
        book.take(
            try stranger.record(.sent, "SIP/2.0 403 No", from: ";tag=a", to: ";tag=y", method: "INVITE", at: 1.1),
            at: Self.at
        )
        let flush = book.flush(at: Self.moment(20))
        #expect(Self.lines(flush, "call") == ["0 in <- INVITE"])
        let refused = try #require(flush.refused.first)
        #expect(refused.hosts == ["acme.example", "acme.example"] && refused.request.status == 403)
        #expect(refused.request.caller == "anna" && refused.request.dialled == "102")
        #expect(refused.request.source == "udp 198.51.100.9:5062")
        #expect(Self.lines(flush, refused.request.id.text) == ["0 - <- INVITE", "1 - -> 403"])
    }

    @Test("BYD-06 what belongs to no call is not kept: registrations, questions, lamps")
    func others() throws {
        var book = Self.book()
        let phone = Wire(1)
        for method in ["REGISTER", "OPTIONS", "SUBSCRIBE", "MESSAGE"] {
            let start = "\(method) sip:h SIP/2.0"
            book.take(try phone.record(.received, start, from: ";tag=a", to: "", at: 0), at: Self.at)
        }
        for start in ["NOTIFY sip:a@h SIP/2.0", "BYE sip:a@h SIP/2.0"] {
            book.take(try phone.record(.sent, start, from: ";tag=l", to: ";tag=r", at: 0), at: Self.at)
        }
        book.take(
            try phone.record(.received, "SIP/2.0 200 OK", from: ";tag=l", to: ";tag=r", method: "NOTIFY", at: 0),
            at: Self.at
        )
        #expect(book.openCount == 0 && book.flush(at: Self.moment(99)) == TraceBook.Flush())
    }

    @Test("BYD-06 a leg that is transferred goes on in the other call's trace")
    func moved() throws {
        var book = Self.book()
        let (anna, boris) = (Wire(1), Wire(2))
        book.take(try anna.record(.received, Self.invite, from: ";tag=a", to: "", at: 0), at: Self.at)
        book.take(Self.leg("l1", of: "first", ours: "m", theirs: "a", peer: 1), at: Self.at)
        book.take(try boris.record(.received, Self.invite, from: ";tag=b", to: "", callID: "two", at: 0), at: Self.at)
        book.take(Self.leg("l2", of: "second", "two", ours: "n", theirs: "b", peer: 2), at: Self.at)
        book.take(.moved(LegID("l2"), to: CallID("first")), at: Self.at)
        book.take(
            try boris.record(.sent, "BYE sip:b@h SIP/2.0", from: ";tag=n", to: ";tag=b", callID: "two", at: 1),
            at: Self.at
        )
        let flush = book.flush(at: Self.moment(9))
        #expect(Self.lines(flush, "first") == ["0 l1 <- INVITE", "1 l2 -> BYE"])
        #expect(Self.lines(flush, "second") == ["0 l2 <- INVITE"])
        #expect(book.openCount == 1)
    }

    @Test("BYD-06 a phone that calls again by the same Call-ID and tag begins another trace")
    func again() throws {
        var book = Self.book()
        let anna = Wire(1)
        for (number, call) in ["first", "second"].enumerated() {
            let at = Double(number)
            book.take(try anna.record(.received, Self.invite, from: ";tag=a", to: "", at: at), at: Self.at)
            book.take(Self.leg("l\(number)", of: call, ours: "m\(number)", theirs: "a", peer: 1), at: Self.at)
            book.take(
                try anna.record(
                    .sent,
                    "SIP/2.0 486 Busy",
                    from: ";tag=a",
                    to: ";tag=m\(number)",
                    method: "INVITE",
                    at: at + 0.1
                ),
                at: Self.at
            )
            book.take(.ended(LegID("l\(number)")), at: Self.at)
        }
        let flush = book.flush(at: Self.moment(20))
        #expect(Self.lines(flush, "first") == ["0 l0 <- INVITE", "1 l0 -> 486"])
        #expect(Self.lines(flush, "second") == ["0 l1 <- INVITE", "1 l1 -> 486"])
        #expect(book.isEmpty)
    }

    @Test("BYD-06 of a long trace the middle is cut out, and the numbers tell")
    func cut() throws {
        var book = Self.book {
            $0.headLimit = 4_000
            $0.tailLimit = 2_000
            $0.partLimit = 1_000
        }
        let anna = Wire(1)
        var kept: [Int: [TracedMessage]] = [:]
        book.take(try anna.record(.received, Self.invite, from: ";tag=a", to: "", at: 0), at: Self.at)
        book.take(Self.leg("in", of: "call", ours: "m", theirs: "a", peer: 1), at: Self.at)
        for second in 1...200 {
            let item = try anna.record(.sent, "INFO sip:a@h SIP/2.0", from: ";tag=m", to: ";tag=a", at: Double(second))
            book.take(item, at: Self.at)
            let flush = book.flush(at: Self.moment(Double(second)))
            for part in flush.parts { kept[part.number] = part.messages }
            for place in flush.cut { kept[place.number] = nil }
        }
        let messages = kept.sorted { $0.key < $1.key }.flatMap(\.value)
        let size = messages.reduce(0) { $0 + $1.octets.count }
        #expect(size > 4_000 && size < 8_000)
        #expect(messages.first?.number == 0 && messages.last.map { $0.number > 190 } == true)
        #expect(Trace(messages: messages, domain: nil).missing > 100)
    }

    @Test("BYD-06 more new requests in a second than are followed have no trace, and calls no half of one")
    func storm() throws {
        var book = Self.book { $0.admission.openingsPerSecond = 10 }
        let anna = Wire(1)
        for number in 0..<50 {
            book.take(
                try anna.record(.received, Self.invite, from: ";tag=a", to: "", callID: "c\(number)", at: 0.5),
                at: Self.at
            )
            book.take(
                Self.leg("in\(number)", of: "call\(number)", "c\(number)", ours: "m\(number)", theirs: "a", peer: 1),
                at: Self.at
            )
            book.take(
                Self.leg(
                    "out\(number)",
                    of: "call\(number)",
                    "o\(number)",
                    ours: "n\(number)",
                    theirs: nil,
                    peer: 2,
                    isFirst: false
                ),
                at: Self.at
            )
        }
        #expect(book.openCount == 10 && book.passedOver == 40)
    }

    @Test("BYD-06 a refused request waits for a password before it counts as refused")
    func patience() throws {
        var book = Self.book()
        let anna = Wire(1)
        book.take(try anna.record(.received, Self.invite, from: ";tag=a", to: "", at: 0), at: Self.at)
        book.take(
            try anna.record(.sent, "SIP/2.0 401 No", from: ";tag=a", to: ";tag=x", method: "INVITE", at: 0),
            at: Self.at
        )
        #expect(book.flush(at: Self.moment(20)).refused.isEmpty)
        #expect(book.flush(at: Self.moment(40)).refused.map(\.request.status) == [401])
        #expect(book.isEmpty)
    }

    @Test("BYD-06 where messages were dropped there is a gap")
    func gap() throws {
        var book = Self.book()
        let anna = Wire(1)
        book.take(try anna.record(.received, Self.invite, from: ";tag=a", to: "", at: 0), at: Self.at)
        book.take(Self.leg("in", of: "call", ours: "m", theirs: "a", peer: 1), at: Self.at)
        book.messagesWereDropped()
        book.take(try anna.record(.sent, "BYE sip:a@h SIP/2.0", from: ";tag=m", to: ";tag=a", at: 1), at: Self.at)
        let messages = book.flush(at: Self.moment(9)).parts.flatMap(\.messages)
        #expect(Trace(messages: messages, domain: nil).missing == 1)
    }

    @Test(
        "BYD-06 property: whatever comes in whatever order, nothing stays behind",
        arguments: 0..<100 as Range<UInt64>
    )
    func leavesNothing(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var book = Self.book {
            $0.admission.openingsPerSecond = 5
            $0.pendingLimit = 20_000
            $0.strangerPendingLimit = 3_000
            $0.refusedLimit = 500
            $0.largestPart = 700
            $0.headLimit = 3_000
            $0.tailLimit = 1_000
            $0.partLimit = 900
        }
        let starts = [Self.invite, "BYE sip:a@h SIP/2.0", "ACK sip:a@h SIP/2.0", "SIP/2.0 401 No", "SIP/2.0 200 OK"]
        var second = 0.0
        var legs: [LegID] = []
        var stored = 0
        for _ in 0..<300 {
            second += Double.random(in: 0...1, using: &random)
            let dialog = Int.random(in: 0..<6, using: &random)
            let wire = Wire(UInt8(dialog % 2 + 1))
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                let leg = LegID("leg-\(legs.count)")
                legs.append(leg)
                let isIncoming = Bool.random(using: &random)
                book.take(
                    Self.leg(
                        leg.text,
                        of: "call-\(dialog % 3)",
                        "c\(dialog)",
                        ours: "m\(dialog)",
                        theirs: isIncoming ? "a" : nil,
                        peer: UInt8(dialog % 2 + 1),
                        isFirst: Bool.random(using: &random)
                    ),
                    at: Self.at
                )
            case 1:
                guard let leg = legs.randomElement(using: &random) else { continue }
                book.take(.moved(leg, to: CallID("call-\(Int.random(in: 0..<3, using: &random))")), at: Self.at)
            case 2:
                guard let leg = legs.randomElement(using: &random) else { continue }
                book.take(.ended(leg), at: Self.at)
            case 3:
                let flush = book.flush(
                    at: Self.moment(second),
                    wanted: Bool.random(using: &random) ? TraceID("call-1") : nil
                )
                stored += flush.parts.reduce(0) { $0 + $1.messages.count }
            default:
                guard let start = starts.randomElement(using: &random) else { continue }
                let way: SIPTraceRecord.Direction = Bool.random(using: &random) ? .received : .sent
                let to = Bool.random(using: &random) ? "" : ";tag=m\(dialog)"
                let method = start.hasPrefix("SIP") ? "INVITE" : nil
                book.take(
                    try wire.record(
                        way,
                        start,
                        from: ";tag=a",
                        to: to,
                        callID: "c\(dialog)",
                        method: method,
                        at: second
                    ),
                    at: Self.at
                )
            }
        }
        for leg in legs { book.take(.ended(leg), at: Self.at) }
        for later in [100.0, 200, 300] {
            stored += book.flush(at: Self.moment(second + later)).parts.reduce(0) { $0 + $1.messages.count }
        }
        #expect(book.isEmpty)
        #expect(stored > 0)
    }
}
