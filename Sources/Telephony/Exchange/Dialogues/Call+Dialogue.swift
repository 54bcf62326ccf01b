import Model
import Routing

/// Calls that the server answers by itself, with a dialogue.
extension Call {
    /// Where a call goes that nobody answers, and what it has come to.
    struct Answering: Equatable, Sendable {
        /// Instead of the refusal, when everybody has failed to answer.
        var fallback: Dialogue?
        /// Once the user has answered for whom the call is made.
        var afterAnswer: Dialogue?
        /// The leg that the server talks with.
        var leg: LegID?
        /// What the history says although the server has answered: nobody else did.
        var result: CallResult?
        var greeting = Greeting.none
    }

    /// How often scenarios send one caller to one another, so that no line is held for ever by silence.
    static let scenarioLimit = 20

    /// The server answers `leg` and talks with it.
    mutating func converse(_ leg: LegID, _ dialogue: Dialogue, missed: EndCause? = nil) -> [Effect] {
        self.phase = .serving(leg)
        self.answering = Answering(leg: leg, result: missed?.result)
        // By a menu nobody has been reached yet; what comes of it decides.
        if case .scenario = dialogue { self.wasAnswered = false } else { self.wasAnswered = true }
        let news: [Effect] = self.legs[leg]?.isAnswered == true ? [] : [.publish(.legAnswered(leg))]
        self.legs[leg]?.isAnswered = true
        return [.cancel(.ringTime), .converse(leg, dialogue)] + news
    }

    /// The mailbox takes the call that nobody took, if there is one.
    /// - Returns: `nil` when the call ends instead.
    mutating func fallBack(_ leg: LegID, _ failure: RingAttempt.Failure) -> [Effect]? {
        guard let dialogue = self.answering.fallback, failure.cause.leadsToVoicemail else { return nil }
        let step = RoutingStep(rule: "voicemail", outcome: failure.cause.rawValue)
        return [.publish(.routed(step))] + self.converse(leg, dialogue, missed: failure.cause)
    }

    /// A voice scenario has found out whom its party wants: from here on it is as after a transfer whose transferrer has gone.
    mutating func dialogueForwards(_ leg: LegID, _ plan: CallPlan) -> [Effect] {
        guard self.phase == .serving(leg), self.answering.leg == leg else { return [] }
        let ending = self.endDialogue() + plan.steps.map { .publish(.routed($0)) }
        if case .converse(.scenario) = plan.outcome {
            self.scenarios += 1
            guard self.scenarios < Self.scenarioLimit else {
                return ending + self.finish(.tooManyHops, hangingUp: [(leg, .tooManyHops)])
            }
        }
        self.answering = Answering(fallback: plan.fallback)
        let transferring = Transferring(transferrer: nil, waiting: leg, attempt: nil)
        self.phase = .transferring(transferring)
        return ending + self.followTransfer(plan.outcome, transferring)
    }

    /// A key: an answer to the server, which stays between the two (it may be a PIN), or news.
    mutating func digit(_ leg: LegID, _ digit: Character) -> [Effect] {
        guard self.legs[leg] != nil else { return [] }
        return leg == self.answering.leg ? [.tellDialogue(digit)] : [.publish(.digit(leg, digit))]
    }

    /// The dialogue ends before its leg does: what was said has to be put away.
    mutating func endDialogue() -> [Effect] {
        guard self.answering.leg != nil else { return [] }
        self.answering.leg = nil
        return [.endDialogue]
    }
}

extension EndCause {
    /// Whether a caller who is told so wants to leave a message: nobody was there, or nobody wanted to be.
    var leadsToVoicemail: Bool {
        switch self {
        case .busy, .doNotDisturb, .noAnswer, .declined, .notRegistered, .unreachable, .connectionLost, .failed,
            .incompatibleMedia, .mediaFailure:
            true
        case .hungUp, .callerGaveUp, .answeredElsewhere, .noSuchNumber, .notAllowed, .channelLimit, .domainBlocked,
            .overload, .transferred, .trunkUnavailable, .tooManyHops, .restart, .stoppedByOperator:
            false
        }
    }
}
