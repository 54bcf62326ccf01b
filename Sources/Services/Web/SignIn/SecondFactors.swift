import Kernel
import Model
import Synchronization

/// What somebody gives besides their password.
enum FactorAnswer: Sendable {
    case code(String)
    /// `nil`: it could not be read.
    case passkey(PasskeyAnswer?)
}

/// Asks for the second factor, and switches it on and off (AUTH-07): the use cases behind the routes.
final class SecondFactors: Sendable {
    /// How many recovery codes one gets.
    static let recoveryCodeCount = 10

    private let repository: any SecondFactorRepository
    let passkeys: Passkeys
    private let signInGuard: any SignInGuard
    private let time: any TimeSource
    private let tokens: Mutex<TokenSource>

    init(
        repository: any SecondFactorRepository,
        passkeys: Passkeys,
        signInGuard: any SignInGuard,
        time: any TimeSource,
        tokens: sending TokenSource
    ) {
        self.repository = repository
        self.passkeys = passkeys
        self.signInGuard = signInGuard
        self.time = time
        self.tokens = Mutex(tokens)
    }

    /// What the owner may know about it.
    func state(of user: UserID) async throws -> (since: Timestamp?, recoveryCodes: Int) {
        let factor = try await self.repository.find(user)
        guard let since = factor?.confirmedAt else { return (nil, 0) }
        return (since, try await self.repository.recoveryCodes(of: user))
    }

    /// Whether the password alone does not sign somebody in.
    func isAsked(of user: UserID) async throws -> Bool {
        if try await self.repository.find(user)?.confirmedAt != nil { return true }
        return try await !self.passkeys.all(of: user).isEmpty
    }

    /// Asks somebody whose password was right for the code or a passkey, when they have either.
    ///
    /// Wrong codes count against the source, and against the account: there are few codes, and whoever has the password
    /// must not try them all from many addresses. Only with the right password does one get here, so nobody locks a
    /// stranger out.
    /// - Parameter account: `login@domain`.
    func ask(_ user: UserID, for answer: FactorAnswer?, account: String, from source: ClientAddress) async throws {
        guard try await self.isAsked(of: user) else { return }
        switch answer {
        case nil:
            throw APIError(.secondFactorRequired, "Please give the code of your app, or a passkey.", field: "code")
        case .code(let code): try await self.check(code, of: user, account: account, from: source)
        case .passkey(let passkey): try await self.check(passkey, of: user, account: account, from: source)
        }
    }

    /// Nobody guesses one, so that the account needs no block against it.
    private func check(
        _ answer: PasskeyAnswer?,
        of user: UserID,
        account: String,
        from source: ClientAddress
    ) async throws {
        do {
            guard let answer, let passkey = try await self.passkeys.find(answer.credential), passkey.user == user else {
                throw PasskeyRefusal.unknown
            }
            try await self.passkeys.check(answer, by: passkey, for: .secondFactor(user))
        } catch let refusal as PasskeyRefusal {
            self.passkeys.note(refusal, of: account)
            self.signInGuard.failed(source.network, account: account)
            throw APIError(.secondFactorRefused, "This passkey is not yours, or it took too long.", field: "passkey")
        }
    }

    private func check(_ code: String, of user: UserID, account: String, from source: ClientAddress) async throws {
        if case .refuse(let pause) = self.signInGuard.verdict(for: account, account: Self.guarded(account)) {
            throw SignIn.slowDown(pause)
        }
        let factor = try await self.repository.find(user)
        guard let factor, factor.confirmedAt != nil, try await self.takes(code, factor) else {
            self.signInGuard.failed(source.network, account: account)
            self.signInGuard.failed(account, account: Self.guarded(account))
            throw APIError(.secondFactorRefused, "This code is wrong, or was used before.", field: "code")
        }
        _ = self.signInGuard.lift(account)
    }

    /// The name under which codes are counted: wrong passwords of the account are another matter.
    private static func guarded(_ account: String) -> String { account + " code" }

    private func takes(_ code: String, _ factor: SecondFactor) async throws -> Bool {
        let plain = code.lowercased().filter { $0 != " " && $0 != "-" }
        guard plain.utf8.count == OneTimeCode.digits else {
            return try await self.repository.take(recoveryCode: Authenticator.hash(plain), of: factor.user)
        }
        guard let step = self.step(of: plain, factor) else { return false }
        return try await self.repository.take(step: step, of: factor.user)
    }

    private func step(of code: String, _ factor: SecondFactor) -> Int64? {
        OneTimeCode.step(of: code, factor.secret, at: self.time.timestamp, after: factor.lastStep)
    }

    /// Makes a secret for the owner's app; it is asked for when ``confirm(_:of:)`` has seen a code made from it.
    /// - Throws: ``APIError`` with `conflict` when there is one already.
    func begin(for user: UserID) async throws -> [UInt8] {
        guard try await self.repository.find(user)?.confirmedAt == nil else {
            throw APIError(.conflict, "A second factor is in use. Please switch it off first.")
        }
        let words = self.tokens.withLock { [$0.next(), $0.next(), $0.next()] }
        let bytes = words.flatMap { word in withUnsafeBytes(of: word) { Array($0) } }
        let secret = Array(bytes.prefix(OneTimeCode.secretLength))
        try await self.repository.put(SecondFactor(user: user, secret: secret))
        return secret
    }

    /// - Returns: the recovery codes, which are nowhere else.
    /// - Throws: ``APIError`` with `conflict` when nothing waits for it or the code is wrong.
    func confirm(_ code: String, of user: UserID) async throws -> [String] {
        guard let factor = try await self.repository.find(user), factor.confirmedAt == nil else {
            throw APIError(.conflict, "There is no second factor that waits for a code.")
        }
        guard let step = self.step(of: code, factor) else {
            throw APIError(.conflict, "This code is wrong.", field: "code")
        }
        let codes = self.tokens.withLock { tokens in
            (0..<Self.recoveryCodeCount).map { _ in String(tokens.token().prefix(10)) }
        }
        let hashes = codes.map { Authenticator.hash($0) }
        let now = self.time.timestamp
        guard try await self.repository.confirm(user, at: now, step: step, recoveryCodes: hashes) else {
            throw APIError(.conflict, "There is no second factor that waits for a code.")
        }
        return codes.map { "\($0.prefix(5))-\($0.suffix(5))" }
    }

    /// - Throws: ``APIError`` with `not-found` when there is none.
    func switchOff(_ user: UserID) async throws {
        guard try await self.repository.find(user)?.confirmedAt != nil else {
            throw APIError.notFound("second factor")
        }
        try await self.repository.remove(user)
    }
}
