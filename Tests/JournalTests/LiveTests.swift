import Journal
import Kernel
import Model
import ModelTesting
import Testing

@Suite("Live projections")
struct LiveTests {
    @Test("a call's state follows its events")
    func states() throws {
        var script = EventScript()
        script.call("c")
        var events = script.events
        let id = CallID("c")
        let hold = Event(sequence: 100, at: events[7].at, domain: events[0].domain, call: id, kind: .held(LegID("c-1")))
        var resume = hold
        resume.kind = .resumed(LegID("c-1"))
        events.insert(contentsOf: [hold, resume], at: 8)

        var calls = LiveCalls()
        var states: [LiveCall.State?] = []
        for event in events {
            calls.apply(event)
            states.append(calls[id]?.state)
        }
        #expect(
            states == [
                .ringing, .ringing, .ringing, .ringing, .ringing, .talking, .talking, .talking, .held, .talking,
                .talking,
                .talking, nil,
            ]
        )
    }

    @Test("legs come and go, and the callee is named")
    func legs() throws {
        var script = EventScript()
        script.call("c")
        var calls = LiveCalls()
        for event in script.events.prefix(5) { calls.apply(event) }
        let call = try #require(calls[CallID("c")])
        #expect(call.legs.map(\.state) == [.calling, .ringing])
        #expect(call.callee?.number == "102")
        #expect(call.answeredAt == nil)
        for event in script.events[5...8] { calls.apply(event) }
        #expect(calls[CallID("c")]?.legs.map(\.id) == [LegID("c-2")])
    }

    @Test("after a transfer the target stands in the callee's place")
    func transfer() throws {
        var script = EventScript()
        script.call("c")
        var calls = LiveCalls()
        for event in script.events.prefix(8) { calls.apply(event) }
        var more = EventScript(after: 8)
        let target = LegStarted(leg: LegID("c-3"), role: .callee, party: Party(number: "103"), address: "")
        let transferred = Event.Kind.transferCompleted(
            transferrer: LegID("c-2"),
            transferred: LegID("c-1"),
            target: LegID("c-3")
        )
        for kind in [.legStarted(target), .legAnswered(LegID("c-3")), transferred] {
            more.add(kind, domain: DomainID("acme.example"), call: CallID("c"))
        }
        for event in more.events { calls.apply(event) }
        #expect(calls[CallID("c")]?.callee?.number == "103")
    }

    @Test("one domain does not see another's calls")
    func domains() {
        var script = EventScript()
        let start = CallStarted(direction: .internal, caller: Party(number: "1"), dialled: "2")
        for (index, domain) in ["b", "a", "b"].enumerated() {
            script.add(.callStarted(start), domain: DomainID(domain), call: CallID("c\(index)"))
            script.wait(.seconds(1))
        }
        var calls = LiveCalls()
        for event in script.events { #expect(calls.apply(event) == event.call) }
        #expect(calls.snapshot(in: DomainID("b")).map(\.id.text) == ["c0", "c2"])
        #expect(calls.snapshot().count == 3)
    }

    @Test("nothing is left when all calls have ended", arguments: 1...40 as ClosedRange<UInt64>)
    func empty(seed: UInt64) {
        var traffic = RandomTraffic(seed: seed)
        var calls = LiveCalls()
        var most = 0
        for event in traffic.events(calls: 40) {
            let before = event.call.flatMap { calls[$0] }
            let changed = calls.apply(event)
            if changed == nil { #expect(event.call.flatMap { calls[$0] } == before) }
            most = max(most, calls.count)
        }
        #expect(most > 1)
        #expect(calls.count == 0)
        #expect(calls == LiveCalls())
    }

    @Test("registrations follow their events, and equal a plain dictionary", arguments: 1...20 as ClosedRange<UInt64>)
    func registrations(seed: UInt64) {
        var traffic = RandomTraffic(seed: seed)
        var live = LiveRegistrations()
        var plain: [String: String] = [:]
        for event in traffic.events(calls: 60) {
            switch event.kind {
            case .registered(let change): plain["\(change.user) \(change.contact)"] = change.source
            case .unregistered(let change): plain["\(change.user) \(change.contact)"] = nil
            default: break
            }
            live.apply(event)
            #expect(live.count == plain.count)
        }
        let snapshot = live.snapshot()
        #expect(snapshot.map { "\($0.user) \($0.contact)" } == plain.keys.sorted())
        #expect(snapshot.filter { $0.user == UserID("user-1") } == live.contacts(of: UserID("user-1")))
    }

    @Test("a refreshed registration keeps its beginning and has a new end")
    func refreshed() throws {
        var script = EventScript()
        var change = EventCodecTests.change
        script.add(.registered(change), domain: DomainID("a"))
        script.wait(.seconds(30))
        change.expires = change.expires.advanced(by: .seconds(30))
        script.add(.registered(change), domain: DomainID("a"))
        var live = LiveRegistrations()
        for event in script.events { live.apply(event) }
        let contact = try #require(live.contacts(of: change.user).first)
        #expect(contact.registeredAt == script.events[0].at)
        #expect(contact.expiresAt == change.expires)
        #expect(live.snapshot(in: DomainID("b")).isEmpty)
    }
}
