import Audio

/// Short melodies of services that end by themselves.
enum ServiceMelody {
    /// A rising triad, three times, with time to take the receiver to the ear.
    static let reminder = Self.melody([523, 659, 784, 1_047], lasting: .milliseconds(220), rounds: 3)
    /// Something was switched on or off.
    static let confirmation = Self.melody([659, 880], lasting: .milliseconds(160), rounds: 1)

    private static func melody(_ notes: [Int], lasting duration: Duration, rounds: Int) -> AudioClip {
        let round = notes.map { hertz in
            var tone = ToneGenerator([ToneComponent(hertz: hertz, level: SoundLevel(dBm0: -14))])
            return AudioClip(samples: tone.next(AudioClip.sampleCount(of: duration)))
        }.reduce(AudioClip(samples: []), +)
        return (0..<rounds).reduce(AudioClip.silence(.milliseconds(400))) { whole, _ in
            whole + round + .silence(.milliseconds(600))
        }
    }
}
