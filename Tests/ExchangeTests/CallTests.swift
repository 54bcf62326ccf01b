import Kernel
import Model
import Routing
import SIPTransport
import Testing

@testable import Exchange

@Suite("Call")
struct CallTests {
    static let anna = LegID("anna")
    static let boris = LegID("boris")
    static let clara = LegID("clara")

    static let address = SIPDestination(.udp, TransportAddress(.v4(192, 0, 2, 7), port: 5_060))

    static func destination(_ leg: LegID) -> Destination {
        return Destination(
            leg: leg,
            party: Party(number: leg.text),
            reach: .contact(uri: "sip:\(leg)@192.0.2.7", to: Self.address, path: []),
            address: "udp 192.0.2.7:5060"
        )
    }

    static func plan(_ stages: [[LegID]], ringTime: Duration = .seconds(40)) -> CallPlan {
        CallPlan(.ring(stages: stages.map { $0.map(Self.destination) }, ringTime: ringTime), steps: [])
    }

    /// A call and all it has asked for so far, in words.
    struct Story {
        var call = Call(id: CallID("c"))
        var now = Moment.start

        mutating func tell(_ input: Call.Input) -> [String] {
            self.call.handle(input, at: self.now).map(Self.words)
        }

        mutating func begin(_ stages: [[LegID]]) -> [String] {
            let facts = CallStarted(direction: .internal, caller: Party(number: "101"), dialled: "102")
            return self.tell(.started(facts, caller: CallTests.anna, address: "udp 192.0.2.1:5060"))
                + self.tell(.routed(CallTests.plan(stages)))
        }

        mutating func talk() {
            _ = self.begin([[CallTests.boris]])
            _ = self.tell(.answered(CallTests.boris))
        }

        static func words(_ effect: Call.Effect) -> String {
            switch effect {
            case .startLeg(let destination, let toward): "start \(destination.leg) for \(toward?.text ?? "nobody")"
            case .showRinging(let leg): "ringing to \(leg)"
            case .showProgress(let leg, let other): "early media to \(leg) from \(other)"
            case .answer(let leg, let other): "answer \(leg) with \(other)"
            case .connect(let one, let other): "connect \(one) \(other)"
            case .serve(let leg, let service): "serve \(leg) \(service)"
            case .playMusic(let leg): "music to \(leg)"
            case .playSilence(let leg): "silence to \(leg)"
            case .signalError(let leg): "error signal to \(leg)"
            case .hangUp(let leg, let cause, let status): "hang up \(leg) \(cause.rawValue) \(status)"
            case .planForUser(let user): "plan for \(user)"
            case .plan(let target, let leg): "plan \(target) for \(leg)"
            case .stopPlaying(let leg): "stop playing to \(leg)"
            case .enterRoom(let leg, let role): "room \(leg) \(Self.words(role))"
            case .mute(let leg, let isMuted): "\(isMuted ? "mute" : "unmute") \(leg)"
            case .closeRoom: "close room"
            case .acceptInto(let leg, let model): "accept \(leg) like \(model)"
            case .reportTransfer(let leg, let status): "report \(status) to \(leg)"
            case .arm(let timer, let delay): "arm \(timer) \(delay)"
            case .cancel(let timer): "cancel \(timer)"
            case .publish(let kind): "! " + Self.words(kind)
            default: Self.dialogueWords(effect)
            }
        }

        static func words(_ role: ConferenceRole) -> String {
            if case .whisperer(let listener) = role { return "whisperer to \(listener)" }
            return role.name.rawValue
        }

        private static func words(_ event: ConferenceEvent) -> String {
            switch event {
            case .invited(let target, let leg): "\(target) invited by \(leg?.text ?? "nobody")"
            case .inviteFailed(let target, let cause): "\(target) will not come \(cause.rawValue)"
            case .joined(let leg, let role): "\(leg) joins as \(Self.words(role))"
            case .roleChanged(let leg, let role): "\(leg) is now \(Self.words(role))"
            case .left(let leg): "\(leg) leaves"
            case .muted(let leg, let isMuted): "\(leg) \(isMuted ? "muted" : "unmuted")"
            case .talkers(let legs): "\(legs) talk"
            case .ended: "conference over"
            }
        }

        private static func words(_ kind: Event.Kind) -> String {
            switch kind {
            case .callStarted: "started"
            case .legStarted(let leg): "leg \(leg.leg)"
            case .legRinging(let leg): "\(leg) rings"
            case .legAnswered(let leg): "\(leg) answered"
            case .legEnded(let leg): "\(leg.leg) ended \(leg.cause.rawValue)"
            case .legsConnected(let one, let other): "\(one) talks to \(other)"
            case .held(let leg): "\(leg) holds"
            case .resumed(let leg): "\(leg) resumes"
            case .redirected(let leg, let target): "\(leg) redirects to \(target)"
            case .transferRequested: "transfer requested"
            case .transferCompleted: "transfer completed"
            case .transferFailed(_, let status): "transfer failed \(status)"
            case .conference(let event): Self.words(event)
            case .feature(let step): Self.words(step)
            case .callEnded(let end): "call \(end.result.rawValue) \(end.cause.rawValue)"
            default: "\(kind)"
            }
        }
    }

