package import Kernel
package import Model

/// A configuration that ends with the process. Made of dictionaries, so that its rules can be read at a glance.
package actor InMemoryConfigurationRepository: ConfigurationRepository {
    /// All there is, copied for each transaction, so that a failed one leaves no trace.
    struct State {
        var domains: [DomainID: Domain] = [:]
        var users: [UserID: User] = [:]
        var trunks: [TrunkID: Trunk] = [:]
        var lines: [LineID: Line] = [:]
        var entries: [EntryID: DomainEntry] = [:]
        var changes: [Recorded] = []
    }

    struct Recorded {
        var change: RecordedChange
        var objectID: String
        var partOf: Int64?
    }

    private var state = State()

    package init() {}

    package func load() -> Configuration {
        var configuration = Configuration()
        let version = self.version()
        for domain in self.state.domains.values { configuration.apply(.putDomain(domain), version: version) }
        for trunk in self.state.trunks.values { configuration.apply(.putTrunk(trunk), version: version) }
        for user in self.state.users.values { configuration.apply(.putUser(user), version: version) }
        for line in self.state.lines.values { configuration.apply(.putLine(line), version: version) }
        for entry in self.state.entries.values { configuration.apply(.putEntry(entry), version: version) }
        return configuration
    }

    package func version() -> Int64 { Int64(self.state.changes.count) }

    package func changes(after version: Int64, limit: Int) -> [RecordedChange] {
        Array(self.state.changes.lazy.map(\.change).filter { $0.version > version }.prefix(limit))
    }

    package func apply(
        _ changes: [ConfigurationChange],
        by author: ChangeAuthor,
        at: Timestamp
    ) throws -> [RecordedChange] {
        var transaction = InMemoryTransaction(self.state, by: author, at: at)
        for change in changes { try transaction.apply(change) }
        return self.commit(transaction.state)
    }

    package func history(_ filter: ChangeFilter, before version: Int64?, limit: Int) -> [RecordedChange] {
        let all = self.state.changes.reversed().lazy.map(\.change)
        return Array(all.filter { $0.version < version ?? .max && filter.takes($0) }.prefix(limit))
    }

    package func count(_ filter: ChangeFilter) -> Int { self.state.changes.count { filter.takes($0.change) } }

    package func undo(_ version: Int64, by author: ChangeAuthor, at: Timestamp) throws -> [RecordedChange] {
        var transaction = InMemoryTransaction(self.state, by: author, at: at)
        try transaction.undo(version)
        return self.commit(transaction.state)
    }

    private func commit(_ state: State) -> [RecordedChange] {
        defer { self.state = state }
        return state.changes.dropFirst(self.state.changes.count).map(\.change)
    }
}
