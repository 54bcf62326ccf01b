import Kernel
import Model

/// Steps in mailboxes as text: the action is part of the event's name.
extension EventCodec {
    static let voicemailPrefix = "voicemail-"
}

extension JSONText {
    mutating func write(_ step: VoicemailStep) {
        self.member("leg", step.leg.text)
        self.member("user", step.user?.text)
        self.member("message", step.message?.text)
    }
}

extension EventFields {
    func voicemail(_ name: String) throws(EventCodecError) -> VoicemailStep {
        let action = String(name.dropFirst(EventCodec.voicemailPrefix.count))
        guard let action = VoicemailStep.Action(rawValue: action) else {
            throw EventCodecError("the event kind \"\(name)\" is unknown to this version")
        }
        return VoicemailStep(
            leg: try self.leg(),
            action: action,
            user: try self.optionalText("user").map { UserID($0) },
            message: try self.optionalText("message").map { VoiceMessageID($0) }
        )
    }
}
