package import Kernel

/// Hands out even RTP ports; the odd one above each is its RTCP port (RFC 3550 §11).
///
/// A returned port rests for `quarantine` before it is handed out again, so that a new call does not hear the last
/// packets of an old one. The order is shuffled: a port that can be guessed is half of an injected packet.
package struct PortPool: Sendable {
    private struct Resting: Sendable {
        let port: UInt16
        let until: Moment
    }

    private var free: [UInt16]
    /// In the order of return, which is that of `until`; those before `firstResting` are done.
    private var resting: [Resting] = []
    private var firstResting = 0
    private let quarantine: Duration
    /// Pairs in the range.
    package let capacity: Int

    package init(_ range: ClosedRange<UInt16>, quarantine: Duration, using generator: inout some RandomNumberGenerator)
    {
        precondition(range.count >= 2, "a stream needs two ports")
        self.free = range.filter { $0.isMultiple(of: 2) && $0 < range.upperBound && $0 > 0 }
        self.free.shuffle(using: &generator)
        self.capacity = self.free.count
        self.quarantine = quarantine
    }

    package var freeCount: Int { self.free.count }
    package var restingCount: Int { self.resting.count - self.firstResting }
    package var usedCount: Int { self.capacity - self.freeCount - self.restingCount }

    /// The even port of a free pair, or `nil` when every pair is used or resting.
    package mutating func take(at now: Moment) -> UInt16? {
        while self.firstResting < self.resting.count, self.resting[self.firstResting].until <= now {
            self.free.append(self.resting[self.firstResting].port)
            self.firstResting += 1
        }
        if self.firstResting == self.resting.count || self.firstResting > 1_024 {
            self.resting.removeFirst(self.firstResting)
            self.firstResting = 0
        }
        return self.free.popLast()
    }

    package mutating func give(back port: UInt16, at now: Moment) {
        assert(!self.free.contains(port), "port \(port) came back twice")
        self.resting.append(Resting(port: port, until: now.advanced(by: self.quarantine)))
    }
}
