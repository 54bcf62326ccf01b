import Kernel
import NIOCore
import SIPTransport

/// All timers of one exchange on its loop: ring times, session refreshes, subscriptions, probes. From five seconds on a
/// timer may be half a second late.
typealias ExchangeTimers = LoopTimers<() -> Void>

extension ExchangeTimers {
    convenience init(eventLoop: any EventLoop) {
        self.init(
            on: eventLoop,
            granularity: .milliseconds(20),
            coarse: .init(granularity: .milliseconds(500), from: .seconds(5))
        ) { $0() }
    }

    func arm(after delay: Duration, _ action: @escaping () -> Void) -> Ticket { self.arm(action, after: delay) }
}
