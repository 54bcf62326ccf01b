#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where moments and timestamps come from. Passed in, so that tests run years in a second.
public protocol TimeSource: Sendable {
    /// The monotonic moment.
    var now: Moment { get }
    /// The civil time.
    var timestamp: Timestamp { get }
}

/// The machine's own clocks: CLOCK_MONOTONIC and CLOCK_REALTIME. The only place in the product that reads a clock.
public struct SystemTimeSource: TimeSource {
    public init() {}

    public var now: Moment {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Moment(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
    }

    public var timestamp: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) &* 1_000_000 &+ Int64(time.tv_nsec) / 1_000)
    }
}
