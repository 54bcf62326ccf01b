import Kernel
import Model
import Testing

@testable import Exchange

@Suite("Transfer by command")
struct ConsultingTests {
    static let anna = CallTests.anna
    static let boris = CallTests.boris
    static let clara = CallTests.clara

    static let wishes: [LegWish] = [
        .hold, .unhold, .consult("103"), .complete, .goBack, .digits("1"), .park(slot: "1"),
    ]
    static let busy = RingAttempt.Failure(status: 486, cause: .busy)

    /// Boris asks Clara about Anna.
    static func asking() -> CallTests.Story {
        var story = CallTests.Story()
        story.talk()
        _ = story.tell(.asked(Self.boris, .consult("103")))
        return story
    }

    static func ringing() -> CallTests.Story {
        var story = Self.asking()
        _ = story.tell(.routed(CallTests.plan([[Self.clara]])))
        return story
    }

    static func talking() -> CallTests.Story {
        var story = Self.ringing()
        _ = story.tell(.answered(Self.clara))
        return story
    }

    @Test("CAL-04 the first party hears music, the transferrer the ring-back tone and then the target")
    func consultation() {
        var story = CallTests.Story()
        story.talk()
        #expect(
            story.tell(.asked(Self.boris, .consult("103"))) == [
                "! boris asks 103", "music to anna", "silence to boris", "plan 103 for boris",
            ]
        )
        #expect(
            story.tell(.routed(CallTests.plan([[Self.clara]]))) == [
                "arm ringTime 40.0 seconds", "! leg clara", "start clara for boris",
            ]
        )
        #expect(story.tell(.ringing(Self.clara)) == ["! clara rings", "ringing to boris"])
        #expect(
            story.tell(.answered(Self.clara)) == [
                "cancel ringTime", "connect boris clara", "! clara answered", "! boris talks to clara",
            ]
        )
    }

    @Test("CAL-04 hanging up joins the two others: before the plan, while it rings, in the consultation")
    func hangUp() {
        var asking = Self.asking()
        #expect(asking.tell(.ended(Self.boris, .hungUp)) == ["! transfer requested", "! boris ended hung-up"])
        #expect(asking.tell(.routed(CallTests.plan([[Self.clara]]))).contains("start clara for anna"))
        #expect(asking.tell(.answered(Self.clara)).contains("! anna talks to clara"))
        var ringing = Self.ringing()
        #expect(
            ringing.tell(.ended(Self.boris, .hungUp)) == [
                "! transfer requested", "ringing to anna", "! boris ended hung-up",
            ]
        )
        #expect(ringing.tell(.answered(Self.clara)).contains("connect anna clara"))
        var talking = Self.talking()
        #expect(
            talking.tell(.ended(Self.boris, .hungUp)) == [
                "! transfer requested", "connect anna clara", "! transfer completed", "! anna talks to clara",
                "! boris ended hung-up",
            ]
        )
        #expect(talking.tell(.ended(Self.anna, .hungUp)).suffix(2) == ["! call answered hung-up", "end"])
    }

    @Test("CAL-04 completing by API is hanging up, with the leg hung up")
    func complete() {
        var story = Self.talking()
        let effects = story.tell(.asked(Self.boris, .complete))
        #expect(effects.contains("connect anna clara") && effects.contains("hang up boris transferred 480"))
        #expect(story.tell(.asked(Self.anna, .complete)).isEmpty)
    }

    @Test("CAL-04 star returns, while it rings and in the consultation")
    func star() {
        var ringing = Self.ringing()
        let first = ringing.tell(.asked(Self.boris, .goBack))
        #expect(first.contains("hang up clara caller-gave-up 487") && first.contains("connect boris anna"))
        var talking = Self.talking()
        #expect(
            talking.tell(.asked(Self.boris, .goBack)) == [
                "hang up clara hung-up 480", "! clara ended hung-up", "connect boris anna", "! boris returns",
            ]
        )
        #expect(talking.tell(.asked(Self.boris, .goBack)).isEmpty, "there is nowhere to return from")
        var blind = CallTests.Story()
        blind.talk()
        _ = blind.tell(.transferAsked(Self.boris, Call.TransferWish(target: "103", isAttended: false)))
        _ = blind.tell(.routed(CallTests.plan([[Self.clara]])))
        let back = blind.tell(.asked(Self.boris, .goBack))
        #expect(back.contains("report 487 to boris") && back.contains("connect boris anna"))
    }

    @Test("CAL-04 a target that cannot be had or hangs up leads back")
    func failed() {
        var ringing = Self.ringing()
        let refused = ringing.tell(.failed(Self.clara, Self.busy))
        #expect(refused.contains("connect boris anna") && refused.last == "error signal to boris")
        #expect(refused.contains("! transfer failed 486"))
        var late = Self.ringing()
        #expect(late.tell(.fired(.ringTime)).contains("connect boris anna"))
        var planned = Self.asking()
        let plan = planned.tell(.routed(CallPlan(.refuse(.notRegistered), steps: [])))
        #expect(plan.contains("connect boris anna"))
        var talking = Self.talking()
        #expect(
            talking.tell(.ended(Self.clara, .hungUp)) == [
                "! clara ended hung-up", "connect boris anna", "! boris returns",
            ]
        )
    }

    @Test("CAL-04 the first party hangs up: the question goes on as a call of its own")
    func waitingGoes() {
        var talking = Self.talking()
        #expect(talking.tell(.ended(Self.anna, .hungUp)) == ["! anna ended hung-up"])
        #expect(talking.call.peer(of: Self.boris) == Self.clara)
        var ringing = Self.ringing()
        #expect(ringing.tell(.ended(Self.anna, .hungUp)) == ["! anna ended hung-up"])
        #expect(ringing.tell(.answered(Self.clara)).contains("connect boris clara"))
        var asking = Self.asking()
        #expect(asking.tell(.ended(Self.anna, .hungUp)) == ["! anna ended hung-up"])
        #expect(asking.tell(.routed(CallTests.plan([[Self.clara]]))).contains("start clara for boris"))
        #expect(asking.tell(.ended(Self.boris, .hungUp)).last == "end")
    }

    @Test("CAL-05 hold by command: music for one, silence for the other; a phone's own hold goes with it")
    func hold() {
        var story = CallTests.Story()
        story.talk()
        #expect(story.tell(.asked(Self.boris, .hold)) == ["! boris holds", "music to anna", "silence to boris"])
        #expect(story.call.obstacle(to: .hold, of: Self.boris)?.code == .wrongState)
        #expect(story.tell(.held(Self.boris)) == ["music to anna"])
        #expect(story.tell(.resumed(Self.boris)) == ["connect boris anna", "music to anna", "silence to boris"])
        #expect(story.tell(.asked(Self.boris, .unhold)) == ["! boris resumes", "connect boris anna"])
        #expect(story.call.obstacle(to: .unhold, of: Self.boris)?.code == .wrongState)
        _ = story.tell(.asked(Self.boris, .hold))
        #expect(story.tell(.asked(Self.boris, .consult("103"))).first == "! boris resumes")
    }

    @Test("CAL-04 what is possible when: the same answer for keys and API")
    func obstacles() {
        let story = Self.talking()
        for wish in [LegWish.hold, .digits("1"), .goBack, .complete] {
            #expect(story.call.obstacle(to: wish, of: Self.boris) == nil, "\(wish)")
        }
        for wish in [LegWish.consult("104"), .unhold] {
            #expect(story.call.obstacle(to: wish, of: Self.boris)?.code == .wrongState, "\(wish)")
        }
        for wish in [LegWish.hold, .digits("1"), .goBack, .complete, .consult("104")] {
            #expect(story.call.obstacle(to: wish, of: Self.anna)?.code == .wrongState, "\(wish)")
        }
        #expect(story.call.obstacle(to: .hold, of: LegID("x"))?.code == .unknownLeg)
    }
}

extension CallTests.Story {
    static func words(_ step: CallFeature) -> String {
        switch step {
        case .consultationBegan(let leg, let target): "\(leg) asks \(target)"
        case .returned(let leg): "\(leg) returns"
        case .parked(let leg, let slot, _): "\(leg) parked \(slot)"
        case .unparked(let leg, _, let by): "\(leg) unparked by \(by)"
        case .busyTone(let leg): "\(leg) sounds busy"
        case .faxTone(let leg): "\(leg) is a fax"
        case .connectionLost(let leg): "\(leg) is away"
        case .cameBack(let leg, let by): "\(leg) came back as \(by)"
        case .didNotComeBack(let leg): "\(leg) did not come back"
        case .takenOver(let leg, let by): "\(leg) goes on as \(by)"
        case .takeoverRefused(let leg, let number): "\(leg) stays, \(number) may not"
        case .soundPlayed(let leg, let sound): "\(leg) hears \(sound.rawValue)"
        case .soundMissing(let leg, let sound): "\(leg) has no \(sound.rawValue)"
        case .offeredBack(let leg, _): "\(leg) offered back"
        case .commandRefused(let leg, let code): "\(leg) refused \(code.rawValue)"
        }
    }
}
