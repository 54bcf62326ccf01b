import Journal
import Kernel
import Model
import ModelTesting
import Testing

@Suite("CallHistoryProjector")
struct CallHistoryProjectorTests {
    private static func records(_ events: [Event]) -> [CallID: CallRecord] {
        var projector = CallHistoryProjector()
        var records: [CallID: CallRecord] = [:]
        for event in events {
            switch projector.apply(event) {
            case .ended(let record): records[record.id] = record
            case .measured(let call, let mos): records[call]?.measured(mos)
            case nil: break
            }
        }
        return records
    }

    @Test("HIS-01 an answered call has who, when, ring time, talk time and who ended it")
    func answered() throws {
        var script = EventScript(after: 10)
        script.call("c", ring: 7, talk: 61)
        let record = try #require(Self.records(script.events)[CallID("c")])
        #expect(record.number == 11)
        #expect(record.direction == .internal)
        #expect(record.caller.number == "101")
        #expect(record.callee.name == "Bob")
        #expect(record.ringTime == .seconds(7))
        #expect(record.talkTime == .seconds(61))
        #expect(record.result == .answered)
        #expect(record.cause == .hungUp)
        #expect(record.endedBy == .caller)
    }

    @Test("HIS-01 a call that nobody answered has no talk time and names who rang")
    func unanswered() throws {
        var script = EventScript()
        script.call("c", ring: 12, talk: nil)
        let record = try #require(Self.records(script.events)[CallID("c")])
        #expect(record.answeredAt == nil)
        #expect(record.ringTime == .seconds(12))
        #expect(record.talkTime == .zero)
        #expect(record.callee.number == "102")
        #expect(record.result == .cancelled)
    }

    @Test("the callee is who answered, though others rang and the call was transferred")
    func callee() throws {
        var script = EventScript()
        let call = CallID("c")
        func leg(_ name: String) -> Event.Kind {
            .legStarted(LegStarted(leg: LegID(name), role: .callee, party: Party(number: name), address: ""))
        }
        let start = CallStarted(direction: .incoming, caller: Party(number: "1"), dialled: "600")
        for kind: Event.Kind in [
            .callStarted(start), leg("101"), leg("102"), .legRinging(LegID("101")), .legAnswered(LegID("102")),
            leg("103"), .legRinging(LegID("103")), .legAnswered(LegID("103")),
            .callEnded(CallEnded(result: .answered, cause: .hungUp, endedBy: LegID("103"))),
        ] {
            script.add(kind, call: call)
        }
        let record = try #require(Self.records(script.events)[call])
        #expect(record.callee.number == "102")
        #expect(record.endedBy == .callee)
    }

    @Test(
        "TRK-05 a call that is transferred out of the house went out by that trunk, unless it had gone out before",
        arguments: [
            (nil, nil, "office", "office"), ("provider", nil, "office", "office"),
            (nil, "provider", "office", "provider"),
            ("office", nil, nil, "office"), ("office", nil, "office", "office"), (nil, nil, nil, nil),
        ] as [(String?, String?, String?, String?)]
    )
    func transferredOut(_ origin: String?, _ first: String?, _ later: String?, _ expected: String?) throws {
        var script = EventScript()
        let call = CallID("c")
        func leg(_ name: String, _ trunk: String?) -> Event.Kind {
            .legStarted(
                LegStarted(
                    leg: LegID(name),
                    role: .callee,
                    party: Party(number: name),
                    trunk: trunk.map { TrunkID($0) },
                    address: ""
                )
            )
        }
        var start = CallStarted(direction: .internal, caller: Party(number: "1"), dialled: "600")
        start.trunk = origin.map { TrunkID($0) }
        for kind: Event.Kind in [
            .callStarted(start), leg("101", first), .legAnswered(LegID("101")), leg("8123", later),
            // Rings there: it is not out before somebody answers.
            .legRinging(LegID("8123")), .legAnswered(LegID("8123")),
            .callEnded(CallEnded(result: .answered, cause: .hungUp)),
        ] {
            script.add(kind, call: call)
        }
        let record = try #require(Self.records(script.events)[call])
        #expect(record.trunk?.text == expected && record.origin?.text == origin && record.callee.number == "101")
    }

    @Test("a call to nobody names what was dialled, and the server ended it")
    func nobody() throws {
        var script = EventScript()
        let start = CallStarted(direction: .internal, caller: Party(number: "101"), dialled: "999")
        script.add(.callStarted(start), call: CallID("c"))
        script.add(.callEnded(CallEnded(result: .failed, cause: .noSuchNumber)), call: CallID("c"))
        let record = try #require(Self.records(script.events)[CallID("c")])
        #expect(record.callee == Party(number: "999"))
        #expect(record.endedBy == .server)
    }

    @Test(
        "ME-03 a number that was dialled is no redirection, however it is written",
        arguments: [
            ("204", "204", true), ("8123", "123", true), ("84957654331", "+74957654331", true),
            ("102", "+79031112102", false), ("102", "+79031112233", false), ("204", "", false),
        ] as [(String, String, Bool)]
    )
    func numbers(_ dialled: String, _ number: String, _ isOne: Bool) {
        #expect(CallTraits.isOneNumber(dialled, number) == isOne)
    }

