import Kernel
import Model

/// By a passkey alone, and what is asked for after a password.
extension SignIn {
    /// The owner of the passkey that gave the answer, and their domain.
    ///
    /// A passkey that is not known, one whose answer is wrong and one whose owner may not sign in are one case to the
    /// outside (AUTH-01). Nobody finds out who has one: the credential's id is as long as a key.
    /// - Parameter answer: `nil` when it could not be read.
    /// - Throws: ``APIError`` with `sign-in-refused` or `slow-down`.
    func check(passkey answer: PasskeyAnswer?, from source: ClientAddress) async throws -> (User, Domain) {
        var passkey: Passkey?
        if let answer { passkey = try await self.factors.passkeys.find(answer.credential) }
        let configuration = self.configuration.current
        let user = passkey.flatMap { configuration.user($0.user) }
        let account = user.map { "\($0.login)@\($0.domain)" } ?? "passkey"
        try await self.waitTurn(account, source)
        do {
            guard let answer, let passkey, let user, !user.isBlocked,
                let domain = configuration.tenants[user.domain]?.domain, !domain.isBlocked
            else { throw PasskeyRefusal.unknown }
            try await self.factors.passkeys.check(answer, by: passkey, for: .signIn)
            self.signInGuard.succeeded(source.network, account: account)
            return (user, domain)
        } catch let refusal as PasskeyRefusal {
            self.factors.passkeys.note(refusal, of: account)
            self.signInGuard.failed(source.network, account: account)
            throw APIError(.signInRefused, "This passkey does not sign in here.")
        }
    }

    /// What somebody who has proven the first factor is asked for besides.
    func factorsQuestion(for user: User) async throws -> JSONValue {
        let passkeys = self.factors.passkeys
        let known = try await passkeys.all(of: user.id)
        var question = JSONValue.null
        if let party = passkeys.party, !known.isEmpty {
            let challenge = passkeys.challenge(for: .secondFactor(user.id))
            question = PasskeyBody.question(party, challenge: challenge, credentials: known)
        }
        return ["takesCode": .boolean(try await self.takesCode(user.id)), "passkey": question]
    }
}
