import Logging
import Metrics
import Synchronization
import Web

/// The process-wide systems of swift-log and swift-metrics may be set up once; a test that starts two servers in one
/// process keeps those of the first.
private let isLoggingReady = Mutex(false)
private let isMetricsReady = Mutex(false)

extension LoggingSystem {
    static func bootstrapOnce(_ level: String) {
        isLoggingReady.withLock { isReady in
            guard !isReady else { return }
            isReady = true
            self.bootstrap { label in
                var handler = StreamLogHandler.standardError(label: label)
                handler.logLevel = Logger.Level(rawValue: level) ?? .notice
                return handler
            }
        }
    }
}

extension MetricsSystem {
    static func bootstrapOnce(_ registry: PrometheusRegistry) {
        isMetricsReady.withLock { isReady in
            guard !isReady else { return }
            isReady = true
            self.bootstrap(registry)
        }
    }
}
