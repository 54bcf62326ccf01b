import Kernel
import Model
import Routing
import SIP
import Testing

@testable import Exchange

@Suite("Parties whose connection is lost")
struct AbsenceTests {
    static let anna = CallTests.anna
    static let boris = CallTests.boris
    static let clara = CallTests.clara
    static let user = UserID("b")

    /// Anna, from outside, talks with Boris, a user.
    static func talk() -> CallTests.Story {
        var story = CallTests.Story()
        let facts = CallStarted(direction: .incoming, caller: Party(number: "101"), dialled: "102")
        _ = story.tell(.started(facts, caller: Self.anna, address: ""))
        _ = story.tell(.routed(Self.plan(Self.boris)))
        _ = story.tell(.answered(Self.boris))
        return story
    }

    static func plan(_ legs: LegID...) -> CallPlan {
        let stage = legs.map { Self.phone($0) }
        return CallPlan(.ring(stages: [stage], ringTime: .seconds(40)), steps: [])
    }

    /// A phone of Boris's at a contact of its own.
    static func phone(_ leg: LegID, of user: UserID = Self.user) -> Destination {
        var phone = CallTests.destination(leg)
        phone.party.user = user
        return phone
    }

    static func moved(_ user: UserID? = Self.user) -> Call.MovedLeg {
        Call.MovedLeg(leg: Self.clara, party: Party(user: user, number: "102"), address: "", trunk: nil)
    }