    @Test(
        "BYD-01 every record equals what a slow reading of its events gives",
        arguments: 1...60 as ClosedRange<UInt64>
    )
    func reference(seed: UInt64) {
        var traffic = RandomTraffic(seed: seed)
        let events = traffic.events(calls: 40)
        let records = Self.records(events)
        #expect(records.count == 40)
        for (id, record) in records {
            #expect(record == SlowReading.record(of: id, in: events))
            let total = record.ringTime + record.talkTime
            #expect(total == record.endedAt.map { record.startedAt.duration(to: $0) })
            #expect(record.ringTime >= .zero && record.talkTime >= .zero)
        }
        var projector = CallHistoryProjector()
        for event in events { _ = projector.apply(event) }
        #expect(projector.openCalls.isEmpty)
    }
}

/// What history says of a call, read from a whole stream with no state kept: searches and counts only.
private enum SlowReading {
    static func record(of id: CallID, in stream: [Event]) -> CallRecord? {
        let own = stream.filter { $0.call == id }
        guard let first = own.first, case .callStarted(let start) = first.kind,
            let end = own.firstIndex(where: { if case .callEnded = $0.kind { true } else { false } }),
            case .callEnded(let ended) = own[end].kind
        else { return nil }
        let during = own[...end]
        let answered = during.first { if case .legAnswered = $0.kind { true } else { false } }
        let answeredAt = answered.map { max(first.at, $0.at) }
        let callee = Self.callee(during)
        return CallRecord(
            id: id,
            number: first.sequence,
            domain: first.domain,
            direction: start.direction,
            startedAt: first.at,
            answeredAt: answeredAt,
            endedAt: max(answeredAt ?? first.at, own[end].at),
            caller: start.caller,
            callee: callee?.party ?? Party(number: start.dialled),
            dialled: start.dialled,
            line: start.line,
            trunk: Self.trunk(during, origin: start.trunk),
            origin: start.trunk,
            result: ended.result,
            cause: ended.cause,
            endedBy: Self.ender(ended, during),
            qualityMOS: own.compactMap { if case .quality(let quality) = $0.kind { quality.mos } else { nil } }.min(),
            traits: Self.traits(during, start)
        )
    }

    private static func traits(_ events: ArraySlice<Event>, _ start: CallStarted) -> CallTraits {
        var traits: CallTraits = []
        for (index, event) in zip(events.indices, events) {
            switch event.kind {
            case .redirected: traits.insert(.redirected)
            case .transferCompleted: traits.insert(.transferred)
            case .voicemail(let step): if step.action == .left { traits.insert(.voicemail) }
            case .recording(.started): traits.insert(.recorded)
            case .conference: if Self.participants(events[...index]).count >= 3 { traits.insert(.conference) }
            default: continue
            }
        }
        let wentOn = Self.tried(events).contains { leg in
            leg.trunk != nil && leg.party.user == nil && !CallTraits.isOneNumber(start.dialled, leg.party.number)
        }
        return wentOn && start.direction != .outgoing ? traits.union(.redirected) : traits
    }

    private static func participants(_ events: ArraySlice<Event>) -> Set<LegID> {
        var present: Set<LegID> = []
        for case .conference(let news) in events.map(\.kind) {
            switch news {
            case .joined(let leg, .participant), .roleChanged(let leg, .participant): present.insert(leg)
            case .left(let leg): present.remove(leg)
            default: continue
            }
        }
        return present
    }

    /// The callee's legs in the order they were tried, up to and with the first that answered.
    private static func tried(_ events: ArraySlice<Event>) -> [LegStarted] {
        var tried: [LegStarted] = []
        for (index, event) in zip(events.indices, events) {
            switch event.kind {
            case .legStarted(let leg) where leg.role == .callee:
                tried.append(leg)
            case .legRinging(let id), .legAnswered(let id):
                guard let leg = Self.leg(id, events[..<index]), leg.role == .callee else { continue }
                tried.append(leg)
                if case .legAnswered = event.kind { return tried }
            default:
                continue
            }
        }
        return tried
    }

    /// That of the callee who answered, or else of the first whom it was transferred to outside; else the origin.
    private static func trunk(_ events: ArraySlice<Event>, origin: TrunkID?) -> TrunkID? {
        let first = Self.trunk(events) ?? origin
        let answered = events.compactMap { event -> LegStarted? in
            guard case .legAnswered(let id) = event.kind else { return nil }
            return Self.leg(id, events).flatMap { $0.role == .callee ? $0 : nil }
        }
        let later = answered.dropFirst().compactMap(\.trunk).first { $0 != origin }
        return first == origin ? later ?? first : first
    }

    /// That of the callee who answered; where nobody did, the one that was tried last.
    private static func trunk(_ events: ArraySlice<Event>) -> TrunkID? {
        let tried = Self.tried(events)
        let hasAnswered = events.contains { event in
            if case .legAnswered(let id) = event.kind { Self.leg(id, events)?.role == .callee } else { false }
        }
        return hasAnswered ? tried.last?.trunk : tried.last { $0.trunk != nil }?.trunk
    }

    private static func callee(_ events: ArraySlice<Event>) -> LegStarted? { Self.tried(events).last }

    private static func leg(_ id: LegID, _ events: ArraySlice<Event>) -> LegStarted? {
        for event in events {
            if case .legStarted(let leg) = event.kind, leg.leg == id { return leg }
        }
        return nil
    }

    private static func ender(_ end: CallEnded, _ events: ArraySlice<Event>) -> CallEnder {
        switch end.endedBy.flatMap({ Self.leg($0, events) })?.role {
        case .caller: .caller
        case .callee: .callee
        case nil: .server
        }
    }
}
