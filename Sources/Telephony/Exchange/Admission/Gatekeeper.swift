package import Kernel
package import Model
import SIP
import SIPTransport

/// Keeps count of wrong passwords for SIP, web and API together (AUTH-06). Any thread.
package protocol SignInGuardian: Sendable {
    /// What to do with an attempt before its credentials are looked at.
    /// - Parameters:
    ///   - source: the address without port.
    ///   - account: `login@domain` as it was tried, known or not.
    func verdict(for source: String, account: String) -> FailureGuard<String>.Verdict
    func failed(_ source: String, account: String)
    func succeeded(_ source: String, account: String)
}

/// Finds out who sends a request: digest (RFC 7616, RFC 8760), with known and unknown users told apart by nobody.
///
/// Lives on the exchange's event loop.
final class Gatekeeper {
    enum Finding {
        case user(User)
        /// Ask again, with these challenges, after the delay.
        case challenge([String], after: Duration)
        /// The source is blocked.
        case refuse
    }

    private let guardian: any SignInGuardian
    private let time: any TimeSource
    private let challenger: DigestChallenger
    private var verifier: DigestVerifier
    /// Stands in for the secret of users that do not exist, so that both take the same way.
    private let nobody: DigestSecret

    init(settings: ExchangeSettings, guardian: any SignInGuardian, time: any TimeSource, tokens: inout TokenSource) {
        self.guardian = guardian
        self.time = time
        let key = (0..<4).map { _ in tokens.next() }
        self.challenger = DigestChallenger(key: key, lifetime: settings.nonceLifetime)
        self.verifier = DigestVerifier(challenger: self.challenger)
        self.nobody = DigestSecret(username: "", realm: "", password: tokens.token(words: 2))
    }

    /// Who sent the request, as far as its credentials for `realm` prove it.
    func examine(_ request: SIPMessage, from source: SIPSource, in tenant: Configuration.Tenant) -> Finding {
        let realm = tenant.domain.id.text
        let now = self.time.now
        guard let credentials = self.credentials(of: request, realm: realm) else {
            return .challenge(self.challenges(realm, source, isStale: false), after: .zero)
        }
        let address = source.remote.ip.description
        let account = credentials.username + "@" + realm
        let verdict = self.guardian.verdict(for: address, account: account)
        if case .refuse = verdict { return .refuse }
        let user = tenant.user(login: credentials.username) ?? tenant.user(extension: credentials.username)
        let outcome = self.verifier.verify(
            credentials,
            method: request.method,
            body: request.body,
            secret: user.flatMap(DigestSecret.init) ?? self.nobody,
            peer: address,
            at: now
        )
        switch outcome {
        case .valid:
            guard let user, !user.isBlocked, user.extension != nil else { break }
            self.guardian.succeeded(address, account: account)
            return .user(user)
        case .stale:
            return .challenge(self.challenges(realm, source, isStale: true), after: .zero)
        case .wrong, .replayed:
            break
        }
        self.guardian.failed(address, account: account)
        var pause = Duration.zero
        if case .delay(let time) = verdict { pause = time }
        return .challenge(self.challenges(realm, source, isStale: false), after: pause)
    }

    private func credentials(of request: SIPMessage, realm: String) -> Credentials? {
        request.credentials().first { $0.realm == realm }
    }

    private func challenges(_ realm: String, _ source: SIPSource, isStale: Bool) -> [String] {
        self.challenger.challenges(
            realm: realm,
            peer: source.remote.ip.description,
            isStale: isStale,
            at: self.time.now
        )
    }
}
