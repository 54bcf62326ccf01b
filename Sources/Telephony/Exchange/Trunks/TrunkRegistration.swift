import Kernel
import Model
import SIP
import SIPTransport

/// Keeps one trunk registered at its provider: the shell of a ``RegistrationClient``.
///
/// Lives on the exchange's event loop.
final class TrunkRegistration {
    /// The user part of the Contact we register: requests to it come from this provider, and nobody can guess it.
    let contactUser: String

    private let endpoint: SIPEndpoint
    private let timers: ExchangeTimers
    private let time: any TimeSource
    private let address: SIPDestination
    private let report: (TrunkState.Input) -> Void
    private var machine: RegistrationClient
    private var ticket: ExchangeTimers.Ticket?

    /// - Parameter report: told of each success and failure.
    init(
        _ trunk: Trunk,
        _ account: Trunk.Account,
        at address: SIPDestination,
        in exchange: Exchange,
        report: @escaping (TrunkState.Input) -> Void
    ) {
        let signalling = exchange.signalling
        let contactUser = signalling.tokens.token()
        let advertised = exchange.endpoint.advertised(for: address)
        var contact = SIPURI(user: contactUser, host: advertised.host, port: advertised.port)
        if address.transport != .udp { contact.parameters["transport"] = address.transport.parameter }
        var settings = RegistrationClient.Settings(
            registrar: SIPURI(host: trunk.host, port: trunk.port.flatMap { UInt16(exactly: $0) }),
            addressOfRecord: NameAddress(uri: SIPURI(user: account.username, host: trunk.host)),
            contact: NameAddress(uri: contact)
        )
        settings.lifetime = .seconds(account.expiresSeconds)
        settings.agent = exchange.settings.agent
        settings.authentication = ClientAuthentication(
            user: account.username,
            password: account.password,
            seed: signalling.tokens.next()
        )
        self.contactUser = contactUser
        self.endpoint = exchange.endpoint
        self.timers = exchange.timers
        self.time = exchange.time
        self.address = address
        self.report = report
        self.machine = RegistrationClient(
            settings,
            callID: signalling.tokens.token(words: 2),
            localTag: signalling.tokens.token(),
            seed: signalling.tokens.next()
        )
    }

    func start() { self.post(.start) }

    /// Takes the binding back; the answer is waited for by the transaction alone.
    func stop() { self.post(.stop) }

    private func post(_ input: RegistrationClient.Input) {
        for effect in self.machine.handle(input, at: self.time.now) { self.perform(effect) }
    }

    private func perform(_ effect: RegistrationClient.Effect) {
        switch effect {
        case .send(let request):
            self.endpoint.send(request, to: self.address) { _, event in
                switch event {
                case .response(let response, _): self.post(.received(response))
                case .failed(let failure): self.post(.transactionFailed(failure))
                case .ended: break
                }
            }
        case .arm(let delay):
            self.disarm()
            self.ticket = self.timers.arm(after: delay) { [weak self] in self?.post(.fired) }
        case .cancelTimer, .finished:
            self.disarm()
        case .registered:
            self.report(.registered)
        case .failed(let failure, _):
            self.report(.registrationFailed(reason: Self.reason(failure)))
        }
    }

    private func disarm() {
        if let ticket = self.ticket { self.timers.cancel(ticket) }
        self.ticket = nil
    }

    private static func reason(_ failure: RegistrationClient.Failure) -> String {
        switch failure {
        case .refused(let response):
            response.status == 401 || response.status == 407
                ? "the provider refuses user name or password"
                : "the provider refuses the registration with \(response.status ?? 0)"
        case .unreachable: "the provider does not answer REGISTER"
        case .notBound: "the provider accepted the registration and did not keep it"
        }
    }
}
