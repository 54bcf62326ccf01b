package import Kernel
import Phrases

/// Whatever dialogue a call is in, as one machine.
package struct DialogueMachine: StateMachine, Sendable {
    package typealias Input = DialogueInput
    package typealias Effect = DialogueEffect

    package enum Subject: Equatable, Sendable {
        case message(MessageDialogue)
        case mailbox(MailboxDialogue)
        /// A prompt that is recorded by itself; nothing else comes after it.
        case prompt(PromptDialogue)
        case scenario(ScenarioDialogue)
    }

    private var subject: Subject
    private var saysGoodbye = false

    package init(_ subject: Subject) {
        self.subject = subject
    }

    package mutating func handle(_ input: DialogueInput, at now: Moment) -> [DialogueEffect] {
        switch self.subject {
        case .message(var dialogue):
            let effects = dialogue.handle(input)
            self.subject = .message(dialogue)
            return effects
        case .mailbox(var dialogue):
            let effects = dialogue.handle(input)
            self.subject = .mailbox(dialogue)
            return effects
        case .scenario(var dialogue):
            let effects = dialogue.handle(input)
            self.subject = .scenario(dialogue)
            return effects
        case .prompt(var dialogue):
            let wasOver = dialogue.isOver
            let effects = dialogue.handle(input)
            self.subject = .prompt(dialogue)
            guard wasOver, input == .said else { return effects }
            if self.saysGoodbye { return [.hangUp] }
            self.saysGoodbye = true
            return [.say([.phrases([.goodbye])], isCutByKeys: false)]
        }
    }
}
