import Logging
import ServiceLifecycle
import StoragePostgreSQL

/// Keeps the lease of the database: a server that another one has replaced must not go on.
struct LeaseService: Service {
    /// A server that lost its lease goes on for this long at most once it can ask again.
    static let interval = Duration.seconds(3)

    let lease: PostgreSQLLease
    let settings: PostgreSQLSettings
    let logger: Logger

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            var isUnknown = false
            while !Task.isCancelled {
                // Cancelled: the end of the loop.
                try? await Task.sleep(for: Self.interval)
                if Task.isCancelled { return }
                switch await self.lease.renew() {
                case .held:
                    if isUnknown { self.logger.notice("the database's server is back") }
                    isUnknown = false
                case .unknown(let error):
                    // Calls go on; what is to be stored waits.
                    if !isUnknown {
                        self.logger.error("the database's server is away", metadata: ["error": "\(error)"])
                    }
                    isUnknown = true
                case .taken(let holder):
                    let error = DatabaseChoice.taken(self.settings, by: holder)
                    self.logger.critical("another server took the database", metadata: ["holder": "\(holder)"])
                    throw error
                }
            }
        }
    }
}
