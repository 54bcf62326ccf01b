/// The sampling rates of linear sound in the media engine.
package enum SampleRate: Int, Hashable, Sendable, CaseIterable, Comparable {
    case hertz8000 = 8_000
    case hertz16000 = 16_000
    case hertz24000 = 24_000
    case hertz32000 = 32_000
    /// Music files only: no codec works at it.
    case hertz44100 = 44_100
    case hertz48000 = 48_000

    package var hertz: Int { self.rawValue }

    /// The engine's step, 20 ms: everything is played, mixed and sent in frames of this length.
    package static let frameDuration = Duration.milliseconds(20)

    /// Samples in one ``frameDuration``.
    package var samplesPerFrame: Int { self.rawValue / 50 }

    /// Whole samples in `milliseconds`.
    package func samples(milliseconds: Int) -> Int { self.rawValue * milliseconds / 1_000 }

    package static func < (left: SampleRate, right: SampleRate) -> Bool { left.rawValue < right.rawValue }
}
