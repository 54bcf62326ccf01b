import Kernel
import NIOCore

/// All timers of one exchange on its loop: ring times, session refreshes, subscriptions, probes.
///
/// Wheels instead of NIO's own tasks: cancelling one of those searches a heap, and nearly every timer of a call is
/// cancelled. Long timers turn on a wheel of their own with coarse ticks, so that standing calls and trunks wake the
/// processor twice a second and not fifty times. A wheel ticks only while a timer is armed.
final class ExchangeTimers {
    /// Names an armed timer.
    struct Ticket {
        fileprivate let isLong: Bool
        fileprivate let ticket: TimerWheel<() -> Void>.Ticket
    }

    /// From here on a timer may be half a second late.
    static let longDelay = Duration.seconds(5)

    private let short: TickingWheel
    private let long: TickingWheel

    init(eventLoop: any EventLoop, time: any TimeSource) {
        self.short = TickingWheel(granularity: .milliseconds(20), eventLoop: eventLoop, time: time)
        self.long = TickingWheel(granularity: .milliseconds(500), eventLoop: eventLoop, time: time)
    }

    func arm(after delay: Duration, _ action: @escaping () -> Void) -> Ticket {
        let isLong = delay >= Self.longDelay
        return Ticket(isLong: isLong, ticket: (isLong ? self.long : self.short).arm(after: delay, action))
    }

    func cancel(_ ticket: Ticket) {
        (ticket.isLong ? self.long : self.short).cancel(ticket.ticket)
    }
}

/// A timer wheel and the task that turns it.
private final class TickingWheel {
    private let granularity: Duration
    private let eventLoop: any EventLoop
    private let time: any TimeSource
    private var wheel: TimerWheel<() -> Void>
    private var tick: RepeatedTask?

    init(granularity: Duration, eventLoop: any EventLoop, time: any TimeSource) {
        self.granularity = granularity
        self.eventLoop = eventLoop
        self.time = time
        self.wheel = TimerWheel(granularity: granularity, startingAt: time.now)
    }

    func arm(after delay: Duration, _ action: @escaping () -> Void) -> TimerWheel<() -> Void>.Ticket {
        let now = self.time.now
        if self.wheel.count == 0 {
            // Nothing was armed: bring an idle wheel up to the present before it counts from there.
            _ = self.wheel.advance(to: now)
        }
        let ticket = self.wheel.arm(action, after: delay, at: now)
        self.startTicking()
        return ticket
    }

    func cancel(_ ticket: TimerWheel<() -> Void>.Ticket) {
        self.wheel.cancel(ticket)
    }

    private func startTicking() {
        guard self.tick == nil else { return }
        let interval = TimeAmount.nanoseconds(self.granularity.wholeNanoseconds)
        let bound = NIOLoopBound(self, eventLoop: self.eventLoop)
        self.tick = self.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            bound.value.advance()
        }
    }

    private func advance() {
        for action in self.wheel.advance(to: self.time.now) { action() }
        if self.wheel.count == 0 {
            self.tick?.cancel()
            self.tick = nil
        }
    }
}
