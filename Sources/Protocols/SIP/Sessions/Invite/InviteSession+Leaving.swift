/// The end of a call that was answered: BYE, and what may cross it.
extension InviteSession {
    struct Leaving: Sendable {
        enum Phase: Sendable {
            /// BYE must wait until the far end has acknowledged our 2xx, or never will (§15).
            case unconfirmed(Conversation.UnconfirmedAnswer, reason: String?)
            /// BYE is under way.
            case farewell(SIPMessage, sequence: UInt32)
        }

        var dialog: Dialog
        var phase: Phase
        var acknowledged: Conversation.Acknowledged?
    }

    /// Leaves an answered call.
    ///
    /// - Parameters:
    ///   - ending: `nil` when the owner has heard it already.
    ///   - reason: value of a Reason header.
    mutating func leave(
        _ conversation: consuming Conversation,
        _ ending: Ending?,
        reason: String?,
        _ effects: inout [Effect]
    ) -> State {
        var conversation = conversation
        self.dismissPending(in: &conversation, &effects)
        var leaving = Leaving(
            dialog: conversation.dialog,
            phase: .farewell(SIPMessage(request: .bye, uri: conversation.dialog.remoteTarget), sequence: 0),
            acknowledged: conversation.acknowledged
        )
        if case .acknowledgement(let answer) = conversation.incoming {
            for timer in Timer.allCases where timer != .answerRepetition && timer != .acknowledgementMissing {
                self.disarm(timer, &effects)
            }
            leaving.phase = .unconfirmed(answer, reason: reason)
        } else {
            self.sayGoodbye(&leaving, reason: reason, &effects)
        }
        if let ending { effects.append(.ended(ending)) }
        return .leaving(leaving)
    }

    private mutating func sayGoodbye(_ leaving: inout Leaving, reason: String?, _ effects: inout [Effect]) {
        self.disarmAll(&effects)
        var request = leaving.dialog.request(.bye)
        if let reason { request.append(.reason, reason) }
        if let agent = self.settings.agent { request.append(.userAgent, agent) }
        self.authentication?.authorize(&request)
        leaving.phase = .farewell(request, sequence: leaving.dialog.localSequence)
        effects.append(.send(request))
    }

    mutating func whileLeaving(_ leaving: consuming Leaving, _ input: Input, _ effects: inout [Effect]) -> State {
        var leaving = leaving
        switch input {
        case .received(let message) where message.isRequest:
            return self.receive(request: message, during: leaving, &effects)

        case .received(let response):
            return self.receive(response: response, during: leaving, &effects)

        case .transactionFailed(let request, _):
            guard case .farewell(_, let sequence) = leaving.phase, request.method == .bye,
                request.sequence == sequence, request.toTag ?? "" == leaving.dialog.id.remoteTag
            else { return .leaving(leaving) }
            return self.finish(nil, &effects)

        case .fired(.answerRepetition):
            guard case .unconfirmed(var answer, let reason) = leaving.phase else { return .leaving(leaving) }
            answer.repeatAfter = min(answer.repeatAfter * 2, self.settings.timing.t2)
            leaving.phase = .unconfirmed(answer, reason: reason)
            effects.append(.respond(answer.response, to: answer.request))
            self.arm(.answerRepetition, after: answer.repeatAfter, &effects)
            return .leaving(leaving)

        case .fired(.acknowledgementMissing):
            guard case .unconfirmed(_, let reason) = leaving.phase else { return .leaving(leaving) }
            self.sayGoodbye(&leaving, reason: reason, &effects)
            return .leaving(leaving)

        case .start, .progress, .accept, .reject, .cancel, .offer, .acceptOffer, .rejectOffer, .hangUp,
            .sendInformation, .refer, .acceptTransfer, .rejectTransfer, .reportTransfer, .fired:
            // The owner has heard the end, or is about to.
            return .leaving(leaving)
        }
    }

    private mutating func receive(
        request: SIPMessage,
        during leaving: consuming Leaving,
        _ effects: inout [Effect]
    ) -> State {
        var leaving = leaving
        switch request.method {
        case .ack:
            guard case .unconfirmed(let answer, let reason) = leaving.phase, request.sequence == answer.sequence,
                leaving.dialog.isPeer(of: request)
            else { return .leaving(leaving) }
            self.sayGoodbye(&leaving, reason: reason, &effects)
        case .bye where leaving.dialog.isPeer(of: request):
            self.respond(200, to: request, &effects)
            // Its BYE stands for the ACK that may still be under way.
            if case .unconfirmed = leaving.phase { return self.finish(nil, &effects) }
        case .cancel:
            self.respond(200, to: request, &effects)
        default:
            self.respond(481, to: request, &effects)
        }
        return .leaving(leaving)
    }

