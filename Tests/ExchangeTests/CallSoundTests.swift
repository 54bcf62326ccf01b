import Audio
import Kernel
import Model
import Testing

@testable import Exchange

@Suite("Sounds that callees choose")
struct CallSoundTests {
    private typealias Story = CallTests.Story

    /// Anna calls Boris, who has a greeting and music.
    private static func greeting() -> CallPlan {
        var plan = Self.music()
        plan.greeting = CallPlan.Greeting(prompt: PromptID("hello"), callee: UserID("boris"))
        return plan
    }

    private static func music() -> CallPlan {
        var destination = CallTests.destination(CallTests.boris)
        destination.ringBack = .melody(.waltz)
        return CallPlan(.ring(stages: [[destination]], ringTime: .seconds(40)), steps: [])
    }

    private static func begun() -> Story {
        var story = Story()
        let facts = CallStarted(direction: .internal, caller: Party(number: "101"), dialled: "102")
        _ = story.tell(.started(facts, caller: CallTests.anna, address: "udp"))
        return story
    }

    @Test("CAL-10 the greeting is heard before anybody is rung, and it is asked anew then whom to ring")
    func greeted() {
        var story = Self.begun()
        #expect(
            story.tell(.routed(Self.greeting())) == ["arm greeting 90.0 seconds", "greet anna with hello"]
        )
        #expect(story.tell(.greetingEnded(CallTests.boris)) == [], "of another leg")
        #expect(story.tell(.greetingEnded(CallTests.anna)) == ["cancel greeting", "plan after greeting for boris"])
        #expect(story.tell(.greetingEnded(CallTests.anna)) == [], "twice")
        // The second plan names the greeting, too: it is heard once.
        #expect(
            story.tell(.routed(Self.greeting())) == [
                "arm ringTime 40.0 seconds", "! leg boris", "start boris for anna",
            ]
        )
        #expect(story.tell(.fired(.greeting)) == [], "fired before its cancellation arrived")
    }

    @Test("CAL-10 a greeting that is gone or not ready is told, and the call goes on")
    func missing() {
        var story = Self.begun()
        _ = story.tell(.routed(Self.greeting()))
        #expect(
            story.tell(.soundMissing(CallTests.anna, .greeting)) == [
                "! anna has no greeting", "cancel greeting", "plan after greeting for boris",
            ]
        )
    }

    @Test("CAL-10 a greeting without an end is cut; a caller who hangs up ends it")
    func cut() {
        var story = Self.begun()
        _ = story.tell(.routed(Self.greeting()))
        #expect(story.tell(.fired(.greeting)).last == "plan after greeting for boris")
        story = Self.begun()
        _ = story.tell(.routed(Self.greeting()))
        let ended = story.tell(.ended(CallTests.anna, .callerGaveUp))
        #expect(ended.contains("cancel greeting") && ended.contains("! call cancelled caller-gave-up"), "\(ended)")
        #expect(story.tell(.greetingEnded(CallTests.anna)) == [])
    }

    @Test("CAL-10 no greeting where nobody is rung: the mailbox and refusals have words of their own")
    func unanswered() {
        var story = Self.begun()
        var plan = CallPlan(.refuse(.notRegistered), steps: [])
        plan.greeting = CallPlan.Greeting(prompt: PromptID("hello"), callee: UserID("boris"))
        #expect(!story.tell(.routed(plan)).contains { $0.hasPrefix("greet") })
    }

    @Test("CAL-10 music instead of tones, once, for the caller and for who waits since a transfer")
    func ringBack() {
        var story = Self.begun()
        _ = story.tell(.routed(Self.music()))
        #expect(
            story.tell(.ringing(CallTests.boris)) == [
                "! boris rings", "ring-back melody(Model.BuiltInMelody.waltz) to anna",
            ]
        )
        #expect(story.tell(.ringing(CallTests.boris)) == ["! boris rings"], "a second 180")
        story = Story()
        story.talk()
        _ = story.tell(.transferAsked(CallTests.anna, Call.TransferWish(target: "103", isAttended: false)))
        var clara = CallTests.destination(CallTests.clara)
        clara.ringBack = .prompt(PromptID("tune"))
        _ = story.tell(.routed(CallPlan(.ring(stages: [[clara]], ringTime: .seconds(40)), steps: [])))
        #expect(story.tell(.ringing(CallTests.clara)).contains { $0.hasPrefix("ring-back prompt") })
    }

    @Test("CAL-10 a phone that comes while it rings, and who is left to ringing, go on with the callee's music")
    func latecomer() {
        let user = UserID("boris")
        var boris = CallTests.destination(CallTests.boris)
        boris.party.user = user
        boris.ringBack = .melody(.waltz)
        var phone = CallTests.destination(CallTests.clara)
        phone.party.user = user
        var story = Self.begun()
        _ = story.tell(.routed(CallPlan(.ring(stages: [[boris]], ringTime: .seconds(40)), steps: [])))
        _ = story.tell(.failed(CallTests.boris, RingAttempt.Failure(status: 480, cause: .connectionLost)))
        _ = story.tell(.phoneCame(phone))
        #expect(
            story.tell(.ringing(CallTests.clara)) == [
                "! clara rings", "ring-back melody(Model.BuiltInMelody.waltz) to anna",
            ]
        )
        story = ConsultingTests.asking()
        var clara = CallTests.destination(CallTests.clara)
        clara.ringBack = .melody(.waltz)
        _ = story.tell(.routed(CallPlan(.ring(stages: [[clara]], ringTime: .seconds(40)), steps: [])))
        let left = story.tell(.ended(CallTests.boris, .hungUp))
        #expect(left.contains("ring-back melody(Model.BuiltInMelody.waltz) to anna"), "\(left)")
    }

    @Test("MED-02 each melody that can be chosen is one that can be heard")
    func melodies() {
        #expect(BuiltInMelody.allCases.map(\.rawValue) == HoldMelody.allCases.map(\.rawValue))
    }
}
