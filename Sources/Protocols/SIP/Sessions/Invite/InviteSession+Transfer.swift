/// REFER in both directions, with its implicit subscription (RFC 3515), Replaces (RFC 3891) and Referred-By (RFC 3892).
///
/// The subscription ends with the call: after a BYE no NOTIFY is sent or expected, which RFC 5057 allows and which is
/// what a transferor that hangs up after 202 wants.
extension InviteSession {
    // MARK: The far end asks

    mutating func receive(refer request: SIPMessage, in session: inout Established, _ effects: inout [Effect]) {
        guard case .none = session.transfers.incoming else { return self.respond(491, to: request, &effects) }
        guard request.all(.referTo).count == 1, let target = try? request.referTo() else {
            return self.respond(400, to: request, reason: "Refer-To is not one address", &effects)
        }
        session.transfers.received += 1
        let isFirst = session.transfers.received == 1
        let event = isFirst ? "refer" : "refer;id=\(request.sequence)"
        session.transfers.incoming = .asked(request, event: event)
        // A Replaces that cannot be read names no dialog; the target decides what it is worth.
        let replaces = target.uri.header("Replaces").flatMap { try? Replaces(parsing: $0) }
        effects.append(
            .transferRequested(
                Transfer(
                    request: request,
                    target: target,
                    replaces: replaces,
                    referredBy: request.first(.referredBy)
                )
            )
        )
    }

    mutating func acceptTransfer(in session: inout Established, _ effects: inout [Effect]) {
        guard case .asked(let request, let event) = session.transfers.incoming else { return }
        var response = self.response(202, to: request)
        response.append(.contact, self.contact)
        let wantsNone = request.first(.referSub).map { $0.equalsIgnoringCase("false") } ?? false
        if wantsNone {
            response.append(.referSub, "false")
            session.transfers.incoming = .silent
        } else {
            session.transfers.incoming = .reporting(event: event)
        }
        effects.append(.respond(response, to: request))
        self.reportTransfer(status: 100, nil, in: &session, &effects)
    }

    mutating func rejectTransfer(status: Int, in session: inout Established, _ effects: inout [Effect]) {
        guard case .asked(let request, _) = session.transfers.incoming else { return }
        session.transfers.incoming = .none
        self.respond((300...699).contains(status) ? status : 603, to: request, &effects)
    }

    mutating func reportTransfer(
        status: Int,
        _ reason: String?,
        in session: inout Established,
        _ effects: inout [Effect]
    ) {
        let isFinal = status >= 200
        switch session.transfers.incoming {
        case .none, .asked:
            return
        case .silent:
            if isFinal { session.transfers.incoming = .none }
            return
        case .reporting(let event):
            if isFinal { session.transfers.incoming = .none }
            var request = session.conversation.dialog.request(.notify)
            request.append(.contact, self.contact)
            request.append(.event, event)
            request.append(.subscriptionState, isFinal ? "terminated;reason=noresource" : "active;expires=180")
            if let agent = self.settings.agent { request.append(.userAgent, agent) }
            request.append(.contentType, "message/sipfrag;version=2.0")
            let phrase = reason ?? SIPReasonPhrase.text(of: status)
            request.body = Array("SIP/2.0 \(status) \(phrase)\r\n".utf8)
            self.authentication?.authorize(&request)
            effects.append(.send(request))
        }
    }

    // MARK: We ask

    mutating func refer(
        to target: NameAddress,
        _ headers: [ExtraHeader],
        in session: inout Established,
        _ effects: inout [Effect]
    ) {
        guard case .none = session.transfers.outgoing else {
            effects.append(.transferProgressed(status: 491, reason: SIPReasonPhrase.text(of: 491)))
            return
        }
        var request = session.conversation.dialog.request(.refer)
        request.append(.contact, self.contact)
        request.append(.referTo, target.description)
        if let agent = self.settings.agent { request.append(.userAgent, agent) }
        request.append(headers)
        self.authentication?.authorize(&request)
        session.transfers.outgoing = .asked(request, sequence: session.conversation.dialog.localSequence)
        effects.append(.send(request))
    }

