import Testing

@testable import Audio

@Suite("MED-02 Built-in melodies")
struct MelodyTests {
    @Test(
        "each is a loop without a seam, at the loudness of speech, and none is another",
        arguments: HoldMelody.allCases
    )
    func sound(melody: HoldMelody) throws {
        let samples = melody.clip.samples
        #expect(samples.count > 10 * AudioClip.sampleRate && samples.count < 40 * AudioClip.sampleRate)
        let level = SoundLevel(of: samples).dBm0
        #expect(level > -24 && level < -10, "\(level) dBm0")
        #expect(samples.allSatisfy { abs(Int($0)) < 32_000 }, "it clips")
        let steps = zip(samples, samples.dropFirst()).map { abs(Int($0) - Int($1)) }
        let (first, last) = (try #require(samples.first), try #require(samples.last))
        #expect(abs(Int(first) - Int(last)) <= (steps.max() ?? 0))
        // No second of it is silent.
        for start in stride(from: 0, to: samples.count - 8_000, by: 8_000) {
            #expect(SoundLevel(of: Array(samples[start..<start + 8_000])).dBm0 > -40)
        }
        #expect(HoldMelody.allCases.filter { $0.clip == melody.clip } == [melody])
    }
}