    private mutating func receive(
        response: SIPMessage,
        during leaving: consuming Leaving,
        _ effects: inout [Effect]
    ) -> State {
        var leaving = leaving
        guard let status = response.status, status >= 200 else { return .leaving(leaving) }
        let isOurs = response.toTag ?? "" == leaving.dialog.id.remoteTag
        switch response.method {
        case .invite where status < 300 && !isOurs:
            self.dismiss(response, &effects)
        case .invite where status < 300:
            // A repeated 2xx, or one to a re-INVITE that our BYE overtook.
            let sequence = response.sequence
            let acknowledged =
                leaving.acknowledged.flatMap { $0.sequence == sequence ? $0 : nil }
                ?? Conversation.Acknowledged(sequence: sequence, description: nil, credentials: [])
            self.acknowledgeAgain(acknowledged, leaving.dialog, &effects)
        case .bye where isOurs:
            guard case .farewell(var request, let sequence) = leaving.phase, response.sequence == sequence else {
                return .leaving(leaving)
            }
            guard self.correct(&request, after: response, status) else { return self.finish(nil, &effects) }
            let next = leaving.dialog.renumber(&request)
            leaving.phase = .farewell(request, sequence: next)
            effects.append(.send(request))
        default:
            break
        }
        return .leaving(leaving)
    }

    // MARK: CANCEL and its races

    mutating func whileCancelling(_ calling: consuming Calling, _ input: Input, _ effects: inout [Effect]) -> State {
        switch input {
        case .received(let message) where message.isRequest:
            if message.method != .ack { self.respond(481, to: message, &effects) }
            return .cancelling(calling)

        case .received(let response):
            guard response.method == .invite, response.sequence == calling.sequence, let status = response.status,
                status >= 200
            else { return .cancelling(calling) }
            guard status < 300 else { return self.finish(nil, &effects) }
            return self.refuse(answer: response, calling, &effects)

        case .transactionFailed(let request, _):
            guard request.method == .invite, request.sequence == calling.sequence else { return .cancelling(calling) }
            return self.finish(nil, &effects)

        case .start, .progress, .accept, .reject, .cancel, .offer, .acceptOffer, .rejectOffer, .hangUp,
            .sendInformation, .refer, .acceptTransfer, .rejectTransfer, .reportTransfer, .fired:
            // The owner has heard the end.
            return .cancelling(calling)
        }
    }

    /// The answer crossed our CANCEL: acknowledge it and hang up (§15.1.1).
    private mutating func refuse(answer response: SIPMessage, _ calling: consuming Calling, _ effects: inout [Effect])
        -> State
    {
        let target = calling.invite.requestURI
        // Without a readable dialog neither ACK nor BYE can be made.
        guard
            var dialog = try? Dialog(
                answeredBy: response,
                localSequence: calling.sequence,
                fallbackTarget: target
            )
        else { return self.finish(nil, &effects) }
        let early = calling.branches.first { $0.dialog.id.remoteTag == dialog.id.remoteTag }
        if let early { dialog.continueSequences(of: early.dialog) }
        var conversation = Conversation(dialog)
        self.acknowledge(
            sequence: calling.sequence,
            with: nil,
            calling.invite.credentials,
            in: &conversation,
            &effects
        )
        return self.leave(conversation, nil, reason: nil, &effects)
    }

    // MARK: Branches that answered too late

    /// ACK and BYE for a 2xx of another branch than the one we talk to (§13.2.2.4).
    mutating func dismiss(_ response: SIPMessage, _ effects: inout [Effect]) {
        let tag = response.toTag ?? ""
        let isKnown = self.dismissed.contains(tag)
        let dismissal = Self.dismissal(of: response, settings: self.settings)
        // A repeated 2xx gets its ACK again, but BYE once.
        effects.append(contentsOf: isKnown ? dismissal.prefix(1) : dismissal[...])
        if !isKnown, self.dismissed.count < self.settings.maximumBranches { self.dismissed.append(tag) }
    }

    /// ACK and BYE for a 2xx to INVITE whose session is gone.
    public static func dismissal(of response: SIPMessage, settings: InviteSessionSettings) -> [Effect] {
        guard response.method == .invite, let status = response.status, (200..<300).contains(status),
            // What makes no dialog cannot be told anything.
            var dialog = try? Dialog(answeredBy: response, localSequence: response.sequence)
        else { return [] }
        let acknowledgement = dialog.acknowledgement(sequence: response.sequence)
        var farewell = dialog.request(.bye)
        if let agent = settings.agent { farewell.append(.userAgent, agent) }
        return [.acknowledge(acknowledgement), .send(farewell)]
    }
}
