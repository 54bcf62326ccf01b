import HTTPTypes
import Model
import Synchronization

/// So many journals become files at a time: each takes seconds of a core and tens of megabytes, and whoever presses the
/// button again and again must not take them from the others.
final class ExportPlaces: Sendable {
    /// Files that are made at a time: for who is of one domain, and in all.
    static let usualOfDomain = 1
    static let usualInAll = 3
    /// What is told to whoever comes when there is no place.
    static let pauseSeconds = 5

    private let ofDomain: Int
    private let inAll: Int
    private let taken = Mutex<[DomainID: Int]>([:])

    init(ofDomain: Int = ExportPlaces.usualOfDomain, inAll: Int = ExportPlaces.usualInAll) {
        self.ofDomain = ofDomain
        self.inAll = inAll
    }

    /// Makes a file for somebody of the domain.
    /// - Throws: ``APIError`` with `slow-down` when there is no place, and what `body` throws.
    func with<Result>(_ domain: DomainID, _ body: () async throws -> Result) async throws -> Result {
        try self.take(domain)
        defer { self.leave(domain) }
        return try await body()
    }

    private func take(_ domain: DomainID) throws {
        let isFree = self.taken.withLock { taken in
            let own = taken[domain] ?? 0
            guard own < self.ofDomain, taken.values.reduce(0, +) < self.inAll else { return false }
            taken[domain] = own + 1
            return true
        }
        guard isFree else {
            throw APIError(
                .slowDown,
                "Another journal is being made into a file. Please try again in some seconds.",
                headers: [.retryAfter: "\(Self.pauseSeconds)"]
            )
        }
    }

    private func leave(_ domain: DomainID) {
        self.taken.withLock { taken in
            let left = (taken[domain] ?? 1) - 1
            taken[domain] = left > 0 ? left : nil
        }
    }
}
