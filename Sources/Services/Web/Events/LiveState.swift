import Journal
import Kernel
import Logging
import Model
import Synchronization

/// What goes on at present, kept up to date from the event stream, and those who watch it (design idea 4).
final class LiveState: Sendable {
    /// How long changes are gathered before they go out.
    static let pace = Duration.milliseconds(50)
    /// The same while nobody watches; who asks gets the present anyway.
    static let idlePace = Duration.milliseconds(250)
    /// Messages that wait for a slow reader before it is sent away.
    static let bufferLimit = 2_048
    /// Events that a client may have missed and still catch up without a snapshot.
    static let resumeLimit = 8_192

    private struct State {
        var projection: LiveProjection
        var watchers: [UInt64: Watcher] = [:]
        var nextWatcher: UInt64 = 0
    }

    private let stream: EventStream
    private let history: any CallHistoryRepository
    private let configuration: any LiveConfiguration
    private let logger: Logger
    private let state: Mutex<State>

    init(
        stream: EventStream,
        history: any CallHistoryRepository,
        configuration: any LiveConfiguration,
        logger: Logger
    ) {
        self.stream = stream
        self.history = history
        self.configuration = configuration
        self.logger = logger
        self.state = Mutex(State(projection: LiveProjection(after: stream.firstSequence - 1)))
    }

    // MARK: - Keeping up

    /// Follows the stream until it ends or the task is cancelled.
    func run() async {
        for await element in self.stream.subscribe(after: self.sequence, pace: self.pace) {
            switch element {
            case .events(let events): self.take(events)
            case .missed(let last): await self.catchUp(to: last)
            }
        }
        for watcher in self.state.withLock({ Array($0.watchers.values) }) { watcher.finish() }
    }

    @Sendable
    private func pace() -> Duration { self.watcherCount > 0 ? Self.pace : Self.idlePace }

    func take(_ events: [Event]) {
        let (changes, watchers) = self.state.withLock { state in
            (state.projection.apply(events), Array(state.watchers.values))
        }
        guard !watchers.isEmpty, !changes.isEmpty else { return }
        let configuration = self.configuration.current
        for change in changes {
            let message = LiveMessage(change, in: configuration)
            for watcher in watchers { watcher.offer(message) }
        }
    }

    /// Fetches from the store what the stream has forgotten, so that no call stays in progress for ever.
    private func catchUp(to last: Int64) async {
        do {
            while self.sequence < last {
                let events = try await self.history.events(after: self.sequence, limit: 10_000)
                guard !events.isEmpty else { return }
                self.take(events.filter { $0.sequence <= last })
                if let newest = events.last, newest.sequence >= last { return }
            }
        } catch {
            self.logger.error("live state has a gap", metadata: [LogKey.error: "\(error)"])
        }
    }

    // MARK: - Looking

    /// Looks at the present. While somebody watches, it is at most ``pace`` old: taking events in here would keep them
    /// from the watchers.
    private func look<Value>(_ body: (inout State) -> Value) -> Value {
        self.state.withLock { state in
            self.bringUpToDate(&state)
            return body(&state)
        }
    }

    private func bringUpToDate(_ state: inout State) {
        guard state.watchers.isEmpty else { return }
        while true {
            let slice = self.stream.events(after: state.projection.sequence, limit: 1_024)
            guard slice.isComplete, !slice.events.isEmpty else { return }
            _ = state.projection.apply(slice.events)
        }
    }

    var sequence: Int64 { self.state.withLock { $0.projection.sequence } }
    var callCount: Int { self.look { $0.projection.calls.count } }
    var registrationCount: Int { self.look { $0.projection.registrations.count } }
    var watcherCount: Int { self.state.withLock { $0.watchers.count } }

    /// Oldest first.
    func calls(in domain: DomainID?, seenBy caller: Caller) -> [LiveCall] {
        self.look { state in
            state.projection.calls.snapshot(in: domain)
                .filter { caller.maySee($0.domain, users: state.projection.audience(of: $0.id)) }
                .map { caller.role == .user ? $0.withoutHiddenLegs : $0 }
        }
    }

