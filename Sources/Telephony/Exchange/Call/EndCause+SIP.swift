package import Model

/// What an end means on the wire and in the history. The one place where causes and SIP statuses meet.
extension EndCause {
    /// The status to refuse an INVITE with (RFC 3261 §21).
    package var sipStatus: Int {
        switch self {
        case .busy: 486
        case .doNotDisturb: 486
        case .noAnswer, .notRegistered: 480
        case .declined: 603
        case .noSuchNumber: 404
        case .incompatibleMedia: 488
        case .notAllowed, .domainBlocked: 403
        case .channelLimit: 486
        case .overload, .trunkUnavailable: 503
        case .unreachable: 408
        case .tooManyHops: 483
        case .callerGaveUp: 487
        case .answeredElsewhere: 487
        case .hungUp, .connectionLost, .transferred: 480
        case .restart, .stoppedByOperator: 503
        case .mediaFailure, .failed: 500
        }
    }

    /// What a refusal by a phone or provider means.
    package init(refusal status: Int) {
        switch status {
        case 486, 600: self = .busy
        case 603, 607, 608: self = .declined
        case 480: self = .noAnswer
        case 408: self = .unreachable
        case 404, 410, 484, 604: self = .noSuchNumber
        case 401, 403, 407: self = .notAllowed
        case 415, 488, 606: self = .incompatibleMedia
        case 487: self = .noAnswer
        case 483: self = .tooManyHops
        case 503: self = .overload
        case 430, 502, 504: self = .unreachable
        default: self = .failed
        }
    }

    /// The value of a Reason header (RFC 3326), so that a phone shows no missed call for what was answered elsewhere.
    package var reasonHeader: String? {
        switch self {
        case .answeredElsewhere: "SIP;cause=200;text=\"Call completed elsewhere\""
        case .declined: "SIP;cause=603;text=\"Declined\""
        case .noAnswer: "SIP;cause=480;text=\"No answer\""
        case .callerGaveUp: "SIP;cause=487;text=\"Request Terminated\""
        case .transferred: "SIP;cause=200;text=\"Call transferred\""
        case .stoppedByOperator, .restart: "SIP;cause=503;text=\"Stopped\""
        case .connectionLost: "SIP;cause=408;text=\"Connection lost\""
        case .hungUp: "Q.850;cause=16;text=\"Normal call clearing\""
        case .incompatibleMedia, .mediaFailure: "SIP;cause=488;text=\"Not Acceptable Here\""
        case .busy, .doNotDisturb, .noSuchNumber, .notRegistered, .notAllowed, .channelLimit, .domainBlocked, .overload,
            .unreachable, .trunkUnavailable, .tooManyHops, .failed:
            nil
        }
    }

    /// What the history shows for a call that nobody answered.
    var result: CallResult {
        switch self {
        case .busy, .doNotDisturb: .busy
        case .noAnswer, .notRegistered, .answeredElsewhere: .notAnswered
        case .callerGaveUp: .cancelled
        case .declined, .notAllowed, .channelLimit, .domainBlocked, .overload: .refused
        case .hungUp, .noSuchNumber, .incompatibleMedia, .unreachable, .connectionLost, .transferred, .trunkUnavailable,
            .tooManyHops, .restart, .stoppedByOperator, .mediaFailure, .failed:
            .failed
        }
    }
}