    /// A response to our REFER.
    ///
    /// - Returns: how the session ends, when the far end has lost it.
    mutating func receive(
        referral response: SIPMessage,
        in session: inout Established,
        _ effects: inout [Effect]
    ) -> Ending? {
        guard case .asked(var request, let sequence) = session.transfers.outgoing, response.sequence == sequence,
            let status = response.status, status >= 200
        else { return nil }
        if status < 300 {
            // RFC 4488: nobody will report; all that is known is that it was taken on.
            let isSilent = response.first(.referSub).map { $0.equalsIgnoringCase("false") } ?? false
            session.transfers.outgoing = isSilent ? .none : .reported(sequence: sequence)
            effects.append(.transferProgressed(status: isSilent ? 202 : 100, reason: response.reason))
            return nil
        }
        if self.correct(&request, after: response, status) {
            let next = session.conversation.dialog.renumber(&request)
            session.transfers.outgoing = .asked(request, sequence: next)
            effects.append(.send(request))
            return nil
        }
        session.transfers.outgoing = .none
        effects.append(.transferProgressed(status: status, reason: response.reason))
        return status == 481 ? .lost : nil
    }

    /// The transaction of a REFER or NOTIFY failed.
    mutating func failTransfer(_ request: SIPMessage, in transfers: inout Transfers, _ effects: inout [Effect]) {
        if request.method == .notify {
            // Nobody listens; the transfer itself goes on.
            if case .reporting = transfers.incoming { transfers.incoming = .silent }
            return
        }
        guard case .asked(_, let sequence) = transfers.outgoing, request.sequence == sequence else { return }
        transfers.outgoing = .none
        effects.append(.transferProgressed(status: 408, reason: SIPReasonPhrase.text(of: 408)))
    }

    /// NOTIFY: how the transfer goes that we asked for. It may overtake the 202.
    mutating func receive(
        notification request: SIPMessage,
        in session: inout Established,
        _ effects: inout [Effect]
    ) {
        guard session.transfers.outgoing.expects(request) else { return self.respond(481, to: request, &effects) }
        self.respond(200, to: request, &effects)
        let fragment = Self.fragment(of: request)
        // An unreadable state is no reason to report for ever.
        let isLast = ((try? request.subscriptionState())?.state ?? .terminated) == .terminated
        guard let (status, reason) = fragment, status >= 200 || !isLast else {
            guard isLast else { return }
            session.transfers.outgoing = .none
            effects.append(.transferProgressed(status: 408, reason: "The report ended without an outcome"))
            return
        }
        if status >= 200 || isLast { session.transfers.outgoing = .none }
        effects.append(.transferProgressed(status: status, reason: reason))
    }

    /// The status line of a `message/sipfrag` body (RFC 3420).
    private static func fragment(of request: SIPMessage) -> (status: Int, reason: String)? {
        let line = request.body.prefix(256).prefix { $0 != 0x0d && $0 != 0x0a }
        let words = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: true)
        guard words.count >= 2, words[0].elementsEqual("SIP/2.0".utf8),
            let status = Int(String(decoding: words[1], as: UTF8.self)), (100...699).contains(status)
        else { return nil }
        return (status, words.count > 2 ? String(decoding: words[2], as: UTF8.self) : "")
    }
}

extension Transfers.Outgoing {
    /// Whether a NOTIFY belongs to our REFER: Event `refer`, and its number when it has one.
    fileprivate func expects(_ request: SIPMessage) -> Bool {
        let sequence: UInt32
        switch self {
        case .none: return false
        case .asked(_, let asked): sequence = asked
        case .reported(let accepted): sequence = accepted
        }
        guard let event = try? request.event(), event.package.equalsIgnoringCase("refer") else { return false }
        return event.id == nil || event.id == String(sequence)
    }
}
