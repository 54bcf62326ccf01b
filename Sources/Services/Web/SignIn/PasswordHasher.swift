import Dispatch
import HTTPTypes
import Kernel
import Metrics
import Model
import Synchronization

/// Does the dear work on passwords away from the event loops, a few at a time, with a bounded queue in front.
///
/// Without the bound a flood of sign-ins would take the processor and 32 MiB each from the calls.
final class PasswordHasher: Sendable {
    /// How many may wait; beyond that a client is told to come again.
    static let queueLimit = 32

    private struct State {
        var running = 0
        var nextLane = 0
    }

    /// The cost of new hashes and of the decoy, see ``PasswordHash/defaultCost``.
    let cost: Int
    private let lanes: [DispatchQueue]
    private let state = Mutex(State())
    private let tokens: Mutex<TokenSource>
    private let checks: Counter

    /// - Parameters:
    ///   - lanes: how many work at the same time; at least 1.
    ///   - tokens: salts come from here.
    ///   - metrics: counts the checks: a flood of them is an attack.
    init(
        cost: Int = PasswordHash.defaultCost,
        lanes: Int = 1,
        tokens: sending TokenSource,
        metrics: any MetricsFactory
    ) {
        precondition(lanes >= 1, "somebody must do the work")
        self.cost = cost
        self.lanes = (0..<lanes).map { DispatchQueue(label: "martlet.passwords.\($0)", qos: .utility) }
        self.tokens = Mutex(tokens)
        self.checks = Counter(label: "password_checks", factory: metrics)
    }

    /// Whether the password is the one of the hash. Without a hash it works as long, and the answer is no.
    func matches(_ password: String, _ stored: String?) async throws -> Bool {
        let hash = stored.flatMap { PasswordHash($0) }
        let (checked, isReal) = (hash ?? PasswordHash(decoyOfCost: self.cost), hash != nil)
        self.checks.increment()
        return try await self.run { try checked.matches(password) && isReal }
    }

    func derive(login: String, domain: DomainID, password: String) async throws -> User.Credentials {
        // The salt is drawn here and handed over as a seed would be: the source itself must not cross to another thread.
        let salt = self.tokens.withLock { [$0.next(), $0.next()] }
        let cost = self.cost
        return try await self.run {
            var tokens = TokenSource(SaltWords(words: salt))
            return try .derive(login: login, domain: domain, password: password, cost: cost, tokens: &tokens)
        }
    }

    private func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let lane = self.state.withLock { state -> Int? in
            guard state.running < Self.queueLimit else { return nil }
            state.running += 1
            state.nextLane = (state.nextLane + 1) % self.lanes.count
            return state.nextLane
        }
        guard let lane else {
            throw APIError(.unavailable, "Too many sign-ins at once. Please try again.", headers: [.retryAfter: "2"])
        }
        defer { self.state.withLock { $0.running -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            self.lanes[lane].async { continuation.resume(with: Result { try work() }) }
        }
    }
}

/// The two words of one salt, as a source to draw from.
private struct SaltWords: RandomNumberGenerator {
    var words: [UInt64]

    mutating func next() -> UInt64 {
        assert(!self.words.isEmpty, "a salt has two words")
        return self.words.popLast() ?? 0
    }
}
