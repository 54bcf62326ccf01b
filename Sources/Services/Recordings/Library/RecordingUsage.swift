package import Model
import Synchronization

/// How much the recordings of each domain take on disk, held against what they may take (TEN-03). Safe from any thread.
///
/// Calls ask it, so it is counted in memory: from the list at the start and with each round of the storage job, by what
/// ends, is converted and is deleted in between.
package final class RecordingUsage: Sendable {
    enum Admission: Equatable, Sendable {
        case room
        /// - Parameter isNews: the first refusal since there was room.
        case full(isNews: Bool)
    }

    private struct State {
        var bytes: [DomainID: Int64] = [:]
        var told: Set<DomainID> = []
    }

    private let limit: @Sendable (DomainID) -> Int64
    private let state = Mutex(State())

    /// - Parameter limit: bytes that a domain's recordings may take, asked at each recording's beginning.
    package init(limit: @escaping @Sendable (DomainID) -> Int64 = { _ in .max }) {
        self.limit = limit
    }

    /// Bytes of all files of the domain's recordings.
    package func bytes(of domain: DomainID) -> Int64 { self.state.withLock { $0.bytes[domain] ?? 0 } }

    /// Whether calls of the domain are not recorded for want of room.
    package func isFull(_ domain: DomainID) -> Bool { self.bytes(of: domain) >= self.limit(domain) }

    /// Whether one more recording may begin. One that goes on is not cut off: it counts when it ends.
    func admit(_ domain: DomainID) -> Admission {
        let limit = self.limit(domain)
        return self.state.withLock { state in
            guard state.bytes[domain] ?? 0 >= limit else {
                state.told.remove(domain)
                return .room
            }
            return .full(isNews: state.told.insert(domain).inserted)
        }
    }

    func replace(_ bytes: [DomainID: Int64]) {
        self.state.withLock { $0.bytes = bytes }
    }

    /// - Parameter bytes: what came, below zero what went.
    func add(_ bytes: Int64, of domain: DomainID) {
        self.state.withLock { $0.bytes[domain] = max(0, ($0.bytes[domain] ?? 0) + bytes) }
    }
}
