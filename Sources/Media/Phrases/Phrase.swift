/// One recorded word or sentence, by the name of its file in `Phrases/<language>.txt`.
package struct Phrase: Hashable, Sendable, CustomStringConvertible {
    package let name: String

    package init(_ name: String) {
        self.name = name
    }

    package var description: String { self.name }
}

/// Whole sentences, the same in each language.
extension Phrase {
    package static let voicemailGreeting = Phrase("voicemail-greeting")
    package static let voicemailSaved = Phrase("voicemail-saved")
    package static let voicemailTooShort = Phrase("voicemail-too-short")
    package static let voicemailFull = Phrase("voicemail-full")
    package static let voicemailFailed = Phrase("voicemail-failed")
    package static let mailboxWelcome = Phrase("mailbox-welcome")
    package static let mailboxExtension = Phrase("mailbox-extension")
    package static let mailboxPIN = Phrase("mailbox-pin")
    package static let mailboxWrong = Phrase("mailbox-wrong")
    package static let mailboxLocked = Phrase("mailbox-locked")
    package static let mailboxClosed = Phrase("mailbox-closed")
    package static let mailboxMenu = Phrase("mailbox-menu")
    package static let mailboxMain = Phrase("mailbox-main")
    package static let mailboxDeleted = Phrase("mailbox-deleted")
    package static let mailboxLast = Phrase("mailbox-last")
    package static let recordAfterTone = Phrase("record-after-tone")
    package static let recordMenu = Phrase("record-menu")
    package static let recordSaved = Phrase("record-saved")
    package static let recordNothing = Phrase("record-nothing")
    package static let recordGreeting = Phrase("record-greeting")
    package static let goodbye = Phrase("goodbye")
    package static let wrongKey = Phrase("wrong-key")
    package static let numberUnknown = Phrase("error-number")
    package static let numberForbidden = Phrase("error-forbidden")
    package static let calleeBusy = Phrase("error-busy")
    package static let calleeUnavailable = Phrase("error-unavailable")
    package static let calleeSilent = Phrase("error-no-answer")
    package static let linesBusy = Phrase("error-no-lines")
    package static let fault = Phrase("error-fault")
    package static let reminder = Phrase("reminder")
    package static let recordingNotice = Phrase("recording-notice")
    /// What the voice scenario of the demo company says.
    package static let demoWelcome = Phrase("demo-welcome")
    package static let demoHours = Phrase("demo-hours")

    static let fixed: [Phrase] = [
        .voicemailGreeting, .voicemailSaved, .voicemailTooShort, .voicemailFull, .voicemailFailed, .mailboxWelcome,
        .mailboxExtension, .mailboxPIN, .mailboxWrong, .mailboxLocked, .mailboxClosed, .mailboxMenu, .mailboxMain,
        .mailboxDeleted, .mailboxLast, .recordAfterTone, .recordMenu, .recordSaved, .recordNothing, .recordGreeting,
        .goodbye, .wrongKey, .numberUnknown, .numberForbidden, .calleeBusy, .calleeUnavailable, .calleeSilent,
        .linesBusy, .fault, .reminder, .recordingNotice, .demoWelcome, .demoHours,
    ]
}
