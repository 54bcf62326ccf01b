import Kernel
import Model
import SIP
import SIPTransport

/// Requests outside dialogs that are passed on or politely refused: MESSAGE (RFC 3428), SUBSCRIBE (RFC 6665).
extension Exchange {
    /// Text to a user of the same domain: to every phone, one acceptance is enough.
    func messaged(_ request: SIPMessage, _ transaction: ServerTransaction, _ source: SIPSource) {
        self.authenticate(request, transaction, source) { user in
            guard let tenant = self.configuration.tenants[user.domain],
                let dialled = request.requestURI.flatMap({ self.dialledUser($0, in: user.domain) }),
                let addressee = tenant.user(extension: dialled) ?? tenant.user(login: dialled.lowercased())
            else {
                self.refuse(request, in: transaction, 404)
                return
            }
            let bindings = self.registrar.bindings(of: addressee.id)
            guard !bindings.isEmpty, !addressee.isBlocked else {
                self.refuse(request, in: transaction, 480)
                return
            }
            self.pass(request, of: user, to: bindings, in: transaction)
        }
    }

    private func pass(_ request: SIPMessage, of user: User, to bindings: [Binding], in transaction: ServerTransaction) {
        let delivery = Delivery(count: bindings.count)
        for binding in bindings {
            guard let uri = try? SIPURI(parsing: binding.contact) else {
                delivery.missing -= 1
                continue
            }
            self.endpoint.send(self.copy(request, of: user, to: uri), to: binding.destination) { [weak self] _, event in
                guard let self, let status = delivery.take(event) else { return }
                self.refuse(request, in: transaction, status)
            }
        }
        if delivery.missing == 0 { self.refuse(request, in: transaction, 480) }
    }

    /// The text in a request of our own: the far end's addresses stay hidden (SIP-03).
    private func copy(_ request: SIPMessage, of user: User, to uri: SIPURI) -> SIPMessage {
        var copy = SIPMessage(request: .message, uri: uri)
        let name = NameAddress(
            displayName: user.shownName.isEmpty ? nil : user.shownName,
            uri: SIPURI(user: user.extension ?? user.login, host: user.domain.text)
        )
        copy.set(.from, "\(name);tag=\(self.signalling.tokens.token())")
        copy.set(.to, NameAddress(uri: uri).description)
        copy.set(.callID, self.signalling.tokens.token(words: 2))
        copy.set(.cseq, "1 MESSAGE")
        copy.set(.maxForwards, String(max(0, ((try? request.maxForwards()) ?? 70) - 1)))
        copy.set(.userAgent, self.settings.agent)
        if let type = request.first(.contentType) { copy.set(.contentType, type) }
        copy.body = request.body
        return copy
    }

    func subscribed(_ request: SIPMessage, _ transaction: ServerTransaction, _ source: SIPSource) {
        self.authenticate(request, transaction, source) { user in
            if (try? request.event())??.package == MessageLamps.package {
                self.messageLamps.subscribe(request, of: user, in: transaction, from: source, in: self)
            } else {
                self.lamps.subscribe(request, of: user, in: transaction, from: source, in: self)
            }
        }
    }
}

/// Counts the answers of several phones to one text.
private final class Delivery {
    var missing: Int
    private var isAnswered = false
    private var worst = 480

    init(count: Int) {
        self.missing = count
    }

    /// The status to answer with, once it is known.
    func take(_ event: ClientTransactionEvent) -> Int? {
        switch event {
        case .response(let response, _):
            guard let status = response.status, status >= 200 else { return nil }
            self.missing -= 1
            if status >= 300 { self.worst = status }
            return self.finish(status < 300 ? status : nil)
        case .failed:
            self.missing -= 1
            return self.finish(nil)
        case .ended:
            return nil
        }
    }

    private func finish(_ success: Int?) -> Int? {
        guard !self.isAnswered, success != nil || self.missing == 0 else { return nil }
        self.isAnswered = true
        return success ?? (self.worst == 401 || self.worst == 407 ? 480 : self.worst)
    }
}
