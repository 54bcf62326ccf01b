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
        case .redirected: "redirected"
        case .digit: "digit"
        case .oneWayAudio: "one-way-audio"
        case .quality: "quality"
        case .callEnded: "call-ended"
        case .registered: "registered"
        case .unregistered: "unregistered"
        case .sourceBlocked: "source-blocked"
        case .trunkStateChanged: "trunk-state-changed"
        }
    }
}
