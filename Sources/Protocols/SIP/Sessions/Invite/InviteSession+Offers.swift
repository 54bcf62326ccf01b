/// Offers that we make in a dialog: re-INVITE and UPDATE.
extension InviteSession {
    /// Offers on behalf of the owner, now or when what is open is settled.
    mutating func offer(
        _ offer: Conversation.Offer,
        in conversation: inout Conversation,
        _ effects: inout [Effect]
    ) {
        switch conversation.incoming {
        case .provisional, .answer, .update, .prack, .invite:
            // Waiting here while the owner waits there would be a deadlock of two legs: say so at once.
            self.refuse(offer, status: 491, response: nil, &effects)
        case .none where conversation.outgoing.isNone:
            self.send(offer, in: &conversation, &effects)
        case .none, .acknowledgement:
            guard conversation.queued == nil else {
                return self.refuse(offer, status: 491, response: nil, &effects)
            }
            conversation.queued = offer
        }
    }

    /// Offers before the INVITE has its final response, which only UPDATE can (RFC 3311 §5.1).
    mutating func offerEarly(
        _ description: [UInt8],
        _ headers: [ExtraHeader],
        in conversation: inout Conversation,
        _ effects: inout [Effect]
    ) {
        let offer = Conversation.Offer(description: description, method: .update, headers: headers, purpose: .owner)
        guard conversation.allowsUpdate else { return self.refuse(offer, status: 488, response: nil, &effects) }
        guard conversation.negotiation.isAgreed, conversation.outgoing.isNone, conversation.incoming.isNone else {
            return self.refuse(offer, status: 491, response: nil, &effects)
        }
        self.send(offer, in: &conversation, &effects)
    }

    mutating func sendQueued(in conversation: inout Conversation, _ effects: inout [Effect]) {
        guard let offer = conversation.queued, conversation.incoming.isNone, conversation.outgoing.isNone,
            conversation.negotiation.isStable
        else { return }
        conversation.queued = nil
        self.send(offer, in: &conversation, &effects)
    }

    private mutating func send(
        _ offer: Conversation.Offer,
        in conversation: inout Conversation,
        _ effects: inout [Effect]
    ) {
        let canUpdate = conversation.allowsUpdate && (offer.description != nil || offer.purpose == .refresh)
        var request = conversation.dialog.request(offer.method == .update && canUpdate ? .update : .invite)
        request.append(.contact, self.contact)
        request.append(.allow, self.settings.allow)
        request.append(.supported, self.settings.supportedWithoutReliable)
        if let expires = self.sessionTimer.requested { request.append(.sessionExpires, expires) }
        if let minimum = self.sessionTimer.learnedMinimum { request.append(.minSE, String(minimum)) }
        if let agent = self.settings.agent { request.append(.userAgent, agent) }
        request.append(offer.headers)
        if let description = offer.description {
            request.attach(description)
            conversation.negotiation.offerLocally(description)
        }
        self.authentication?.authorize(&request)
        let sequence = conversation.dialog.localSequence
        conversation.outgoing = .sent(offer, request: request, sequence: sequence)
        effects.append(.send(request))
    }

    private func refuse(
        _ offer: Conversation.Offer,
        status: Int,
        response: SIPMessage?,
        _ effects: inout [Effect]
    ) {
        guard offer.purpose == .owner else { return }
        effects.append(.offerRefused(status: status, response: response))
    }

    // MARK: Outcomes

    /// Takes a response to our re-INVITE or UPDATE in.
    ///
    /// - Returns: how the session ends, when it must.
    @discardableResult
    mutating func receive(
        response: SIPMessage,
        in conversation: inout Conversation,
        isEarly: Bool,
        _ effects: inout [Effect]
    ) -> Ending? {
        guard case .sent(let offer, let request, let sequence) = conversation.outgoing,
            response.sequence == sequence, response.method == request.method,
            let status = response.status, status >= 200
        else { return nil }
        guard status < 300 else {
            return self.fail(
                offer,
                request,
                after: response,
                status,
                in: &conversation,
                isEarly: isEarly,
                &effects
            )
        }
        conversation.outgoing = .none
        conversation.dialog.refreshTarget(from: response)
        if !isEarly { self.takeSessionTimer(from: response, &effects) }
        let description = response.sessionDescription
        let isInvite = request.method == .invite
        if isInvite, offer.description == nil, let description {
            conversation.negotiation.offerRemotely(description)
            conversation.incoming = .answer(sequence: sequence, credentials: request.credentials)
            effects.append(.offerReceived(description, in: response))
            return nil
        }
        if isInvite {
            self.acknowledge(sequence: sequence, with: nil, request.credentials, in: &conversation, &effects)
        }
        if offer.description != nil, let description {
            let isNews = offer.purpose == .owner || description != conversation.negotiation.remote
            conversation.negotiation.answerRemotely(description)
            if isNews { effects.append(.answerReceived(description, in: response)) }
        } else if offer.description != nil || isInvite {
            // A 2xx without the description it owes: what was agreed before stays.
            conversation.negotiation.withdraw()
            self.refuse(offer, status: 500, response: response, &effects)
        }
        if !isEarly { self.sendQueued(in: &conversation, &effects) }
        return nil
    }

