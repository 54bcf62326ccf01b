package import Kernel
package import Model
import Synchronization

/// The one ordered stream of what happened: gives every event its number and keeps the newest in memory.
///
/// Publishing costs a lock and a move, whoever listens: each reader has a place of its own in the stream and fetches
/// from it, so a slow one holds nobody up and costs no memory. A reader that falls behind by more than the capacity is
/// told what it missed. Any thread may publish and read.
package final class EventStream: EventSink, Sendable {
    private struct State {
        /// Grows to the capacity, then the oldest is overwritten.
        var ring: [Event] = []
        var lastSequence: Int64
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var nextWaiter: UInt64 = 0
        var isFinished = false
    }

    /// How many of the newest events are kept.
    package let capacity: Int
    /// The number of the first event that this stream gives.
    package let firstSequence: Int64
    private let state: Mutex<State>

    /// - Parameters:
    ///   - lastSequence: the numbers begin behind it: at the newest that is stored, or later.
    ///   - capacity: at least 1; an event takes about half a kilobyte.
    package init(lastSequence: Int64, capacity: Int = 65_536) {
        precondition(capacity >= 1, "the stream keeps at least one event")
        self.capacity = capacity
        self.firstSequence = lastSequence &+ 1
        self.state = Mutex(State(lastSequence: lastSequence))
    }

    package func publish(_ kind: Event.Kind, at: Timestamp, domain: DomainID?, call: CallID?) {
        let waiters = self.state.withLock { state in
            let event = Event(sequence: state.lastSequence &+ 1, at: at, domain: domain, call: call, kind: kind)
            if state.ring.count < self.capacity {
                state.ring.append(event)
            } else {
                state.ring[self.slot(of: event.sequence)] = event
            }
            state.lastSequence = event.sequence
            return Self.takeWaiters(&state)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// The number of the newest event.
    package var lastSequence: Int64 { self.state.withLock(\.lastSequence) }

    /// Events after `sequence`, oldest first.
    /// - Parameter limit: at least 1.
    package func events(after sequence: Int64, limit: Int) -> EventSlice {
        self.state.withLock { state in
            let oldest = state.lastSequence &- Int64(state.ring.count) &+ 1
            let start = max(sequence &+ 1, oldest)
            guard start <= state.lastSequence else {
                return EventSlice(events: [], isComplete: sequence &+ 1 >= oldest)
            }
            let end = min(state.lastSequence, start &+ Int64(max(1, limit)) &- 1)
            let first = self.slot(of: start)
            let last = self.slot(of: end)
            let events =
                first <= last
                ? Array(state.ring[first...last])
                : Array(state.ring[first...]) + state.ring[...last]
            return EventSlice(events: events, isComplete: sequence &+ 1 >= oldest)
        }
    }

    /// A reader's own place in the stream.
    /// - Parameters:
    ///   - sequence: the newest event the reader knows; `nil`: from now on.
    ///   - pace: how long it gathers after it was woken, so that a busy server does not wake it for each event; asked each
    ///     time.
    package func subscribe(
        after sequence: Int64? = nil,
        pace: @escaping @Sendable () -> Duration = { .zero }
    ) -> EventSubscription {
        EventSubscription(stream: self, after: sequence ?? self.lastSequence, pace: pace)
    }

    /// No more events will come: readers end once they have read the rest. What is published later is still numbered.
    package func finish() {
        let waiters = self.state.withLock { state in
            state.isFinished = true
            return Self.takeWaiters(&state)
        }
        for waiter in waiters { waiter.resume() }
    }

    package var isFinished: Bool { self.state.withLock(\.isFinished) }

    /// Returns once there is an event after `sequence`, the stream is finished, or the task is cancelled.
    func waitForEvents(after sequence: Int64) async {
        let waiter = self.state.withLock { state in
            state.nextWaiter &+= 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDue = self.state.withLock { state in
                    // A task that was cancelled before this point finds no waiter to wake, so it is not left waiting.
                    if state.lastSequence > sequence || state.isFinished || Task.isCancelled { return true }
                    state.waiters[waiter] = continuation
                    return false
                }
                if isDue { continuation.resume() }
            }
        } onCancel: {
            self.state.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume()
        }
    }

    private static func takeWaiters(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        guard !state.waiters.isEmpty else { return [] }
        let waiters = Array(state.waiters.values)
        state.waiters.removeAll(keepingCapacity: true)
        return waiters
    }

    private func slot(of sequence: Int64) -> Int {
        Int((sequence &- self.firstSequence) % Int64(self.capacity))
    }
}

/// Part of the stream.
package struct EventSlice: Equatable, Sendable {
    /// Oldest first, without gaps.
    package var events: [Event]
    /// `false` when events between the asked place and the first of these are gone from memory: ask the store for them.
    package var isComplete: Bool
}
