import Kernel
import Testing

@testable import Mixing

@Suite("CAL-06 sums without one's own")
struct ExactnessTests {
    /// What the property test does to both mixers at once.
    private struct Pair {
        let conference = Conference(capacity: 12)
        var reference: ReferenceMixer
        var slots: [Int: MemberSlot] = [:]
        var nextName = 0
        let rate: MixingRate

        init(rate: MixingRate) {
            self.rate = rate
            self.reference = ReferenceMixer(rate: rate)
        }

        mutating func join(speakingTo names: Set<Int>?) {
            let selection = names.map { MemberSelection.only($0.compactMap { self.slots[$0] }) } ?? .everyone
            guard let slot = self.conference.mixer.add(self.rate, Hearing(speaksTo: selection)) else { return }
            self.slots[self.nextName] = slot
            self.reference.members[self.nextName] = ReferenceMixer.Member(speaksTo: names)
            self.nextName += 1
        }

        mutating func change(_ generator: inout SeededGenerator) {
            let name = self.slots.keys.sorted().randomElement(using: &generator)
            switch (Int.random(in: 0..<9, using: &generator), name) {
            case (0, let name?):
                if let slot = self.slots.removeValue(forKey: name) { self.conference.mixer.remove(slot) }
                self.reference.members[name]?.isGone = true
            case (1, let name?):
                let gain = Float.random(in: 0...1.5, using: &generator)
                if let slot = self.slots[name] { self.conference.mixer.setGain(Double(gain), of: slot) }
                self.reference.members[name]?.gain = gain
            case (2, let name?):
                let chosen = self.slots.keys.sorted().filter { _ in Bool.random(using: &generator) }
                if let slot = self.slots[name] {
                    let selection = MemberSelection.only(chosen.compactMap { self.slots[$0] })
                    self.conference.mixer.setHearing(of: slot, Hearing(speaksTo: selection))
                }
                self.reference.members[name]?.speaksTo = Set(chosen)
            case (3, _), (4, _): self.join(speakingTo: nil)
            case (5, _): self.join(speakingTo: name.map { [$0] } ?? [])
            default: break
            }
        }
    }

    @Test(
        "with random members, rules, gains and lost frames the mix is that of a slow reference, to the bit",
        arguments: [UInt64(1), 2, 3, 4, 5, 6],
        MixingRate.allCases
    )
    func reference(seed: UInt64, rate: MixingRate) {
        var generator = SeededGenerator(seed: seed)
        var pair = Pair(rate: rate)
        var compared = 0
        for _ in 0..<120 {
            pair.change(&generator)
            var frames: [Int: [Int16]] = [:]
            for name in pair.slots.keys.sorted() where Int.random(in: 0..<6, using: &generator) > 0 {
                frames[name] = (0..<rate.frameLength).map { _ in .random(in: -1_500...1_500, using: &generator) }
            }
            let expected = pair.reference.tick(frames)
            let given = Dictionary(
                uniqueKeysWithValues: frames.compactMap { name, frame in
                    pair.slots[name].map { ($0, frame) }
                }
            )
            pair.conference.forget()
            pair.conference.tick(given, listeners: Array(pair.slots.values))
            for (name, slot) in pair.slots {
                let (mixed, wanted) = (pair.conference.sound(of: slot).map(Int32.init), expected[name] ?? [])
                #expect(mixed == wanted, "member \(name)")
                compared += 1
            }
        }
        #expect(compared > 300)
    }

    @Test("each hears the tones of the others at their level, and not its own", arguments: MixingRate.allCases)
    func tones(rate: MixingRate) throws {
        let conference = Conference()
        let hertz = (0..<8).map { 350.0 + 400 * Double($0) }
        var tones = hertz.map { Tone($0, peak: 2_000, at: rate) }
        let slots = try hertz.map { _ in try conference.add(rate) }
        for _ in 0..<51 {
            let frames = tones.indices.map { tones[$0].frame() }
            conference.tick(Dictionary(uniqueKeysWithValues: zip(slots, frames)))
        }
        for (listener, slot) in slots.enumerated() {
            let sound = conference.sound(of: slot).dropFirst(rate.frameLength)
            for (speaker, frequency) in hertz.enumerated() {
                let level = decibels(of: frequency, in: sound, against: 2_000, at: rate)
                if speaker == listener { #expect(level < -60) } else { #expect(abs(level) < 0.1) }
            }
        }
    }

    @Test("members at 8 and 16 kHz hear each other in the telephone band, none of it mirrored")
    func rates() throws {
        let conference = Conference()
        var narrow = (Tone(700, peak: 3_000), Tone(2_900, peak: 3_000))
        var wide = (Tone(1_300, peak: 3_000, at: .wideband), Tone(5_100, peak: 3_000, at: .wideband))
        let slots = try (
            conference.add(.narrowband), conference.add(.narrowband),
            conference.add(.wideband), conference.add(.wideband)
        )
        for _ in 0..<51 {
            conference.tick([
                slots.0: narrow.0.frame(), slots.1: narrow.1.frame(), slots.2: wide.0.frame(), slots.3: wide.1.frame(),
            ])
        }
        let telephone = conference.sound(of: slots.0).dropFirst(160)
        let broad = conference.sound(of: slots.2).dropFirst(320)
        func inTelephone(_ hertz: Double) -> Double {
            decibels(of: hertz, in: telephone, against: 3_000, at: .narrowband)
        }
        func inBroad(_ hertz: Double) -> Double { decibels(of: hertz, in: broad, against: 3_000, at: .wideband) }
        #expect(abs(inTelephone(1_300)) < 0.1 && abs(inTelephone(2_900)) < 0.1 && inTelephone(700) < -60)
        // 5 100 Hz would be heard as 2 900 and 3 000 if it folded back; beside the tone that is there.
        #expect(abs(inBroad(700)) < 0.1 && abs(inBroad(2_900)) < 0.1 && abs(inBroad(5_100)) < 0.1)
        #expect(inBroad(1_300) < -60 && inBroad(16_000 / 2 - 700) < -60 && inBroad(7_300) < -60)
    }

    @Test("sound above the telephone band stays with those who can hear it")
    func noFolding() throws {
        let conference = Conference()
        var tone = Tone(5_000, peak: 10_000, at: .wideband)
        let (speaker, listener) = try (conference.add(.wideband), conference.add(.narrowband))
        for _ in 0..<26 { conference.tick([speaker: tone.frame()], listeners: [listener]) }
        #expect(
            decibels(of: 3_000, in: conference.sound(of: listener).dropFirst(160), against: 10_000, at: .narrowband)
                < -60
        )
    }
}
