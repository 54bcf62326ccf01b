import Kernel

/// Notices that a peer's sound does not arrive, and that it arrives again (BYD-05).
struct SilenceWatch: Equatable, Sendable {
    /// Since when sound is expected; `nil` while the agreed direction asks for none.
    private var expectedSince: Moment?
    private var isSilent = false
    private var isOneWay = false

    /// Whether an alarm is out, so that the next packet is worth an event.
    @inline(__always)
    var isAlarmed: Bool { self.isSilent || self.isOneWay }

    /// Called when the direction or the bridge changes.
    mutating func expect(_ isExpected: Bool, at now: Moment) {
        if isExpected {
            self.expectedSince = self.expectedSince ?? now
        } else {
            self = SilenceWatch()
        }
    }

    /// A new bridge gives both sides their time again.
    mutating func restart(at now: Moment) {
        if self.expectedSince != nil { self.expectedSince = now }
    }

    /// A packet came while an alarm was out.
    mutating func resume() {
        self.isSilent = false
        self.isOneWay = false
    }

    /// - Parameters:
    ///   - lastArrival: when the stream's last packet came.
    ///   - isOtherSideHeard: whether the bridged side's packets came within the last two seconds.
    ///   - cause: asked when there is an alarm.
    /// - Returns: the alarm to raise, once until sound comes again.
    mutating func check(
        lastArrival: Moment?,
        isOtherSideHeard: Bool,
        silenceLimit: Duration,
        oneWayLimit: Duration,
        cause: @autoclosure () -> SilenceCause,
        at now: Moment
    ) -> StreamEvent? {
        guard let expectedSince = self.expectedSince else { return nil }
        let since = max(lastArrival ?? expectedSince, expectedSince)
        let quiet = since.duration(to: now)
        if !self.isOneWay, isOtherSideHeard, quiet >= oneWayLimit {
            self.isOneWay = true
            return .oneWay(cause())
        }
        if !self.isSilent, quiet >= silenceLimit {
            self.isSilent = true
            return .silent(since: since, cause())
        }
        return nil
    }
}
