import Model

/// Puts the frames of a recording's taps in their places in time: two channels that stay together whoever comes and goes.
///
/// Frames of several taps of one side are added (a conference). What nobody filled is silence. A value on the writer's
/// thread; its memory is fixed.
struct RecordingTimeline {
    /// Frames that may wait for others: 3.2 s.
    static let window: Int64 = 160

    private let samplesPerFrame: Int
    private var left: [Int16]
    private var right: [Int16]
    /// The first frame that was not taken.
    private(set) var start: Int64 = 0
    /// Behind the last frame that came from each side.
    private var end: Int64 = 0
    /// Frames that came after their time.
    private(set) var lateFrames = 0

    init(samplesPerFrame: Int) {
        self.samplesPerFrame = samplesPerFrame
        let count = Int(Self.window) * samplesPerFrame
        self.left = [Int16](repeating: 0, count: count)
        self.right = [Int16](repeating: 0, count: count)
    }

    /// Adds a frame.
    ///
    /// - Returns: `false` when it lies beyond the window: then what is before it has to be taken first.
    mutating func add(_ frame: UnsafeBufferPointer<Int16>, at tick: Int64, side: RecordingSide) -> Bool {
        guard tick >= self.start else {
            self.lateFrames += 1
            return true
        }
        guard tick < self.start + Self.window else { return false }
        let place = self.place(of: tick)
        switch side {
        case .employee: Self.mix(frame, into: &self.left, from: place)
        case .other: Self.mix(frame, into: &self.right, from: place)
        }
        self.end = max(self.end, tick + 1)
        return true
    }

    /// Gives out all frames before `tick`, also those that nobody filled, in order.
    mutating func take(
        before tick: Int64,
        _ body: (_ left: UnsafeBufferPointer<Int16>, _ right: UnsafeBufferPointer<Int16>) -> Void
    ) {
        while self.start < tick {
            let range = self.place(of: self.start)..<self.place(of: self.start) + self.samplesPerFrame
            self.left.withUnsafeBufferPointer { left in
                self.right.withUnsafeBufferPointer { right in
                    body(UnsafeBufferPointer(rebasing: left[range]), UnsafeBufferPointer(rebasing: right[range]))
                }
            }
            for index in range {
                self.left[index] = 0
                self.right[index] = 0
            }
            self.start += 1
        }
    }

    /// Behind the last frame that came.
    var heardEnd: Int64 { self.end }

    private func place(of tick: Int64) -> Int { Int(tick % Self.window) * self.samplesPerFrame }

    private static func mix(_ frame: UnsafeBufferPointer<Int16>, into sound: inout [Int16], from place: Int) {
        for (index, sample) in frame.enumerated() {
            sound[place + index] = Int16(clamping: Int(sound[place + index]) + Int(sample))
        }
    }
}