    @Test("BYD-11 the other one hears music for 30 s; who is back in its dialog talks on")
    func sameDialog() {
        var story = Self.talk()
        #expect(
            story.tell(.lost(Self.boris)) == ["! boris is away", "arm absence(boris) 30.0 seconds", "music to anna"]
        )
        #expect(story.tell(.lost(Self.boris)).isEmpty, "told twice")
        #expect(
            story.tell(.cameBack(Self.boris)) == [
                "cancel absence(boris)", "! boris came back as boris", "connect boris anna",
            ]
        )
        #expect(story.tell(.cameBack(Self.boris)).isEmpty && story.tell(.fired(.absence(Self.boris))).isEmpty)
    }

    @Test(
        "BYD-11 a new leg of the same user takes the place: away it came back, alive it is taken over, other: transfer"
    )
    func newLeg() {
        var story = Self.talk()
        _ = story.tell(.lost(Self.boris))
        #expect(
            story.tell(.replaced(Self.boris, by: Self.moved())) == [
                "! leg clara", "answer clara with anna", "connect clara anna", "hang up boris transferred 480",
                "! boris ended transferred", "cancel absence(boris)", "! clara answered", "! boris came back as clara",
                "! clara talks to anna",
            ]
        )
        var alive = Self.talk()
        #expect(alive.tell(.replaced(Self.boris, by: Self.moved())).contains("! boris goes on as clara"))
        var other = Self.talk()
        #expect(other.tell(.replaced(Self.boris, by: Self.moved(UserID("c")))).contains("! transfer completed"))
    }

    @Test("BYD-11 after 30 s in vain the call ends with a reason; the other one may hang up before")
    func vain() {
        var story = Self.talk()
        _ = story.tell(.lost(Self.boris))
        #expect(
            story.tell(.fired(.absence(Self.boris))) == [
                "! boris did not come back", "hang up boris connection-lost 480", "! boris ended connection-lost",
                "hang up anna connection-lost 480", "! anna ended connection-lost", "cancel ringTime",
                "! call answered connection-lost", "end",
            ]
        )
        var left = Self.talk()
        _ = left.tell(.lost(Self.boris))
        let effects = left.tell(.ended(Self.anna, .hungUp))
        #expect(effects.contains("hang up boris hung-up 480") && effects.contains("cancel absence(boris)"))
        #expect(effects.suffix(2) == ["! call answered hung-up", "end"])
    }

    @Test("BYD-11 both away: the first absence that is over ends the call; one back hears music until the other is")
    func both() {
        var story = Self.talk()
        _ = story.tell(.lost(Self.boris))
        _ = story.tell(.lost(Self.anna))
        #expect(story.tell(.cameBack(Self.anna)).suffix(2) == ["connect anna boris", "music to anna"])
        #expect(story.tell(.fired(.absence(Self.boris))).last == "end")
    }

    @Test("BYD-11 hold and absence are two things: who held before holds after it")
    func holding() {
        var story = Self.talk()
        _ = story.tell(.held(Self.boris))
        _ = story.tell(.lost(Self.boris))
        #expect(story.tell(.cameBack(Self.boris)).suffix(2) == ["connect boris anna", "music to anna"])
        #expect(story.tell(.resumed(Self.boris)) == ["! boris resumes", "connect boris anna"])
        _ = story.tell(.lost(Self.boris))
        #expect(story.tell(.held(Self.boris)) == ["! boris holds", "music to anna"])
    }

    @Test("BYD-11 who is away cannot be sent anywhere, and hears music when a target answers")
    func transfer() {
        var story = Self.talk()
        _ = story.tell(.lost(Self.anna))
        #expect(!story.call.canTransfer(Self.boris) && story.call.canTransfer(Self.anna))
        _ = story.tell(.cameBack(Self.anna))
        _ = story.tell(.transferAsked(Self.boris, Call.TransferWish(target: "103", isAttended: false)))
        _ = story.tell(.routed(CallTests.plan([[Self.clara]])))
        #expect(story.tell(.lost(Self.anna)).first == "! anna is away")
        let answered = story.tell(.answered(Self.clara))
        #expect(answered.contains("music to clara"), "\(answered)")
        #expect(story.tell(.cameBack(Self.anna)).last == "connect anna clara")
    }

    @Test("BYD-11 the transferrer of a blind transfer that is lost has hung up")
    func lostTransferrer() {
        var story = Self.talk()
        _ = story.tell(.transferAsked(Self.boris, Call.TransferWish(target: "103", isAttended: false)))
        _ = story.tell(.routed(CallTests.plan([[Self.clara]])))
        #expect(
            story.tell(.lost(Self.boris)) == ["hang up boris connection-lost 480", "! boris ended connection-lost"]
        )
        #expect(story.tell(.answered(Self.clara)).contains("connect anna clara"))
    }

    @Test(
        "BYD-11 in consultation each may be lost and come back by a new leg",
        arguments: ["asking", "waiting", "asked"]
    )
    func consulting(who: String) {
        var story = Self.talk()
        _ = story.tell(.asked(Self.boris, .consult("103")))
        let target = LegID("target")
        _ = story.tell(.routed(Self.plan(target)))
        _ = story.tell(.answered(target))
        let lost = who == "asking" ? Self.boris : who == "waiting" ? Self.anna : target
        let other = who == "asking" ? target : who == "asked" ? Self.boris : nil
        let effects = story.tell(.lost(lost))
        #expect(effects.last == (other.map { "music to \($0)" } ?? "arm absence(anna) 30.0 seconds"))
        let back = story.tell(.replaced(lost, by: Self.moved(who == "waiting" ? nil : Self.user)))
        #expect(back.contains("hang up \(lost) transferred 480") && back.contains("cancel absence(\(lost))"))
        if let other {
            #expect(story.call.peer(of: Self.clara) == other && back.contains("answer clara with \(other)"))
        } else {
            #expect(back.contains("accept clara like anna") && back.contains("music to clara"))
        }
        #expect(
            story.tell(.asked(who == "asking" ? Self.clara : Self.boris, .goBack)).contains { $0.hasPrefix("connect") }
        )
    }

    @Test("BYD-11 a parked party that is lost is waited for in its slot, and taken from there by a new leg of its own")
    func parked() {
        var (story, _) = ParkingTests.parked()
        #expect(story.tell(.lost(Self.anna)) == ["! anna is away", "arm absence(anna) 30.0 seconds"])
        let back = story.tell(.replaced(Self.anna, by: Self.moved(nil)))
        #expect(back.contains("accept clara like anna") && back.contains("music to clara"))
        #expect(story.call.parkingSlot == "7")
        #expect(story.tell(.ended(Self.clara, .hungUp)).last == "end")
    }

    @Test("BYD-11 in a conference the others talk on, the member comes back as what it was, or goes after 30 s")
    func conference() {
        var story = Self.talk()
        let dora = LegID("dora")
        _ = story.tell(.invited(Call.Invite(target: "103", by: Self.anna), CallTests.plan([[dora]])))
        _ = story.tell(.answered(dora))
        #expect(
            story.tell(.lost(Self.boris)) == ["! boris is away", "arm absence(boris) 30.0 seconds", "mute boris"]
        )
        #expect(story.tell(.cameBack(Self.boris)).last == "unmute boris")
        _ = story.tell(.lost(Self.boris))
        let back = story.tell(.replaced(Self.boris, by: Self.moved()))
        #expect(back.contains("! boris came back as clara") && back.contains("room clara participant"))
        _ = story.tell(.lost(Self.clara))
        let gone = story.tell(.fired(.absence(Self.clara)))
        #expect(gone.contains("hang up clara connection-lost 480") && gone.contains("connect anna dora"), "\(gone)")
    }

    @Test("BYD-11 nobody waits for one that is alone with a service or has not answered")
    func unmissed() {
        var story = CallTests.Story()
        let facts = CallStarted(direction: .internal, caller: Party(number: "101"), dialled: "9196")
        _ = story.tell(.started(facts, caller: Self.anna, address: ""))
        _ = story.tell(.routed(CallPlan(.serve(.echo), steps: [])))
        #expect(story.tell(.lost(Self.anna)).suffix(2) == ["! call answered connection-lost", "end"])
        var ringing = CallTests.Story()
        _ = ringing.begin([[Self.boris]])
        let effects = ringing.tell(.lost(Self.anna))
        #expect(effects.contains("hang up boris caller-gave-up 487") && effects.last == "end")
    }

    @Test("BYD-11 a page that is loaded anew while it rings rings again; the caller hears ringing meanwhile")
    func ringing() {
        var story = CallTests.Story()
        let facts = CallStarted(direction: .internal, caller: Party(number: "101"), dialled: "102")
        _ = story.tell(.started(facts, caller: Self.anna, address: ""))
        _ = story.tell(.routed(Self.plan(Self.boris)))
        #expect(
            story.tell(.lost(Self.boris)) == ["hang up boris connection-lost 480", "! boris ended connection-lost"]
        )
        #expect(story.tell(.phoneCame(Self.phone(LegID("x"), of: UserID("other")))).isEmpty, "nobody calls this one")
        #expect(story.tell(.phoneCame(Self.phone(Self.clara))) == ["! leg clara", "start clara for anna"])
        #expect(story.tell(.phoneCame(Self.phone(Self.clara))).isEmpty, "it rings there already")
        #expect(story.tell(.answered(Self.clara)).contains("answer anna with clara"))
    }

    @Test("BYD-11 who does not come back while it rings has not answered; a refusal by the person counts at once")
    func ringingInVain() {
        var story = CallTests.Story()
        let nobody = story.begin([])
        #expect(nobody.suffix(2) == ["! call not-answered not-registered", "end"], "\(nobody)")
        #expect(story.tell(.phoneCame(Self.phone(Self.clara))).isEmpty, "nobody rings any more")
        for refusal in [EndCause.noAnswer, .busy] {
            var story = CallTests.Story()
            let facts = CallStarted(direction: .internal, caller: Party(number: "101"), dialled: "102")
            _ = story.tell(.started(facts, caller: Self.anna, address: ""))
            _ = story.tell(.routed(Self.plan(Self.boris, Self.clara)))
            _ = story.tell(.failed(Self.boris, RingAttempt.Failure(status: 480, cause: .connectionLost)))
            let effects = story.tell(.failed(Self.clara, RingAttempt.Failure(status: 486, cause: refusal)))
            #expect((effects.last == "end") == (refusal == .busy))
            if refusal == .noAnswer { #expect(story.tell(.fired(.ringTime)).last == "end") }
        }
    }

    @Test(
        "RFC 3891 what rings anybody may pick up who knows its name; a talk only another phone of the same user takes over"
    )
    func takingOver() {
        let colleague = Party(user: UserID("c"), number: "103")
        let own = Party(user: Self.user, number: "102")
        var story = CallTests.Story()
        let facts = CallStarted(direction: .incoming, caller: Party(number: "101"), dialled: "102")
        _ = story.tell(.started(facts, caller: Self.anna, address: ""))
        _ = story.tell(.routed(Self.plan(Self.boris)))
        #expect(story.call.mayReplace(Self.boris, colleague), "it rings")
        _ = story.tell(.answered(Self.boris))
        #expect(story.call.canReplace(Self.boris) && !story.call.mayReplace(Self.boris, colleague))
        #expect(story.call.mayReplace(Self.boris, own))
        #expect(!story.call.mayReplace(Self.anna, own) && !story.call.mayReplace(Self.anna, Party(number: "101")))
        #expect(story.tell(.takeoverRefused(Self.boris, by: colleague)) == ["! boris stays, 103 may not"])
        _ = story.tell(.lost(Self.boris))
        #expect(!story.call.mayReplace(Self.boris, colleague) && story.call.mayReplace(Self.boris, own))
        let (parked, _) = ParkingTests.parked()
        #expect(parked.call.canReplace(Self.anna) && !parked.call.mayReplace(Self.anna, colleague))
        var consulting = ConsultingTests.ringing()
        #expect(consulting.call.mayReplace(Self.clara, colleague))
        _ = consulting.tell(.answered(Self.clara))
        for leg in [Self.anna, Self.boris, Self.clara] { #expect(!consulting.call.mayReplace(leg, colleague)) }
    }

    @Test("BYD-11 a registration settles a leg of which no sound is due, away or not; one that should sound has to")
    func registered() {
        for isQuiet in [false, true] {
            var away = LostFlow(pause: .seconds(1), isAway: true)
            let effects = away.handle(.registered(isQuiet: isQuiet), at: .start)
            #expect(effects == (isQuiet ? [.cameBack, .cancelTimer] : []))
            let later = away.handle(.fired, at: .start)
            #expect(later == (isQuiet ? [] : [.count]))
            var there = LostFlow(pause: .seconds(1))
            let (settled, nothing) = (
                there.handle(.registered(isQuiet: isQuiet), at: .start), there.handle(.fired, at: .start)
            )
            #expect(settled == [.cancelTimer] && nothing.isEmpty)
        }
    }

    @Test(
        "BYD-11 a registration is found by what its contact means: ob stands in one of the two only",
        arguments: [
            ("sip:x@a.invalid;transport=ws", true), ("sip:x@a.invalid;transport=ws;ob", true),
            ("sip:x@A.INVALID;ob;transport=WS", true), ("sip:y@a.invalid;transport=ws", false),
            ("sip:x@a.invalid", false), ("nonsense", false),
        ]
    )
    func contact(text: String, isSame: Bool) throws {
        #expect(try SIPURI(parsing: "sip:x@a.invalid;transport=ws;ob").isContact(text) == isSame)
    }

    @Test("BYD-11 phones that register without end do not ring without end")
    func latecomers() {
        var attempt = RingAttempt(RingChain(stages: [[Self.phone(Self.boris)]], ringTime: .seconds(40)))
        _ = attempt.start()
        var started = 0
        for number in 0..<100 {
            var phone = Self.phone(LegID("l\(number)"))
            phone.reach = .contact(uri: "sip:\(number)@x.invalid", to: CallTests.address, path: [])
            started += attempt.joined(phone).count
        }
        #expect(started == RingAttempt.latecomerLimit)
    }

    @Test("BYD-11 sound tells whether a leg is gone whose connection is", arguments: [false, true])
    func flow(isQuiet: Bool) {
        var flow = LostFlow(pause: .seconds(1))
        func tell(_ input: LostFlow.Input) -> [LostFlow.Effect] { flow.handle(input, at: .start) }
        #expect(tell(.start) == [.count])
        #expect(tell(.counted(100, isQuiet: isQuiet)) == [.arm(.seconds(1))])
        #expect(tell(.fired) == [.count])
        #expect(tell(.counted(150, isQuiet: isQuiet)) == [.arm(.seconds(1))], "it talks on")
        #expect(tell(.counted(150, isQuiet: isQuiet)) == (isQuiet ? [] : [.lost]) + [.arm(.seconds(1))])
        #expect(tell(.counted(150, isQuiet: isQuiet)) == [.arm(.seconds(1))], "told once")
        #expect(tell(.counted(151, isQuiet: isQuiet)) == (isQuiet ? [] : [.cameBack]) + [.arm(.seconds(1))])
        #expect(tell(.settled) == [.cancelTimer] && tell(.fired).isEmpty)
    }

    @Test("BYD-11 which calls ring a user and which legs are cut off is forgotten with them")
    func table() {
        var table = AbsenceTable()
        table.ring(Self.user, by: CallID("1"))
        table.ring(Self.user, by: CallID("1"))
        table.ring(Self.user, by: CallID("2"))
        #expect(table.callsThatRing(Self.user) == [CallID("1"), CallID("2")])
        table.cut(Self.boris, of: Self.user)
        #expect(table.cutLegs(of: Self.user) == [Self.boris])
        table.forget(CallID("1"))
        table.forget(CallID("2"))
        table.mend(Self.boris, of: Self.user)
        #expect(table.count == 0)
    }
}
