import Model
import Phrases

/// A sound is recorded by phone (MED-01): said, listened to, then kept, or said again.
///
///     asking ── said, # ──> recording ── #, silence ──> ending ──> menu ── 2 ──> confirming ──> over
///        ^──────────────────────── 3, nothing recorded ─────────────┘ 1: once more
package struct PromptDialogue: Equatable, Sendable {
    enum State: Equatable, Sendable {
        case new, asking, tone, recording, ending, menu, confirming, over
    }

    /// Tries without a word before it gives up.
    private static let attempts = 3
    /// Looks at the menu without a key.
    private static let patience = 3
    static let answerTime = Duration.seconds(5)

    private(set) var state = State.new
    private var failures = 0
    private var silences = 0

    package init() {}

    /// Whether it has come to its end, whatever that was.
    package var isOver: Bool { self.state == .over }

    package mutating func handle(_ input: DialogueInput) -> [DialogueEffect] {
        switch (self.state, input) {
        case (.new, .begun):
            return self.ask(after: [])
        case (.asking, .digit("#")):
            self.state = .tone
            return [.say([.tone], isCutByKeys: false)]
        case (.asking, .said), (.tone, .said):
            self.state = .recording
            return [.record(.prompt)]
        case (.recording, .recording(false)):
            self.state = .over
            return [.say([.phrases([.fault])], isCutByKeys: false)]
        case (.recording, .digit("#")), (.recording, .recordingEnded):
            self.state = .ending
            return [.finish]
        case (.ending, .finished(true)):
            self.silences = 0
            return self.offer([])
        case (.ending, .finished(false)):
            self.failures += 1
            guard self.failures < Self.attempts else {
                self.state = .over
                return [.discard, .say([.phrases([.recordNothing])], isCutByKeys: false)]
            }
            return [.discard] + self.ask(after: [.recordNothing])
        case (.menu, .digit("1")):
            self.silences = 0
            return self.offer([.draft, .pause(.milliseconds(400))])
        case (.menu, .digit("2")):
            self.state = .confirming
            return [.confirm]
        case (.menu, .digit("3")):
            return [.discard] + self.ask(after: [])
        case (.menu, .digit("*")):
            self.state = .over
            return [.discard, .say([.phrases([.recordNothing])], isCutByKeys: false)]
        case (.menu, .digit):
            return self.offer([.phrases([.wrongKey])])
        case (.menu, .said):
            return [.wait(Self.answerTime)]
        case (.menu, .waited):
            self.silences += 1
            guard self.silences < Self.patience else {
                self.state = .over
                return [.discard, .say([.phrases([.recordNothing])], isCutByKeys: false)]
            }
            return self.offer([])
        case (.confirming, .confirmed(let isKept)):
            self.state = .over
            let told: [DialogueEffect] = isKept ? [.tell(.recorded, nil)] : []
            return told + [.say([.phrases([isKept ? .recordSaved : .fault])], isCutByKeys: false)]
        case (.recording, .left), (.ending, .left), (.menu, .left):
            self.state = .over
            return [.discard]
        case (_, .left):
            self.state = .over
            return []
        case (.new, _), (.asking, _), (.tone, _), (.recording, _), (.ending, _), (.menu, _), (.confirming, _),
            (.over, _):
            return []  // Other keys mean nothing here; crossed messages have lost their meaning.
        }
    }

    private mutating func ask(after phrases: [Phrase]) -> [DialogueEffect] {
        self.state = .asking
        return [.say([.phrases(phrases + [.recordAfterTone]), .tone], isCutByKeys: false)]
    }

    private mutating func offer(_ first: [Speech]) -> [DialogueEffect] {
        self.state = .menu
        return [.say(first + [.phrases([.recordMenu])], isCutByKeys: true)]
    }
}
