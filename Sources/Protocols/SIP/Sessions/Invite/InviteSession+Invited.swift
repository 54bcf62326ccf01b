extension InviteSession {
    /// An INVITE waits for our final response.
    struct Invited: Sendable {
        var invite: SIPMessage
        var conversation: Conversation
        var reliable: ReliableProvisionals
        /// Every provisional response goes out reliably.
        var requiresReliable: Bool
        var supportsReliable: Bool
        /// The INVITE brought an offer; otherwise ours goes into the first reliable response.
        var hasOffer: Bool
        /// Description of an unreliable provisional response, repeated in the 200.
        var preview: [UInt8]?
        /// The last unreliable one, repeated once a minute.
        var lastProgress: SIPMessage?
        /// The owner has accepted; a PRACK or the answer to an UPDATE is waited for.
        var heldAnswer: HeldAnswer?
    }

    struct HeldAnswer: Sendable {
        var description: [UInt8]?
        var headers: [ExtraHeader]
    }

    /// Proxies forget a call after three minutes without a word (timer C); once a minute is asked for (§13.3.1.1).
    private static let progressInterval = Duration.seconds(60)

    // MARK: The INVITE itself

    mutating func examine(_ invite: SIPMessage, _ effects: inout [Effect]) -> State {
        if let unsupported = self.unsupportedOptions(of: invite) {
            return self.refuse(invite, status: 420, with: [ExtraHeader(.unsupported, unsupported)], &effects)
        }
        guard !invite.hasForeignBody else {
            return self.refuse(invite, status: 415, with: [ExtraHeader(.accept, "application/sdp")], &effects)
        }
        if self.refusesSessionTimer(of: invite) {
            return self.refuse(
                invite,
                status: 422,
                with: [ExtraHeader(.minSE, String(self.sessionTimer.minimum))],
                &effects
            )
        }
        let dialog: Dialog
        do throws(SIPParseError) {
            dialog = try Dialog(openedBy: invite, localTag: self.key.localTag)
        } catch {
            return self.refuse(invite, status: error.status, with: [], reason: error.detail, &effects)
        }
        var conversation = Conversation(dialog)
        conversation.allowsUpdate = invite.allowsUpdate
        let offer = invite.sessionDescription
        if let offer { conversation.negotiation.offerRemotely(offer) }
        effects.append(.invited(sdp: offer))
        let requires = invite.requires("100rel")
        return .invited(
            Invited(
                invite: invite,
                conversation: conversation,
                reliable: ReliableProvisionals(
                    first: 1 + UInt32(self.random.next(upperBound: UInt64(65_536))),
                    limit: self.settings.maximumQueuedProvisionals
                ),
                requiresReliable: requires,
                supportsReliable: invite.supports("100rel"),
                hasOffer: offer != nil
            )
        )
    }

    /// Refuses the INVITE for good.
    private mutating func refuse(
        _ invite: SIPMessage,
        status: Int,
        with headers: [ExtraHeader],
        reason: String? = nil,
        _ effects: inout [Effect]
    ) -> State {
        self.respond(status, to: invite, reason: reason, with: headers, &effects)
        return self.finish(.rejected(status: status), &effects)
    }

    mutating func whileInvited(_ invited: consuming Invited, _ input: Input, _ effects: inout [Effect]) -> State {
        var invited = invited
        switch input {
        case .received(let message) where message.isRequest:
            return self.receive(request: message, during: invited, &effects)

        case .received(let response):
            self.receive(response: response, in: &invited.conversation, isEarly: true, &effects)
            return self.proceed(invited, &effects)

        case .transactionFailed(let request, let failure):
            self.fail(request, failure, in: &invited.conversation, isEarly: true, &effects)
            return self.proceed(invited, &effects)

        case .progress(let status, let description, let headers):
            guard (101...199).contains(status), invited.heldAnswer == nil else { return .invited(invited) }
            self.progress(status, description, headers, &invited, &effects)
            return .invited(invited)

        case .accept(let description, let headers):
            guard invited.heldAnswer == nil else { return .invited(invited) }
            invited.heldAnswer = HeldAnswer(description: description, headers: headers)
            invited.reliable.dropWaiting()
            return self.proceed(invited, &effects)

        case .reject(let status, let reason, let headers):
            guard (300...699).contains(status) else {
                assertionFailure("\(status) refuses nothing")
                return self.refuse(invited, status: 500, &effects)
            }
            return self.refuse(invited, status: status, with: headers, reason: reason, &effects)

        case .hangUp(let reason):
            let headers = reason.map { [ExtraHeader(.reason, $0)] } ?? []
            return self.refuse(invited, status: 480, with: headers, &effects)

        case .acceptOffer(let description):
            self.accept(description, in: &invited.conversation, isEarly: true, &effects)
            return self.proceed(invited, &effects)

        case .rejectOffer(let status, let headers):
            self.reject(status: status, headers, in: &invited.conversation, &effects)
            return self.proceed(invited, &effects)

        case .offer(let description, _, let headers):
            guard let description else {
                effects.append(.offerRefused(status: 491, response: nil))
                return .invited(invited)
            }
            self.offerEarly(description, headers, in: &invited.conversation, &effects)
            return .invited(invited)

        case .fired(.provisionalRepetition):
            if let (response, pause) = invited.reliable.repeatOutstanding() {
                effects.append(.respond(response, to: invited.invite))
                self.arm(.provisionalRepetition, after: pause, &effects)
            }
            return .invited(invited)

        case .fired(.provisionalAcknowledgementMissing):
            // §3: 64·T1 without PRACK, "SHOULD reject the original request with a 5xx".
            self.respond(504, to: invited.invite, &effects)
            self.dismissPending(in: &invited.conversation, &effects)
            return self.finish(.notAcknowledged, &effects)

        case .fired(.progressRepetition):
            if let response = invited.lastProgress {
                effects.append(.respond(response, to: invited.invite))
                self.arm(.progressRepetition, after: Self.progressInterval, &effects)
            }
            return .invited(invited)

        case .cancel, .sendInformation, .refer, .acceptTransfer, .rejectTransfer, .reportTransfer, .fired, .start:
            // Commands of the other role or of a later state.
            return .invited(invited)
        }
    }

    // MARK: Requests

    private mutating func receive(
        request: SIPMessage,
        during invited: consuming Invited,
        _ effects: inout [Effect]
    ) -> State {
        var invited = invited
        if request.method == .cancel {
            self.respond(200, to: request, &effects)
            self.respond(487, to: invited.invite, &effects)
            self.dismissPending(in: &invited.conversation, &effects)
            return self.finish(.cancelled(request), &effects)
        }
        guard request.method != .ack, self.admit(request, to: &invited.conversation, &effects) else {
            return .invited(invited)
        }
        switch request.method {
        case .prack:
            return self.receive(acknowledgement: request, during: invited, &effects)
        case .update:
            self.receive(update: request, in: &invited.conversation, isEarly: true, &effects)
        case .bye:
            self.respond(200, to: request, &effects)
            self.respond(487, to: invited.invite, &effects)
            self.dismissPending(in: &invited.conversation, &effects)
            return self.finish(.cancelled(request), &effects)
        case .invite:
            // §14.2: a second INVITE before the first has its final response.
            self.respond(500, to: request, with: [self.retryAfter()], &effects)
        default:
            self.receive(other: request, &effects)
        }
        return .invited(invited)
    }

    private mutating func receive(
        acknowledgement request: SIPMessage,
        during invited: consuming Invited,
        _ effects: inout [Effect]
    ) -> State {
        var invited = invited
        guard let rack = try? request.rack(), rack.cseq == CSeq(invited.invite.sequence, .invite),
            invited.reliable.acknowledge(sequence: rack.responseNumber)
        else {
            self.respond(481, to: request, &effects)
            return .invited(invited)
        }
        self.disarm(.provisionalRepetition, &effects)
        self.disarm(.provisionalAcknowledgementMissing, &effects)
        let description = request.sessionDescription
        if invited.conversation.negotiation.isOffered {
            guard let description else {
                // The answer to our offer is due in this PRACK and nowhere else (§5).
                self.respond(400, to: request, reason: "The offer has no answer", &effects)
                self.respond(500, to: invited.invite, &effects)
                return self.finish(.faulty("The PRACK has no answer to the offer"), &effects)
            }
            invited.conversation.negotiation.answerRemotely(description)
            self.respond(200, to: request, &effects)
            effects.append(.answerReceived(description, in: request))
        } else if let description {
            guard invited.conversation.negotiation.isAgreed, invited.conversation.outgoing.isNone else {
                self.respond(488, to: request, &effects)
                return self.proceed(invited, &effects)
            }
            invited.conversation.negotiation.offerRemotely(description)
            invited.conversation.incoming = .prack(request)
            effects.append(.offerReceived(description, in: request))
        } else {
            self.respond(200, to: request, &effects)
        }
        return self.proceed(invited, &effects)
    }

    // MARK: Our responses

    private mutating func progress(
        _ status: Int,
        _ description: [UInt8]?,
        _ headers: [ExtraHeader],
        _ invited: inout Invited,
        _ effects: inout [Effect]
    ) {
        let isReliable =
            switch self.settings.reliability {
            case .whenRequired: invited.requiresReliable
            case .withDescription: invited.requiresReliable || invited.supportsReliable && description != nil
            case .always: invited.supportsReliable
            }
        guard !isReliable else {
            let response = ReliableProvisionals.Waiting(status: status, description: description, headers: headers)
            guard invited.reliable.outstanding == nil else { return invited.reliable.enqueue(response) }
            return self.sendReliably(response, &invited, &effects)
        }
        var response = self.earlyResponse(status, to: invited.invite, headers)
        // Without an offer to answer, a description would be an offer, which an unreliable response cannot carry.
        if let description, invited.conversation.negotiation.isReceived {
            response.attach(description)
            invited.preview = description
        }
        invited.lastProgress = response
        effects.append(.respond(response, to: invited.invite))
        self.arm(.progressRepetition, after: Self.progressInterval, &effects)
    }

    private mutating func sendReliably(
        _ waiting: ReliableProvisionals.Waiting,
        _ invited: inout Invited,
        _ effects: inout [Effect]
    ) {
        let sequence = invited.reliable.takeSequence()
        var response = self.earlyResponse(waiting.status, to: invited.invite, waiting.headers)
        response.append(.require, "100rel")
        response.append(.rseq, String(sequence))
        if let description = waiting.description {
            if invited.conversation.negotiation.isReceived, !invited.conversation.incoming.isUpdate {
                invited.conversation.negotiation.answerLocally(description)
                response.attach(description)
            } else if !invited.hasOffer, invited.conversation.negotiation.local == nil {
                invited.conversation.negotiation.offerLocally(description)
                response.attach(description)
            } else if description != invited.conversation.negotiation.local {
                // Agreed already: what is new is offered when the call is confirmed.
                self.queueChange(description, in: &invited.conversation)
            }
        }
        invited.reliable.sent(response, sequence: sequence, t1: self.settings.timing.t1)
        invited.lastProgress = nil
        self.disarm(.progressRepetition, &effects)
        effects.append(.respond(response, to: invited.invite))
        self.arm(.provisionalRepetition, after: self.settings.timing.t1, &effects)
        self.arm(.provisionalAcknowledgementMissing, after: self.settings.timing.timeout, &effects)
    }

    private func earlyResponse(_ status: Int, to invite: SIPMessage, _ headers: [ExtraHeader]) -> SIPMessage {
        var response = self.response(status, to: invite)
        response.append(.contact, self.contact)
        response.append(.allow, self.settings.allow)
        response.append(headers)
        return response
    }

    /// Sends what a PRACK or the end of an UPDATE made possible: the next reliable response, or the 200.
    private mutating func proceed(_ invited: consuming Invited, _ effects: inout [Effect]) -> State {
        var invited = invited
        guard invited.reliable.outstanding == nil else { return .invited(invited) }
        guard let answer = invited.heldAnswer else {
            if let waiting = invited.reliable.takeWaiting() { self.sendReliably(waiting, &invited, &effects) }
            return .invited(invited)
        }
        // An offer in UPDATE or PRACK is answered before the INVITE is (RFC 6337 §3.1.1).
        guard invited.conversation.incoming.isNone, invited.conversation.outgoing.isNone else {
            return .invited(invited)
        }
        var description: [UInt8]?
        switch invited.conversation.negotiation.phase {
        case .received:
            description = answer.description ?? invited.preview
        case .stable where invited.conversation.negotiation.isAgreed:
            if let changed = answer.description, changed != invited.conversation.negotiation.local {
                self.queueChange(changed, in: &invited.conversation)
            }
            return self.accept(invited, nil, answer.headers, &effects)
        case .stable, .offered:
            description = answer.description
        }
        guard let description else {
            self.respond(500, to: invited.invite, &effects)
            return self.finish(.faulty("The owner accepted without a session description"), &effects)
        }
        return self.accept(invited, description, answer.headers, &effects)
    }

    private mutating func accept(
        _ invited: consuming Invited,
        _ description: [UInt8]?,
        _ headers: [ExtraHeader],
        _ effects: inout [Effect]
    ) -> State {
        self.disarm(.progressRepetition, &effects)
        var session = Established(invited.conversation)
        self.answer(
            invited.invite,
            description,
            headers,
            isInitial: true,
            in: &session.conversation,
            &effects
        )
        return .established(session)
    }

    private mutating func refuse(
        _ invited: consuming Invited,
        status: Int,
        with headers: [ExtraHeader] = [],
        reason: String? = nil,
        _ effects: inout [Effect]
    ) -> State {
        var invited = invited
        self.dismissPending(in: &invited.conversation, &effects)
        return self.refuse(invited.invite, status: status, with: headers, reason: reason, &effects)
    }

    /// A description that came too late for the INVITE's own exchange; the newest wins.
    private func queueChange(_ description: [UInt8], in conversation: inout Conversation) {
        conversation.queued = Conversation.Offer(
            description: description,
            method: .update,
            headers: [],
            purpose: .owner
        )
    }
}
