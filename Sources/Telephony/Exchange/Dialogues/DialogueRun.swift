import Kernel
import MediaServer
import Model
import Phrases
import Routing
import SIPTransport
import Voice

/// A dialogue that goes on in a call: its machine, and what it has under way. Lives on the exchange's event loop.
final class DialogueRun {
    let leg: LegID
    let dialogue: Dialogue
    let book: PhraseBook
    var machine: DialogueMachine
    /// Whose mailbox it is about; not known before the PIN was right.
    var user: UserID?
    /// What is being said; `nil` while nothing is, or its sound is being read.
    var saying: PromptTicket?
    var isCutByKeys = false
    /// Counts what was said: sound that was read for something older is not said any more.
    var sayings: UInt64 = 0
    var timer: ExchangeTimers.Ticket?
    /// A message that is being left.
    var draft: Mailboxes.Draft?
    /// A prompt that is being recorded, or was.
    var recording: (recorder: VoiceRecorder, path: String)?
    /// The file of a prompt that was recorded and not yet confirmed.
    var recorded: String?
    /// Recordings that were asked for; an answer to an older one is nobody's.
    var recordings = 0

    init(leg: LegID, dialogue: Dialogue, book: PhraseBook, machine: DialogueMachine, user: UserID?) {
        self.leg = leg
        self.dialogue = dialogue
        self.book = book
        self.machine = machine
        self.user = user
    }
}
