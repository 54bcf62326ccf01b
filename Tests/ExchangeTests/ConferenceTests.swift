import Kernel
import Model
import Testing

@testable import Exchange

@Suite("Conference and supervision")
struct ConferenceTests {
    private static let dora = LegID("dora")

    private static func talkOfThree() -> CallTests.Story {
        var story = CallTests.Story()
        story.talk()
        _ = story.tell(.invited(Call.Invite(target: "103", by: CallTests.anna), CallTests.plan([[CallTests.clara]])))
        _ = story.tell(.answered(CallTests.clara))
        return story
    }

    private static func supervised(_ role: ConferenceRole = .listener) -> CallTests.Story {
        var story = CallTests.Story()
        story.talk()
        let invite = Call.Invite(target: "109", by: nil, supervising: role)
        _ = story.tell(.invited(invite, CallTests.plan([[Self.dora]])))
        _ = story.tell(.answered(Self.dora))
        return story
    }

    @Test("CAL-06 the talk goes on while a third is rung, and becomes a conference when the third answers")
    func third() {
        var story = CallTests.Story()
        story.talk()
        let invite = Call.Invite(target: "103", by: CallTests.anna)
        #expect(
            story.tell(.invited(invite, CallTests.plan([[CallTests.clara]]))) == [
                "! 103 invited by anna", "arm invitation(1) 40.0 seconds", "! leg clara", "start clara for anna",
            ]
        )
        #expect(story.tell(.ringing(CallTests.clara)) == ["! clara rings"])
        #expect(
            story.tell(.answered(CallTests.clara)) == [
                "cancel invitation(1)", "! clara answered",
                "room anna participant", "! anna joins as participant",
                "room boris participant", "! boris joins as participant",
                "room clara participant", "! clara joins as participant",
            ]
        )
    }

    @Test("CAL-06 who will not come leaves the talk as it was", arguments: [EndCause.busy, .noAnswer])
    func refusal(cause: EndCause) {
        var story = CallTests.Story()
        story.talk()
        _ = story.tell(.invited(Call.Invite(target: "103", by: nil), CallTests.plan([[CallTests.clara]])))
        let told =
            cause == .busy
            ? story.tell(.failed(CallTests.clara, RingAttempt.Failure(status: 486, cause: .busy)))
            : story.tell(.fired(.invitation(1)))
        #expect(told.suffix(2) == ["cancel invitation(1)", "! 103 will not come \(cause.rawValue)"])
        #expect(story.call.peer(of: CallTests.anna) == CallTests.boris)
    }

    @Test("CAL-06 two who are left talk as in any call; the last one left is hung up")
    func leaving() {
        var story = Self.talkOfThree()
        #expect(
            story.tell(.ended(CallTests.anna, .hungUp)) == [
                "! anna leaves", "! anna ended hung-up", "close room", "! conference over", "connect boris clara",
            ]
        )
        let last = story.tell(.ended(CallTests.boris, .hungUp))
        #expect(last.contains("hang up clara hung-up 480") && last.last == "end")
    }

    @Test("CAL-06 whoever holds in a conference is not heard, and the others go on talking; no music")
    func holding() {
        var story = Self.talkOfThree()
        #expect(story.tell(.held(CallTests.clara)) == ["! clara holds", "mute clara"])
        #expect(story.tell(.memberMuted(CallTests.clara, true)) == ["mute clara", "! clara muted"])
        #expect(story.tell(.resumed(CallTests.clara)) == ["! clara resumes", "mute clara"])
        #expect(story.tell(.memberMuted(CallTests.clara, false)) == ["unmute clara", "! clara unmuted"])
    }

    @Test("CAL-06 a new leg in a member's place is all that it was: muted, the inviter, whom somebody whispers to")
    func succession() {
        var story = Self.talkOfThree()
        let user = UserID("anna")
        let again = LegID("again")
        let moved = Call.MovedLeg(leg: again, party: Party(user: user, number: "101"), address: "", trunk: nil)
        let supervision = Call.Invite(target: "109", by: nil, supervising: .whisperer(to: CallTests.anna))
        _ = story.tell(.invited(supervision, CallTests.plan([[Self.dora]])))
        _ = story.tell(.answered(Self.dora))
        let late = LegID("late")
        _ = story.tell(
            .invited(
                Call.Invite(target: "109", by: nil, supervising: .whisperer(to: CallTests.anna)),
                CallTests.plan([[late]])
            )
        )
        _ = story.tell(.memberMuted(CallTests.anna, true))
        let effects = story.tell(.replaced(CallTests.anna, by: moved))
        #expect(effects.contains("mute again") && effects.contains("room dora whisperer to again"), "\(effects)")
        #expect(story.call.members[Self.dora] == .whisperer(to: again))
        #expect(story.call.member(number: "clara", invitedBy: again) == CallTests.clara)
        #expect(story.tell(.answered(late)).contains("room late whisperer to again"))
        #expect(story.tell(.memberMuted(again, true)).isEmpty, "it is muted already")
        #expect(story.tell(.memberMuted(again, false)) == ["unmute again", "! again unmuted"])
    }

    @Test("CAL-06 a member is taken out; a fourth comes in; 32 are enough")
    func members() {
        var story = Self.talkOfThree()
        #expect(story.call.member(number: "clara") == CallTests.clara)
        let dropped = story.tell(.memberDropped(CallTests.clara, .stoppedByOperator))
        #expect(dropped.contains("hang up clara stopped-by-operator 503"))
        #expect(dropped.suffix(3) == ["close room", "! conference over", "connect anna boris"])

        story = Self.talkOfThree()
        for number in 4...Call.memberLimit {
            let leg = LegID("m\(number)")
            _ = story.tell(.invited(Call.Invite(target: "m", by: nil), CallTests.plan([[leg]])))
            #expect(story.tell(.answered(leg)).contains("room \(leg) participant"))
        }
        #expect(!story.call.canInvite && story.call.members.count == Call.memberLimit)
        #expect(story.tell(.invited(Call.Invite(target: "m", by: nil), CallTests.plan([[Self.dora]]))).isEmpty)
    }

    @Test("CAL-09 a supervisor listens, whispers, barges in; only a supervisor's role changes")
    func supervision() {
        var story = Self.supervised()
        #expect(story.call.members[Self.dora] == .listener)
        #expect(
            story.tell(.roleChanged(Self.dora, .whisperer(to: CallTests.boris))) == [
                "room dora whisperer to boris", "! dora is now whisperer to boris",
            ]
        )
        #expect(
            story.tell(.roleChanged(Self.dora, .participant)) == [
                "room dora participant", "! dora is now participant",
            ]
        )
        #expect(story.tell(.roleChanged(CallTests.anna, .listener)).isEmpty)
        #expect(story.tell(.ended(Self.dora, .hungUp)).suffix(3).last == "connect anna boris")
    }

    @Test("CAL-09 in a supervised talk holding plays music to the other party, and nobody notices the supervisor")
    func supervisedHold() {
        var story = Self.supervised()
        #expect(story.tell(.held(CallTests.boris)) == ["! boris holds", "unmute boris", "music to anna"])
        #expect(story.tell(.resumed(CallTests.boris)) == ["! boris resumes", "unmute boris", "stop playing to anna"])
        #expect(story.call.peer(of: CallTests.anna) == CallTests.boris)
    }

    @Test("CAL-06 who held among three is heard again, and plays music, when two and a supervisor are left")
    func holdingAmongFewer() {
        var story = Self.supervised()
        _ = story.tell(.invited(Call.Invite(target: "103", by: nil), CallTests.plan([[CallTests.clara]])))
        _ = story.tell(.answered(CallTests.clara))
        #expect(story.tell(.held(CallTests.anna)) == ["! anna holds", "mute anna"])
        let left = story.tell(.ended(CallTests.clara, .hungUp))
        #expect(left.suffix(2) == ["unmute anna", "music to boris"])
        #expect(story.tell(.resumed(CallTests.anna)).last == "stop playing to boris")
    }

    @Test("CAL-06 nobody rings the whole town from one talk")
    func invitationsAreLimited() {
        var story = CallTests.Story()
        story.talk()
        for number in 0..<Call.invitationLimit {
            let plan = CallTests.plan([[LegID("m\(number)")]])
            #expect(!story.tell(.invited(Call.Invite(target: "m", by: nil), plan)).isEmpty)
        }
        #expect(!story.call.canInvite)
    }

    @Test("CAL-09 a talk that ends or is transferred parts with its supervisor")
    func supervisorGoes() {
        var story = Self.supervised()
        let ended = story.tell(.ended(CallTests.anna, .hungUp))
        #expect(ended.contains("hang up dora hung-up 480") && ended.contains("hang up boris hung-up 480"))
        #expect(ended.last == "end")

        story = Self.supervised()
        let wish = Call.TransferWish(target: "107", isAttended: false)
        let transferred = story.tell(.transferAsked(CallTests.boris, wish))
        #expect(transferred.contains("hang up dora hung-up 480"))
        #expect(transferred.suffix(3) == ["music to anna", "silence to boris", "plan 107 for boris"])
    }

    @Test("CAL-09 a supervisor who has barged in goes on with the one who is left")
    func bargedIn() {
        var story = Self.supervised(.participant)
        #expect(story.tell(.ended(CallTests.boris, .hungUp)).last == "connect anna dora")
    }

    @Test("RFC 3891 somebody takes a member's place")
    func replacement() {
        var story = Self.talkOfThree()
        let moved = Call.MovedLeg(leg: Self.dora, party: Party(number: "104"), address: "", trunk: nil)
        #expect(
            story.tell(.replaced(CallTests.clara, by: moved)) == [
                "! leg dora", "accept dora like anna", "! dora answered", "room dora participant", "! clara leaves",
                "! dora joins as participant", "hang up clara transferred 480", "! clara ended transferred",
            ]
        )
    }

    @Test("CAL-06 a code takes out whom its dialler has asked in, and nobody else, nor a supervisor")
    func removal() {
        var story = Self.talkOfThree()
        #expect(story.call.member(number: "clara", invitedBy: CallTests.anna) == CallTests.clara)
        #expect(story.call.member(number: "clara", invitedBy: CallTests.boris) == nil)
        #expect(story.call.member(number: "anna", invitedBy: CallTests.boris) == nil)
        let moved = Call.MovedLeg(leg: LegID("new"), party: Party(number: "new"), address: "", trunk: nil)
        _ = story.tell(.replaced(CallTests.clara, by: moved))
        #expect(story.call.member(number: "new", invitedBy: CallTests.anna) == moved.leg)
        let supervised = Self.supervised()
        #expect(supervised.call.members[Self.dora] == .listener)
        #expect(supervised.call.member(number: "dora") == nil)
    }
}
