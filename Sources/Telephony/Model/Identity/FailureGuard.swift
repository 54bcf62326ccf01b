package import Kernel

/// Slows down, then stops those who guess passwords; SIP, web and API share one (AUTH-06).
///
/// Three counts decide. The *source*'s failures make its answers late and then block it for a while, each further block
/// twice as long. The *account*'s failures from anywhere make answers to strangers late but never block it: nobody can
/// lock an owner out from afar. The *pair* of both remembers who got in from where: a phone that has registered from an
/// address goes on working when somebody else behind that address guesses, and its own failures are only rationed.
///
/// Only attempts with wrong credentials are failures; a request without any, which is how digest begins, is none.
/// Memory is bounded: what failed longest ago is forgotten first. `Source` is the network address without port; IPv6
/// callers pass the /64 (one customer has all of it).
package struct FailureGuard<Source: Hashable & Sendable>: StateMachine, Sendable {
    /// Limits; the defaults suit people who mistype and phones that were set up wrongly.
    package struct Settings: Equatable, Sendable {
        /// Failures of a source that cost nothing. Default 3.
        package var freeFailures = 3
        /// Failures without a quiet `window` between them that block the source. Default 10.
        package var failuresToBlock = 10
        /// Failures from anywhere after which strangers to an account are answered late. Default 20.
        package var accountFailures = 20
        /// Failures are forgotten after a quiet time of this length. Default 5 min.
        package var window: Duration = .seconds(300)
        /// The first delay of an answer; doubles with each failure. Default 250 ms.
        package var firstDelay: Duration = .milliseconds(250)
        /// The longest delay of an answer. Default 4 s.
        package var longestDelay: Duration = .seconds(4)
        /// The pause between attempts of a pair that got in before and now fails on. Default 20 s.
        package var ration: Duration = .seconds(20)
        /// The first block; doubles with each further one. Default 5 min.
        package var firstBlock: Duration = .seconds(300)
        /// The longest block, and how long a source stays known as one that was blocked. Default 24 h.
        package var longestBlock: Duration = .seconds(86_400)
        /// Sources, accounts and pairs remembered, each. Default 32 768.
        package var capacity = 32_768

        package init() {}
    }

    package enum Input: Equatable, Sendable {
        /// `account` is `login@domain` as it was tried, known or not.
        case failed(Source, account: String)
        case succeeded(Source, account: String)
        /// An administrator lifts the block.
        case lifted(Source)
    }

    package enum Effect: Equatable, Sendable {
        case blocked(Source, failures: Int, for: Duration)
        case unblocked(Source)
    }

    /// What to do with an attempt before its credentials are looked at.
    package enum Verdict: Equatable, Sendable {
        case allow
        /// Look at it, but answer this much later.
        case delay(Duration)
        /// Do not look at it; a second try makes sense after this time.
        case refuse(for: Duration)
    }

    /// A source that is blocked at present.
    package struct Block: Equatable, Sendable {
        package let source: Source
        package let failures: Int
        package let until: Moment
    }

    private struct Failures: Sendable {
        var count = 0
        var last = Moment.start

        func count(at now: Moment, window: Duration) -> Int {
            self.last.advanced(by: window) < now ? 0 : self.count
        }

        mutating func add(at now: Moment, window: Duration) {
            self.count = min(self.count(at: now, window: window), 1_000_000) + 1
            self.last = now
        }
    }

    private struct SourceState: Sendable {
        var failures = Failures()
        var blocks = 0
        var blockedUntil: Moment?
        /// What led to the block, for the list.
        var failuresAtBlock = 0
    }

    private struct PairState: Sendable {
        var failures = Failures()
        var hasSucceeded = false
        var nextAttempt = Moment.start
    }

    /// An account enters by its hash, so that a long name costs no memory.
    private struct Pair: Hashable, Sendable {
        let source: Source
        let account: Int
    }

    private let settings: Settings
    private var sources: BoundedTable<Source, SourceState>
    private var accounts: BoundedTable<Int, Failures>
    private var pairs: BoundedTable<Pair, PairState>

    package init(settings: Settings = Settings()) {
        self.settings = settings
        self.sources = BoundedTable(capacity: settings.capacity)
        self.accounts = BoundedTable(capacity: settings.capacity)
        self.pairs = BoundedTable(capacity: settings.capacity)
    }

    /// What to do with an attempt of `source` to be `account`. Costs a few look-ups and changes nothing.
    package func verdict(for source: Source, account: String, at now: Moment) -> Verdict {
        let key = account.hashValue
        let state = self.sources[source]
        let pair = self.pairs[Pair(source: source, account: key)]
        if let pair, pair.hasSucceeded {
            let own = pair.failures.count(at: now, window: self.settings.window)
            if own >= self.settings.failuresToBlock, now < pair.nextAttempt {
                return .refuse(for: now.duration(to: pair.nextAttempt))
            }
            return self.delay(after: own)
        }
        if let until = state?.blockedUntil, now < until { return .refuse(for: now.duration(to: until)) }
        let attacked = self.accounts[key]?.count(at: now, window: self.settings.window) ?? 0
        if attacked >= self.settings.accountFailures { return .delay(self.settings.longestDelay) }
        return self.delay(after: state?.failures.count(at: now, window: self.settings.window) ?? 0)
    }

    /// Whether requests of the source need not be looked at, whoever they claim to come from, unless the claimed account
    /// got in from there before (``verdict(for:account:at:)``).
    package func isBlocked(_ source: Source, at now: Moment) -> Bool {
        self.sources[source]?.blockedUntil.map { now < $0 } ?? false
    }

    /// The sources blocked at present, the one that failed longest ago first.
    package func blocks(at now: Moment) -> [Block] {
        self.sources.entries.compactMap { entry in
            guard let until = entry.value.blockedUntil, now < until else { return nil }
            return Block(source: entry.key, failures: entry.value.failuresAtBlock, until: until)
        }
    }

    package mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
        switch input {
        case .failed(let source, let account):
            return self.fail(source, account.hashValue, at: now)
        case .succeeded(let source, let account):
            self.succeed(source, account.hashValue, at: now)
            return []
        case .lifted(let source):
            guard let state = self.sources.remove(source), let until = state.blockedUntil, now < until else {
                return []
            }
            return [.unblocked(source)]
        }
    }

    private mutating func fail(_ source: Source, _ account: Int, at now: Moment) -> [Effect] {
        var attacked = self.accounts[account] ?? Failures()
        attacked.add(at: now, window: self.settings.window)
        self.accounts.put(attacked, for: account)

        let key = Pair(source: source, account: account)
        var pair = self.pairs[key] ?? PairState()
        pair.failures.add(at: now, window: self.settings.window)
        pair.nextAttempt = now.advanced(by: self.settings.ration)
        self.pairs.put(pair, for: key)

        var state = self.sources[source] ?? SourceState()
        defer { self.sources.put(state, for: source) }
        if let until = state.blockedUntil {
            // One who got in before may still fail while the source is blocked; the block is not made longer by it.
            if now < until { return [] }
            state.blockedUntil = nil
            if until.advanced(by: self.settings.longestBlock) < now { state.blocks = 0 }
        }
        state.failures.add(at: now, window: self.settings.window)
        guard state.failures.count >= self.settings.failuresToBlock else { return [] }
        let doublings = min(state.blocks, 16)
        let length = min(self.settings.firstBlock * (1 << doublings), self.settings.longestBlock)
        state.blocks += 1
        state.failuresAtBlock = state.failures.count
        state.blockedUntil = now.advanced(by: length)
        state.failures = Failures()
        return [.blocked(source, failures: state.failuresAtBlock, for: length)]
    }

    /// Forgives what this account failed from this source, and nothing that was tried against others: a guesser with one
    /// account of their own gains nothing by signing in to it.
    private mutating func succeed(_ source: Source, _ account: Int, at now: Moment) {
        let key = Pair(source: source, account: account)
        let own = self.pairs[key]?.failures.count(at: now, window: self.settings.window) ?? 0
        self.pairs.put(PairState(hasSucceeded: true), for: key)
        guard own > 0, var state = self.sources[source] else { return }
        state.failures.count = max(0, state.failures.count - own)
        self.sources.put(state, for: source)
    }

    private func delay(after failures: Int) -> Verdict {
        let counted = failures - self.settings.freeFailures
        guard counted >= 0, failures > 0 else { return .allow }
        return .delay(min(self.settings.firstDelay * (1 << min(counted, 10)), self.settings.longestDelay))
    }
}
