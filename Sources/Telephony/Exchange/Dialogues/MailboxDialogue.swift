import Kernel
import Model
package import Phrases
import Voice

/// An owner listens to messages (VM-02): who it is, how many there are, one after another, a greeting recorded.
///
///     extension ──> pin ──> checking ──> listing ──> main <──> message
///                    ^── wrong ──┘                     └─ 0 ──> greeting (a ``PromptDialogue``) ──┘
package struct MailboxDialogue: Equatable, Sendable {
    enum State: Equatable, Sendable {
        case new
        case askingExtension(typed: String)
        case askingPIN(extension: String?, typed: String)
        case checking(extension: String?)
        case listing
        case main
        /// The message of that place is heard.
        case message(Int)
        case recording(PromptDialogue)
        /// The recording is over, and something is still said about it.
        case recorded
        case closing
        case over
    }

    /// Wrong PINs in one call.
    private static let attempts = 3
    /// Times that a menu is said without a key.
    private static let patience = 3
    private static let answerTime = Duration.seconds(5)
    /// Keys that are taken for an extension or a PIN.
    private static let longestEntry = 16

    private(set) var state = State.new
    private let book: PhraseBook
    private let isOwnPhone: Bool
    private let needsPIN: Bool
    private var messages: [HeardMessage] = []
    private var failures = 0
    private var silences = 0

    /// - Parameters:
    ///   - isOwnPhone: the owner is known by the phone that calls.
    ///   - needsPIN: the owner has a PIN, which is asked for at one's own phone, too.
    package init(book: PhraseBook, isOwnPhone: Bool, needsPIN: Bool) {
        self.book = book
        self.isOwnPhone = isOwnPhone
        self.needsPIN = needsPIN
    }

    package mutating func handle(_ input: DialogueInput) -> [DialogueEffect] {
        if case .digit = input { self.silences = 0 }
        if input == .left { return self.leave() }
        switch self.state {
        case .new:
            return input == .begun ? self.welcome() : []
        case .askingExtension(let typed):
            return self.extensionTyped(input, typed)
        case .askingPIN(let `extension`, let typed):
            return self.pinTyped(input, `extension`, typed)
        case .checking(let `extension`):
            if case .checked(let verdict) = input { return self.checked(verdict, `extension`) }
            return []
        case .listing:
            if case .listed(let messages) = input { return self.listed(messages) }
            return []
        case .main:
            return self.mainMenu(input)
        case .message(let index):
            return self.messageMenu(input, index)
        case .recording(var recording):
            let effects = recording.handle(input)
            self.state = recording.isOver ? .recorded : .recording(recording)
            return effects
        case .recorded:
            return input == .said ? self.offerMain([]) : []
        case .closing:
            guard input == .said else { return [] }
            self.state = .over
            return [.hangUp]
        case .over:
            return []
        }
    }

    private mutating func leave() -> [DialogueEffect] {
        defer { self.state = .over }
        guard case .recording(var recording) = self.state else { return [] }
        return recording.handle(.left)
    }

    private mutating func close(_ phrases: [Phrase]) -> [DialogueEffect] {
        self.state = .closing
        return [.say([.phrases(phrases + [.goodbye])], isCutByKeys: false)]
    }

    /// Says the menu again, or gives up when nobody has pressed anything for long.
    private mutating func again(_ effects: (inout MailboxDialogue) -> [DialogueEffect]) -> [DialogueEffect] {
        self.silences += 1
        return self.silences < Self.patience ? effects(&self) : self.close([])
    }

    // MARK: - Who it is

    private mutating func welcome() -> [DialogueEffect] {
        if !self.isOwnPhone { return self.askExtension([.mailboxWelcome]) }
        if self.needsPIN { return self.askPIN(nil, [.mailboxWelcome]) }
        self.state = .listing
        return [.tell(.opened, nil), .list]
    }

    private mutating func askExtension(_ first: [Phrase]) -> [DialogueEffect] {
        self.state = .askingExtension(typed: "")
        return [.say([.pause(.milliseconds(400)), .phrases(first + [.mailboxExtension])], isCutByKeys: true)]
    }

    private mutating func askPIN(_ extension: String?, _ first: [Phrase]) -> [DialogueEffect] {
        self.state = .askingPIN(extension: `extension`, typed: "")
        return [.say([.pause(.milliseconds(400)), .phrases(first + [.mailboxPIN])], isCutByKeys: true)]
    }

    private mutating func extensionTyped(_ input: DialogueInput, _ typed: String) -> [DialogueEffect] {
        switch input {
        case .digit("#") where !typed.isEmpty:
            return self.askPIN(typed, [])
        case .digit("*"):
            self.state = .askingExtension(typed: "")
            return [.wait(Self.answerTime)]
        case .digit(let digit) where digit.isNumber && typed.count < Self.longestEntry:
            self.state = .askingExtension(typed: typed + String(digit))
            return [.wait(Self.answerTime)]
        case .said:
            return [.wait(Self.answerTime)]
        case .waited:
            return self.again { $0.askExtension([]) }
        default:
            return []
        }
    }

    private mutating func pinTyped(_ input: DialogueInput, _ extension: String?, _ typed: String) -> [DialogueEffect] {
        switch input {
        case .digit("#") where !typed.isEmpty:
            self.state = .checking(extension: `extension`)
            return [.check(extension: `extension`, pin: typed)]
        case .digit("*"):
            self.state = .askingPIN(extension: `extension`, typed: "")
            return [.wait(Self.answerTime)]
        case .digit(let digit) where digit.isNumber && typed.count < Self.longestEntry:
            self.state = .askingPIN(extension: `extension`, typed: typed + String(digit))
            return [.wait(Self.answerTime)]
        case .said:
            return [.wait(Self.answerTime)]
        case .waited:
            return self.again { $0.askPIN(`extension`, []) }
        default:
            return []
        }
    }

    private mutating func checked(_ verdict: PINVerdict, _ extension: String?) -> [DialogueEffect] {
        switch verdict {
        case .right:
            self.state = .listing
            return [.tell(.opened, nil), .list]
        case .locked:
            return [.tell(.refused, nil)] + self.close([.mailboxLocked])
        case .wrong:
            self.failures += 1
            let told: [DialogueEffect] = [.tell(.refused, nil)]
            guard self.failures < Self.attempts else { return told + self.close([.mailboxWrong]) }
            return told
                + (self.isOwnPhone ? self.askPIN(nil, [.mailboxWrong]) : self.askExtension([.mailboxWrong]))
        }
    }

    // MARK: - The mailbox

    private mutating func listed(_ messages: [HeardMessage]) -> [DialogueEffect] {
        self.messages = messages
        let new = messages.count { $0.isNew }
        return self.offerMain([
            .pause(.milliseconds(400)), .phrases(self.book.messages(new: new, old: messages.count - new)),
            .pause(.milliseconds(300)),
        ])
    }

    private mutating func offerMain(_ first: [Speech]) -> [DialogueEffect] {
        self.state = .main
        return [.say(first + [.phrases([.mailboxMain])], isCutByKeys: true)]
    }

    private mutating func mainMenu(_ input: DialogueInput) -> [DialogueEffect] {
        switch input {
        case .digit("1"): return self.hear(0)
        case .digit("0"): return self.recordGreeting()
        case .digit("*"): return self.close([])
        case .digit: return self.offerMain([.phrases([.wrongKey])])
        case .said: return [.wait(Self.answerTime)]
        case .waited: return self.again { $0.offerMain([]) }
        default: return []
        }
    }

    private mutating func recordGreeting() -> [DialogueEffect] {
        var recording = PromptDialogue()
        let effects = recording.handle(.begun)
        self.state = .recording(recording)
        return effects
    }

    // MARK: - A message

    private mutating func hear(_ index: Int, _ first: [Speech] = []) -> [DialogueEffect] {
        guard self.messages.indices.contains(index) else {
            return self.offerMain(first + [.phrases([.mailboxLast]), .pause(.milliseconds(300))])
        }
        self.state = .message(index)
        let message = self.messages[index]
        let announced = self.book.message(
            index + 1,
            from: message.caller,
            on: message.day,
            hour: message.hour,
            minute: message.minute
        )
        let speech: [Speech] = [
            .phrases(announced), .pause(.milliseconds(300)), .message(message.id), .pause(.milliseconds(500)),
            .phrases([.mailboxMenu]),
        ]
        let news: [DialogueEffect] = message.isNew ? [.markHeard(message.id), .tell(.heard, message.id)] : []
        self.messages[index].isNew = false
        return news + [.say(first + speech, isCutByKeys: true)]
    }

    private mutating func messageMenu(_ input: DialogueInput, _ index: Int) -> [DialogueEffect] {
        switch input {
        case .digit("1"):
            return self.hear(index)
        case .digit("2"):
            return self.hear(index + 1)
        case .digit("3"):
            let removed = self.messages.remove(at: index).id
            return [.remove(removed), .tell(.deleted, removed)] + self.hear(index, [.phrases([.mailboxDeleted])])
        case .digit("0"):
            return self.recordGreeting()
        case .digit("*"):
            return self.offerMain([])
        case .digit:
            return [.say([.phrases([.wrongKey, .mailboxMenu])], isCutByKeys: true)]
        case .said:
            return [.wait(Self.answerTime)]
        case .waited:
            return self.again { _ in [.say([.phrases([.mailboxMenu])], isCutByKeys: true)] }
        default:
            return []
        }
    }
}
