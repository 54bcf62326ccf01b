import Kernel
import Logging
import Model
import Synchronization
import Web

/// The configuration in force, and how it changes: by the cabinets through ``apply(_:by:)``, by `martlet` commands in
/// another process through the store. Either way everybody hears of it in under a second (BYD-02).
final class ConfigurationKeeper: LiveConfiguration, Sendable {
    private let repository: any ConfigurationRepository
    private let time: any TimeSource
    private let logger: Logger
    private let state: Mutex<Configuration>
    private let onChange: Mutex<(@Sendable (Configuration) async throws -> Void)?> = Mutex(nil)
    /// One refresh at a time, so that an older configuration never replaces a newer one.
    private let refreshing = AsyncLock()

    init(
        repository: any ConfigurationRepository,
        initial: Configuration,
        time: any TimeSource,
        logger: Logger
    ) {
        self.repository = repository
        var initial = initial
        initial.learnZones()
        self.state = Mutex(initial)
        self.time = time
        self.logger = logger
    }

    /// Who is told of each new configuration before a change counts as done.
    func onChange(_ action: @escaping @Sendable (Configuration) async throws -> Void) {
        self.onChange.withLock { $0 = action }
    }

    var current: Configuration { self.state.withLock { $0 } }

    func apply(
        _ changes: [ConfigurationChange],
        by author: ChangeAuthor
    ) async throws -> [RecordedChange] {
        let recorded = try await self.repository.apply(changes, by: author, at: self.time.timestamp)
        try await self.refresh()
        return recorded
    }

    func undo(_ version: Int64, by author: ChangeAuthor) async throws -> [RecordedChange] {
        let recorded = try await self.repository.undo(version, by: author, at: self.time.timestamp)
        try await self.refresh()
        return recorded
    }

    func history(_ filter: ChangeFilter, before version: Int64?, limit: Int) async throws -> [RecordedChange] {
        try await self.repository.history(filter, before: version, limit: limit)
    }

    func count(_ filter: ChangeFilter) async throws -> Int { try await self.repository.count(filter) }

    /// Follows the store until the task is cancelled.
    func follow(_ store: StoreWatch) async {
        var isFailing = false
        for await _ in store.changes {
            do {
                if try await self.repository.version() != self.current.version { try await self.refresh() }
                isFailing = false
            } catch {
                if !isFailing {
                    self.logger.error("the configuration cannot be read", metadata: ["error": "\(error)"])
                }
                isFailing = true
            }
        }
    }

    private func refresh() async throws {
        try await self.refreshing.withLock {
            var configuration = self.current
            while true {
                let changes = try await self.repository.changes(after: configuration.version, limit: 500)
                guard !changes.isEmpty else { break }
                for change in changes { configuration.apply(change.after, version: change.version) }
            }
            guard configuration.version != self.current.version else { return }
            configuration.learnZones()
            self.state.withLock { $0 = configuration }
            if let onChange = self.onChange.withLock({ $0 }) { try await onChange(configuration) }
        }
    }
}

/// Lets one task after another through, in the order of their coming.
actor AsyncLock {
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    nonisolated func withLock<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        await self.take()
        do {
            let value = try await body()
            await self.give()
            return value
        } catch {
            await self.give()
            throw error
        }
    }

    private func take() async {
        guard self.isTaken else {
            self.isTaken = true
            return
        }
        await withCheckedContinuation { self.waiting.append($0) }
    }

    private func give() {
        if self.waiting.isEmpty { self.isTaken = false } else { self.waiting.removeFirst().resume() }
    }
}
