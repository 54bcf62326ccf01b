/// Offers that the far end makes in a dialog: re-INVITE, UPDATE, and those in responses to our INVITE.
extension InviteSession {
    // MARK: Arrival

    mutating func receive(
        reinvite request: SIPMessage,
        in conversation: inout Conversation,
        _ effects: inout [Effect]
    ) {
        switch conversation.incoming {
        case .invite, .update, .prack:
            // §14.2: one INVITE at a time; RFC 3311 §5.2 says the same of offers.
            return self.respond(500, to: request, with: [self.retryAfter()], &effects)
        case .acknowledgement, .answer, .provisional:
            return self.respond(491, to: request, &effects)
        case .none:
            break
        }
        guard !conversation.outgoing.collides else { return self.respond(491, to: request, &effects) }
        guard self.acceptsBody(of: request, &effects), self.acceptsSessionTimer(of: request, &effects) else { return }
        guard let description = request.sessionDescription else {
            conversation.incoming = .invite(request)
            effects.append(.offerWanted(in: request))
            return
        }
        conversation.negotiation.offerRemotely(description)
        if description == conversation.negotiation.remote, let local = conversation.negotiation.local {
            self.answer(request, local, [], isInitial: false, in: &conversation, &effects)
            effects.append(.refreshed)
            return
        }
        conversation.incoming = .invite(request)
        effects.append(.offerReceived(description, in: request))
    }

    mutating func receive(
        update request: SIPMessage,
        in conversation: inout Conversation,
        isEarly: Bool,
        _ effects: inout [Effect]
    ) {
        guard self.acceptsBody(of: request, &effects), isEarly || self.acceptsSessionTimer(of: request, &effects)
        else { return }
        guard let description = request.sessionDescription else {
            self.answer(update: request, nil, in: &conversation, isEarly: isEarly, &effects)
            if !isEarly { effects.append(.refreshed) }
            return
        }
        guard !conversation.negotiation.isOffered, !conversation.outgoing.collides else {
            return self.respond(491, to: request, &effects)
        }
        guard conversation.incoming.isNone, conversation.negotiation.isAgreed else {
            return self.respond(500, to: request, with: [self.retryAfter()], &effects)
        }
        conversation.negotiation.offerRemotely(description)
        if description == conversation.negotiation.remote, let local = conversation.negotiation.local {
            self.answer(update: request, local, in: &conversation, isEarly: isEarly, &effects)
            effects.append(.refreshed)
            return
        }
        conversation.incoming = .update(request)
        effects.append(.offerReceived(description, in: request))
    }

    /// CANCEL in an established session can mean only an unanswered re-INVITE.
    mutating func receive(
        cancellation request: SIPMessage,
        in conversation: inout Conversation,
        _ effects: inout [Effect]
    ) {
        self.respond(200, to: request, &effects)
        guard case .invite(let invite) = conversation.incoming, invite.sequence == request.sequence else { return }
        self.respond(487, to: invite, &effects)
        conversation.incoming = .none
        conversation.negotiation.withdraw()
        effects.append(.offerWithdrawn)
    }

    // MARK: The owner's decision

    /// Answers what the far end waits for; nothing when it waits for nothing (messages crossed).
    mutating func accept(
        _ description: [UInt8],
        in conversation: inout Conversation,
        isEarly: Bool = false,
        _ effects: inout [Effect]
    ) {
        switch conversation.incoming {
        case .provisional(let response):
            conversation.incoming = .none
            conversation.negotiation.answerLocally(description)
            self.acknowledge(provisional: response, with: description, in: &conversation, &effects)
        case .answer(let sequence, let credentials):
            conversation.incoming = .none
            conversation.negotiation.answerLocally(description)
            self.acknowledge(sequence: sequence, with: description, credentials, in: &conversation, &effects)
        case .update(let request):
            conversation.incoming = .none
            self.answer(update: request, description, in: &conversation, isEarly: isEarly, &effects)
        case .prack(let request):
            conversation.incoming = .none
            conversation.negotiation.answerLocally(description)
            var response = self.response(200, to: request)
            response.attach(description)
            effects.append(.respond(response, to: request))
        case .invite(let request):
            self.answer(request, description, [], isInitial: false, in: &conversation, &effects)
        case .none, .acknowledgement:
            break
        }
    }

    /// Refuses what the far end waits for.
    mutating func reject(
        status: Int,
        _ headers: [ExtraHeader],
        in conversation: inout Conversation,
        _ effects: inout [Effect]
    ) {
        switch conversation.incoming {
        case .update(let request), .prack(let request), .invite(let request):
            conversation.incoming = .none
            conversation.negotiation.withdraw()
            self.respond((300...699).contains(status) ? status : 488, to: request, with: headers, &effects)
        case .none, .acknowledgement, .provisional, .answer:
            break
        }
    }

