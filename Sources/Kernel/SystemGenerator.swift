#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The operating system's random numbers, fetched thirty-two at a time: a system call for each would be a hundredth of
/// what a call costs.
struct SystemGenerator: RandomNumberGenerator {
    /// The most that `getentropy` gives at once.
    private static let words = 256 / MemoryLayout<UInt64>.size

    private var pool = [UInt64](repeating: 0, count: SystemGenerator.words)
    private var left = 0

    mutating func next() -> UInt64 {
        if self.left == 0 { self.refill() }
        self.left -= 1
        // What has become a secret stays nowhere else in memory.
        defer { self.pool[self.left] = 0 }
        return self.pool[self.left]
    }

    private mutating func refill() {
        let failure = self.pool.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) }
        // Fails only for a wrong address or length; numbers that can be guessed would be worse than no server.
        precondition(failure == 0, "the operating system gives no random numbers: error \(errno)")
        self.left = Self.words
    }
}
