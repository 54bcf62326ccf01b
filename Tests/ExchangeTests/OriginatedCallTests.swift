import Kernel
import Model
import Testing

@testable import Exchange

@Suite("Calls that the server begins")
struct OriginatedCallTests {
    @Test("a call by API rings the user first, then whom the user wants, with one result")
    func originated() {
        var story = CallTests.Story()
        let facts = CallStarted(direction: .internal, caller: Party(number: "101"), dialled: "102")
        #expect(
            story.tell(.originated(facts, CallTests.plan([[CallTests.anna, CallTests.clara]]))) == [
                "! started", "arm ringTime 40.0 seconds", "! leg anna", "start anna for nobody", "! leg clara",
                "start clara for nobody",
            ]
        )
        #expect(story.tell(.ringing(CallTests.anna)) == ["! anna rings"])
        #expect(
            story.tell(.answered(CallTests.anna)) == [
                "cancel ringTime", "! anna answered", "hang up clara answered-elsewhere 487",
                "! clara ended answered-elsewhere", "plan 102 for anna",
            ]
        )
        #expect(
            story.tell(.routed(CallTests.plan([[CallTests.boris]]))) == [
                "arm ringTime 40.0 seconds", "! leg boris", "start boris for anna",
            ]
        )
        #expect(story.tell(.ringing(CallTests.boris)) == ["! boris rings", "ringing to anna"])
        #expect(
            story.tell(.answered(CallTests.boris)) == [
                "cancel ringTime", "connect anna boris", "! boris answered", "! anna talks to boris",
            ]
        )
        #expect(story.tell(.ended(CallTests.boris, .hungUp)).contains("! call answered hung-up"))
    }

    @Test("CAL-07 what rings for a call by API is picked up like any other")
    func pickedUp() {
        var story = CallTests.Story()
        let facts = CallStarted(direction: .internal, caller: Party(number: "101"), dialled: "102")
        _ = story.tell(.originated(facts, CallTests.plan([[CallTests.anna]])))
        _ = story.tell(.answered(CallTests.anna))
        _ = story.tell(.routed(CallTests.plan([[CallTests.boris]])))
        #expect(story.call.canReplace(CallTests.boris))
        let moved = Call.MovedLeg(leg: CallTests.clara, party: Party(number: "103"), address: "", trunk: nil)
        let effects = story.tell(.replaced(CallTests.boris, by: moved))
        #expect(effects.contains("answer clara with anna") && effects.contains("! anna talks to clara"), "\(effects)")
        #expect(effects.contains { $0.hasPrefix("hang up boris answered-elsewhere") })
        #expect(story.tell(.ended(CallTests.anna, .hungUp)).contains("! call answered hung-up"))
    }

    @Test("a call by API that the user does not take, or that reaches nobody, was not answered")
    func originatedInVain() {
        let facts = CallStarted(direction: .internal, caller: Party(number: "101"), dialled: "102")
        var story = CallTests.Story()
        _ = story.tell(.originated(facts, CallTests.plan([[CallTests.anna]])))
        #expect(story.tell(.fired(.ringTime)).contains("! call not-answered no-answer"))
        #expect(story.call.isOver)
        story = CallTests.Story()
        _ = story.tell(.originated(facts, CallTests.plan([[CallTests.anna]])))
        let busy = RingAttempt.Failure(status: 486, cause: .busy)
        #expect(story.tell(.failed(CallTests.anna, busy)).contains("! call busy busy"))
        story = CallTests.Story()
        _ = story.tell(.originated(facts, CallTests.plan([[CallTests.anna]])))
        _ = story.tell(.answered(CallTests.anna))
        _ = story.tell(.routed(CallTests.plan([[CallTests.boris]])))
        let end = story.tell(.failed(CallTests.boris, busy))
        #expect(end.contains("! call busy busy") && end.contains { $0.hasPrefix("hang up anna busy") }, "\(end)")
        story = CallTests.Story()
        _ = story.tell(.originated(facts, CallTests.plan([[CallTests.anna]])))
        _ = story.tell(.answered(CallTests.anna))
        _ = story.tell(.routed(CallTests.plan([[CallTests.boris]])))
        #expect(story.tell(.ended(CallTests.anna, .hungUp)).contains("! call cancelled caller-gave-up"))
        story = CallTests.Story()
        _ = story.tell(.originated(facts, CallTests.plan([[CallTests.anna]])))
        #expect(story.tell(.stopped(.stoppedByOperator)).contains("! call failed stopped-by-operator"))
    }
}
