import Kernel
import Metrics
import Synchronization

/// Counts and times requests by operation and class of status: labels that a stranger cannot add to.
final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        let operation: String
        let statusClass: Int
    }

    private let factory: any MetricsFactory
    private let handlers = Mutex<[Key: Timer]>([:])

    init(factory: any MetricsFactory) {
        self.factory = factory
    }

    /// - Parameter operation: an endpoint's name, or `none`.
    func record(operation: String, status: Int, took duration: Duration) {
        let key = Key(operation: operation, statusClass: status / 100)
        let timer = self.handlers.withLock { handlers in
            if let known = handlers[key] { return known }
            let labels = [("operation", operation), ("status", "\(key.statusClass)xx")]
            let made = Timer(label: "http_requests", dimensions: labels, factory: self.factory)
            handlers[key] = made
            return made
        }
        timer.recordNanoseconds(max(0, duration.wholeNanoseconds))
    }
}

/// Answers scrapers.
struct MetricsPage: Sendable {
    let registry: PrometheusRegistry
    let live: LiveState
    let source: any CountSource
    let token: String?

    /// Whether this reader may have them: one on this machine, or one who shows the token.
    func isAllowed(_ source: ClientAddress, authorization: String?) -> Bool {
        if source.isLocal { return true }
        guard let token, let authorization, authorization.hasPrefix("Bearer ") else { return false }
        // Hashes are compared, so that the time tells nothing about the token.
        return Authenticator.hash(String(authorization.dropFirst(7))) == Authenticator.hash(token)
    }

    func text() async -> String {
        for count in await self.source.counts() { self.registry.show(count) }
        self.set("calls_in_progress", self.live.callCount)
        self.set("registrations", self.live.registrationCount)
        self.set("event_sockets", self.live.watcherCount)
        return self.registry.text()
    }

    private func set(_ name: String, _ value: Int) {
        Meter(label: name, factory: self.registry).set(value)
    }
}