    private mutating func fail(
        _ offer: Conversation.Offer,
        _ request: SIPMessage,
        after response: SIPMessage,
        _ status: Int,
        in conversation: inout Conversation,
        isEarly: Bool,
        _ effects: inout [Effect]
    ) -> Ending? {
        var offer = offer
        var request = request
        let mayRepeat = offer.repetitions < self.settings.maximumOfferRepetitions
        offer.repetitions += 1
        if mayRepeat, self.correct(&request, after: response, status) {
            let sequence = conversation.dialog.renumber(&request)
            conversation.outgoing = .sent(offer, request: request, sequence: sequence)
            effects.append(.send(request))
            return nil
        }
        conversation.negotiation.withdraw()
        conversation.outgoing = .none
        if !isEarly, status == 481 || status == 408 { return .lost }
        if !isEarly, mayRepeat, let pause = self.pause(after: response, status) {
            conversation.outgoing = .paused(offer)
            self.arm(.glarePause, after: pause, &effects)
            return nil
        }
        if offer.purpose == .refresh, request.method == .update, status == 405 || status == 501 {
            // It said that it knows UPDATE and does not.
            conversation.allowsUpdate = false
            self.refresh(&conversation, &effects)
            return nil
        }
        self.refuse(offer, status: status, response: response, &effects)
        if !isEarly { self.sendQueued(in: &conversation, &effects) }
        return nil
    }

    /// How long to wait before an offer is made again that met one of the far end (§14.1, RFC 3311 §5.2); `nil`: do
    /// not.
    private mutating func pause(after response: SIPMessage, _ status: Int) -> Duration? {
        switch status {
        case 491:
            // Units of 10 ms; the side that made the Call-ID lets the other go first.
            let steps = Int(self.random.next(upperBound: UInt64(self.ownsCallID ? 191 : 201)))
            return .milliseconds((self.ownsCallID ? 2_100 : 0) + steps * 10)
        case 500:
            guard let seconds = response.retryAfterSeconds, seconds <= 10 else { return nil }
            return .seconds(seconds)
        default:
            return nil
        }
    }

    /// The client transaction of our request failed.
    ///
    /// - Returns: how the session ends, when it must.
    @discardableResult
    mutating func fail(
        _ request: SIPMessage,
        _ failure: TransactionFailure,
        in conversation: inout Conversation,
        isEarly: Bool,
        _ effects: inout [Effect]
    ) -> Ending? {
        guard case .sent(let offer, let sent, let sequence) = conversation.outgoing,
            request.sequence == sequence, request.method == sent.method
        else { return nil }
        conversation.outgoing = .none
        // §12.2.1.2: silence to a request of the dialog counts as 408, which ends it.
        guard isEarly else { return .lost }
        conversation.negotiation.withdraw()
        self.refuse(offer, status: failure == .timeout ? 408 : 503, response: nil, &effects)
        return nil
    }

    // MARK: Timers

    /// Timer `glarePause` ran out.
    mutating func offerAgain(in conversation: inout Conversation, _ effects: inout [Effect]) {
        guard case .paused(let offer) = conversation.outgoing else { return }
        conversation.outgoing = .none
        switch conversation.incoming {
        case .none:
            self.send(offer, in: &conversation, &effects)
        case .acknowledgement where conversation.queued == nil:
            conversation.queued = offer
        case .acknowledgement, .provisional, .answer, .update, .prack, .invite:
            self.refuse(offer, status: 491, response: nil, &effects)
        }
    }

    /// Timer `sessionRefresh` ran out (RFC 4028 §10): UPDATE without a description, or a re-INVITE that changes
    /// nothing.
    mutating func refresh(_ conversation: inout Conversation, _ effects: inout [Effect]) {
        guard conversation.outgoing.isNone, conversation.incoming.isNone else {
            // What is under way refreshes as well, unless it fails.
            return self.arm(.sessionRefresh, after: .seconds(10), &effects)
        }
        let offer = Conversation.Offer(
            description: conversation.allowsUpdate ? nil : conversation.negotiation.local,
            method: conversation.allowsUpdate ? .update : .invite,
            headers: [],
            purpose: .refresh
        )
        self.send(offer, in: &conversation, &effects)
    }
}
