import Kernel
import Model
import Synchronization

/// Who listens at present, so that a player's many requests are one line of the action history.
final class ListenerTable: Sendable {
    struct Listener: Hashable, Sendable {
        var recording: RecordingID
        var author: String
        var address: String
    }

    private let limit: Int
    private let seen = Mutex<[Listener: Moment]>([:])

    /// - Parameter limit: listeners; when there are more, all are taken as new again.
    init(limit: Int) {
        self.limit = limit
    }

    /// Whether the listener is to be written down: not seen within `period` of the last time it was.
    func isNew(_ listener: Listener, at now: Moment, within period: Duration) -> Bool {
        self.seen.withLock { seen in
            guard let last = seen[listener] else { return true }
            return last.duration(to: now) >= period
        }
    }

    /// The listener is written down, and only then not new.
    func mark(_ listener: Listener, at now: Moment, within period: Duration) {
        self.seen.withLock { seen in
            if seen.count >= self.limit {
                seen = seen.filter { $0.value.duration(to: now) < period }
                if seen.count >= self.limit { seen = [:] }
            }
            seen[listener] = now
        }
    }
}
