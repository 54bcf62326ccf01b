#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A melody as notes, and how it becomes sound: soft plucked voices without percussion, what survives the 300–3 400 Hz of
/// a telephone and does not tire in a minute.
struct MelodyScore: Sendable {
    /// One bar: a bass note, struck at its beginning and in its middle, and the quavers over it. Semitones from middle C;
    /// `nil` rests.
    struct Bar: Sendable {
        let bass: Int
        let quavers: [Int?]
    }

    let bars: [Bar]
    /// Samples of a quaver.
    let quaver: Int
    /// How long a note of the tune rings, in seconds.
    let ringing: Double
    /// How loud the third harmonic is beside the first: brightness.
    let overtone: Double

    /// Peak that a single voice starts with; the sum of the voices stays near −15 dBm0.
    private static let voicePeak = 3_600.0

    /// Renders the loop: the last notes ring over into the first ones, so there is no seam.
    func render() -> AudioClip {
        let lengths = self.bars.map { $0.quavers.count * self.quaver }
        var mixed = [Double](repeating: 0, count: lengths.reduce(0, +))
        var start = 0
        for (bar, length) in zip(self.bars, lengths) {
            self.pluck(bar.bass + 12, at: start, lasting: 1.6, into: &mixed)
            self.pluck(bar.bass + 12, at: start + length / 2, lasting: 1.2, into: &mixed)
            for (step, note) in bar.quavers.enumerated() {
                guard let note else { continue }
                self.pluck(note + 12, at: start + step * self.quaver, lasting: self.ringing, into: &mixed)
            }
            start += length
        }
        return AudioClip(samples: mixed.map { Int16(max(-32_768, min(32_767, $0.rounded()))) })
    }

    /// Adds one decaying note with two soft overtones; what does not fit before the end goes on at the beginning.
    private func pluck(_ semitone: Int, at start: Int, lasting seconds: Double, into mixed: inout [Double]) {
        let frequency = 261.626 * pow(2, Double(semitone) / 12)
        let count = Int(seconds * Double(AudioClip.sampleRate))
        let step = 2 * Double.pi * frequency / Double(AudioClip.sampleRate)
        for index in 0..<count {
            let time = Double(index) / Double(count)
            // 8 ms of attack against clicks; both ends of the envelope are zero.
            let envelope = min(1, Double(index) / 64) * (1 - time) * exp(-3 * time)
            let phase = step * Double(index)
            let overtone = 3 * frequency < 3_400 ? self.overtone * sin(3 * phase) : 0
            mixed[(start + index) % mixed.count] +=
                Self.voicePeak * envelope * (sin(phase) + 0.35 * sin(2 * phase) + overtone)
        }
    }
}
