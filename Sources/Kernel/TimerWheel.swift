/// Timers for one event loop: arming and cancelling cost O(1), and nothing is allocated once the wheel has grown.
///
/// A SIP server arms several timers for each message and cancels nearly all of them, so a heap of closures is the wrong
/// shape. The wheel has a fixed granularity: a timer never fires early and at most one tick late. The owner calls
/// ``advance(to:)`` on each tick.
@frozen
public struct TimerWheel<Payload> {
    /// Names one armed timer. A stale ticket is harmless: cancelling it does nothing.
    @frozen
    public struct Ticket: Hashable, Sendable {
        @usableFromInline let slot: UInt32
        @usableFromInline let generation: UInt32

        @inlinable
        init(slot: UInt32, generation: UInt32) {
            self.slot = slot
            self.generation = generation
        }
    }

    @usableFromInline
    @frozen
    struct Entry {
        @usableFromInline var payload: Payload?
        @usableFromInline var deadline: Int64
        @usableFromInline var generation: UInt32
        /// The next entry of the same bucket or of the free list, −1 at the end.
        @usableFromInline var next: Int32
        @usableFromInline var previous: Int32

        @inlinable
        init(payload: Payload?, deadline: Int64, generation: UInt32, next: Int32, previous: Int32) {
            self.payload = payload
            self.deadline = deadline
            self.generation = generation
            self.next = next
            self.previous = previous
        }
    }

    @usableFromInline let tickNanoseconds: Int64
    @usableFromInline var entries: [Entry] = []
    @usableFromInline var freeHead: Int32 = -1
    @usableFromInline var buckets: [Int32]
    /// The last tick that was handled.
    @usableFromInline var currentTick: Int64
    @usableFromInline var armed = 0
    @inlinable public var count: Int { self.armed }

    /// - Parameters:
    ///   - granularity: the length of a tick; at least 1 ms makes sense.
    ///   - bucketCount: a power of two; timers longer than `granularity × bucketCount` go round more than once.
    @inlinable
    public init(granularity: Duration = .milliseconds(10), bucketCount: Int = 4_096, startingAt now: Moment) {
        precondition(bucketCount.nonzeroBitCount == 1, "the number of buckets is a power of two")
        self.tickNanoseconds = granularity.wholeNanoseconds
        self.buckets = Array(repeating: -1, count: bucketCount)
        self.currentTick = now.nanoseconds / self.tickNanoseconds
    }

    /// Arms a timer `delay` after `now`.
    @inlinable
    public mutating func arm(_ payload: Payload, after delay: Duration, at now: Moment) -> Ticket {
        let deadline = now.nanoseconds &+ max(0, delay.wholeNanoseconds)
        let index: Int32
        if self.freeHead >= 0 {
            index = self.freeHead
            self.freeHead = self.entries[Int(index)].next
            self.entries[Int(index)].payload = payload
            self.entries[Int(index)].deadline = deadline
        } else {
            index = Int32(self.entries.count)
            self.entries.append(Entry(payload: payload, deadline: deadline, generation: 0, next: -1, previous: -1))
        }
        self.link(index)
        self.armed += 1
        return Ticket(slot: UInt32(index), generation: self.entries[Int(index)].generation)
    }

    /// Disarms the timer and returns what it carried; `nil` when it fired or was cancelled before.
    @discardableResult
    @inlinable
    public mutating func cancel(_ ticket: Ticket) -> Payload? {
        let index = Int(ticket.slot)
        guard index < self.entries.count, self.entries[index].generation == ticket.generation,
            let payload = self.entries[index].payload
        else { return nil }
        self.unlink(Int32(index))
        self.release(Int32(index))
        return payload
    }

    /// Fires every timer due at `now`, in the order of their deadlines' ticks.
    ///
    /// The timers are taken out before they are returned, so their owner may arm and cancel while it goes through them.
    @inlinable
    public mutating func advance(to now: Moment) -> [Payload] {
        let tick = now.nanoseconds / self.tickNanoseconds
        guard tick > self.currentTick else { return [] }
        var due: [(deadline: Int64, payload: Payload)] = []
        let mask = Int64(self.buckets.count - 1)
        // After a long sleep one turn over all the buckets sees every timer.
        let first = max(self.currentTick + 1, tick - mask)
        for step in first...tick {
            var index = self.buckets[Int(step & mask)]
            while index >= 0 {
                let next = self.entries[Int(index)].next
                if self.entries[Int(index)].deadline <= now.nanoseconds, let payload = self.entries[Int(index)].payload
                {
                    due.append((self.entries[Int(index)].deadline, payload))
                    self.unlink(index)
                    self.release(index)
                }
                index = next
            }
        }
        self.currentTick = tick
        guard due.count > 1 else { return due.map(\.payload) }
        return due.sorted { $0.deadline < $1.deadline }.map(\.payload)
    }

    /// When the wheel has to be advanced next: the first tick with a timer on it, which may have further rounds to go.
    /// `nil` when none is armed.
    @inlinable
    public var nextTurn: Moment? {
        guard self.armed > 0 else { return nil }
        let mask = Int64(self.buckets.count - 1)
        for tick in self.currentTick + 1...self.currentTick + Int64(self.buckets.count)
        where self.buckets[Int(tick & mask)] >= 0 {
            return Moment(nanoseconds: tick * self.tickNanoseconds)
        }
        return nil
    }

    /// The first tick at which a timer with this deadline can fire.
    @inlinable
    public func turn(of deadline: Moment) -> Moment {
        let tick = (deadline.nanoseconds + self.tickNanoseconds - 1) / self.tickNanoseconds
        return Moment(nanoseconds: max(self.currentTick + 1, tick) * self.tickNanoseconds)
    }

    /// The bucket is that of the first tick at which the deadline has passed.
    @inlinable
    func bucket(of deadline: Int64) -> Int {
        let tick = max(self.currentTick + 1, (deadline + self.tickNanoseconds - 1) / self.tickNanoseconds)
        return Int(tick & Int64(self.buckets.count - 1))
    }

    @inlinable
    mutating func link(_ index: Int32) {
        let bucket = self.bucket(of: self.entries[Int(index)].deadline)
        let head = self.buckets[bucket]
        self.entries[Int(index)].next = head
        self.entries[Int(index)].previous = Int32(-2 - bucket)
        if head >= 0 { self.entries[Int(head)].previous = index }
        self.buckets[bucket] = index
    }

    @inlinable
    mutating func unlink(_ index: Int32) {
        let (previous, next) = (self.entries[Int(index)].previous, self.entries[Int(index)].next)
        if previous >= 0 {
            self.entries[Int(previous)].next = next
        } else {
            self.buckets[Int(-2 - previous)] = next
        }
        if next >= 0 { self.entries[Int(next)].previous = previous }
    }

    @inlinable
    mutating func release(_ index: Int32) {
        self.entries[Int(index)].payload = nil
        self.entries[Int(index)].generation &+= 1
        self.entries[Int(index)].next = self.freeHead
        self.freeHead = index
        self.armed -= 1
    }
}
