import Kernel
import Model
import SIPTransport
import Testing

@testable import Exchange

@Suite("Location table, RFC 3261 §10.3")
struct LocationTableTests {
    static let user = UserID("anna")
    static let other = UserID("boris")

    static func moment(_ seconds: Int) -> Moment { Moment(sinceStart: .seconds(seconds)) }

    /// A binding without a socket: the flow is that of a UDP destination made up here.
    static func binding(_ contact: String, callID: String = "a", sequence: UInt32 = 1, port: UInt16 = 5_060) -> Binding
    {
        let address = TransportAddress(.v4(192, 0, 2, 7), port: port)
        let flow = SIPFlow(endpoint: 0, transport: .udp, link: UInt64(port), remote: address)
        let source = SIPSource(flow: flow, local: TransportAddress(.v4(192, 0, 2, 1), port: 5_060))
        return Binding(
            contact: contact,
            priority: "0.7",
            destination: SIPDestination(source: source),
            path: [],
            source: source,
            callID: callID,
            sequence: sequence,
            userAgent: "test",
            expires: .start
        )
    }

    static func update(_ bindings: Binding..., lifetime: Duration = .seconds(600)) -> LocationTable.Wish {
        .update(bindings.map { ($0, lifetime) })
    }

    @Test("several contacts are kept, each for its time")
    func severalContacts() throws {
        var table = LocationTable(startingAt: .start)
        let first = try table.register(
            Self.update(Self.binding("sip:a@1"), lifetime: .seconds(60)),
            of: Self.user,
            callID: "a",
            sequence: 1,
            at: .start
        )
        #expect(first.map(\.reason) == [.registered])
        _ = try table.register(
            Self.update(Self.binding("sip:a@2", callID: "b")),
            of: Self.user,
            callID: "b",
            sequence: 1,
            at: .start
        )
        #expect(table.bindings(of: Self.user).map(\.contact) == ["sip:a@1", "sip:a@2"])
        #expect(table.bindings(of: Self.user).allSatisfy { $0.priority == "0.7" }, "q is kept as it was written")
        #expect(table.expire(at: Self.moment(59)).isEmpty)
        #expect(table.expire(at: Self.moment(62)).map(\.reason) == [.expired])
        #expect(table.bindings(of: Self.user).map(\.contact) == ["sip:a@2"])
    }

    @Test("a refresh replaces the timer of the old one")
    func refresh() throws {
        var table = LocationTable(startingAt: .start)
        for (sequence, second) in [(1, 0), (2, 50), (3, 100)] {
            let changes = try table.register(
                Self.update(Self.binding("sip:a@1", sequence: UInt32(sequence)), lifetime: .seconds(60)),
                of: Self.user,
                callID: "a",
                sequence: UInt32(sequence),
                at: Self.moment(second)
            )
            #expect(changes.map(\.reason) == [sequence == 1 ? .registered : .refreshed])
            #expect(table.expire(at: Self.moment(second)).isEmpty)
        }
        #expect(table.expire(at: Self.moment(159)).isEmpty)
        #expect(table.expire(at: Self.moment(162)).count == 1)
        #expect(table.count == 0)
    }

    @Test("BYD-05 refreshes far from the end are no news, unless the phone has moved")
    func quietRefreshes() throws {
        var table = LocationTable(startingAt: .start)
        func refresh(_ sequence: UInt32, at second: Int, port: UInt16 = 5_060) throws -> [RegistrationChange.Reason] {
            var binding = Self.binding("sip:a@1", sequence: sequence, port: port)
            binding.expires = Self.moment(second + 600)
            return try table.register(
                Self.update(binding, lifetime: .seconds(600)),
                of: Self.user,
                callID: "a",
                sequence: sequence,
                at: Self.moment(second)
            ).map(\.reason)
        }
        #expect(try refresh(1, at: 0) == [.registered])
        #expect(try refresh(2, at: 30) == [])
        #expect(try refresh(3, at: 60) == [])
        #expect(
            try refresh(4, at: 300) == [.refreshed],
            "half the time that was told is over, and so would be the rest when the phone comes next"
        )
        #expect(try refresh(5, at: 330) == [], "counts from what was told last")
        #expect(try refresh(6, at: 331, port: 5_070) == [.refreshed], "it comes from another place")
        #expect(table.expire(at: Self.moment(930)).isEmpty, "told or not, each refresh moves the end")
        #expect(table.expire(at: Self.moment(935)).map(\.reason) == [.expired])
    }

    @Test("a repeated or older CSeq of the same Call-ID changes nothing: a captured request is worthless")
    func outOfOrder() throws {
        var table = LocationTable(startingAt: .start)
        _ = try table.register(
            Self.update(Self.binding("sip:a@1", sequence: 5)),
            of: Self.user,
            callID: "a",
            sequence: 5,
            at: .start
        )
        for sequence in [UInt32(4), 5] {
            #expect(throws: LocationTable.Refusal.outOfOrder) {
                try table.register(
                    Self.update(Self.binding("sip:a@1", sequence: sequence), lifetime: .zero),
                    of: Self.user,
                    callID: "a",
                    sequence: sequence,
                    at: .start
                )
            }
        }
        #expect(throws: LocationTable.Refusal.outOfOrder) {
            try table.register(.removeAll, of: Self.user, callID: "a", sequence: 5, at: .start)
        }
        #expect(table.isRegistered(Self.user))
        let removed = try table.register(.removeAll, of: Self.user, callID: "a", sequence: 6, at: .start)
        #expect(removed.map(\.reason) == [.removed])
        #expect(!table.isRegistered(Self.user))
    }

    @Test("one request too many contacts is refused as a whole")
    func limit() throws {
        var table = LocationTable(startingAt: .start)
        let many = (0...LocationTable.contactLimit).map { Self.binding("sip:a@\($0)") }
        #expect(throws: LocationTable.Refusal.tooManyContacts) {
            try table.register(
                .update(many.map { ($0, .seconds(60)) }),
                of: Self.user,
                callID: "a",
                sequence: 1,
                at: .start
            )
        }
        #expect(table.count == 0)
    }

    @Test("a dead connection takes its phones with it, and nobody else's")
    func deadFlow() throws {
        var table = LocationTable(startingAt: .start)
        let mine = Self.binding("sip:a@1", port: 1_111)
        _ = try table.register(Self.update(mine), of: Self.user, callID: "a", sequence: 1, at: .start)
        let others = Self.binding("sip:b@1", port: 2_222)
        _ = try table.register(Self.update(others), of: Self.other, callID: "b", sequence: 1, at: .start)
        #expect(table.remove(flow: mine.source.flow).map(\.user) == [Self.user])
        #expect(table.isRegistered(Self.other))
    }
}
