package import Model

extension EventCodec {
    /// The stable name of an event's kind: in JSON, in the call protocol, in webhooks. Never changed once released.
    package static func name(of kind: Event.Kind) -> String {
        switch kind {
        case .callStarted: "call-started"
        case .routed: "routed"
        case .legStarted: "leg-started"
        case .legRinging: "leg-ringing"
        case .legProgressed: "leg-progressed"
        case .legAnswered: "leg-answered"
        case .legEnded: "leg-ended"
        case .legsConnected: "legs-connected"
        case .held: "held"
        case .resumed: "resumed"
        case .transferRequested: "transfer-requested"
        case .transferCompleted: "transfer-completed"
        case .transferFailed: "transfer-failed"
        case .conference(let event): Self.name(of: event)
        case .redirected: "redirected"
        case .digit: "digit"
        case .feature(let step): Self.name(of: step)
        case .oneWayAudio: "one-way-audio"
        case .quality: "quality"
        case .recording(let news): self.name(of: news)
        case .voicemail(let step): Self.voicemailPrefix + step.action.rawValue
        case .menu(let step): step.exit == nil ? "menu-entered" : "menu-left"
        case .callEnded: "call-ended"
        case .registered: "registered"
        case .unregistered: "unregistered"
        case .sourceBlocked: "source-blocked"
        case .trunkStateChanged: "trunk-state-changed"
        }
    }

    private static func name(of event: ConferenceEvent) -> String {
        switch event {
        case .invited: "conference-invited"
        case .inviteFailed: "conference-invite-failed"
        case .joined: "conference-joined"
        case .roleChanged: "conference-role-changed"
        case .left: "conference-left"
        case .muted: "conference-muted"
        case .talkers: "conference-talkers"
        case .ended: "conference-ended"
        }
    }
}
