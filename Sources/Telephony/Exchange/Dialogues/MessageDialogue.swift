package import Model
import Phrases

/// Somebody leaves a message (VM-01): greeting, tone, recording, farewell.
///
///     greeting ── said, # ──> tone ──> recording ── #, silence, limit ──> ending ──> over
///         └ full ───────────────────────────────────────────────────────────^
package struct MessageDialogue: Equatable, Sendable {
    enum State: Equatable, Sendable {
        case new, greeting, tone, recording, ending, closing, over
    }

    private(set) var state = State.new
    private let greeting: Greeting
    private let isFull: Bool

    /// What a caller hears before the tone.
    package enum Greeting: Equatable, Sendable {
        /// The tone alone.
        case none
        /// The phrase of the server.
        case usual
        case prompt(PromptID)

        package init(_ rules: VoicemailRules) {
            self = rules.greets ? rules.greeting.map { .prompt($0) } ?? .usual : .none
        }
    }

    /// - Parameter isFull: the mailbox takes no more.
    package init(greeting: Greeting, isFull: Bool) {
        self.greeting = greeting
        self.isFull = isFull
    }

    package mutating func handle(_ input: DialogueInput) -> [DialogueEffect] {
        switch (self.state, input) {
        case (.new, .begun) where self.isFull:
            self.state = .closing
            return [.tell(.notLeft, nil), .say([.phrases([.voicemailFull, .goodbye])], isCutByKeys: false)]
        case (.new, .begun):
            self.state = .greeting
            let greeting: [Speech] =
                switch self.greeting {
                case .none: []
                case .usual: [.phrases([.voicemailGreeting])]
                case .prompt(let prompt): [.prompt(prompt, otherwise: .voicemailGreeting)]
                }
            return [.tell(.reached, nil), .say([.pause(.milliseconds(400))] + greeting + [.tone], isCutByKeys: false)]
        case (.greeting, .digit("#")):
            self.state = .tone
            return [.say([.tone], isCutByKeys: false)]
        case (.greeting, .said), (.tone, .said):
            self.state = .recording
            return [.record(.message)]
        case (.recording, .recording(false)):
            return self.close(.voicemailFailed, told: true)
        case (.recording, .digit("#")), (.recording, .recordingEnded):
            self.state = .ending
            return [.finish]
        case (.ending, .finished(true)):
            return self.close(.voicemailSaved, told: false)
        case (.ending, .finished(false)):
            return self.close(.voicemailTooShort, told: true)
        case (.closing, .said):
            self.state = .over
            return [.hangUp]
        case (.recording, .left):
            // What was said up to here is the message.
            self.state = .over
            return [.finish]
        case (_, .left):
            self.state = .over
            return []
        case (.new, _), (.greeting, _), (.tone, _), (.recording, _), (.ending, _), (.closing, _), (.over, _):
            return []  // Other keys mean nothing here; crossed messages have lost their meaning.
        }
    }

    /// - Parameter told: nothing was left, which the protocol of the call says.
    private mutating func close(_ phrase: Phrase, told: Bool) -> [DialogueEffect] {
        self.state = .closing
        return (told ? [.tell(.notLeft, nil)] : []) + [.say([.phrases([phrase, .goodbye])], isCutByKeys: false)]
    }
}
