import Kernel
import NIOCore
import SIP
import SIPTransport

/// What came of a REGISTER.
enum RegistrationNews: Sendable {
    case bound(lifetime: Duration)
    case refused(PhoneError)
    case withdrawn
}

extension Phone {
    /// Registers, and keeps the registration alive until ``unregister(within:)`` or ``stop()``.
    ///
    /// - Parameter lifetime: asked for; 1 min to 1 day.
    /// - Returns: what the server granted.
    /// - Throws: ``PhoneError/Code/refused`` with the status (401: wrong password), ``PhoneError/Code/unreachable``,
    ///   ``PhoneError/Code/unmet``; then nothing is tried again.
    @discardableResult
    package func register(
        expires lifetime: Duration = .seconds(600),
        within limit: Duration = .seconds(10)
    ) async throws -> Duration {
        let signalling = self.signalling.value
        guard let server = signalling.server else {
            throw PhoneError(.invalid, "there is no server to register with")
        }
        self.dropRegistration()
        var settings = RegistrationClient.Settings(
            registrar: SIPURI(host: self.settings.domain),
            addressOfRecord: signalling.identity,
            contact: signalling.contact(toward: server)
        )
        settings.lifetime = lifetime
        settings.agent = self.settings.session.agent
        settings.authentication = signalling.authentication()
        self.registration = RegistrationClient(
            settings,
            callID: signalling.tokens.token(words: 2),
            localTag: signalling.tokens.token(),
            seed: signalling.tokens.next()
        )
        self.post(.start)
        switch await self.next(self.registrationNews, within: limit) {
        case .bound(let granted):
            return granted
        case .refused(let error):
            self.dropRegistration()
            throw error
        case .withdrawn, nil:
            self.dropRegistration()
            throw PhoneError.unmet("a registration", within: limit, saw: "no answer from \(server.address)")
        }
    }

    /// Takes the registration back.
    package func unregister(within limit: Duration = .seconds(10)) async throws {
        guard self.registration != nil else { throw PhoneError(.notPossible, "the phone is not registered") }
        self.registrationNews.clear()
        self.post(.stop)
        let news = await self.next(self.registrationNews, within: limit)
        self.dropRegistration()
        guard case .withdrawn = news else {
            throw PhoneError.unmet("the end of the registration", within: limit, saw: "no answer")
        }
    }

    /// Registers again now, as after a change of the network.
    package func renewRegistration() {
        self.post(.renew)
    }

    /// Forgets the registration without telling the server, as a phone that loses its power.
    package func dropRegistration() {
        self.registrationTimer?.cancel()
        self.registrationTimer = nil
        self.registration = nil
        self.registrationNews.clear()
    }

    private func post(_ input: RegistrationClient.Input) {
        guard let effects = self.registration?.handle(input, at: self.signalling.value.now) else { return }
        for effect in effects { self.perform(effect) }
    }

    private func perform(_ effect: RegistrationClient.Effect) {
        switch effect {
        case .send(let request):
            self.send(request)
        case .arm(let delay):
            self.registrationTimer?.cancel()
            self.registrationTimer = self.signalling.value.after(delay) { [weak self] in
                self?.assumeIsolated { $0.post(.fired) }
            }
        case .cancelTimer:
            self.registrationTimer?.cancel()
            self.registrationTimer = nil
        case .registered(let lifetime, _):
            self.tell(.registered(lifetime: lifetime))
            self.registrationNews.put(.bound(lifetime: lifetime))
        case .failed(let failure, _):
            let error = PhoneError(registration: failure)
            self.tell(.registrationFailed(error.detail))
            self.registrationNews.put(.refused(error))
        case .finished:
            self.tell(.unregistered)
            self.registrationNews.put(.withdrawn)
        }
    }

    private func send(_ request: SIPMessage) {
        guard let server = self.signalling.value.server else { return }  // Checked when the registration began.
        self.signalling.value.endpoint.send(request, to: server) { [weak self] _, event in
            self?.assumeIsolated { phone in
                switch event {
                case .response(let response, _): phone.post(.received(response))
                case .failed(let failure): phone.post(.transactionFailed(failure))
                case .ended: break
                }
            }
        }
    }
}

extension PhoneError {
    fileprivate init(registration failure: RegistrationClient.Failure) {
        switch failure {
        case .refused(let response):
            let status = response.status ?? 0
            let hint = status == 401 || status == 407 ? "; the user or password is wrong" : ""
            self.init(.refused, "the registration was refused: \(status) \(response.reason)\(hint)", status: status)
        case .unreachable(let failure):
            self.init(.unreachable, "the registration failed: \(failure.spoken)")
        case .notBound:
            self.init(.refused, "the server accepted the registration without binding this phone")
        }
    }
}
