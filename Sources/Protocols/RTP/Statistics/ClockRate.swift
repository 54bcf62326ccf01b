import Kernel

/// Between moments and RTP clock units, without overflow for any uptime.
struct ClockRate: Equatable, Sendable {
    /// At least 1: a rate of zero, which a peer's description might name, counts as 1.
    let unitsPerSecond: Int64

    init(_ unitsPerSecond: UInt32) {
        self.unitsPerSecond = Int64(max(1, unitsPerSecond))
    }

    /// The moment on the stream's clock, cut to the 32 bits of a timestamp.
    func units(at moment: Moment) -> UInt32 {
        self.units(nanoseconds: moment.nanoseconds)
    }

    func units(in duration: Duration) -> UInt32 {
        self.units(nanoseconds: duration.wholeNanoseconds)
    }

    private func units(nanoseconds: Int64) -> UInt32 {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let whole = seconds &* self.unitsPerSecond
        return UInt32(truncatingIfNeeded: whole &+ rest &* self.unitsPerSecond / 1_000_000_000)
    }

    func duration(units: UInt32) -> Duration {
        .nanoseconds(Int64(units) &* 1_000_000_000 / self.unitsPerSecond)
    }
}
