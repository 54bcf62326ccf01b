import Kernel
import NIOCore

/// All timers of one exchange on its loop: ring times, session refreshes, subscriptions, probes.
///
/// A wheel instead of NIO's own tasks: cancelling one of those searches a heap, and nearly every timer of a call is
/// cancelled. The tick runs only while a timer is armed, so an idle server sleeps.
final class ExchangeTimers {
    typealias Ticket = TimerWheel<() -> Void>.Ticket

    static let granularity = Duration.milliseconds(20)

    private let eventLoop: any EventLoop
    private let time: any TimeSource
    private var wheel: TimerWheel<() -> Void>
    private var tick: RepeatedTask?

    init(eventLoop: any EventLoop, time: any TimeSource) {
        self.eventLoop = eventLoop
        self.time = time
        self.wheel = TimerWheel(granularity: Self.granularity, startingAt: time.now)
    }

    func arm(after delay: Duration, _ action: @escaping () -> Void) -> Ticket {
        let now = self.time.now
        if self.wheel.count == 0 {
            // Nothing was armed: bring an idle wheel up to the present before it counts from there.
            _ = self.wheel.advance(to: now)
        }
        let ticket = self.wheel.arm(action, after: delay, at: now)
        self.startTicking()
        return ticket
    }

    func cancel(_ ticket: Ticket) {
        self.wheel.cancel(ticket)
    }

    private func startTicking() {
        guard self.tick == nil else { return }
        let interval = TimeAmount.nanoseconds(Self.granularity.wholeNanoseconds)
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
