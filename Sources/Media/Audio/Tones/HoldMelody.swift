#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The built-in music on hold, composed and synthesised here, so that it carries no rights and no file.
///
/// Eight bars of broken chords (C, A minor, F, G) over a bass, soft plucked voices without percussion: what survives
/// the 300–3 400 Hz of a telephone and does not tire in a minute.
package enum HoldMelody {
    /// The loop, about 19 seconds. The last notes ring over into the first ones, so there is no seam.
    package static let clip = AudioClip(samples: Self.render())

    /// Semitones from middle C: bass, then the eight quavers of the bar.
    private static let bars: [(bass: Int, quavers: [Int])] = [
        (-12, [0, 7, 12, 16, 19, 16, 12, 7]),
        (-15, [-3, 4, 9, 12, 16, 12, 9, 4]),
        (-19, [-7, 0, 5, 9, 12, 9, 5, 0]),
        (-17, [-5, 2, 7, 11, 14, 11, 7, 2]),
        (-12, [0, 7, 12, 16, 24, 19, 16, 12]),
        (-15, [-3, 4, 9, 16, 21, 16, 12, 9]),
        (-19, [-7, 5, 9, 12, 17, 12, 9, 5]),
        (-17, [-5, 7, 11, 14, 17, 14, 11, 7]),
    ]

    private static let quaver = 2_400
    /// Peak that a single voice starts with; the sum of the voices stays near −15 dBm0.
    private static let voicePeak = 3_600.0

    private static func render() -> [Int16] {
        let length = Self.bars.count * 8 * Self.quaver
        var mixed = [Double](repeating: 0, count: length)
        for (index, bar) in Self.bars.enumerated() {
            let start = index * 8 * Self.quaver
            Self.pluck(bar.bass + 12, at: start, lasting: 1.6, into: &mixed)
            Self.pluck(bar.bass + 12, at: start + 4 * Self.quaver, lasting: 1.2, into: &mixed)
            for (step, note) in bar.quavers.enumerated() {
                Self.pluck(note + 12, at: start + step * Self.quaver, lasting: 0.9, into: &mixed)
            }
        }
        return mixed.map { Int16(max(-32_768, min(32_767, $0.rounded()))) }
    }

    /// Adds one decaying note with two soft overtones; what does not fit before the end goes on at the beginning.
    private static func pluck(_ semitone: Int, at start: Int, lasting seconds: Double, into mixed: inout [Double]) {
        let frequency = 261.626 * pow(2, Double(semitone) / 12)
        let count = Int(seconds * Double(AudioClip.sampleRate))
        let step = 2 * Double.pi * frequency / Double(AudioClip.sampleRate)
        for index in 0..<count {
            let time = Double(index) / Double(count)
            // 8 ms of attack against clicks; both ends of the envelope are zero.
            let envelope = min(1, Double(index) / 64) * (1 - time) * exp(-3 * time)
            let phase = step * Double(index)
            let overtone = 3 * frequency < 3_400 ? 0.15 * sin(3 * phase) : 0
            mixed[(start + index) % mixed.count] +=
                Self.voicePeak * envelope * (sin(phase) + 0.35 * sin(2 * phase) + overtone)
        }
    }
}
