/// Messages that several states make or read in the same way.
extension InviteSession {
    // MARK: Responses we make

    func response(_ status: Int, to request: SIPMessage, reason: String? = nil) -> SIPMessage {
        var response = SIPMessage(response: status, reason: reason, to: request, toTag: self.key.localTag)
        if let agent = self.settings.agent { response.append(.server, agent) }
        return response
    }

    func respond(
        _ status: Int,
        to request: SIPMessage,
        reason: String? = nil,
        with headers: [ExtraHeader] = [],
        _ effects: inout [Effect]
    ) {
        var response = self.response(status, to: request, reason: reason)
        response.append(headers)
        effects.append(.respond(response, to: request))
    }

    /// 0 to 10 s, as RFC 3261 §14.2 and RFC 3311 §5.2 want it in a 500.
    mutating func retryAfter() -> ExtraHeader {
        ExtraHeader(.retryAfter, String(self.random.next(upperBound: UInt64(11))))
    }

    // MARK: Requests we judge

    /// Checks dialog, order and Require of a request other than ACK and CANCEL, and answers one that fails.
    mutating func admit(
        _ request: SIPMessage,
        to conversation: inout Conversation,
        _ effects: inout [Effect]
    ) -> Bool {
        if let refusal = conversation.dialog.admit(request) {
            self.respond(refusal.status, to: request, &effects)
            return false
        }
        if let unsupported = self.unsupportedOptions(of: request) {
            self.respond(420, to: request, with: [ExtraHeader(.unsupported, unsupported)], &effects)
            return false
        }
        return true
    }

    /// The option tags in Require that we do not know (§8.2.2.3), as value of Unsupported.
    func unsupportedOptions(of request: SIPMessage) -> String? {
        guard request.contains(.require) else { return nil }
        let unknown = request.optionTags(.require).filter { option in
            !self.settings.options.contains { $0 == option }
        }
        return unknown.isEmpty ? nil : unknown.joined(separator: ", ")
    }

    /// Refuses a body that is no session description with 415.
    func acceptsBody(of request: SIPMessage, _ effects: inout [Effect]) -> Bool {
        guard request.hasForeignBody else { return true }
        self.respond(415, to: request, with: [ExtraHeader(.accept, "application/sdp")], &effects)
        return false
    }

    /// A request in a dialog that has no state here.
    func receive(other request: SIPMessage, _ effects: inout [Effect]) {
        switch request.method {
        case .info where request.contains(.infoPackage):
            // RFC 6086 §4.2.2: we listen to no package.
            self.respond(469, to: request, with: [ExtraHeader(.recvInfo, "")], &effects)
        case .info:
            self.respond(200, to: request, &effects)
            effects.append(.informationReceived(request))
        case .options:
            let headers = [
                ExtraHeader(.allow, self.settings.allow),
                ExtraHeader(.supported, self.settings.supported),
                ExtraHeader(.accept, "application/sdp"),
            ]
            self.respond(200, to: request, with: headers, &effects)
        case .message:
            effects.append(.requestReceived(request))
        case .notify, .prack:
            // No subscription, no response to acknowledge.
            self.respond(481, to: request, &effects)
        case .refer:
            self.respond(403, to: request, reason: "Not before the answer", &effects)
        default:
            let status = request.method.isKnown ? 405 : 501
            self.respond(status, to: request, with: [ExtraHeader(.allow, self.settings.allow)], &effects)
        }
    }

    // MARK: Requests we send

    /// The ACK of a 2xx.
    func acknowledge(
        sequence: UInt32,
        with description: [UInt8]?,
        _ credentials: [ExtraHeader],
        in conversation: inout Conversation,
        _ effects: inout [Effect]
    ) {
        let acknowledged = Conversation.Acknowledged(
            sequence: sequence,
            description: description,
            credentials: credentials
        )
        conversation.acknowledged = acknowledged
        self.acknowledgeAgain(acknowledged, conversation.dialog, &effects)
    }

    func acknowledgeAgain(
        _ acknowledged: Conversation.Acknowledged,
        _ dialog: Dialog,
        _ effects: inout [Effect]
    ) {
        var request = dialog.acknowledgement(sequence: acknowledged.sequence)
        if let agent = self.settings.agent { request.append(.userAgent, agent) }
        request.append(acknowledged.credentials)
        if let description = acknowledged.description { request.attach(description) }
        effects.append(.acknowledge(request))
    }

