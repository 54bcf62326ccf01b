import Kernel
package import Model
package import Phrases
package import Voice

/// What is said, piece by piece.
package enum Speech: Hashable, Sendable {
    case phrases([Phrase])
    case message(VoiceMessageID)
    /// A prompt of the domain; the phrase stands for one that cannot be played, without one it is left out.
    case prompt(PromptID, otherwise: Phrase?)
    /// What was recorded a moment ago.
    case draft
    /// The tone after which one speaks.
    case tone
    case pause(Duration)
}

/// A message as its owner hears of it.
package struct HeardMessage: Hashable, Sendable {
    package var id: VoiceMessageID
    /// Number of the caller.
    package var caller: String
    package var day: PhraseBook.Day
    package var hour: Int
    package var minute: Int
    package var isNew: Bool

    package init(id: VoiceMessageID, caller: String, day: PhraseBook.Day, hour: Int, minute: Int, isNew: Bool) {
        self.id = id
        self.caller = caller
        self.day = day
        self.hour = hour
        self.minute = minute
        self.isNew = isNew
    }
}

/// What happens in a dialogue.
package enum DialogueInput: Hashable, Sendable {
    case begun
    case digit(Character)
    /// The last ``DialogueEffect/say(_:isCutByKeys:)`` was heard to its end.
    case said
    /// The answer to ``DialogueEffect/record(_:)``: whether it is being recorded.
    case recording(Bool)
    /// The recording has ended by itself.
    case recordingEnded(RecordingEnd)
    /// The answer to ``DialogueEffect/finish``: whether there is something in it.
    case finished(Bool)
    /// The answer to ``DialogueEffect/confirm``: whether it is kept.
    case confirmed(Bool)
    /// The answer to ``DialogueEffect/check(extension:pin:)``.
    case checked(PINVerdict)
    /// The answer to ``DialogueEffect/list``, in the order in which they are heard.
    case listed([HeardMessage])
    /// The answer to ``DialogueEffect/dial(_:)``: whether somebody has it, and the call goes there.
    case dialled(Bool)
    /// Nothing was pressed for the time that was asked for.
    case waited
    /// The party has hung up.
    case left
}

/// What a dialogue wants done.
package enum DialogueEffect: Hashable, Sendable {
    /// Say this instead of whatever is being said.
    case say([Speech], isCutByKeys: Bool)
    case record(RecordingKind)
    /// End the recording; a message goes into the mailbox, a prompt waits for ``confirm``.
    case finish
    /// Keep what was recorded.
    case confirm
    /// Throw away what was recorded, or is being recorded.
    case discard
    /// Whether the PIN is that of the extension; of the mailbox's owner when there is none.
    case check(extension: String?, pin: String)
    case list
    case markHeard(VoiceMessageID)
    case remove(VoiceMessageID)
    case tell(VoicemailStep.Action, VoiceMessageID?)
    /// The call goes to somebody else, and the dialogue is over.
    case forward(RouteTarget)
    /// The call goes to whoever has this extension, and the dialogue is over then.
    case dial(String)
    /// A step for the protocol of the call.
    case note(rule: String, outcome: String)
    /// A menu begins to be heard, or its caller has left it by the exit.
    case menu(EntryID, String, MenuExit?)
    case wait(Duration)
    case hangUp
}

package enum RecordingKind: Hashable, Sendable {
    case message, prompt
}