    @Test("a plain call: rings, is answered, ends with a BYE")
    func plain() {
        var story = Story()
        #expect(
            story.begin([[Self.boris]]) == [
                "! started", "! leg anna", "arm ringTime 40.0 seconds", "! leg boris", "start boris for anna",
            ]
        )
        #expect(story.tell(.ringing(Self.boris)) == ["! boris rings", "ringing to anna"])
        #expect(story.tell(.ringing(Self.boris)) == ["! boris rings"], "the caller is told once")
        #expect(
            story.tell(.answered(Self.boris)) == [
                "cancel ringTime", "answer anna with boris", "! boris answered", "! anna answered",
                "! anna talks to boris",
            ]
        )
        #expect(
            story.tell(.ended(Self.anna, .hungUp)) == [
                "! anna ended hung-up", "hang up boris hung-up 480", "! boris ended hung-up", "cancel ringTime",
                "! call answered hung-up", "end",
            ]
        )
        #expect(story.tell(.ended(Self.boris, .hungUp)).isEmpty, "a BYE from both sides")
    }

    @Test("SIP-01 all contacts ring at once; the first answer wins, the rest are told so")
    func firstWins() {
        var story = Story()
        _ = story.begin([[Self.boris, Self.clara]])
        let effects = story.tell(.answered(Self.clara))
        #expect(effects.contains("answer anna with clara"))
        #expect(effects.contains("hang up boris answered-elsewhere 487"))
        #expect(story.tell(.answered(Self.boris)).isEmpty, "an answer that crossed the cancellation")
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let failures: [(LegID, Int, EndCause)]
        let expected: String
        let result: String
    }

    @Test(
        "what the caller hears when nobody answers",
        arguments: [
            Refusal(
                testDescription: "busy wins over no answer",
                failures: [(boris, 480, .noAnswer), (clara, 486, .busy)],
                expected: "hang up anna busy 486",
                result: "! call busy busy"
            ),
            Refusal(
                testDescription: "busy wins, whoever says it first",
                failures: [(boris, 486, .busy), (clara, 480, .noAnswer)],
                expected: "hang up anna busy 486",
                result: "! call busy busy"
            ),
            Refusal(
                testDescription: "a refusal for the whole person stops the other phone",
                failures: [(boris, 603, .declined)],
                expected: "hang up anna declined 603",
                result: "! call refused declined"
            ),
            Refusal(
                testDescription: "a phone's own trouble with us is not passed on",
                failures: [(boris, 401, .notAllowed), (clara, 408, .unreachable)],
                expected: "hang up anna not-allowed 403",
                result: "! call refused not-allowed"
            ),
        ]
    )
    func refusals(_ example: Refusal) {
        var story = Story()
        _ = story.begin([[Self.boris, Self.clara]])
        var effects: [String] = []
        for (leg, status, cause) in example.failures {
            effects = story.tell(.failed(leg, RingAttempt.Failure(status: status, cause: cause)))
        }
        #expect(effects.contains(example.expected))
        #expect(effects.suffix(2) == [example.result, "end"])
    }

    @Test("nobody answers within the ring time: 480 and every leg stops")
    func ringTime() {
        var story = Story()
        _ = story.begin([[Self.boris]])
        let effects = story.tell(.fired(.ringTime))
        #expect(effects.contains("hang up boris no-answer 480"))
        #expect(effects.contains("hang up anna no-answer 480"))
        #expect(effects.last == "end")
    }

    @Test("the caller gives up: every phone is cancelled")
    func givesUp() {
        var story = Story()
        _ = story.begin([[Self.boris]])
        let effects = story.tell(.ended(Self.anna, .callerGaveUp))
        #expect(effects.contains("hang up boris caller-gave-up 487"))
        #expect(effects.suffix(2) == ["! call cancelled caller-gave-up", "end"])
    }

    @Test("SIP-04 a dead trunk leads to the next one, a busy callee does not")
    func stages() {
        var story = Story()
        _ = story.begin([[Self.boris], [Self.clara]])
        let effects = story.tell(.failed(Self.boris, RingAttempt.Failure(status: 503, cause: .overload)))
        #expect(effects.contains("start clara for anna"))
        var other = Story()
        _ = other.begin([[Self.boris], [Self.clara]])
        let busy = other.tell(.failed(Self.boris, RingAttempt.Failure(status: 486, cause: .busy)))
        #expect(!busy.contains("start clara for anna"))
        #expect(busy.last == "end")
    }

    @Test("302: the callee's phone sends the call elsewhere, five times at most")
    func redirection() {
        var story = Story()
        _ = story.begin([[Self.boris]])
        #expect(
            story.tell(.redirected(Self.boris, target: "103")) == [
                "! boris redirects to 103", "plan 103 for boris", "! boris ended transferred",
            ]
        )
        #expect(story.tell(.routed(Self.plan([[Self.clara]]))).contains("start clara for anna"))
        for round in 0..<4 {
            _ = story.tell(.redirected(round == 0 ? Self.clara : LegID("r\(round - 1)"), target: "104"))
            _ = story.tell(.routed(Self.plan([[LegID("r\(round)")]])))
        }
        let last = story.tell(.redirected(LegID("r3"), target: "105"))
        #expect(last.contains("hang up anna too-many-hops 480"))
        #expect(last.last == "end")
    }

    @Test("CAL-05 hold: the other side hears music until it is taken back")
    func hold() {
        var story = Story()
        story.talk()
        #expect(story.tell(.held(Self.boris)) == ["! boris holds", "music to anna"])
        #expect(story.tell(.held(Self.boris)).isEmpty)
        #expect(story.tell(.held(Self.anna)) == ["! anna holds", "music to boris"])
        #expect(story.tell(.resumed(Self.boris)) == ["! boris resumes", "connect boris anna", "music to boris"])
        #expect(story.tell(.resumed(Self.anna)) == ["! anna resumes", "connect anna boris"])
    }

    @Test("blind transfer: the party waits, the target answers, the transferrer leaves")
    func blindTransfer() {
        var story = Story()
        story.talk()
        #expect(
            story.tell(.transferAsked(Self.boris, Call.TransferWish(target: "103", isAttended: false))) == [
                "! transfer requested", "music to anna", "silence to boris", "plan 103 for boris",
            ]
        )
        #expect(story.tell(.routed(Self.plan([[Self.clara]]))).contains("start clara for anna"))
        #expect(story.tell(.ringing(Self.clara)) == ["! clara rings", "ringing to anna", "report 180 to boris"])
        #expect(
            story.tell(.answered(Self.clara)) == [
                "cancel ringTime", "connect anna clara", "! clara answered", "report 200 to boris",
                "! transfer completed", "hang up boris transferred 480", "! boris ended transferred",
                "! anna talks to clara",
            ]
        )
        #expect(story.tell(.ended(Self.clara, .hungUp)).suffix(2) == ["! call answered hung-up", "end"])
    }

    @Test("a transfer that fails leads back to the transferrer; if that has gone, it is the end")
    func failedTransfer() {
        for isGone in [false, true] {
            var story = Story()
            story.talk()
            _ = story.tell(.transferAsked(Self.boris, Call.TransferWish(target: "103", isAttended: false)))
            _ = story.tell(.routed(Self.plan([[Self.clara]])))
            if isGone { #expect(story.tell(.ended(Self.boris, .hungUp)) == ["! boris ended hung-up"]) }
            let effects = story.tell(.failed(Self.clara, RingAttempt.Failure(status: 486, cause: .busy)))
            if isGone {
                #expect(effects.contains("hang up anna busy 486"))
                #expect(effects.last == "end")
            } else {
                #expect(effects.contains("report 486 to boris"))
                #expect(effects.contains("connect boris anna"))
            }
        }
    }

    @Test("attended transfer: the consulted party takes the transferrer's place")
    func attended() {
        var story = Story()
        story.talk()
        let moved = Call.MovedLeg(leg: Self.clara, party: Party(number: "103"), address: "", trunk: nil)
        let wish = Call.TransferWish(target: "103", isAttended: true)
        let effects = story.tell(.joined(moved, inPlaceOf: Self.boris, wish))
        #expect(effects.contains("connect anna clara"))
        #expect(effects.contains("report 200 to boris"))
        #expect(effects.contains("hang up boris transferred 480"))
    }

    @Test("RFC 3891: what rings elsewhere is picked up, what talks is taken over")
    func replaces() {
        let moved = Call.MovedLeg(leg: Self.clara, party: Party(number: "103"), address: "", trunk: nil)
        var ringing = Story()
        _ = ringing.begin([[Self.boris]])
        let picked = ringing.tell(.replaced(Self.boris, by: moved))
        #expect(picked.contains("hang up boris answered-elsewhere 487"))
        #expect(picked.contains("answer anna with clara"))
        var talking = Story()
        talking.talk()
        let taken = talking.tell(.replaced(Self.boris, by: moved))
        #expect(taken.contains("hang up boris transferred 480"))
        #expect(taken.contains("connect clara anna"))
    }
}