    /// Answers a repeated 2xx with its ACK.
    ///
    /// - Returns: `false` when it is no repetition.
    func acknowledgeAgain(
        _ response: SIPMessage,
        in conversation: Conversation,
        _ effects: inout [Effect]
    ) -> Bool {
        guard let last = conversation.acknowledged, response.sequence <= last.sequence else { return false }
        let isLast = response.sequence == last.sequence
        // An older one was acknowledged before the last INVITE was sent; its answer is not needed again.
        let acknowledged =
            isLast
            ? last : Conversation.Acknowledged(sequence: response.sequence, description: nil, credentials: [])
        self.acknowledgeAgain(acknowledged, conversation.dialog, &effects)
        return true
    }

    /// The PRACK of a reliable provisional response (RFC 3262 §4).
    mutating func acknowledge(
        provisional response: SIPMessage,
        with description: [UInt8]?,
        in conversation: inout Conversation,
        _ effects: inout [Effect]
    ) {
        guard let sequence = response.reliableSequence else { return }
        var request = conversation.dialog.request(.prack)
        request.append(.rack, RAck(responseNumber: sequence, cseq: CSeq(response.sequence, .invite)))
        if let agent = self.settings.agent { request.append(.userAgent, agent) }
        if let description { request.attach(description) }
        self.authentication?.authorize(&request)
        effects.append(.send(request))
    }

    mutating func sendInformation(
        _ contentType: String,
        _ body: [UInt8],
        _ headers: [ExtraHeader],
        in conversation: inout Conversation,
        _ effects: inout [Effect]
    ) {
        var request = conversation.dialog.request(.info)
        if let agent = self.settings.agent { request.append(.userAgent, agent) }
        request.append(headers)
        request.append(.contentType, contentType)
        request.body = body
        self.authentication?.authorize(&request)
        effects.append(.send(request))
    }

    /// Changes a request so that sending it again makes sense after this failure: credentials (401, 407) or a longer
    /// session interval (422). The caller gives it a new number.
    mutating func correct(_ request: inout SIPMessage, after response: SIPMessage, _ status: Int) -> Bool {
        switch status {
        case 401, 407:
            return self.authentication?.answer(response, to: &request) ?? false
        case 422:
            guard let minimum = response.minimumSessionSeconds, self.sessionTimer.raise(toAtLeast: minimum),
                let expires = self.sessionTimer.requested
            else { return false }
            request.set(.sessionExpires, expires)
            request.set(.minSE, String(minimum))
            return true
        default:
            return false
        }
    }

    // MARK: Session timer (RFC 4028)

    func refusesSessionTimer(of request: SIPMessage) -> Bool {
        guard let expires = request.sessionTerms else { return false }
        return self.sessionTimer.refuses(
            seconds: expires.seconds,
            supportsTimer: request.supports("timer")
        )
    }

    func acceptsSessionTimer(of request: SIPMessage, _ effects: inout [Effect]) -> Bool {
        guard self.refusesSessionTimer(of: request) else { return true }
        self.respond(422, to: request, with: [ExtraHeader(.minSE, String(self.sessionTimer.minimum))], &effects)
        return false
    }

    /// Puts our side of the agreement into a 2xx, and starts its timers.
    mutating func grantSessionTimer(
        to request: SIPMessage,
        in response: inout SIPMessage,
        _ effects: inout [Effect]
    ) {
        let terms = request.sessionTerms
        let acceptance = self.sessionTimer.accept(
            seconds: terms?.seconds,
            refresher: terms?.refresher,
            minimum: request.minimumSessionSeconds,
            supportsTimer: request.supports("timer")
        )
        if let acceptance {
            response.append(.sessionExpires, acceptance.value)
            if acceptance.isRequired { response.append(.require, "timer") }
        }
        self.armSessionTimer(&effects)
    }

    /// Takes the far end's side of the agreement from a 2xx, and starts its timers.
    mutating func takeSessionTimer(from response: SIPMessage, _ effects: inout [Effect]) {
        let terms = response.sessionTerms
        self.sessionTimer.answered(seconds: terms?.seconds, refresher: terms?.refresher)
        self.armSessionTimer(&effects)
    }

    private mutating func armSessionTimer(_ effects: inout [Effect]) {
        guard let agreement = self.sessionTimer.agreement else {
            self.disarm(.sessionRefresh, &effects)
            self.disarm(.sessionExpiry, &effects)
            return
        }
        switch agreement.refresher {
        case .here: self.arm(.sessionRefresh, after: agreement.refreshDelay, &effects)
        case .farEnd: self.disarm(.sessionRefresh, &effects)
        }
        self.arm(.sessionExpiry, after: agreement.expiryDelay, &effects)
    }
}
