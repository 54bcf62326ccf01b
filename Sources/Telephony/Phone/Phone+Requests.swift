import Kernel
import NIOCore
package import SIP
package import SIPTransport

/// What arrives. All of it on the loop.
extension Phone: SIPEndpointDelegate {
    package nonisolated func endpoint(
        _ endpoint: SIPEndpoint,
        admits remote: TransportAddress,
        over transport: SIPTransportKind
    ) -> Bool {
        self.assumeIsolated { !$0.isDeaf }
    }

    package nonisolated func endpoint(
        _ endpoint: SIPEndpoint,
        received request: SIPMessage,
        in transaction: ServerTransaction,
        from source: SIPSource
    ) {
        self.assumeIsolated { $0.received(request, transaction, source) }
    }

    package nonisolated func endpoint(
        _ endpoint: SIPEndpoint,
        receivedAcknowledgement ack: SIPMessage,
        from source: SIPSource
    ) {
        self.assumeIsolated { phone in
            guard let key = SessionKey(request: ack), let call = phone.calls[key] else { return }
            call.assumeIsolated { $0.post(.received(ack)) }
        }
    }

    package nonisolated func endpoint(
        _ endpoint: SIPEndpoint,
        cancelled transaction: ServerTransaction,
        by cancel: SIPMessage
    ) {
        self.assumeIsolated { phone in
            guard let call = phone.invitations[transaction] else { return }
            call.assumeIsolated { $0.post(.received(cancel)) }
        }
    }

    package nonisolated func endpoint(_ endpoint: SIPEndpoint, ended transaction: ServerTransaction) {
        self.assumeIsolated { $0.invitations[transaction] = nil }
    }

    package nonisolated func endpoint(
        _ endpoint: SIPEndpoint,
        receivedStray response: SIPMessage,
        from source: SIPSource
    ) {
        self.assumeIsolated { $0.dismiss(response, toward: SIPDestination(source: source)) }
    }

    // MARK: - Sorting

    private func received(_ request: SIPMessage, _ transaction: ServerTransaction, _ source: SIPSource) {
        let endpoint = self.signalling.value.endpoint
        if let key = SessionKey(request: request) {
            if let call = self.calls[key] {
                call.assumeIsolated { $0.received(request, in: transaction, from: source) }
            } else if let response = Dialog.unknown(request) {
                endpoint.respond(response, in: transaction)
            }
            return
        }
        switch request.method {
        case .invite:
            self.invited(request, transaction, source)
        case .message:
            self.respond(200, to: request, in: transaction)
            let sender = try? request.from()
            let message = ReceivedMessage(
                sender: sender?.uri.user ?? sender?.uri.host ?? "",
                text: String(decoding: request.body, as: UTF8.self)
            )
            self.tell(.message(message))
            self.messages.put(message)
        case .options:
            self.respond(200, to: request, in: transaction)
        default:
            self.respond(405, to: request, in: transaction)
        }
    }

    private func respond(_ status: Int, to request: SIPMessage, in transaction: ServerTransaction) {
        var response = SIPMessage(response: status, to: request, toTag: self.signalling.value.tokens.token())
        if status == 405 || request.method == .options {
            response.append(.allow, InviteSessionSettings.usualMethods.map(\.text).joined(separator: ", "))
        }
        self.signalling.value.endpoint.respond(response, in: transaction)
    }

    private func invited(_ request: SIPMessage, _ transaction: ServerTransaction, _ source: SIPSource) {
        let signalling = self.signalling.value
        // A Replaces that cannot be read names no dialog either.
        var replaced: PhoneCall?
        if request.contains(.replaces) {
            replaced = (try? request.replaces()).flatMap { $0 }.flatMap { self.call(namedBy: $0) }
            guard replaced != nil else {
                self.respond(481, to: request, in: transaction)
                return
            }
        }
        let destination = SIPDestination(source: source)
        let media = CallMedia(signalling, toward: destination, sessionID: signalling.tokens.next())
        let session = InviteSession(
            answering: request,
            localTag: signalling.tokens.token(),
            contact: signalling.contact(toward: destination).description,
            settings: self.settings.session,
            seed: signalling.tokens.next()
        )
        let call = PhoneCall(
            self,
            number: self.nextNumber(),
            session: session,
            peer: destination,
            invite: request,
            media: NIOLoopBound(media, eventLoop: self.eventLoop)
        )
        self.calls[call.key] = call
        self.invitations[transaction] = call
        let caller = try? request.from()
        let name = caller?.uri.user ?? caller?.uri.description ?? "somebody"
        let policy = replaced == nil ? self.answerPolicy : .automatic(after: .zero)
        call.assumeIsolated {
            $0.expectAnswer(to: request, in: transaction)
            $0.begin(.invited(by: name), sound: .silence)
            $0.behave(policy)
        }
        self.deliver(call, policy)
        replaced?.assumeIsolated { $0.giveWay(to: call) }
    }

    private func deliver(_ call: PhoneCall, _ policy: AnswerPolicy) {
        switch policy {
        case .manual, .automatic, .silentRinging:
            self.incoming.put(call)
        case .refuse, .redirect:
            self.refusedCalls = self.refusedCalls.suffix(99) + [call]
        }
    }

    private func call(namedBy replaces: Replaces) -> PhoneCall? {
        let call = self.calls[SessionKey(callID: replaces.callID, localTag: replaces.toTag)]
        return call.flatMap { call in call.assumeIsolated { $0.session.matches(replaces) } ? call : nil }
    }

    /// A 2xx whose call is gone is acknowledged and taken down again.
    func dismiss(_ response: SIPMessage, toward destination: SIPDestination) {
        let endpoint = self.signalling.value.endpoint
        for effect in InviteSession.dismissal(of: response, settings: self.settings.session) {
            switch effect {
            case .acknowledge(let ack): endpoint.sendOutsideTransaction(ack, to: destination)
            case .send(let bye): endpoint.send(bye, to: destination) { _, _ in }
            default: break
            }
        }
    }
}
