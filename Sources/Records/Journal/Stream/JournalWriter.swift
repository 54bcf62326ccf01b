package import Logging
import Model
import Synchronization

extension Event {
    /// Whether it is history. That a phone registered again in time is of no use to anybody tomorrow, and a thousand
    /// phones would fill the store with it.
    var isKept: Bool {
        switch self.kind {
        case .registered(let change): return change.reason != .refreshed
        // Five times a second, and of use to nobody a second later.
        case .conference(.talkers): return false
        default: return true
        }
    }
}

/// Writes the stream to the store, off the call path: one transaction for what gathered in the meantime.
///
/// While the store fails (disk full, locked), events wait in order in a bounded backlog and are tried again; nothing
/// that is stored is touched by that. One `run()` per stream.
package final class JournalWriter: Sendable {
    private let stream: EventStream
    private let store: any CallHistoryRepository
    private let settings: JournalSettings
    private let logger: Logger
    private let current: Mutex<JournalStatus>

    /// - Parameter stream: begins after the store's newest event.
    package init(
        _ stream: EventStream,
        _ store: any CallHistoryRepository,
        _ settings: JournalSettings = JournalSettings(),
        logger: Logger
    ) {
        self.stream = stream
        self.store = store
        self.settings = settings
        self.logger = logger
        self.current = Mutex(JournalStatus(storedSequence: stream.firstSequence &- 1))
    }

    package var status: JournalStatus { self.current.withLock { $0 } }

    /// Writes until the stream is finished and all of it is stored, or its task is cancelled.
    ///
    /// The orderly end is ``EventStream/finish()`` after the last call has ended. A cancelled task tries once to store
    /// what is there.
    package func run() async {
        var place = self.stream.firstSequence &- 1
        while true {
            await self.stream.waitForEvents(after: place)
            let former = place
            let backlog = self.take(after: &place, upTo: self.settings.batchLimit)
            let isLast = backlog.isEmpty && self.stream.lastSequence == place
            if isLast && (Task.isCancelled || self.stream.isFinished) { return }
            guard await self.store(backlog, place: &place) else { return }
            // Cut short by cancellation, on purpose: the rest is then stored without a pause.
            try? await Task.sleep(for: self.settings.pause(afterBatchOf: Int(place &- former)))
        }
    }

    /// Fetches from the stream; what the stream has forgotten is counted as lost.
    private func take(after place: inout Int64, upTo limit: Int) -> [Event] {
        guard limit > 0 else { return [] }
        let slice = self.stream.events(after: place, limit: limit)
        guard let first = slice.events.first, let last = slice.events.last else { return [] }
        let lost = first.sequence &- place &- 1
        if lost > 0 {
            self.current.withLock { $0.lostEvents &+= lost }
            self.logger.error("events were lost", metadata: [LogKey.count: "\(lost)", LogKey.sequence: "\(place)"])
        }
        place = last.sequence
        return slice.events.filter(\.isKept)
    }

    /// Stores the events, however often it takes, gathering what comes meanwhile behind them.
    /// - Returns: `false` when it gave up because the server stops.
    private func store(_ events: [Event], place: inout Int64) async -> Bool {
        var backlog = events[...]
        var failures = 0
        var triesLeft = self.settings.triesAtStop
        while !backlog.isEmpty {
            let batch = Array(backlog.prefix(self.settings.batchLimit))
            do {
                try await self.store.append(batch)
                backlog = backlog.dropFirst(batch.count)
                self.succeeded(batch, backlog: backlog.count, afterFailures: failures)
                failures = 0
            } catch {
                failures += 1
                backlog += self.take(after: &place, upTo: self.settings.backlogLimit - backlog.count)
                self.failed(error, backlog: backlog.count, failures: failures)
                if Task.isCancelled || self.stream.isFinished { triesLeft -= 1 }
                if Task.isCancelled || triesLeft <= 0 {
                    self.gaveUp(backlog.count)
                    return false
                }
                // Cut short by cancellation, which is seen above.
                try? await Task.sleep(for: self.settings.retryPause(afterFailures: failures))
            }
        }
        return true
    }

    private func succeeded(_ batch: [Event], backlog: Int, afterFailures failures: Int) {
        self.current.withLock { status in
            status.reason = nil
            status.backlog = backlog
            status.batches &+= 1
            status.storedEvents &+= Int64(batch.count)
            status.storedSequence = batch.last?.sequence ?? status.storedSequence
        }
        if failures > 0 { self.logger.notice("events are stored again", metadata: [LogKey.tries: "\(failures)"]) }
    }

    private func failed(_ error: any Error, backlog: Int, failures: Int) {
        self.current.withLock { status in
            status.reason = (error as? ModelError)?.detail ?? "\(error)"
            status.backlog = backlog
        }
        guard failures == 1 else { return }
        self.logger.error("events cannot be stored", metadata: [LogKey.error: "\(error)", LogKey.count: "\(backlog)"])
    }

    private func gaveUp(_ count: Int) {
        self.current.withLock { $0.lostEvents &+= Int64(count) }
        self.logger.error("events were lost at the stop", metadata: [LogKey.count: "\(count)"])
    }
}

/// The metadata keys of this module.
enum LogKey {
    static let count = "events.count"
    static let error = "error"
    static let sequence = "events.sequence"
    static let tries = "tries"
}
