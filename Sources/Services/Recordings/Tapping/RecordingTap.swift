import Kernel
import MediaServer
import Model
import Synchronization

/// What the taps of one recording have in common: its clock and whether it is paused.
final class RecordingClock: Sendable {
    static let frameNanoseconds: Int64 = 20_000_000
    private static let unset = Int64.min

    private let time: any TimeSource
    private let origin = Atomic<Int64>(RecordingClock.unset)
    private let paused = Atomic<Bool>(false)

    init(_ time: any TimeSource) {
        self.time = time
    }

    /// Takes effect with the next frame of each tap.
    var isPaused: Bool {
        get { self.paused.load(ordering: .relaxed) }
        set { self.paused.store(newValue, ordering: .relaxed) }
    }

    /// The present turn, counted from the first frame of all taps. Called on a media thread.
    ///
    /// Rounded, so that frames of one turn, some microseconds apart, have the same number.
    func turn() -> Int64 {
        let now = self.time.now.nanoseconds
        let (isFirst, origin) = self.origin.compareExchange(expected: Self.unset, desired: now, ordering: .relaxed)
        return isFirst ? 0 : (now - origin + Self.frameNanoseconds / 2) / Self.frameNanoseconds
    }

    /// The present turn for the writer; `nil` before the first frame.
    var currentTurn: Int64? {
        let origin = self.origin.load(ordering: .relaxed)
        return origin == Self.unset ? nil : (self.time.now.nanoseconds - origin) / Self.frameNanoseconds
    }
}

/// Takes one leg's sound into a recording, without waiting and without allocating.
final class RecordingTap: SoundTap {
    /// A media thread that was held up delivers what it missed at once; what is further off is a gap.
    private static let patience: Int64 = 8

    let side: RecordingSide
    let ring: FrameRing
    private let clock: RecordingClock
    /// The place of the next frame. Of the media thread that calls; hopping threads hand it over with the stream.
    private let next = Atomic<Int64>(-1)
    private let detached = Atomic<Bool>(false)

    init(_ side: RecordingSide, _ clock: RecordingClock, samplesPerFrame: Int) {
        self.side = side
        self.clock = clock
        self.ring = FrameRing(samplesPerFrame: samplesPerFrame)
    }

    /// Nobody waits for its frames any more.
    var isDetached: Bool {
        get { self.detached.load(ordering: .relaxed) }
        set { self.detached.store(newValue, ordering: .relaxed) }
    }

    func hear(_ samples: UnsafeBufferPointer<Int16>) {
        let turn = self.clock.turn()
        var tick = self.next.load(ordering: .relaxed)
        if tick < 0 || abs(turn - tick) > Self.patience { tick = turn }
        self.next.store(tick + 1, ordering: .relaxed)
        self.ring.push(self.clock.isPaused ? nil : samples, at: tick)
    }
}
