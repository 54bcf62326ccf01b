import Testing

@testable import Audio

@Suite("Tones")
struct ToneTests {
    @Test(
        "the milliwatt loop has no seam and is 1 004 Hz at 0 dBm0 after any number of turns",
        arguments: G711Law.allCases
    )
    func milliwatt(law: G711Law) throws {
        let loop = TelephoneTone.milliwatt.clip.samples
        let played = law.decode(law.encode((0..<8).flatMap { _ in loop }))
        let measured = try #require(ToneMeasurement(played))
        #expect(abs(measured.hertz - 1_004) < 0.2)
        #expect(abs(measured.level.dBm0) < 0.1)
        #expect(measured.signalToNoise > 35)
    }

    @Test(
        "cadences are to the sample",
        arguments: [
            (TelephoneTone.ringBack, 8_000, 32_000), (.busy, 3_200, 3_200), (.congestion, 1_600, 1_600),
        ] as [(TelephoneTone, Int, Int)]
    )
    func cadence(tone: TelephoneTone, on: Int, off: Int) throws {
        let samples = tone.clip.samples
        #expect(samples.count == on + off)
        #expect(samples[on...].allSatisfy { $0 == 0 })
        let measured = try #require(ToneMeasurement(Array(samples[..<on])))
        #expect(abs(measured.hertz - 425) < 0.5)
        #expect(abs(measured.level.dBm0 + 10) < 0.2)
    }

    @Test("a tone does not drift: the millionth sample is where the first was")
    func drift() {
        var generator = ToneGenerator([ToneComponent(hertz: 1_004, level: SoundLevel(dBm0: 0))])
        let first = generator.next(2_000)
        for _ in 0..<499 { _ = generator.next(2_000) }
        #expect(generator.next(2_000) == first)
    }

    @Test("the hold melody is sound throughout, within −30 to −6 dBm0, and ends as it begins")
    func melody() {
        let samples = HoldMelody.clip.samples
        #expect(HoldMelody.clip.duration == .milliseconds(19_200))
        #expect(ToneMeasurement.gaps(in: samples, below: SoundLevel(dBm0: -45)).isEmpty)
        for start in stride(from: 0, to: samples.count, by: 8_000) {
            let level = SoundLevel(of: samples[start..<min(start + 8_000, samples.count)]).dBm0
            #expect((-30 ... -6).contains(level))
        }
        let largestStep = zip(samples, samples.dropFirst()).map { abs(Int($1) - Int($0)) }.max() ?? 0
        #expect(abs(Int(samples[0]) - Int(samples[samples.count - 1])) <= largestStep)
    }

    @Test("a measurement tells a clean tone from one with noise, and finds gaps")
    func measuring() throws {
        var generator = ToneGenerator([ToneComponent(hertz: 440, level: SoundLevel(dBm0: -12))])
        var samples = generator.next(8_000)
        let clean = try #require(ToneMeasurement(samples))
        #expect(abs(clean.hertz - 440) < 0.1 && abs(clean.level.dBm0 + 12) < 0.05 && clean.signalToNoise > 60)
        for index in 2_000..<2_400 { samples[index] = 0 }
        let gaps = ToneMeasurement.gaps(in: samples)
        #expect(gaps.count == 1 && gaps.first.map { abs($0.count - 400) <= 80 } == true)
        #expect(try #require(ToneMeasurement(samples)).signalToNoise < 20)
        #expect(ToneMeasurement([Int16](repeating: 0, count: 400)) == nil)
        #expect(abs(ToneMeasurement.level(of: 440, in: generator.next(8_000)).dBm0 + 12) < 0.1)
    }
}
