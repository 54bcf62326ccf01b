import Kernel
import Model

/// Codes that light message lamps (CAL-12), held in check: each is a change of the configuration, which is kept for ever.
struct LampCodes {
    /// How many a user may dial in a minute.
    static let limit = 10

    private var minute: Int64 = -1
    private var counts: [UserID: Int] = [:]
    /// The change that was begun last; the next one waits for it, so that the last code dialled is the one that holds.
    var last: Task<Void, Never>?

    /// Whether the user may dial one more; counted in whole minutes.
    mutating func admits(_ user: UserID, at now: Moment) -> Bool {
        let minute = now.nanoseconds / 60_000_000_000
        if minute != self.minute {
            self.minute = minute
            self.counts = [:]
        }
        self.counts[user, default: 0] += 1
        return self.counts[user, default: 0] <= Self.limit
    }
}
