import Kernel

@testable import Audio

/// Tone and pause in turn, seconds each.
struct Cadence: Sendable, CustomStringConvertible {
    let description: String
    let hertz: [Double]
    let steps: [Double]

    init(_ description: String, _ hertz: [Double], _ steps: Double...) {
        self.description = description
        self.hertz = hertz
        self.steps = steps
    }

    static let russianBusy = Cadence("Russia, busy", [425], 0.35, 0.35)
    static let russianCongestion = Cadence("Russia, congestion", [425], 0.175, 0.175)
    static let fax = Cadence("fax, CNG", [1_100], 0.5, 3)

    static let busyTones = [
        russianBusy, russianCongestion,
        Cadence("Russia, the longest", [425], 0.4, 0.4),
        Cadence("E.180, quick", [425], 0.25, 0.25),
        Cadence("E.180, slow", [425], 0.5, 0.5),
        Cadence("E.180, uneven", [425], 0.4, 0.3),
        Cadence("E.180, congestion", [425], 0.2, 0.2),
        Cadence("Germany", [425], 0.48, 0.48),
        Cadence("Britain, busy", [400], 0.375, 0.375),
        Cadence("China, busy", [450], 0.35, 0.35),
        Cadence("North America, busy", [480, 620], 0.5, 0.5),
        Cadence("North America, reorder", [480, 620], 0.25, 0.25),
    ]

    static let others = [
        Cadence("ring-back, Russia", [425], 1, 4),
        Cadence("ring-back, Britain", [400, 450], 0.4, 0.2, 0.4, 2),
        Cadence("ring-back, North America", [440, 480], 2, 4),
        Cadence("dial, North America", [350, 440], 30, 0),
        Cadence("dial with messages", [425], 0.1, 0.1),
        Cadence("call waiting, Russia", [425], 0.2, 5),
        Cadence("dial, interrupted", [425], 0.9, 0.9),
        Cadence("slow", [425], 0.75, 0.75),
        Cadence("two lengths in turn", [425], 0.2, 0.2, 0.45, 0.45),
        Cadence("mostly tone", [425], 0.5, 0.2),
        Cadence("mostly pause", [425], 0.2, 0.5),
        Cadence("too low", [350], 0.35, 0.35),
        Cadence("too high", [500], 0.35, 0.35),
        Cadence("only half of the pair", [480], 0.5, 0.5),
        Cadence("the other half", [620], 0.5, 0.5),
        Cadence("another pair", [425, 620], 0.5, 0.5),
        Cadence("a lorry backs up", [1_100], 0.5, 0.5),
        Cadence("fax, too quick", [1_100], 0.5, 2),
        Cadence("fax, too long", [1_100], 0.8, 3),
        Cadence("fax, too short", [1_100], 0.3, 3),
        Cadence("the called fax (CED)", [2_100], 3, 1),
        Cadence("an answering machine's beep", [1_000], 0.5, 3),
    ]

    /// - Parameter level: of all its tones together, in dBm0.
    func samples(seconds: Double, level: Double) -> [Int16] {
        let each = SoundLevel(dBm0: level).peak / Double(self.hertz.count).squareRoot()
        let period = self.steps.reduce(0, +)
        return (0..<Int(seconds * 8_000)).map { index in
            let time = Double(index) / 8_000
            var place = time - (time / period).rounded(.down) * period
            var isTone = true
            for step in self.steps {
                if place < step { break }
                place -= step
                isTone.toggle()
            }
            guard isTone else { return 0 }
            let sum = self.hertz.reduce(0) { $0 + each * sine(2 * .pi * $1 * time) }
            return Int16(max(-32_768, min(32_767, sum.rounded())))
        }
    }
}

func whiteNoise(_ count: Int, level: Double, _ generator: inout SeededGenerator) -> [Int16] {
    // Evenly spread noise has a third of its peak's square, a sine the half.
    let peak = SoundLevel(dBm0: level).peak * 1.5.squareRoot()
    return (0..<count).map { _ in Int16(Double.random(in: -peak...peak, using: &generator)) }
}

/// Sound built as a voice is: a wandering fundamental with harmonics through three formants, syllables, hisses, pauses.
enum Speech {
    /// Two-pole resonator.
    private struct Formant {
        var one = 0.0
        var two = 0.0

        mutating func pass(_ value: Double, at hertz: Double, width: Double) -> Double {
            let angle = 2 * Double.pi * hertz / 8_000
            // 1 − πb/f in place of e^−πb/f: near enough for a vowel.
            let radius = 1 - .pi * width / 8_000
            let next = value + 2 * radius * sine(.pi / 2 - angle) * self.one - radius * radius * self.two
            (self.two, self.one) = (self.one, next)
            return next
        }
    }

    static func samples(seconds: Double, level: Double, _ generator: inout SeededGenerator) -> [Int16] {
        var sound: [Double] = []
        let count = Int(seconds * 8_000)
        var formants = [Formant(), Formant(), Formant()]
        var phase = 0.0
        while sound.count < count {
            // Every third syllable is followed by a pause, so that there are rhythms too.
            let length = Int.random(in: 640...2_800, using: &generator)
            let isVoiced = Int.random(in: 0..<5, using: &generator) > 0
            let places = [
                Double.random(in: 280...800, using: &generator), Double.random(in: 900...2_200, using: &generator),
                Double.random(in: 2_300...3_200, using: &generator),
            ]
            let start = Double.random(in: 85...250, using: &generator)
            let end = start * Double.random(in: 0.8...1.25, using: &generator)
            for index in 0..<length {
                let part = Double(index) / Double(length)
                phase += (start + (end - start) * part) / 8_000
                var source = Double.random(in: -0.05...0.05, using: &generator) * (isVoiced ? 1 : 6)
                if phase >= 1 {
                    phase -= 1
                    if isVoiced { source += 1 }
                }
                let envelope = sine(.pi * part)
                var sum = 0.0
                for (number, hertz) in places.enumerated() {
                    sum += formants[number].pass(source, at: hertz, width: 60 + 30 * Double(number))
                }
                sound.append(envelope * sum)
            }
            if Int.random(in: 0..<3, using: &generator) == 0 {
                sound += [Double](repeating: 0, count: Int.random(in: 800...4_000, using: &generator))
            }
        }
        let mean = (sound.reduce(0) { $0 + $1 * $1 } / Double(sound.count)).squareRoot()
        let scale = SoundLevel(dBm0: level).peak / 2.0.squareRoot() / mean
        return sound.prefix(count).map { Int16(max(-32_768, min(32_767, ($0 * scale).rounded()))) }
    }
}
