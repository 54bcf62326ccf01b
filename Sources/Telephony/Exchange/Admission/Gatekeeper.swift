import Kernel
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
        case challenge([DigestChallenge], after: Duration)
        /// The source is blocked.
        case refuse
    }

    /// What one domain's realm needs.
    private struct Realm {
        var challenger: DigestChallenger
        /// For phones that stumble over anything else.
        var plainChallenger: DigestChallenger
        var verifier: DigestVerifier
    }

    private let guardian: any SignInGuardian
    private let time: any TimeSource
    private let mint: NonceMint
    private var realms: [DomainID: Realm] = [:]
    private var dialects = DigestDialects()
    /// Wrong passwords, and names that do not exist, since the start.
    private(set) var failures: UInt64 = 0
    /// Stands in for the secret of users that do not exist, so that both take the same way.
    private let nobody: DigestSecret

    init(settings: ExchangeSettings, guardian: any SignInGuardian, time: any TimeSource, tokens: inout TokenSource) {
        self.guardian = guardian
        self.time = time
        let key = Array(tokens.token(words: 4).utf8)
        self.mint = NonceMint(key: key, lifetime: settings.nonceLifetime)
        self.nobody = DigestSecret(user: "", realm: "", password: tokens.token(words: 2))
    }

    /// Who sent the request, as far as its credentials for the domain's realm prove it.
    func examine(_ request: SIPMessage, from source: SIPSource, in tenant: Configuration.Tenant) -> Finding {
        let domain = tenant.domain.id
        let peer = source.remote.ip.description
        guard let credentials = self.credentials(of: request, realm: domain.text) else {
            return self.challenge(request, domain, peer, isStale: false, after: .zero)
        }
        let account = credentials.username + "@" + domain.text
        let guarded = source.remote.ip.guardedSource
        let verdict = self.guardian.verdict(for: guarded, account: account)
        if case .refuse = verdict { return .refuse }
        let user = tenant.user(login: credentials.username)
        let outcome = self.realm(domain) { realm in
            realm.verifier.verify(
                credentials,
                method: request.method,
                body: request.body,
                peer: peer,
                secret: user?.digestSecret ?? self.nobody,
                at: self.time.now
            )
        }
        switch outcome {
        case .valid:
            guard let user, !user.isBlocked, user.extension != nil else { break }
            self.guardian.succeeded(guarded, account: account)
            self.dialects.answered(self.caller(of: request, at: peer))
            return .user(user)
        case .stale, .replayed:
            // A right answer to an old or used nonce proves nothing, but is nobody's guess.
            return self.challenge(request, domain, peer, isStale: true, after: .zero)
        case .wrong:
            break
        }
        self.guardian.failed(guarded, account: account)
        self.failures += 1
        var pause = Duration.zero
        if case .delay(let time) = verdict { pause = time }
        return self.challenge(request, domain, peer, isStale: false, after: pause)
    }

    /// Forgets realms of domains that are gone.
    func keepOnly(_ domains: some Collection<DomainID>) {
        let kept = Set(domains)
        self.realms = self.realms.filter { kept.contains($0.key) }
    }

    private func credentials(of request: SIPMessage, realm: String) -> DigestCredentials? {
        // What cannot be read proves nothing, like an unknown scheme.
        for credentials in ((try? request.credentials()) ?? []) + ((try? request.credentials(proxy: true)) ?? []) {
            if case .digest(let digest) = credentials, digest.realm == realm { return digest }
        }
        return nil
    }

    private func challenge(
        _ request: SIPMessage,
        _ domain: DomainID,
        _ peer: String,
        isStale: Bool,
        after pause: Duration
    ) -> Finding {
        let now = self.time.now
        let isPlain = self.dialects.needsMD5(
            self.caller(of: request, at: peer),
            userAgent: request.first(.userAgent),
            callID: request.callID,
            sequence: (try? request.cseq())?.number ?? 0,
            at: now
        )
        let challenges = self.realm(domain) { realm in
            isPlain
                ? realm.plainChallenger.challenges(for: peer, isStale: isStale, at: now)
                : realm.challenger.challenges(for: peer, isStale: isStale, at: now)
        }
        return .challenge(challenges, after: pause)
    }

    private func caller(of request: SIPMessage, at peer: String) -> DigestDialects.Caller {
        DigestDialects.Caller(address: peer, account: (try? request.from())?.uri.user ?? "")
    }

    private func realm<Value>(_ domain: DomainID, _ body: (inout Realm) -> Value) -> Value {
        body(
            &self.realms[
                domain,
                default: Realm(
                    challenger: DigestChallenger(realm: domain.text, mint: self.mint),
                    plainChallenger: DigestChallenger(realm: domain.text, mint: self.mint, algorithms: [.md5]),
                    verifier: DigestVerifier(realm: domain.text, mint: self.mint)
                )
            ]
        )
    }
}

extension User {
    fileprivate var digestSecret: DigestSecret? {
        DigestSecret(md5: self.credentials.digestMD5, sha256: self.credentials.digestSHA256)
    }
}

extension IPAddress {
    /// What failures are counted by: the address, or the /64 of IPv6, all of which one customer has.
    var guardedSource: String {
        guard self.isIPv6, let network = IPNetwork(self, prefixLength: 64) else { return self.description }
        return network.description
    }
}
