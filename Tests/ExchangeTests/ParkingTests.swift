import Kernel
import Model
import Testing

@testable import Exchange

@Suite("Parking")
struct ParkingTests {
    static let anna = CallTests.anna
    static let boris = CallTests.boris
    static let clara = CallTests.clara

    /// Boris, a user, has parked Anna in slot 7.
    static func parked() -> (CallTests.Story, [String]) {
        var story = CallTests.Story()
        let facts = CallStarted(direction: .internal, caller: Party(number: "101"), dialled: "102")
        _ = story.tell(.started(facts, caller: Self.anna, address: ""))
        var callee = CallTests.destination(Self.boris)
        callee.party.user = UserID("b")
        _ = story.tell(.routed(CallPlan(.ring(stages: [[callee]], ringTime: .seconds(40)), steps: [])))
        _ = story.tell(.answered(Self.boris))
        let effects = story.tell(.asked(Self.boris, .park(slot: "7")))
        return (story, effects)
    }

    static let moved = Call.MovedLeg(leg: Self.clara, party: Party(number: "103"), address: "", trunk: nil)

    @Test("BYD-11 the other party hears music, the parker leaves, whoever dials the slot talks")
    func retrieved() {
        var (story, effects) = Self.parked()
        #expect(
            effects == [
                "music to anna", "! anna parked 7", "hang up boris transferred 480", "! boris ended transferred",
                "arm parkTime 120.0 seconds",
            ]
        )
        #expect(story.call.parkingSlot == "7")
        effects = story.tell(.retrieved(Self.moved))
        #expect(
            effects == [
                "cancel parkTime", "cancel ringTime", "! leg clara", "answer clara with anna", "! clara answered",
                "! anna unparked by clara", "! anna talks to clara",
            ]
        )
        #expect(story.tell(.retrieved(Self.moved)).isEmpty, "somebody was quicker")
        #expect(story.tell(.ended(Self.clara, .hungUp)).last == "end")
    }

    @Test("BYD-11 after a time the parker's phones ring; three times in vain end the call")
    func returned() {
        var (story, _) = Self.parked()
        #expect(story.tell(.fired(.parkTime)).last == "plan for b")
        #expect(story.tell(.routed(CallTests.plan([[Self.clara]]))).contains("start clara for anna"))
        #expect(story.tell(.parkedWanted(by: UserID("c"))).isEmpty, "phones ring already")
        let answered = story.tell(.answered(Self.clara))
        #expect(answered.contains("connect anna clara") && answered.contains("! anna unparked by clara"))
        var (vain, _) = Self.parked()
        for round in 1...3 {
            _ = vain.tell(.fired(.parkTime))
            let leg = LegID("r\(round)")
            _ = vain.tell(.routed(CallTests.plan([[leg]])))
            let effects = round == 2 ? vain.tell(.failed(leg, ConsultingTests.busy)) : vain.tell(.fired(.ringTime))
            #expect(effects.contains("arm parkTime 120.0 seconds") == (round < 3), "\(effects)")
            #expect((effects.last == "end") == (round == 3))
        }
    }

    @Test("BYD-11 the one who waits may hang up, also while phones ring; nobody registered: it waits on")
    func gone() {
        var (story, _) = Self.parked()
        #expect(story.tell(.ended(Self.anna, .hungUp)).last == "end")
        var (ringing, _) = Self.parked()
        _ = ringing.tell(.parkedWanted(by: UserID("c")))
        _ = ringing.tell(.routed(CallTests.plan([[Self.clara]])))
        let effects = ringing.tell(.ended(Self.anna, .hungUp))
        #expect(effects.contains { $0.hasPrefix("hang up clara") } && effects.last == "end")
        var (nobody, _) = Self.parked()
        _ = nobody.tell(.fired(.parkTime))
        let refused = nobody.tell(.routed(CallPlan(.refuse(.notRegistered), steps: [])))
        #expect(refused.contains("arm parkTime 120.0 seconds"))
    }

    @Test("BYD-11 one party a slot, each domain its own")
    func lot() {
        var lot = ParkingLot()
        let (acme, globex) = (DomainID("acme.example"), DomainID("globex.example"))
        let taken = [
            lot.occupy("1", of: acme, by: CallID("a")), lot.occupy("1", of: acme, by: CallID("b")),
            lot.occupy("2", of: acme, by: CallID("a")), lot.occupy("1", of: globex, by: CallID("c")),
        ]
        #expect(taken == [true, false, false, true], "a slot holds one, a call waits in one slot")
        #expect(lot.call(in: "1", of: acme) == CallID("a"))
        lot.leave(CallID("a"))
        lot.leave(CallID("a"))
        #expect(lot.call(in: "1", of: acme) == nil && lot.count == 1)
    }

    @Test("BYD-11 those who want it and do not pick up do not count, and its time runs anew")
    func wanted() {
        var (story, _) = Self.parked()
        for round in 1...4 {
            _ = story.tell(.parkedWanted(by: UserID("c")))
            _ = story.tell(.routed(CallTests.plan([[LegID("w\(round)")]])))
            let effects = story.tell(.fired(.ringTime))
            #expect(effects.last == "arm parkTime 120.0 seconds", "\(round): \(effects)")
        }
        for round in 1...3 {
            _ = story.tell(.fired(.parkTime))
            _ = story.tell(.routed(CallTests.plan([[LegID("r\(round)")]])))
            #expect((story.tell(.fired(.ringTime)).last == "end") == (round == 3))
        }
    }
}
