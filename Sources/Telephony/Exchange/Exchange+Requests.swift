import Kernel
import Model
package import SIP
package import SIPTransport

/// What arrives: the first sorting of requests (RFC 3261 §8.2, §12.2.2).
extension Exchange: SIPEndpointDelegate {
    package func endpoint(
        _ endpoint: SIPEndpoint,
        received request: SIPMessage,
        in transaction: ServerTransaction,
        from source: SIPSource
    ) {
        if let key = SessionKey(request: request) {
            self.inDialog(request, key, transaction, source)
            return
        }
        if let unsupported = self.unsupportedOptions(of: request) {
            self.refuse(request, in: transaction, 420, headers: [(.unsupported, unsupported)])
            return
        }
        switch request.method {
        case .invite: self.invited(request, transaction, source)
        case .register: self.registered(request, transaction, source)
        case .options: self.asked(request, transaction)
        case .message: self.messaged(request, transaction, source)
        case .subscribe: self.subscribed(request, transaction, source)
        case .bye, .update, .prack, .info, .notify:
            self.refuse(request, in: transaction, 481)
        default:
            self.refuse(request, in: transaction, 405, headers: [(.allow, Self.methods)])
        }
    }

    package func endpoint(_ endpoint: SIPEndpoint, receivedAcknowledgement ack: SIPMessage, from source: SIPSource) {
        guard let key = SessionKey(request: ack), let owner = self.signalling.owner(of: key) else { return }
        owner.call.post(.received(ack), from: owner.leg)
    }

    package func endpoint(_ endpoint: SIPEndpoint, cancelled transaction: ServerTransaction, by cancel: SIPMessage) {
        guard let leg = self.invitations[transaction], let call = self.signalling.owner(of: leg) else { return }
        call.post(.received(cancel), from: leg)
    }

    package func endpoint(_ endpoint: SIPEndpoint, ended transaction: ServerTransaction) {
        self.invitations[transaction] = nil
    }

    package func endpoint(_ endpoint: SIPEndpoint, receivedStray response: SIPMessage, from source: SIPSource) {
        guard response.method == .invite, let tag = response.fromTag,
            let owner = self.signalling.owner(of: SessionKey(callID: response.callID, localTag: tag))
        else {
            self.signalling.dismissStray(response, from: source)
            return
        }
        owner.call.post(.received(response), from: owner.leg)
    }

    package func endpoint(_ endpoint: SIPEndpoint, connectionClosed flow: SIPFlow) {
        self.connectionLost(flow)
    }

    // MARK: - Sorting

    private func inDialog(
        _ request: SIPMessage,
        _ key: SessionKey,
        _ transaction: ServerTransaction,
        _ source: SIPSource
    ) {
        if request.method == .subscribe, self.lamps.has(key) {
            self.authenticate(request, transaction, source) { user in
                self.lamps.received(request, key, of: user, in: transaction, from: source, in: self)
            }
            return
        }
        if request.method == .subscribe, self.messageLamps.has(key) {
            self.authenticate(request, transaction, source) { user in
                self.messageLamps.received(request, key, of: user, in: transaction, from: source, in: self)
            }
            return
        }
        guard let owner = self.signalling.owner(of: key) else {
            if let response = Dialog.unknown(request) { self.endpoint.respond(response, in: transaction) }
            return
        }
        owner.call.received(request, in: transaction, from: source, of: owner.leg)
    }

    /// Require is honoured on every method (RFC 3261 §8.2.2.3); what an INVITE's session understands, it checks itself.
    private func unsupportedOptions(of request: SIPMessage) -> String? {
        let known: Set<String> = request.method == .invite ? Set(self.sessionSettings.options) : ["path"]
        let unknown = request.all(.require).filter { !known.contains($0.lowercased()) }
        return unknown.isEmpty ? nil : unknown.joined(separator: ", ")
    }

    /// OPTIONS: alive, and what is understood (RFC 3261 §11.2). Says nothing about users.
    private func asked(_ request: SIPMessage, _ transaction: ServerTransaction) {
        self.refuse(
            request,
            in: transaction,
            200,
            headers: [
                (.allow, Self.methods), (.accept, "application/sdp"), (.acceptEncoding, "identity"),
                (.supported, self.sessionSettings.options.joined(separator: ", ")),
            ]
        )
    }

    static let methods = (InviteSessionSettings.usualMethods + [.register, .subscribe])
        .map(\.text).joined(separator: ", ")
}
