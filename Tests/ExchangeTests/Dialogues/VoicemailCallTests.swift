import Kernel
import Model
import Routing
import Testing

@testable import Exchange

@Suite("VM-01 Calls that come to a mailbox")
struct VoicemailCallTests {
    private static let (anna, boris) = (CallTests.anna, CallTests.boris)
    private static let dialogue = Dialogue.leaveMessage(for: .user(UserID("boris")))

    private static func ringing(_ call: inout CallTests.Story, mailbox: Bool = true) {
        let facts = CallStarted(direction: .internal, caller: Party(number: "101"), dialled: "102")
        var plan = CallTests.plan([[Self.boris]])
        if mailbox { plan.fallback = Self.dialogue }
        _ = call.tell(.started(facts, caller: Self.anna, address: "udp 192.0.2.1:5060"))
        _ = call.tell(.routed(plan))
    }

    @Test(
        "who does not answer, is busy or cannot be reached has the mailbox answer; the history tells of the missed call",
        arguments: [
            (486, EndCause.busy, "busy"), (480, .noAnswer, "not-answered"), (603, .declined, "refused"),
            (408, .unreachable, "failed"),
        ]
    )
    func missed(status: Int, cause: EndCause, result: String) {
        var call = CallTests.Story()
        Self.ringing(&call)
        let answered = call.tell(.failed(Self.boris, RingAttempt.Failure(status: status, cause: cause)))
        #expect(
            answered.suffix(3) == [
                "cancel ringTime", "converse with \(Self.anna) \(Self.dialogue)", "! \(Self.anna) answered",
            ]
        )
        let ended = call.tell(.ended(Self.anna, .hungUp))
        #expect(ended.filter { $0 == "end dialogue" }.count == 1)
        #expect(ended.suffix(2) == ["! call \(cause.result.rawValue) hung-up", "end"])
        #expect(ended.firstIndex(of: "end dialogue") ?? 9 < ended.firstIndex { $0.hasPrefix("! call") } ?? 0)
    }

    @Test(
        "VM-01 who talks and takes no second call has the mailbox answer as one who is busy",
        arguments: [true, false]
    )
    func secondCall(hasMailbox: Bool) {
        var call = CallTests.Story()
        let facts = CallStarted(direction: .internal, caller: Party(number: "101"), dialled: "102")
        _ = call.tell(.started(facts, caller: Self.anna, address: "udp 192.0.2.1:5060"))
        var plan = CallPlan(.refuse(.busy), steps: [])
        if hasMailbox { plan.fallback = Self.dialogue }
        let effects = call.tell(.routed(plan))
        #expect(effects.contains("converse with \(Self.anna) \(Self.dialogue)") == hasMailbox, "\(effects)")
        #expect((effects.last == "end") == !hasMailbox)
        if hasMailbox { #expect(call.tell(.ended(Self.anna, .hungUp)).suffix(2) == ["! call busy hung-up", "end"]) }
    }

    @Test("the ring time ends at the mailbox")
    func ringTime() {
        var call = CallTests.Story()
        Self.ringing(&call)
        let effects = call.tell(.fired(.ringTime))
        #expect(effects.contains("converse with \(Self.anna) \(Self.dialogue)"))
        #expect(effects.contains { $0.hasPrefix("hang up \(Self.boris)") })
    }

    @Test("without a mailbox, and when the caller gives up, the call ends as it does")
    func none() {
        var call = CallTests.Story()
        Self.ringing(&call, mailbox: false)
        #expect(call.tell(.failed(Self.boris, RingAttempt.Failure(status: 486, cause: .busy))).last == "end")
        var given = CallTests.Story()
        Self.ringing(&given)
        let effects = given.tell(.ended(Self.anna, .callerGaveUp))
        #expect(effects.last == "end" && !effects.contains { $0.hasPrefix("converse") })
    }

    @Test("VM-02 keys go to the dialogue and not into the protocol: they may be a PIN")
    func keys() {
        var call = CallTests.Story()
        let facts = CallStarted(direction: .internal, caller: Party(number: "101"), dialled: "*97")
        _ = call.tell(.started(facts, caller: Self.anna, address: "udp 192.0.2.1:5060"))
        _ = call.tell(.routed(CallPlan(.converse(.mailbox(of: .user(UserID("anna")))), steps: [])))
        #expect(call.tell(.digit(Self.anna, "4")) == ["tell dialogue 4"])
        #expect(call.tell(.stopped(.restart)).first == "end dialogue")
        var talk = CallTests.Story()
        talk.talk()
        #expect(talk.tell(.digit(Self.anna, "4")).first?.hasPrefix("!") == true)
    }

    @Test("MED-01 a call for a recording converses as soon as the user answers")
    func recording() {
        var call = CallTests.Story()
        let facts = CallStarted(direction: .internal, caller: Party(number: "102"), dialled: "record")
        var plan = CallTests.plan([[Self.boris]])
        plan.afterAnswer = .record(PromptID("p"))
        plan.fallback = Self.dialogue
        _ = call.tell(.originated(facts, plan))
        let effects = call.tell(.answered(Self.boris))
        #expect(effects.contains("converse with \(Self.boris) \(Dialogue.record(PromptID("p")))"))
        var unanswered = CallTests.Story()
        _ = unanswered.tell(.originated(facts, plan))
        #expect(unanswered.tell(.fired(.ringTime)).last == "end")
    }
}

extension CallTests.Story {
    /// What the call asks of a dialogue, in words.
    static func dialogueWords(_ effect: Call.Effect) -> String {
        switch effect {
        case .converse(let leg, let dialogue): "converse with \(leg) \(dialogue)"
        case .end: "end"
        case .tellDialogue(let digit): "tell dialogue \(digit)"
        case .endDialogue: "end dialogue"
        case .playRingBack(let leg, let music): "ring-back \(music) to \(leg)"
        case .greet(let leg, let prompt): "greet \(leg) with \(prompt)"
        case .planAfterGreeting(let user): "plan after greeting for \(user)"
        default: "\(effect)"
        }
    }
}
