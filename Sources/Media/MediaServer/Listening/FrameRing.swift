import Synchronization

/// Frames of sound on their way from a media thread to one that may wait for a disk: one thread pushes, one other takes,
/// neither waits.
///
/// All memory is there from the beginning. A frame that finds no room is counted and lost: a media thread never waits for
/// a disk.
///
/// Unchecked: slots between `taken` and `pushed` belong to the taker and all others to the pusher, which the two counters
/// hand over with acquire and release.
package final class FrameRing: @unchecked Sendable {
    package let samplesPerFrame: Int
    private let capacity: Int
    private let samples: UnsafeMutablePointer<Int16>
    private let ticks: UnsafeMutablePointer<Int64>
    private let pushed = Atomic<Int>(0)
    private let taken = Atomic<Int>(0)
    private let lost = Atomic<Int>(0)

    /// - Parameter capacity: frames; 100 are 2 s.
    package init(samplesPerFrame: Int, capacity: Int = 100) {
        self.samplesPerFrame = samplesPerFrame
        self.capacity = capacity
        self.samples = .allocate(capacity: capacity * samplesPerFrame)
        self.samples.initialize(repeating: 0, count: capacity * samplesPerFrame)
        self.ticks = .allocate(capacity: capacity)
        self.ticks.initialize(repeating: 0, count: capacity)
    }

    deinit {
        self.samples.deallocate()
        self.ticks.deallocate()
    }

    /// Frames that found no room.
    package var lostFrames: Int { self.lost.load(ordering: .relaxed) }

    /// - Parameters:
    ///   - tick: the frame's place in time.
    ///   - sound: is copied; a shorter frame is filled up with silence. `nil` is silence.
    package func push(_ sound: UnsafeBufferPointer<Int16>?, at tick: Int64) {
        let index = self.pushed.load(ordering: .relaxed)
        guard index - self.taken.load(ordering: .acquiring) < self.capacity else {
            self.lost.wrappingAdd(1, ordering: .relaxed)
            return
        }
        let place = index % self.capacity
        let slot = UnsafeMutableBufferPointer(
            start: self.samples + place * self.samplesPerFrame,
            count: self.samplesPerFrame
        )
        let count = min(sound?.count ?? 0, slot.count)
        if let sound { _ = slot.update(fromContentsOf: sound[..<count]) }
        UnsafeMutableBufferPointer(rebasing: slot[count...]).update(repeating: 0)
        self.ticks[place] = tick
        self.pushed.store(index + 1, ordering: .releasing)
    }

    /// Shows all frames that wait, in order.
    package func takeAll(_ body: (UnsafeBufferPointer<Int16>, Int64) -> Void) {
        let end = self.pushed.load(ordering: .acquiring)
        for index in self.taken.load(ordering: .relaxed)..<end {
            let place = index % self.capacity
            let slot = UnsafeBufferPointer(
                start: self.samples + place * self.samplesPerFrame,
                count: self.samplesPerFrame
            )
            body(slot, self.ticks[place])
            self.taken.store(index + 1, ordering: .releasing)
        }
    }
}
