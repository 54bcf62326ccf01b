/// A point on the process's monotonic time line, in nanoseconds since an arbitrary start.
///
/// Decisions compare and shift moments; only a ``TimeSource`` makes one from a real clock. A moment never goes back when
/// the wall clock is set, which is why timers and talk times use it, and means nothing in another process: what is
/// stored is a ``Timestamp``.
public struct Moment: Comparable, Hashable, Sendable {
    /// Nanoseconds since the start of the time line. Never negative.
    public let nanoseconds: Int64

    /// The beginning of the time line.
    public static let start = Moment(nanoseconds: 0)

    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    public init(sinceStart duration: Duration) {
        self.nanoseconds = duration.wholeNanoseconds
    }

    public func advanced(by duration: Duration) -> Moment {
        Moment(nanoseconds: self.nanoseconds &+ duration.wholeNanoseconds)
    }

    public func duration(to other: Moment) -> Duration {
        .nanoseconds(other.nanoseconds &- self.nanoseconds)
    }

    public static func < (left: Moment, right: Moment) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

extension Duration {
    /// The duration in whole nanoseconds, clamped to what 64 bits hold (292 years).
    public var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = self.components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }

    /// The duration in whole milliseconds, rounded towards zero.
    public var wholeMilliseconds: Int64 { self.wholeNanoseconds / 1_000_000 }

    /// The duration in seconds with its fraction.
    public var inSeconds: Double { Double(self.wholeNanoseconds) / 1_000_000_000 }
}
