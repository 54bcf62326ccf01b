import Model
import SIP
import SIPTransport

extension Exchange {
    /// Goes on with the user that the request proves, or answers it with a challenge or a refusal.
    func authenticate(
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ source: SIPSource,
        then proceed: (User) -> Void
    ) {
        guard let domain = self.claimedDomain(of: request), let tenant = self.configuration.tenants[domain] else {
            self.refuse(request, in: transaction, 403)
            return
        }
        switch self.gatekeeper.examine(request, from: source, in: tenant) {
        case .user(let user):
            guard !tenant.domain.isBlocked else {
                self.refuse(request, in: transaction, 403)
                return
            }
            proceed(user)
        case .refuse:
            self.refuse(request, in: transaction, 403)
        case .challenge(let challenges, let pause):
            self.challenge(request, transaction, challenges, after: pause)
        }
    }

    private func challenge(
        _ request: SIPMessage,
        _ transaction: ServerTransaction,
        _ challenges: [DigestChallenge],
        after pause: Duration
    ) {
        self.counters.challenges += 1
        let headers = challenges.map { (SIPHeaderName.wwwAuthenticate, $0.description) }
        guard pause > .zero else {
            self.refuse(request, in: transaction, 401, headers: headers)
            return
        }
        _ = self.timers.arm(after: pause) { [weak self] in
            self?.refuse(request, in: transaction, 401, headers: headers)
        }
    }

    /// The domain a request claims to come from: its From; a REGISTER says it in To.
    private func claimedDomain(of request: SIPMessage) -> DomainID? {
        let claimed = request.method == .register ? try? request.to() : try? request.from()
        guard let host = claimed?.uri.host else { return nil }
        return self.domain(ofHost: host)
    }
}
