/// Decoded samples that wait to be played: a straight row in memory, so that codecs write into it directly.
///
/// Unchecked: the memory is reached through this value only, which cannot be copied, so one thread at a time has it.
struct SampleQueue: ~Copyable, @unchecked Sendable {
    private let samples: UnsafeMutableBufferPointer<Int16>
    private(set) var count = 0

    init(capacity: Int) {
        self.samples = .allocate(capacity: capacity)
        self.samples.initialize(repeating: 0)
    }

    deinit {
        self.samples.deallocate()
    }

    /// The memory behind the last sample. What is written there counts after ``grow(by:)``.
    var space: UnsafeMutableBufferPointer<Int16> { UnsafeMutableBufferPointer(rebasing: self.samples[self.count...]) }

    /// The first `count` samples of ``space``, or all of it when it is smaller.
    func space(_ count: Int) -> UnsafeMutableBufferPointer<Int16> {
        UnsafeMutableBufferPointer(rebasing: self.space.prefix(max(0, count)))
    }

    mutating func grow(by count: Int) {
        self.count = min(self.samples.count, self.count + max(0, count))
    }

    /// The samples to be played first; fewer when there are fewer. Valid until ``removeFirst(_:)``.
    func first(_ count: Int) -> UnsafeBufferPointer<Int16> {
        UnsafeBufferPointer(rebasing: self.samples[..<min(count, self.count)])
    }

    mutating func removeFirst(_ count: Int) {
        let left = self.count - min(count, self.count)
        if left > 0, let base = self.samples.baseAddress { base.update(from: base + (self.count - left), count: left) }
        self.count = left
    }
}

/// Room for one payload on its way from the jitter buffer to the decoder.
///
/// Unchecked: the memory is reached through this value only, which cannot be copied, so one thread at a time has it.
struct PayloadSpace: ~Copyable, @unchecked Sendable {
    let bytes: UnsafeMutableRawBufferPointer

    init(byteCount: Int) {
        self.bytes = .allocate(byteCount: byteCount, alignment: 16)
    }

    deinit {
        self.bytes.deallocate()
    }
}
