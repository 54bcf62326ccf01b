package import Journal
package import Kernel
package import Model

/// What the web server stands on; each part is made by the composition root.
package struct WebParts: Sendable {
    package var configuration: any LiveConfiguration
    package var sessions: any SessionRepository
    package var history: any CallHistoryRepository
    package var events: EventStream
    package var calls: any CallControl
    package var signInGuard: any SignInGuard
    package var health: any HealthSource
    package var metrics: PrometheusRegistry
    package var counts: any CountSource
    package var time: any TimeSource
    /// Makes one source of randomness after another; ``TokenSource/system()`` in production.
    package var tokens: @Sendable () -> TokenSource

    package init(
        configuration: any LiveConfiguration,
        sessions: any SessionRepository,
        history: any CallHistoryRepository,
        events: EventStream,
        calls: any CallControl,
        signInGuard: any SignInGuard,
        health: any HealthSource,
        metrics: PrometheusRegistry,
        counts: any CountSource,
        time: any TimeSource,
        tokens: @escaping @Sendable () -> TokenSource
    ) {
        self.configuration = configuration
        self.sessions = sessions
        self.history = history
        self.events = events
        self.calls = calls
        self.signInGuard = signInGuard
        self.health = health
        self.metrics = metrics
        self.counts = counts
        self.time = time
        self.tokens = tokens
    }
}
