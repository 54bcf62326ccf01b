package import Kernel
package import NIOCore

/// The many timers of one event loop, most of which are cancelled before they fire.
///
/// Wheels instead of NIO's own tasks: cancelling one of those searches a heap. The loop is woken for a tick only when
/// something is armed on it, and long timers have coarse ticks of their own, so that what merely ends (a finished
/// transaction, a standing call) does not wake the processor a hundred times a second.
package final class LoopTimers<Payload> {
    /// Names an armed timer. A stale one is harmless.
    package struct Ticket {
        fileprivate let isLong: Bool
        fileprivate let ticket: TimerWheel<Payload>.Ticket
    }

    /// Ticks for timers that last at least so long; such a timer may be a tick late.
    package struct Coarseness {
        var granularity: Duration
        var from: Duration

        package init(granularity: Duration, from: Duration) {
            self.granularity = granularity
            self.from = from
        }
    }

    private let short: TurningWheel<Payload>
    private let long: TurningWheel<Payload>?
    private let longDelay: Duration

    /// - Parameters:
    ///   - granularity: how late a timer may be.
    ///   - coarse: for long timers; `nil` when all are alike.
    ///   - fire: takes what is due. It runs on the loop and may arm and cancel.
    package init(
        on eventLoop: any EventLoop,
        granularity: Duration,
        coarse: Coarseness? = nil,
        fire: @escaping (Payload) -> Void
    ) {
        self.short = TurningWheel(eventLoop, granularity, fire)
        self.long = coarse.map { TurningWheel(eventLoop, $0.granularity, fire) }
        self.longDelay = coarse?.from ?? .zero
    }

    package func arm(_ payload: Payload, after delay: Duration) -> Ticket {
        if let long, delay >= self.longDelay {
            return Ticket(isLong: true, ticket: long.arm(payload, after: delay))
        }
        return Ticket(isLong: false, ticket: self.short.arm(payload, after: delay))
    }

    package func cancel(_ ticket: Ticket) {
        (ticket.isLong ? self.long : self.short)?.cancel(ticket.ticket)
    }

    /// Whether the loop has a task for a wheel.
    var isTurning: Bool { self.short.isTurning || self.long?.isTurning == true }

    /// Forgets everything.
    package func stop() {
        self.short.stop()
        self.long?.stop()
    }
}

/// A wheel and the task that turns it when its next timer is due.
private final class TurningWheel<Payload> {
    private let eventLoop: any EventLoop
    private let granularity: Duration
    private var wheel: TimerWheel<Payload>
    private var turning: (task: Scheduled<Void>, at: Moment)?
    private let fire: (Payload) -> Void

    init(_ eventLoop: any EventLoop, _ granularity: Duration, _ fire: @escaping (Payload) -> Void) {
        self.eventLoop = eventLoop
        self.granularity = granularity
        self.wheel = TimerWheel(granularity: granularity, startingAt: eventLoop.moment)
        self.fire = fire
    }

    var isTurning: Bool { self.turning != nil }

    func arm(_ payload: Payload, after delay: Duration) -> TimerWheel<Payload>.Ticket {
        let now = self.eventLoop.moment
        // The wheel stood still; let it catch up while it is empty.
        if self.wheel.count == 0 { _ = self.wheel.advance(to: now) }
        let ticket = self.wheel.arm(payload, after: delay, at: now)
        self.turn(at: self.wheel.turn(of: now.advanced(by: delay)), now)
        return ticket
    }

    /// The turn that was planned for a cancelled timer is left as it is: it finds nothing and plans the next.
    func cancel(_ ticket: TimerWheel<Payload>.Ticket) {
        self.wheel.cancel(ticket)
    }

    func stop() {
        self.turning?.task.cancel()
        self.turning = nil
        self.wheel = TimerWheel(granularity: self.granularity, startingAt: self.eventLoop.moment)
    }

    private func turn(at moment: Moment, _ now: Moment) {
        if let turning {
            guard moment < turning.at else { return }
            turning.task.cancel()
        }
        let wait = TimeAmount.nanoseconds(max(0, now.duration(to: moment).wholeNanoseconds))
        let task = self.eventLoop.assumeIsolated().scheduleTask(in: wait) { [weak self] in
            guard let self else { return }
            self.turn()
        }
        self.turning = (task, moment)
    }

    private func turn() {
        self.turning = nil
        let now = self.eventLoop.moment
        for payload in self.wheel.advance(to: now) { self.fire(payload) }
        if let next = self.wheel.nextTurn { self.turn(at: next, now) }
    }
}

extension EventLoop {
    /// The loop's own clock, virtual where the loop is.
    package var moment: Moment { Moment(nanoseconds: Int64(clamping: self.now.uptimeNanoseconds)) }
}
