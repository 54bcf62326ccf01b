package import Audio
import MediaServer

/// What a phone sends to the far end.
package enum PhoneSound: Sendable {
    /// No packets.
    case nothing
    case silence
    /// A sine, 1 to 3 999 Hz.
    case tone(hertz: Int, level: SoundLevel)
    /// 1 004 Hz at 0 dBm0.
    case milliwatt
    case clip(AudioClip, repeats: Bool)
    /// What the far end sends.
    case echo

    /// A sine at −10 dBm0, as loud as speech.
    package static func tone(_ hertz: Int) -> PhoneSound { .tone(hertz: hertz, level: SoundLevel(dBm0: -10)) }

    var source: StreamSource {
        switch self {
        case .nothing: .nothing
        case .silence: .silence
        case .tone(let hertz, let level): .clip(Self.sine(hertz, level), repeats: true)
        case .milliwatt: .tone(.milliwatt)
        case .clip(let clip, let repeats): .clip(clip, repeats: repeats)
        case .echo: .echo
        }
    }

    /// One second: a whole number of cycles of every whole frequency, so that it repeats without a seam.
    private static func sine(_ hertz: Int, _ level: SoundLevel) -> AudioClip {
        var generator = ToneGenerator([ToneComponent(hertz: min(max(hertz, 1), 3_999), level: level)])
        return AudioClip(samples: generator.next(AudioClip.sampleRate))
    }
}

/// What was heard in a piece of sound. Made off the phone's event loop: looking for a tone takes a while.
package struct Hearing: Sendable, CustomStringConvertible {
    package let samples: [Int16]
    /// The strongest sine in the last quarter of a second; `nil` in silence.
    package let tone: ToneMeasurement?
    package let level: SoundLevel
    /// Stretches of at least 15 ms under −50 dBm0.
    package let gaps: [Range<Int>]

    package init(_ samples: [Int16]) {
        self.samples = samples
        self.tone = ToneMeasurement(Array(samples.suffix(AudioClip.sampleRate / 4)))
        self.level = SoundLevel(of: samples)
        self.gaps = ToneMeasurement.gaps(in: samples)
    }

    package var isSilence: Bool { self.level < SoundLevel(dBm0: -50) }

    package var description: String {
        guard !self.samples.isEmpty else { return "no sound at all" }
        guard !self.isSilence, let tone = self.tone else { return "silence" }
        return "\(Int(tone.hertz.rounded())) Hz at \(Int(tone.level.dBm0.rounded())) dBm0, "
            + "\(Int(tone.signalToNoise.rounded())) dB over the rest"
    }
}

/// What is waited for in the sound.
package enum ExpectedSound: Sendable, CustomStringConvertible {
    /// A sine within 5 Hz and at least 20 dB over everything else.
    case tone(hertz: Int)
    /// Anything over −50 dBm0.
    case sound
    /// Nothing over −50 dBm0; also when no packets come.
    case silence

    /// Whether the sound may be it; cheap, so that waiting costs little.
    func isLikely(in samples: [Int16]) -> Bool {
        let level = SoundLevel(of: samples)
        let isSilent = level < SoundLevel(dBm0: -50)
        guard case .tone(let hertz) = self else { return self.isMet(bySilence: isSilent) }
        // In 20 ms the neighbouring 5 Hz do not differ; a lonely tone is all there is, give or take the window.
        return !isSilent
            && stride(from: 0, to: samples.count - 159, by: 160).allSatisfy { start in
                let part = Array(samples[start..<start + 160])
                return ToneMeasurement.level(of: Double(hertz), in: part).dBm0 > SoundLevel(of: part).dBm0 - 1
            }
    }

    private func isMet(bySilence isSilent: Bool) -> Bool {
        if case .silence = self { return isSilent }
        return !isSilent
    }

    func isMet(by hearing: Hearing) -> Bool {
        switch self {
        case .tone(let hertz):
            guard !hearing.isSilence, let tone = hearing.tone else { return false }
            return abs(tone.hertz - Double(hertz)) <= 5 && tone.signalToNoise >= 20
        case .sound: return !hearing.isSilence
        case .silence: return hearing.isSilence
        }
    }

    package var description: String {
        switch self {
        case .tone(let hertz): "a tone of \(hertz) Hz"
        case .sound: "sound"
        case .silence: "silence"
        }
    }
}
