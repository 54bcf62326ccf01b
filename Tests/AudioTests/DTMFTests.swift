import Kernel
import Testing

@testable import Audio

/// Two tones, and the digits that they are.
struct Bound: Sendable {
    let low: Double
    let high: Double
    let lowLevel: Double
    let highLevel: Double
    let milliseconds: Int
    let digits: String
}

@Suite("In-band digits (SIP-06, ITU-T Q.24)")
struct DTMFTests {
    private func detect(_ samples: [Int16], packet: Int = 160) -> [DTMFDetector.Detection] {
        var detector = DTMFDetector()
        var found: [DTMFDetector.Detection] = []
        for start in stride(from: 0, to: samples.count, by: packet) {
            samples[start..<min(start + packet, samples.count)].withUnsafeBufferPointer {
                detector.feed($0) { found.append($0) }
            }
        }
        return found
    }

    private func tones(_ bound: Bound) -> [Int16] {
        let pause = [Int16](repeating: 0, count: 800)
        let (low, high) = (SoundLevel(dBm0: bound.lowLevel).peak, SoundLevel(dBm0: bound.highLevel).peak)
        let sound = (0..<bound.milliseconds * 8).map { index -> Int16 in
            let time = Double(index) / 8_000 * 2 * Double.pi
            let sample = low * sine(bound.low * time) + high * sine(bound.high * time)
            return Int16(sample)
        }
        return pause + sound + pause
    }

    @Test("all sixteen digits through both laws, 40 ms long with pauses of 40 ms", arguments: G711Law.allCases)
    func sixteen(law: G711Law) {
        let samples = DTMFDigit.allCases.flatMap {
            $0.clip(lasting: .milliseconds(40)).samples + [Int16](repeating: 0, count: 320)
        }
        let heard = self.detect(law.decode(law.encode(samples)) + [Int16](repeating: 0, count: 400))
        #expect(String(heard.map(\.digit.character)) == "123A456B789C*0#D")
    }

    @Test("a digit's duration is told to a block", arguments: [60, 100, 250, 2_000])
    func durations(milliseconds: Int) throws {
        let samples = self.tones(
            Bound(low: 770, high: 1_336, lowLevel: -9, highLevel: -7, milliseconds: milliseconds, digits: "5")
        )
        let heard = self.detect(samples)
        #expect(heard.count == 1)
        let duration = try #require(heard.first).duration
        #expect(abs(duration.wholeMilliseconds - Int64(milliseconds)) <= 26)
    }

    /// Levels, twist, frequency error, length: what must be heard and what must not.
    private static let table: [Bound] = [
        Bound(low: 697, high: 1_209, lowLevel: -24, highLevel: -24, milliseconds: 50, digits: "1"),
        Bound(low: 697, high: 1_209, lowLevel: -40, highLevel: -40, milliseconds: 50, digits: ""),
        Bound(low: 955.1, high: 1_657.5, lowLevel: -10, highLevel: -10, milliseconds: 60, digits: "D"),
        Bound(low: 758.5, high: 1_454.8, lowLevel: -10, highLevel: -10, milliseconds: 60, digits: "6"),
        Bound(low: 797, high: 1_528.7, lowLevel: -10, highLevel: -10, milliseconds: 60, digits: ""),
        Bound(low: 852, high: 1_336, lowLevel: -13, highLevel: -8, milliseconds: 50, digits: "8"),
        Bound(low: 852, high: 1_336, lowLevel: -5, highLevel: -12, milliseconds: 50, digits: "8"),
        Bound(low: 852, high: 1_336, lowLevel: -18, highLevel: -5, milliseconds: 50, digits: ""),
        Bound(low: 852, high: 1_336, lowLevel: -5, highLevel: -18, milliseconds: 50, digits: ""),
        Bound(low: 941, high: 1_336, lowLevel: -9, highLevel: -7, milliseconds: 20, digits: ""),
        Bound(low: 941, high: 1_000, lowLevel: -9, highLevel: -7, milliseconds: 100, digits: ""),
        Bound(low: 425, high: 425, lowLevel: -10, highLevel: -10, milliseconds: 500, digits: ""),
        Bound(low: 1_004, high: 1_004, lowLevel: -6, highLevel: -6, milliseconds: 500, digits: ""),
    ]

    @Test("Q.24's bounds", arguments: Self.table)
    func bounds(_ bound: Bound) {
        #expect(String(self.detect(self.tones(bound)).map(\.digit.character)) == bound.digits)
    }

    @Test("talk-off: harmonics, noise and the melody are no digits", arguments: [UInt64(1), 2, 3])
    func talkOff(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        // Four seconds of voiced sound: a gliding fundamental with harmonics and syllables.
        var phase = 0.0
        var pitch = 120.0
        let voice = (0..<32_000).map { index -> Int16 in
            if index % 800 == 0 { pitch = Double.random(in: 90...260, using: &generator) }
            phase += pitch / 8_000 * 2 * .pi
            let syllable = 0.5 + 0.5 * sine(Double(index) / 1_600)
            var sum = 0.0
            for harmonic in 1...14 { sum += sine(phase * Double(harmonic)) / Double(harmonic) }
            return Int16(4_000 * syllable * sum)
        }
        let noise = (0..<40_000).map { _ in Int16.random(in: -6_000...6_000, using: &generator) }
        #expect(self.detect(voice + noise + HoldMelody.clip.samples).isEmpty)
    }

    @Test("a digit is heard through noise 18 dB below it", arguments: [UInt64(7), 8])
    func noisy(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let clean = self.tones(
            Bound(low: 852, high: 1_209, lowLevel: -9, highLevel: -9, milliseconds: 80, digits: "7")
        )
        let noisy = clean.map { $0 + Int16.random(in: -1_400...1_400, using: &generator) }
        #expect(String(self.detect(noisy).map(\.digit.character)) == "7")
    }

    @Test("characters", arguments: [("0", "0"), ("#", "#"), ("d", "D"), ("x", nil), ("é", nil)] as [(String, String?)])
    func characters(text: String, digit: String?) {
        #expect(DTMFDigit(Character(text)).map { String($0.character) } == digit)
    }
}
