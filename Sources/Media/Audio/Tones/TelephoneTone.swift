/// The tones a caller hears from the exchange, in the Russian and ITU-T E.180 plan: 425 Hz with a cadence.
package enum TelephoneTone: Hashable, Sendable, CaseIterable {
    /// 1 004 Hz at 0 dBm0, without end: the test tone that technicians measure lines with.
    case milliwatt
    /// 425 Hz: 1 s on, 4 s off.
    case ringBack
    /// 425 Hz: 0.4 s on, 0.4 s off.
    case busy
    /// 425 Hz: 0.2 s on, 0.2 s off: no way through the network.
    case congestion
    /// 425 Hz without end.
    case dial
    /// 950, 1 400 and 1 800 Hz for 0.33 s each, then 1 s off: the call cannot be completed as dialled.
    case specialInformation

    /// One period of the tone. Played in a loop it has no seam: every sine ends its last cycle with the clip, or at the
    /// edge of a pause.
    package var clip: AudioClip { Self.clips[self] ?? AudioClip(samples: []) }

    private static let clips: [TelephoneTone: AudioClip] = Dictionary(
        uniqueKeysWithValues: Self.allCases.map { ($0, $0.makeClip()) }
    )

    private func makeClip() -> AudioClip {
        let level = SoundLevel(dBm0: -10)
        let tone = [ToneComponent(hertz: 425, level: level)]
        switch self {
        case .milliwatt:
            // 251 cycles of 1 004 Hz are exactly 2 000 samples.
            return Self.burst([ToneComponent(hertz: 1_004, level: SoundLevel(dBm0: 0))], .milliseconds(250))
        case .ringBack:
            return Self.burst(tone, .seconds(1)) + .silence(.seconds(4))
        case .busy:
            return Self.burst(tone, .milliseconds(400)) + .silence(.milliseconds(400))
        case .congestion:
            return Self.burst(tone, .milliseconds(200)) + .silence(.milliseconds(200))
        case .dial:
            // 17 cycles of 425 Hz are exactly 320 samples.
            return Self.burst(tone, .milliseconds(40))
        case .specialInformation:
            return [950, 1_400, 1_800].map { Self.burst([ToneComponent(hertz: $0, level: level)], .milliseconds(330)) }
                .reduce(AudioClip(samples: []), +) + .silence(.seconds(1))
        }
    }

    private static func burst(_ components: [ToneComponent], _ duration: Duration) -> AudioClip {
        var generator = ToneGenerator(components)
        return AudioClip(samples: generator.next(AudioClip.sampleCount(of: duration)))
    }
}