    func call(_ id: CallID, seenBy caller: Caller) -> LiveCall? {
        self.look { state in
            guard let call = state.projection.calls[id],
                caller.maySee(call.domain, users: state.projection.audience(of: id))
            else { return nil }
            return caller.role == .user ? call.withoutHiddenLegs : call
        }
    }

    func registrations(in domain: DomainID?) -> [LiveRegistration] {
        self.look { $0.projection.registrations.snapshot(in: domain) }
    }

    func registrations(of user: UserID) -> [LiveRegistration] {
        self.look { $0.projection.registrations.contacts(of: user) }
    }

    func state(of trunk: TrunkID) -> TrunkState {
        self.look { $0.projection.trunks[trunk] } ?? TrunkState()
    }

    // MARK: - Watching

    /// Adds a watcher that first gets what it missed, or everything, and then each change.
    ///
    /// - Parameters:
    ///   - domain: narrows what a system administrator sees.
    ///   - since: the newest event the client knows; `nil` for a new one. A plain user always gets everything: it is little.
    /// - Returns: `nil` when there are `limit` watchers already.
    func watch(_ caller: Caller, domain: DomainID?, since: Int64?, limit: Int) -> Watcher? {
        let configuration = self.configuration.current
        return self.state.withLock { state in
            guard state.watchers.count < limit else { return nil }
            self.bringUpToDate(&state)
            let watcher = Watcher(id: state.nextWatcher, caller: caller, domain: domain)
            state.nextWatcher &+= 1
            state.watchers[watcher.id] = watcher
            if let since, caller.role > .user, let missed = self.missed(since: since, state.projection) {
                for change in missed { watcher.offer(LiveMessage(change, in: configuration)) }
            } else {
                watcher.send(self.snapshot(for: watcher, state.projection, configuration))
            }
            return watcher
        }
    }

    func dismiss(_ watcher: Watcher) {
        self.state.withLock { _ = $0.watchers.removeValue(forKey: watcher.id) }
        watcher.finish()
    }

    private func missed(since: Int64, _ projection: LiveProjection) -> [LiveChange]? {
        guard since >= 0, since <= projection.sequence else { return nil }
        let slice = self.stream.events(after: since, limit: Self.resumeLimit)
        guard slice.isComplete, slice.events.count < Self.resumeLimit else { return nil }
        return projection.changes(of: slice.events)
    }

    private func snapshot(for watcher: Watcher, _ live: LiveProjection, _ configuration: Configuration) -> [UInt8] {
        let domain = watcher.domain
        let calls = live.calls.snapshot(in: domain)
            .filter { watcher.caller.maySee($0.domain, users: live.audience(of: $0.id)) }
            .map { watcher.caller.role == .user ? $0.withoutHiddenLegs : $0 }
        let registrations = live.registrations.snapshot(in: domain)
            .filter { watcher.caller.maySee($0.domain, users: [$0.user]) }
        return LiveMessage.snapshot(
            sequence: live.sequence,
            calls: calls,
            registrations: registrations,
            in: configuration
        )
    }
}

/// One who watches: a bounded queue of messages, filtered by what its owner may see.
final class Watcher: Sendable {
    let id: UInt64
    let caller: Caller
    /// Narrows what is seen; for all but system administrators their own domain.
    let domain: DomainID?
    /// Texts to send, in order. Ends when the watcher is dismissed, the server stops, or the reader is too slow.
    let texts: AsyncStream<[UInt8]>
    private let continuation: AsyncStream<[UInt8]>.Continuation
    private let overflow = Atomic(false)

    init(id: UInt64, caller: Caller, domain: DomainID?) {
        self.id = id
        self.caller = caller
        self.domain = domain
        let limit = LiveState.bufferLimit
        (self.texts, self.continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(limit))
    }

    /// Whether it was sent away for being slow.
    var isTooSlow: Bool { self.overflow.load(ordering: .acquiring) }

    func offer(_ message: LiveMessage) {
        guard self.domain == nil || message.domain == self.domain,
            self.caller.maySee(message.domain, users: message.users)
        else { return }
        self.send(self.caller.role == .user ? message.plainText ?? message.text : message.text)
    }

    func send(_ text: [UInt8]) {
        if case .dropped = self.continuation.yield(text) {
            self.overflow.store(true, ordering: .releasing)
            self.continuation.finish()
        }
    }

    func finish() { self.continuation.finish() }
}
