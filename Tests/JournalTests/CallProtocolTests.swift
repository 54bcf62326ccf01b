import Journal
import Kernel
import Model
import ModelTesting
import Testing

@Suite("CallProtocol")
struct CallProtocolTests {
    @Test("CAL-11 a call is told step by step, each about somebody")
    func steps() throws {
        var script = EventScript()
        script.call("c", ring: 5, talk: 60)
        let told = try #require(CallProtocol(events: script.events))
        #expect(
            told.steps.map(\.kind) == [
                "call-started", "leg-started", "routed", "leg-started", "leg-ringing", "leg-answered", "leg-answered",
                "legs-connected", "leg-ended", "leg-ended", "call-ended",
            ]
        )
        #expect(told.steps[4].parameters == ["leg": "c-2", "role": "callee", "number": "102", "name": "Bob"])
        #expect(told.steps[7].parameters["otherName"] == "Bob")
        #expect(told.steps[10].parameters["result"] == "answered")
        #expect(told.steps[10].parameters["name"] == "Alice")
        #expect(told.record.talkTime == .seconds(60))
        #expect(told.legs.map(\.id) == [LegID("c-1"), LegID("c-2")])
        #expect(told.legs.allSatisfy { $0.endedAt == told.record.endedAt && $0.cause == .hungUp })
    }

    @Test("a call that goes on has a record without an end")
    func goingOn() throws {
        var script = EventScript()
        script.call("c")
        let told = try #require(CallProtocol(events: Array(script.events.prefix(7))))
        #expect(told.record.answeredAt != nil)
        #expect(told.record.endedAt == nil)
        #expect(told.record.result == nil)
        #expect(told.legs[0].endedAt == nil)
    }

    @Test("BYD-05 a leg keeps its quality, also one that came after the end")
    func quality() throws {
        var script = EventScript()
        script.call("c")
        let measured = EventCodecTests.quality
        var late = measured
        late.leg = LegID("c-2")
        late.mos = 2.5
        script.add(.quality(late), call: CallID("c"))
        let told = try #require(CallProtocol(events: script.events))
        #expect(told.legs[1].quality == late)
        #expect(told.record.qualityMOS == 2.5)
        #expect(told.steps.last?.parameters["mos"] == "2.5")
    }

    @Test("without the call's beginning there is nothing to tell")
    func noBeginning() {
        var script = EventScript()
        script.call("c")
        #expect(CallProtocol(events: []) == nil)
        #expect(CallProtocol(events: Array(script.events.dropFirst())) == nil)
    }

    @Test("no event of random traffic is left out", arguments: 1...10 as ClosedRange<UInt64>)
    func everyStep(seed: UInt64) throws {
        var traffic = RandomTraffic(seed: seed)
        let events = traffic.events(calls: 10)
        for call in 1...10 {
            let own = events.filter { $0.call == CallID("call-\(call)") }
            let told = try #require(CallProtocol(events: own))
            #expect(told.steps.map(\.sequence) == own.map(\.sequence))
        }
    }
}
