import Kernel
import Model
import Phrases
import Testing
import Voice

@testable import Exchange

@Suite("VM-01, VM-02, MED-01 Dialogues of the server")
struct DialogueTests {
    /// Feeds the inputs in one after another and keeps what came of each.
    private func run(_ subject: DialogueMachine.Subject, _ inputs: [DialogueInput]) -> [[DialogueEffect]] {
        var machine = DialogueMachine(subject)
        return inputs.map { machine.handle($0, at: .start) }
    }

    private static func phrases(_ phrases: Phrase..., cut: Bool = false) -> DialogueEffect {
        .say([.phrases(phrases)], isCutByKeys: cut)
    }

    private static let asking = DialogueEffect.say([.phrases([.recordAfterTone]), .tone], isCutByKeys: false)
    private static let menu = Self.phrases(.recordMenu, cut: true)

    // MARK: - Leaving a message

    @Test(
        "VM-01 a message is left, whatever ends it",
        arguments: [
            DialogueInput.digit("#"), .recordingEnded(.silence), .recordingEnded(.limit), .recordingEnded(.failed),
        ]
    )
    func message(end: DialogueInput) {
        let done = self.run(
            .message(MessageDialogue(greeting: .usual, isFull: false)),
            [.begun, .digit("5"), .said, .recording(true), end, .finished(true), .said, .said, .left]
        )
        #expect(
            done == [
                [
                    .tell(.reached, nil),
                    .say([.pause(.milliseconds(400)), .phrases([.voicemailGreeting]), .tone], isCutByKeys: false),
                ],
                [], [.record(.message)], [], [.finish], [Self.phrases(.voicemailSaved, .goodbye)], [.hangUp], [], [],
            ]
        )
    }

    @Test("VM-01 one's own greeting is said, `#` leaves it out, and hanging up keeps what was said")
    func greeting() {
        let own = PromptID("g1")
        let done = self.run(
            .message(MessageDialogue(greeting: .prompt(own), isFull: false)),
            [.begun, .digit("#"), .said, .recording(true), .left, .finished(true)]
        )
        let greeting = Speech.prompt(own, otherwise: .voicemailGreeting)
        #expect(
            done == [
                [.tell(.reached, nil), .say([.pause(.milliseconds(400)), greeting, .tone], isCutByKeys: false)],
                [.say([.tone], isCutByKeys: false)], [.record(.message)], [], [.finish], [],
            ]
        )
    }

    @Test("USR-05 where the greeting is switched off the caller hears the tone alone")
    func noGreeting() {
        let rules = VoicemailRules(isOn: true, greets: false, greeting: PromptID("g1"))
        let done = self.run(
            .message(MessageDialogue(greeting: MessageDialogue.Greeting(rules), isFull: false)),
            [.begun, .said]
        )
        let tone: [DialogueEffect] = [
            .tell(.reached, nil), .say([.pause(.milliseconds(400)), .tone], isCutByKeys: false),
        ]
        #expect(done == [tone, [.record(.message)]])
        #expect(MessageDialogue.Greeting(VoicemailRules(greeting: PromptID("g1"))) == .prompt(PromptID("g1")))
        #expect(MessageDialogue.Greeting(VoicemailRules()) == .usual)
    }

    @Test("VM-01 a full mailbox, a disk that fails and a word too short are told")
    func failures() {
        let full = self.run(.message(MessageDialogue(greeting: .usual, isFull: true)), [.begun, .said])
        #expect(full == [[.tell(.notLeft, nil), Self.phrases(.voicemailFull, .goodbye)], [.hangUp]])
        let inputs: [DialogueInput] = [.begun, .said]
        let failed = self.run(.message(MessageDialogue(greeting: .usual, isFull: false)), inputs + [.recording(false)])
        #expect(failed.last == [.tell(.notLeft, nil), Self.phrases(.voicemailFailed, .goodbye)])
        let short = self.run(
            .message(MessageDialogue(greeting: .usual, isFull: false)),
            inputs + [.recording(true), .digit("#"), .finished(false)]
        )
        #expect(short.last == [.tell(.notLeft, nil), Self.phrases(.voicemailTooShort, .goodbye)])
        let early = self.run(.message(MessageDialogue(greeting: .usual, isFull: false)), [.begun, .left, .said])
        #expect(early.dropFirst() == [[], []])
    }

    // MARK: - Recording a prompt

    @Test("MED-01 a prompt is recorded, listened to, recorded again and kept")
    func prompt() {
        let done = self.run(
            .prompt(PromptDialogue()),
            [
                .begun, .said, .recording(true), .digit("7"), .digit("#"), .finished(true), .said, .digit("1"),
                .digit("3"), .digit("#"), .said, .recording(true), .recordingEnded(.silence), .finished(true),
                .digit("9"), .digit("2"), .confirmed(true), .said, .said,
            ]
        )
        #expect(
            done == [
                [Self.asking], [.record(.prompt)], [], [], [.finish], [Self.menu], [.wait(.seconds(5))],
                [.say([.draft, .pause(.milliseconds(400)), .phrases([.recordMenu])], isCutByKeys: true)],
                [.discard, Self.asking], [.say([.tone], isCutByKeys: false)], [.record(.prompt)], [], [.finish],
                [Self.menu], [.say([.phrases([.wrongKey]), .phrases([.recordMenu])], isCutByKeys: true)], [.confirm],
                [.tell(.recorded, nil), Self.phrases(.recordSaved)], [Self.phrases(.goodbye)], [.hangUp],
            ]
        )
    }

    @Test("MED-01 what was not confirmed is thrown away", arguments: [4, 5, 6])
    func left(after count: Int) {
        let inputs: [DialogueInput] = [.begun, .said, .recording(true), .digit("#"), .finished(true), .said]
        #expect(self.run(.prompt(PromptDialogue()), inputs.prefix(count) + [.left]).last == [.discard])
    }

    @Test("MED-01 who says nothing and presses nothing is let go")
    func silent() {
        let nothing: [DialogueInput] = [.said, .recording(true), .recordingEnded(.silence), .finished(false)]
        let done = self.run(.prompt(PromptDialogue()), [.begun] + nothing + nothing + nothing + [.said, .said])
        #expect(
            done[4] == [.discard, .say([.phrases([.recordNothing, .recordAfterTone]), .tone], isCutByKeys: false)]
        )
        #expect(done[12] == [.discard, Self.phrases(.recordNothing)])
        #expect(done.suffix(2) == [[Self.phrases(.goodbye)], [.hangUp]])
        let waits: [DialogueInput] = [.said, .waited, .said, .waited, .said, .waited]
        let begin: [DialogueInput] = [.begun, .said, .recording(true), .digit("#"), .finished(true)]
        #expect(self.run(.prompt(PromptDialogue()), begin + waits).last == [.discard, Self.phrases(.recordNothing)])
    }

    // MARK: - The mailbox

    private static let book = PhraseBook(.english)
    private static let first = HeardMessage(
        id: VoiceMessageID("m1"),
        caller: "102",
        day: .today,
        hour: 9,
        minute: 5,
        isNew: true
    )
    private static let second = HeardMessage(
        id: VoiceMessageID("m2"),
        caller: "",
        day: .yesterday,
        hour: 12,
        minute: 0,
        isNew: false
    )

    private func mailbox(isOwnPhone: Bool = true, needsPIN: Bool = false) -> DialogueMachine.Subject {
        .mailbox(MailboxDialogue(book: Self.book, isOwnPhone: isOwnPhone, needsPIN: needsPIN))
    }

    private static func heard(_ message: HeardMessage, _ number: Int, after first: [Speech] = []) -> DialogueEffect {
        let announced = Self.book.message(
            number,
            from: message.caller,
            on: message.day,
            hour: message.hour,
            minute: message.minute
        )
        return .say(
            first + [
                .phrases(announced), .pause(.milliseconds(300)), .message(message.id), .pause(.milliseconds(500)),
                .phrases([.mailboxMenu]),
            ],
            isCutByKeys: true
        )
    }

    @Test("VM-02 messages are heard, repeated, deleted, one after another, and new ones are marked")
    func listening() {
        let done = self.run(
            self.mailbox(),
            [
                .begun, .listed([Self.first, Self.second]), .digit("1"), .digit("1"), .digit("3"), .digit("2"),
                .digit("*"), .said,
            ]
        )
        let counts = Self.book.messages(new: 1, old: 1)
        let main: DialogueEffect = .say(
            [
                .pause(.milliseconds(400)), .phrases(counts), .pause(.milliseconds(300)), .phrases([.mailboxMain]),
            ],
            isCutByKeys: true
        )
        #expect(
            done == [
                [.tell(.opened, nil), .list], [main],
                [.markHeard(Self.first.id), .tell(.heard, Self.first.id), Self.heard(Self.first, 1)],
                [Self.heard(Self.first, 1)],
                [
                    .remove(Self.first.id), .tell(.deleted, Self.first.id),
                    Self.heard(Self.second, 1, after: [.phrases([.mailboxDeleted])]),
                ],
                [
                    .say(
                        [.phrases([.mailboxLast]), .pause(.milliseconds(300)), .phrases([.mailboxMain])],
                        isCutByKeys: true
                    )
                ],
                [Self.phrases(.goodbye)], [.hangUp],
            ]
        )
    }

    private static func typed(_ digits: String) -> [DialogueInput] { digits.map { .digit($0) } }

    @Test("VM-02 from another phone: extension and PIN, three tries, nothing of them anywhere else")
    func foreign() {
        let wrong: [DialogueInput] = Self.typed("101#0000#") + [.checked(.wrong)]
        let right: [DialogueInput] = Self.typed("9*101#12*1234#")
        let done = self.run(self.mailbox(isOwnPhone: false), [.begun, .said] + wrong + right + [.checked(.right)])
        let checks = done.flatMap { $0 }.compactMap { effect in
            if case .check(let `extension`, let pin) = effect { "\(`extension` ?? "own") \(pin)" } else { nil }
        }
        #expect(checks == ["101 0000", "101 1234"])
        #expect(done[11].first == .tell(.refused, nil) && done.last == [.tell(.opened, nil), .list])
        let thrice = self.run(self.mailbox(isOwnPhone: false), [.begun] + wrong + wrong + wrong + [.said])
        #expect(thrice.suffix(2) == [[.tell(.refused, nil), Self.phrases(.mailboxWrong, .goodbye)], [.hangUp]])
    }

    @Test("VM-02 at one's own phone a PIN that is set is asked for, and a lock ends the call")
    func own() {
        let done = self.run(self.mailbox(needsPIN: true), [.begun] + Self.typed("4321#") + [.checked(.locked), .said])
        #expect(done[5] == [.check(extension: nil, pin: "4321")])
        #expect(done.suffix(2) == [[.tell(.refused, nil), Self.phrases(.mailboxLocked, .goodbye)], [.hangUp]])
    }

    @Test("VM-02 a greeting is recorded from the menu, and the menu comes again")
    func ownGreeting() {
        let done = self.run(
            self.mailbox(),
            [
                .begun, .listed([]), .digit("0"), .said, .recording(true), .digit("#"), .finished(true), .digit("2"),
                .confirmed(true), .said, .digit("*"),
            ]
        )
        #expect(done[2] == [Self.asking] && done[7] == [.confirm])
        #expect(done[9] == [Self.phrases(.mailboxMain, cut: true)])
        #expect(
            self.run(self.mailbox(), [.begun, .listed([]), .digit("0"), .said, .recording(true), .left]).last == [
                .discard
            ]
        )
    }

    @Test("who presses nothing is let go after three menus")
    func silence() {
        let done = self.run(self.mailbox(), [.begun, .listed([]), .said, .waited, .said, .waited, .said, .waited])
        #expect(done.last == [Self.phrases(.goodbye)])
    }

    @Test("any keys and answers in any order lead nowhere that a hang-up does not end", arguments: 0..<40)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let subjects = [
            self.mailbox(), self.mailbox(needsPIN: true), self.mailbox(isOwnPhone: false), .prompt(PromptDialogue()),
            .message(MessageDialogue(greeting: .usual, isFull: false)),
        ]
        for subject in subjects {
            var machine = DialogueMachine(subject)
            var isRecording = false
            for step in 0..<300 {
                let keys: [Character] = Array("0123456789*#")
                let input: DialogueInput =
                    switch (step, UInt64.random(in: 0..<12, using: &generator)) {
                    case (0, _): .begun
                    case (_, 0...4): .digit(keys.randomElement(using: &generator) ?? "1")
                    case (_, 5...6): .said
                    case (_, 7): .recording(Bool.random(using: &generator))
                    case (_, 8): .finished(Bool.random(using: &generator))
                    case (_, 9): .checked([.right, .wrong, .locked].randomElement(using: &generator) ?? .wrong)
                    case (_, 10): .listed([Self.first, Self.second])
                    default:
                        [.waited, .confirmed(true), .recordingEnded(.limit)].randomElement(using: &generator) ?? .waited
                    }
                if input == .recording(false) { isRecording = false }
                for effect in machine.handle(input, at: .start) {
                    switch effect {
                    case .record:
                        #expect(!isRecording, "two recordings at once")
                        isRecording = true
                    case .finish: isRecording = false
                    case .discard, .confirm: isRecording = false
                    default: break
                    }
                }
            }
            let last = machine.handle(.left, at: .start)
            #expect(!isRecording || last == [.finish] || last == [.discard])
            #expect(machine.handle(.said, at: .start).allSatisfy { $0 == .hangUp || $0 == Self.phrases(.goodbye) })
        }
    }
}
