import Kernel
import Testing

@testable import Audio

@Suite("Call tones: busy and the calling tone of a fax")
struct CallToneTests {
    @Test(
        "busy, congestion and disconnect tones of the plans are heard after two to five seconds",
        arguments: Cadence.busyTones
    )
    func busy(cadence: Cadence) throws {
        for law in G711Law.allCases {
            let heard = hear(law.decode(law.encode(cadence.samples(seconds: 6, level: -12))))
            #expect(heard.map(\.tone) == [.busy], "\(law)")
            let moment = try #require(heard.first).milliseconds
            #expect((2_000...4_500).contains(moment), "\(moment) ms")
        }
    }

    @Test("what is none of them: other cadences and frequencies", arguments: Cadence.others)
    func others(cadence: Cadence) {
        #expect(hear(cadence.samples(seconds: 12, level: -12)).isEmpty)
    }

    @Test(
        "levels from −35 to 0 dBm0, and frames of any length",
        arguments: [-35.0, -25, -10, -3, 0],
        [1, 33, 80, 160, 960]
    )
    func levels(level: Double, frame: Int) {
        let busy = hear(Cadence.russianBusy.samples(seconds: 5, level: level), frame: frame)
        #expect(busy.map(\.tone) == [.busy])
        let fax = hear(Cadence.fax.samples(seconds: 5, level: level), frame: frame)
        #expect(fax.map(\.tone) == [.fax])
    }

    @Test("a tone too weak to be one is none")
    func weak() {
        #expect(hear(Cadence.russianBusy.samples(seconds: 10, level: -46)).isEmpty)
        #expect(hear(Cadence.fax.samples(seconds: 10, level: -46)).isEmpty)
    }

    @Test("frequencies: ± 15 Hz of 425 and ± 38 Hz of 1 100 are heard, twice as far is not")
    func frequencies() {
        for offset in [-25.0, -15, -8, 0, 8, 15, 25] {
            let tone = Cadence("", [425 + offset], 0.35, 0.35).samples(seconds: 5, level: -20)
            #expect(hear(tone).map(\.tone) == [.busy], "\(425 + offset) Hz")
        }
        for offset in [-90.0, -60, -45, 45, 60, 90] {
            let tone = Cadence("", [425 + offset], 0.35, 0.35).samples(seconds: 8, level: -20)
            #expect(hear(tone).isEmpty, "\(425 + offset) Hz")
        }
        for offset in [-38.0, -20, 0, 20, 38] {
            let tone = Cadence("", [1_100 + offset], 0.5, 3).samples(seconds: 5, level: -20)
            #expect(hear(tone).map(\.tone) == [.fax], "\(1_100 + offset) Hz")
        }
        for offset in [-159.0, -76, -60, 60, 76, 109] {
            let tone = Cadence("", [1_100 + offset], 0.5, 3).samples(seconds: 9, level: -20)
            #expect(hear(tone).isEmpty, "\(1_100 + offset) Hz")
        }
    }

    @Test("through noise 15 dB below the tone", arguments: [UInt64(1), 2, 3, 4])
    func noisy(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let level = Double.random(in: -30 ... -8, using: &generator)
        for cadence in Cadence.busyTones + [.fax] {
            let clean = cadence.samples(seconds: 6, level: level)
            // A tone of a pair is 3 dB weaker than both together.
            let noise = whiteNoise(clean.count, level: level - 15, &generator)
            let heard = hear(zip(clean, noise).map { $0 &+ $1 })
            #expect(heard.map(\.tone) == [cadence.hertz == [1_100] ? .fax : .busy], "\(cadence)")
        }
    }

    @Test(
        "wherever the frames and blocks lie, and with a packet lost now and then",
        arguments: [UInt64(11), 12, 13, 14]
    )
    func losses(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for cadence in [Cadence.russianBusy, .russianCongestion, .fax] {
            let start = Int.random(in: 0..<400, using: &generator)
            var samples = [Int16](repeating: 0, count: start) + cadence.samples(seconds: 12, level: -15)
            // One packet of 20 ms in about a hundred, without concealment.
            for packet in 0..<samples.count / 160 where Int.random(in: 0..<100, using: &generator) == 0 {
                for index in packet * 160..<(packet + 1) * 160 { samples[index] = 0 }
            }
            let heard = hear(samples)
            #expect(heard.first?.tone == (cadence.hertz == [1_100] ? .fax : .busy), "\(cadence)")
        }
    }

