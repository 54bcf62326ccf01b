import Kernel
import NIOCore

/// A timer wheel that an event loop turns, as long as anything is armed.
///
/// One repeated task serves all the timers, so arming and cancelling cost no more than the wheel, and an idle endpoint
/// costs nothing at all.
final class LoopTimers<Payload> {
    private let eventLoop: any EventLoop
    private let granularity: TimeAmount
    private var wheel: TimerWheel<Payload>
    private var turning: Scheduled<Void>?
    private let fire: (Payload) -> Void

    /// - Parameter fire: takes what is due. It runs on the loop and may arm and cancel.
    init(on eventLoop: any EventLoop, granularity: Duration, buckets: Int, fire: @escaping (Payload) -> Void) {
        self.eventLoop = eventLoop
        self.granularity = .nanoseconds(granularity.wholeNanoseconds)
        self.wheel = TimerWheel(granularity: granularity, bucketCount: buckets, startingAt: eventLoop.moment)
        self.fire = fire
    }

    func arm(_ payload: Payload, after delay: Duration, at now: Moment) -> TimerWheel<Payload>.Ticket {
        if self.turning == nil {
            // The wheel stood still; let it catch up while it is empty.
            _ = self.wheel.advance(to: now)
            self.scheduleTurn()
        }
        return self.wheel.arm(payload, after: delay, at: now)
    }

    func cancel(_ ticket: TimerWheel<Payload>.Ticket) {
        self.wheel.cancel(ticket)
    }

    /// Whether the loop has a task for the wheel.
    var isTurning: Bool { self.turning != nil }

    /// Forgets everything.
    func stop() {
        self.turning?.cancel()
        self.turning = nil
        self.wheel = TimerWheel(
            granularity: .nanoseconds(self.granularity.nanoseconds),
            startingAt: self.eventLoop.moment
        )
    }

    private func scheduleTurn() {
        self.turning = self.eventLoop.assumeIsolated().scheduleTask(in: self.granularity) { [weak self] in
            self?.turn()
        }
    }

    private func turn() {
        self.turning = nil
        for payload in self.wheel.advance(to: self.eventLoop.moment) { self.fire(payload) }
        if self.turning == nil, self.wheel.count > 0 { self.scheduleTurn() }
    }
}

extension EventLoop {
    /// The loop's own clock, virtual where the loop is.
    var moment: Moment { Moment(nanoseconds: Int64(clamping: self.now.uptimeNanoseconds)) }
}
