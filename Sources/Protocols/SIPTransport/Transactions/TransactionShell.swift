import Kernel
import SIP

/// The timers of all four machines under one name each, as the timer wheel carries them.
enum TransactionTimer: UInt8 {
    case a, b, d, m, cancelled
    case e, f, k
    case trying, g, h, i, l
    case j
}

/// What drives one transaction machine: it performs effects and posts what comes back, and decides nothing.
class TransactionShell {
    /// A machine has at most two timers armed at a time.
    private struct ArmedTimer {
        let timer: TransactionTimer
        let ticket: LoopTimers<DueTimer>.Ticket
    }

    struct DueTimer {
        let slot: TransactionSlot
        let timer: TransactionTimer
    }

    unowned let endpoint: SIPEndpoint
    let slot: TransactionSlot
    private var firstTimer: ArmedTimer?
    private var secondTimer: ArmedTimer?

    init(endpoint: SIPEndpoint, slot: TransactionSlot) {
        self.endpoint = endpoint
        self.slot = slot
    }

    /// Posts a timer that came due. Subclasses know their machine's timers.
    func fired(_ timer: TransactionTimer) {
        if self.firstTimer?.timer == timer { self.firstTimer = nil }
        if self.secondTimer?.timer == timer { self.secondTimer = nil }
    }

    final func arm(_ timer: TransactionTimer, after delay: Duration) {
        self.cancel(timer)
        let due = DueTimer(slot: self.slot, timer: timer)
        let ticket = self.endpoint.transactionTimers.arm(due, after: delay)
        if self.firstTimer == nil {
            self.firstTimer = ArmedTimer(timer: timer, ticket: ticket)
        } else {
            assert(self.secondTimer == nil, "no machine has three timers")
            self.secondTimer = ArmedTimer(timer: timer, ticket: ticket)
        }
    }

    final func cancel(_ timer: TransactionTimer) {
        if let armed = self.firstTimer, armed.timer == timer {
            self.endpoint.transactionTimers.cancel(armed.ticket)
            self.firstTimer = nil
        }
        if let armed = self.secondTimer, armed.timer == timer {
            self.endpoint.transactionTimers.cancel(armed.ticket)
            self.secondTimer = nil
        }
    }

    final func cancelTimers() {
        for armed in [self.firstTimer, self.secondTimer].compactMap(\.self) {
            self.endpoint.transactionTimers.cancel(armed.ticket)
        }
        self.firstTimer = nil
        self.secondTimer = nil
    }
}

/// A machine with its queue: what is posted while effects are being performed waits for them (rule D6).
struct MachineBox<Machine: StateMachine> {
    private var machine: Machine
    private var waiting: [Machine.Input] = []
    private var isPerforming = false

    init(_ machine: Machine) {
        self.machine = machine
    }

    /// The effects to perform now, or `nil` when others are being performed and the input waits.
    mutating func begin(_ input: Machine.Input, at now: Moment) -> [Machine.Effect]? {
        guard !self.isPerforming else {
            self.waiting.append(input)
            return nil
        }
        self.isPerforming = true
        return self.machine.handle(input, at: now)
    }

    /// The effects of what waited meanwhile; `nil` when nothing did.
    mutating func next(at now: Moment) -> [Machine.Effect]? {
        guard !self.waiting.isEmpty else {
            self.isPerforming = false
            return nil
        }
        return self.machine.handle(self.waiting.removeFirst(), at: now)
    }
}
