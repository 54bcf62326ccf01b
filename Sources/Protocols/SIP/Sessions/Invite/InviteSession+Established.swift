extension InviteSession {
    /// The call stands: a 2xx was sent or received.
    struct Established: Sendable {
        var conversation: Conversation
        var transfers = Transfers()

        init(_ conversation: Conversation) {
            self.conversation = conversation
        }
    }

    mutating func whileEstablished(_ session: consuming Established, _ input: Input, _ effects: inout [Effect]) -> State
    {
        var session = session
        switch input {
        case .received(let message) where message.isRequest:
            return self.receive(request: message, during: session, &effects)

        case .received(let response):
            return self.receive(response: response, during: session, &effects)

        case .transactionFailed(let request, let failure):
            if request.method == .refer || request.method == .notify {
                self.failTransfer(request, in: &session.transfers, &effects)
                return .established(session)
            }
            let ending = self.fail(request, failure, in: &session.conversation, isEarly: false, &effects)
            return self.go(on: session, orEnd: ending, &effects)

        case .offer(let description, let method, let headers):
            let offer = Conversation.Offer(
                description: description,
                method: method,
                headers: headers,
                purpose: .owner
            )
            self.offer(offer, in: &session.conversation, &effects)
            return .established(session)

        case .acceptOffer(let description):
            self.accept(description, in: &session.conversation, &effects)
            self.sendQueued(in: &session.conversation, &effects)
            return .established(session)

        case .rejectOffer(let status, let headers):
            if case .answer = session.conversation.incoming {
                // The 2xx stands already; refusing its offer is possible only by ending the call (§13.2.2.4).
                return self.leave(session.conversation, .hungUpHere, reason: nil, &effects)
            }
            self.reject(status: status, headers, in: &session.conversation, &effects)
            self.sendQueued(in: &session.conversation, &effects)
            return .established(session)

        case .hangUp(let reason), .cancel(let reason):
            // A CANCEL that crossed the answer is a wish to hang up.
            return self.leave(session.conversation, .hungUpHere, reason: reason, &effects)

        case .sendInformation(let contentType, let body, let headers):
            self.sendInformation(contentType, body, headers, in: &session.conversation, &effects)
            return .established(session)

        case .refer(let target, let headers):
            self.refer(to: target, headers, in: &session, &effects)
            return .established(session)

        case .acceptTransfer:
            self.acceptTransfer(in: &session, &effects)
            return .established(session)

        case .rejectTransfer(let status):
            self.rejectTransfer(status: status, in: &session, &effects)
            return .established(session)

        case .reportTransfer(let status, let reason):
            self.reportTransfer(status: status, reason, in: &session, &effects)
            return .established(session)

        case .fired(let timer):
            return self.fire(timer, during: session, &effects)

        case .start, .progress, .accept, .reject:
            // An answer given twice, or one that crossed an early end of the ringing.
            return .established(session)
        }
    }

    private mutating func fire(_ timer: Timer, during session: consuming Established, _ effects: inout [Effect])
        -> State
    {
        var session = session
        switch timer {
        case .answerRepetition:
            self.repeatAnswer(in: &session.conversation, &effects)
            return .established(session)
        case .acknowledgementMissing:
            session.conversation.incoming = .none
            return self.leave(session.conversation, .notAcknowledged, reason: nil, &effects)
        case .glarePause:
            self.offerAgain(in: &session.conversation, &effects)
            return .established(session)
        case .sessionRefresh:
            self.refresh(&session.conversation, &effects)
            return .established(session)
        case .sessionExpiry:
            let reason = "SIP;cause=408;text=\"Session expired\""
            return self.leave(session.conversation, .expired, reason: reason, &effects)
        case .provisionalRepetition, .provisionalAcknowledgementMissing, .progressRepetition:
            // Disarmed before the session was established.
            return .established(session)
        }
    }

    func isCurrent(_ response: SIPMessage, in conversation: Conversation) -> Bool {
        response.toTag ?? "" == conversation.dialog.id.remoteTag
    }

    mutating func go(on session: consuming Established, orEnd ending: Ending?, _ effects: inout [Effect]) -> State {
        guard let ending else { return .established(session) }
        return self.leave(session.conversation, ending, reason: nil, &effects)
    }

    // MARK: Responses

    private mutating func receive(
        response: SIPMessage,
        during session: consuming Established,
        _ effects: inout [Effect]
    ) -> State {
        var session = session
        guard let status = response.status else { return .established(session) }
        switch response.method {
        case .invite, .update:
            if response.method == .invite, (200..<300).contains(status) {
                guard self.isCurrent(response, in: session.conversation) else {
                    self.dismiss(response, &effects)
                    return .established(session)
                }
                if self.acknowledgeAgain(response, in: session.conversation, &effects) { return .established(session) }
            }
            let ending = self.receive(response: response, in: &session.conversation, isEarly: false, &effects)
            return self.go(on: session, orEnd: ending, &effects)
        case .refer:
            let ending = self.receive(referral: response, in: &session, &effects)
            return self.go(on: session, orEnd: ending, &effects)
        case .notify:
            if status >= 300, status != 401, status != 407 { session.transfers.incoming = .none }
            return .established(session)
        case .info where status == 481 && self.isCurrent(response, in: session.conversation):
            return self.leave(session.conversation, .lost, reason: nil, &effects)
        default:
            // PRACK, INFO, and the BYE of a branch that we dismissed.
            return .established(session)
        }
    }

    // MARK: Requests

    private mutating func receive(
        request: SIPMessage,
        during session: consuming Established,
        _ effects: inout [Effect]
    ) -> State {
        var session = session
        switch request.method {
        case .ack:
            let ending = self.receive(confirmation: request, in: &session.conversation, &effects)
            return self.go(on: session, orEnd: ending, &effects)
        case .cancel:
            self.receive(cancellation: request, in: &session.conversation, &effects)
            self.sendQueued(in: &session.conversation, &effects)
            return .established(session)
        default:
            guard self.admit(request, to: &session.conversation, &effects) else { return .established(session) }
        }
        switch request.method {
        case .bye:
            self.respond(200, to: request, &effects)
            self.dismissPending(in: &session.conversation, &effects)
            return self.finish(.hungUp(request), &effects)
        case .invite:
            self.receive(reinvite: request, in: &session.conversation, &effects)
        case .update:
            self.receive(update: request, in: &session.conversation, isEarly: false, &effects)
        case .refer:
            self.receive(refer: request, in: &session, &effects)
        case .notify:
            self.receive(notification: request, in: &session, &effects)
        default:
            self.receive(other: request, &effects)
        }
        return .established(session)
    }
}