    /// Answers every request that still waits, because the dialog ends (§15.1.2), and takes a re-INVITE of ours back,
    /// whose transaction would otherwise wait without limit.
    mutating func dismissPending(in conversation: inout Conversation, _ effects: inout [Effect]) {
        if case .sent(_, let request, _) = conversation.outgoing, request.method == .invite {
            effects.append(.cancelInvite(reason: nil))
        }
        switch conversation.incoming {
        case .update(let request), .prack(let request), .invite(let request):
            self.respond(487, to: request, &effects)
            conversation.incoming = .none
        case .answer(let sequence, let credentials):
            self.acknowledge(sequence: sequence, with: nil, credentials, in: &conversation, &effects)
            conversation.incoming = .none
        case .provisional:
            conversation.incoming = .none
        case .none, .acknowledgement:
            break
        }
    }

    // MARK: Our 2xx and their ACK

    /// Sends 200 to an INVITE and waits for its ACK.
    mutating func answer(
        _ request: SIPMessage,
        _ description: [UInt8]?,
        _ headers: [ExtraHeader],
        isInitial: Bool,
        in conversation: inout Conversation,
        _ effects: inout [Effect]
    ) {
        var response = self.response(200, to: request)
        response.append(.contact, self.contact)
        response.append(.allow, self.settings.allow)
        response.append(.supported, self.settings.supported)
        response.append(headers)
        self.grantSessionTimer(to: request, in: &response, &effects)
        if let description {
            response.attach(description)
            if conversation.negotiation.isReceived {
                conversation.negotiation.answerLocally(description)
            } else {
                conversation.negotiation.offerLocally(description)
            }
        }
        if !isInitial { conversation.dialog.refreshTarget(from: request) }
        conversation.incoming = .acknowledgement(
            Conversation.UnconfirmedAnswer(
                request: request,
                response: response,
                sequence: request.sequence,
                repeatAfter: self.settings.timing.t1,
                isInitial: isInitial
            )
        )
        effects.append(.respond(response, to: request))
        self.arm(.answerRepetition, after: self.settings.timing.t1, &effects)
        self.arm(.acknowledgementMissing, after: self.settings.timing.timeout, &effects)
    }

    private mutating func answer(
        update request: SIPMessage,
        _ description: [UInt8]?,
        in conversation: inout Conversation,
        isEarly: Bool,
        _ effects: inout [Effect]
    ) {
        var response = self.response(200, to: request)
        response.append(.contact, self.contact)
        response.append(.allow, self.settings.allow)
        if !isEarly { self.grantSessionTimer(to: request, in: &response, &effects) }
        if let description {
            conversation.negotiation.answerLocally(description)
            response.attach(description)
        }
        conversation.dialog.refreshTarget(from: request)
        effects.append(.respond(response, to: request))
    }

    /// Timer `answerRepetition`: doubling pauses up to T2 (§13.3.1.4).
    mutating func repeatAnswer(in conversation: inout Conversation, _ effects: inout [Effect]) {
        guard case .acknowledgement(var answer) = conversation.incoming else { return }
        answer.repeatAfter = min(answer.repeatAfter * 2, self.settings.timing.t2)
        conversation.incoming = .acknowledgement(answer)
        effects.append(.respond(answer.response, to: answer.request))
        self.arm(.answerRepetition, after: answer.repeatAfter, &effects)
    }

    /// An ACK came.
    ///
    /// - Returns: how the session ends, when the ACK lacks the answer it owes.
    mutating func receive(
        confirmation request: SIPMessage,
        in conversation: inout Conversation,
        _ effects: inout [Effect]
    ) -> Ending? {
        guard case .acknowledgement(let answer) = conversation.incoming, request.sequence == answer.sequence,
            conversation.dialog.isPeer(of: request)
        else { return nil }
        self.disarm(.answerRepetition, &effects)
        self.disarm(.acknowledgementMissing, &effects)
        conversation.incoming = .none
        var answered: [UInt8]?
        if conversation.negotiation.isOffered {
            guard let description = request.sessionDescription else {
                return .faulty("The ACK has no answer to the offer")
            }
            conversation.negotiation.answerRemotely(description)
            answered = description
        }
        if answer.isInitial { effects.append(.confirmed) }
        if let answered { effects.append(.answerReceived(answered, in: request)) }
        self.sendQueued(in: &conversation, &effects)
        return nil
    }
}

extension Conversation.Outgoing {
    /// Whether an offer from the far end meets one of ours. A refresh by UPDATE offers nothing.
    var collides: Bool {
        switch self {
        case .none, .paused: false
        case .sent(let offer, let request, _): offer.description != nil || request.method == .invite
        }
    }
}

extension Conversation.Incoming {
    /// The far end's offer came in an UPDATE.
    var isUpdate: Bool {
        if case .update = self { return true }
        return false
    }
}