    @Test("a fax's two bursts are heard over what comes back of a greeting; one burst, a machine's beep, is none")
    func faxes() {
        var generator = SeededGenerator(seed: 5)
        let tone = Cadence.fax.samples(seconds: 4.5, level: -15)
        let echo = Speech.samples(seconds: 4.5, level: -36, &generator)
        #expect(hear(zip(tone, echo).map { $0 &+ $1 }).map(\.tone) == [.fax])
        #expect(hear(Cadence.fax.samples(seconds: 3, level: -15) + [Int16](repeating: 0, count: 40_000)).isEmpty)
    }

    @Test("a busy tone is told once while it sounds, and anew when it begins again")
    func again() {
        let tone = Cadence.russianBusy.samples(seconds: 10, level: -15)
        let pause = [Int16](repeating: 0, count: 16_000)
        #expect(hear(tone + pause + tone).map(\.tone) == [.busy, .busy])
    }

    // MARK: - What must never be taken for them, a minute of each

    @Test("speech is no tone: a minute", arguments: Array(UInt64(1)...6))
    func speech(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        #expect(hear(Speech.samples(seconds: 60, level: -18, &generator)).isEmpty)
    }

    @Test("music is no tone: a minute", arguments: HoldMelody.allCases)
    func music(melody: HoldMelody) {
        let clip = melody.clip.samples
        #expect(hear((0..<480_000).map { clip[$0 % clip.count] }).isEmpty)
    }

    @Test("digits are no tone, in bursts of a busy tone's lengths too: a minute", arguments: [UInt64(1), 2, 3])
    func digits(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var samples: [Int16] = []
        while samples.count < 480_000 {
            let length = Int64.random(in: 50...500, using: &generator)
            let digit = DTMFDigit.allCases.randomElement(using: &generator) ?? DTMFDigit.allCases[0]
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                samples += digit.clip(lasting: .milliseconds(length)).samples
                samples += [Int16](repeating: 0, count: Int(length) * 8)
            }
        }
        #expect(hear(samples).isEmpty)
    }

    @Test(
        "ring-back, dial, test and information tones are no busy tone: a minute",
        arguments: [TelephoneTone.ringBack, .dial, .milliwatt, .specialInformation]
    )
    func tones(tone: TelephoneTone) {
        let clip = tone.clip.samples
        #expect(hear((0..<480_000).map { clip[$0 % clip.count] }).isEmpty)
    }

    @Test("the exchange's own busy and congestion tones are", arguments: [TelephoneTone.busy, .congestion])
    func ownTones(tone: TelephoneTone) {
        let clip = tone.clip.samples
        #expect(hear((0..<48_000).map { clip[$0 % clip.count] }).map(\.tone) == [.busy])
    }

    @Test("noise is no tone: a minute", arguments: [UInt64(21), 22])
    func noise(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        #expect(hear(whiteNoise(480_000, level: -20, &generator)).isEmpty)
    }

    @Test("somebody who speaks between the bursts is no exchange")
    func interrupted() {
        var generator = SeededGenerator(seed: 3)
        let tone = Cadence.russianBusy.samples(seconds: 20, level: -15)
        let voice = whiteNoise(tone.count, level: -17, &generator)
        let mixed = tone.indices.map { index in tone[index] == 0 ? voice[index] : tone[index] }
        #expect(hear(mixed).isEmpty)
    }
}

/// What a detector says about a sound, and after how much of it.
private func hear(_ samples: [Int16], frame: Int = 160) -> [(tone: CallTone, milliseconds: Int)] {
    var detector = CallToneDetector()
    var heard: [(tone: CallTone, milliseconds: Int)] = []
    samples.withUnsafeBufferPointer { all in
        for start in stride(from: 0, to: all.count, by: frame) {
            let end = min(start + frame, all.count)
            detector.feed(UnsafeBufferPointer(rebasing: all[start..<end])) { heard.append(($0, end / 8)) }
        }
    }
    return heard
}
