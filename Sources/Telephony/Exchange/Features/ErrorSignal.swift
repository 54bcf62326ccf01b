import Audio

/// What somebody hears whose command could not be done: three short tones, unlike any tone of the network.
enum ErrorSignal {
    static let clip: AudioClip = {
        var tone = ToneGenerator([ToneComponent(hertz: 480, level: SoundLevel(dBm0: -16))])
        let samples = tone.next(AudioClip.sampleCount(of: .milliseconds(120)))
        let beep = AudioClip(samples: samples) + .silence(.milliseconds(80))
        return beep + beep + beep
    }()
}
