/// How the journal gathers and retries.
package struct JournalSettings: Equatable, Sendable {
    /// The most events of one transaction. 1 to 65 536.
    package var batchLimit = 4_096
    /// The shortest and the longest pause between two transactions.
    package var shortestPause = Duration.milliseconds(2)
    package var longestPause = Duration.milliseconds(50)
    /// The pauses before a failed transaction is tried again; doubled from the first to the last.
    package var firstRetry = Duration.milliseconds(50)
    package var lastRetry = Duration.seconds(1)
    /// How many events wait while the store fails; further ones are lost, and counted. About half a kilobyte each.
    package var backlogLimit = 500_000
    /// How often a failed transaction is tried again when the server stops.
    package var triesAtStop = 5

    package init() {}

    /// The pause after a transaction of `count` events.
    ///
    /// An idle server writes at once, so that a call that ended is on disk within milliseconds; a busy one gathers,
    /// which is what makes an event cheap.
    func pause(afterBatchOf count: Int) -> Duration {
        min(self.longestPause, self.shortestPause + .milliseconds(4 * min(count, 1_000)))
    }

    func retryPause(afterFailures failures: Int) -> Duration {
        min(self.lastRetry, self.firstRetry * (1 << min(max(failures - 1, 0), 16)))
    }
}

/// How the journal is doing, for health checks and metrics.
package struct JournalStatus: Equatable, Sendable {
    /// Why events cannot be stored at present, in a sentence that says what to do; `nil` when all is well.
    package var reason: String?
    /// Events that wait for the store.
    package var backlog = 0
    /// The newest event on disk.
    package var storedSequence: Int64
    /// Events that could not be kept because the store failed for too long.
    package var lostEvents: Int64 = 0
    /// Transactions done, and events in them.
    package var batches: Int64 = 0
    package var storedEvents: Int64 = 0

    package var isFailing: Bool { self.reason != nil }
}
