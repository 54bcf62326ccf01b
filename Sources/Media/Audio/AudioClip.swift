/// A piece of sound in memory: 8 000 linear samples a second, one channel.
///
/// Immutable and shared: a hundred held callers hear the same samples. It is encoded for each listener's law as it is
/// played, which costs a table look-up per sample.
package struct AudioClip: Hashable, Sendable {
    /// The sampling rate of every clip, in hertz.
    package static let sampleRate = 8_000

    package let samples: [Int16]

    package init(samples: [Int16]) {
        self.samples = samples
    }

    /// Nothing to hear for `duration`.
    package static func silence(_ duration: Duration) -> AudioClip {
        AudioClip(samples: [Int16](repeating: 0, count: Self.sampleCount(of: duration)))
    }

    package var duration: Duration {
        .microseconds(Int64(self.samples.count) * 1_000_000 / Int64(Self.sampleRate))
    }

    /// Whole samples in `duration`, never negative.
    package static func sampleCount(of duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return max(
            0,
            Int(seconds) * self.sampleRate + Int(attoseconds / 1_000_000_000_000) * self.sampleRate / 1_000_000
        )
    }

    package static func + (left: AudioClip, right: AudioClip) -> AudioClip {
        AudioClip(samples: left.samples + right.samples)
    }
}
