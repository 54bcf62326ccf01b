package import Kernel

/// When the clocks of a time zone show what: its offset from UTC and the moments at which that changes. A value, so that
/// schedules are decided without asking the system (RTE-04).
package struct ZoneRules: Equatable, Sendable {
    private struct Change: Equatable, Sendable {
        var at: Int64
        var offset: Int
    }

    private var first: Int
    private var changes: [Change] = []

    /// The same offset always.
    /// - Parameter seconds: east of UTC.
    package init(offset seconds: Int) {
        self.first = seconds
    }

    package static let utc = ZoneRules(offset: 0)

    /// Learns a zone by asking somebody who knows it, half a month apart, and closer where the answers differ. A change
    /// that is taken back within half a month is not seen; no zone has had one for decades.
    /// - Parameters:
    ///   - seconds: the time for which the rules are wanted, since 1970 in UTC; outside they go on as at its ends.
    ///   - offset: the offset in seconds east of UTC at a moment.
    package init(from seconds: ClosedRange<Int64>, asking offset: (Int64) -> Int) {
        let step: Int64 = 15 * 86_400
        self.first = offset(seconds.lowerBound)
        var (before, known) = (seconds.lowerBound, self.first)
        while before < seconds.upperBound {
            let after = min(before + step, seconds.upperBound)
            let next = offset(after)
            if next != known {
                var (low, high) = (before, after)
                while high - low > 1 {
                    let middle = low + (high - low) / 2
                    if offset(middle) == known { low = middle } else { high = middle }
                }
                self.changes.append(Change(at: high, offset: next))
                known = next
            }
            before = after
        }
    }

    /// Seconds east of UTC.
    package func offset(at moment: Timestamp) -> Int {
        let seconds = moment.seconds
        var (low, high) = (0, self.changes.count)
        while low < high {
            let middle = (low + high) / 2
            if self.changes[middle].at <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? self.first : self.changes[low - 1].offset
    }

    /// When the day begins on that clock. Where the clocks pass midnight by, the moment at which they do.
    package func start(of date: CivilDate) -> Timestamp {
        let local = Int64(date.dayNumber) * 86_400
        let guess = local - Int64(self.offset(at: Timestamp(seconds: local)))
        return Timestamp(seconds: local - Int64(self.offset(at: Timestamp(seconds: guess))))
    }

    package func civilTime(at moment: Timestamp) -> CivilTime {
        CivilTime(localSeconds: moment.seconds + Int64(self.offset(at: moment)))
    }
}
