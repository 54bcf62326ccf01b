import Testing

@testable import Mixing

@Suite("CAL-06 nothing clicks")
struct ClickTests {
    /// What happens to a speaker whose tone two others hear, and in how many ticks it talks again.
    enum Event: String, CaseIterable {
        case joins, leaves, isMuted, isUnmuted, becomesLouder, losesFrame, comesBack, isHeardNoMore, isHeardAgain
        case leavesAndIsReplaced
    }

    @Test("no sample leaps", arguments: Event.allCases, MixingRate.allCases)
    func steps(_ event: Event, listening rate: MixingRate) throws {
        for speaking in MixingRate.allCases {
            // Begins in mid-wave at every frame, since no frame holds whole waves.
            var tone = Tone(433, peak: 10_000, at: speaking)
            let conference = Conference()
            let listener = try conference.add(rate)
            var speaker = try conference.add(speaking)
            if event == .isHeardAgain { conference.mixer.setHearing(of: speaker, .silentListener) }
            if event == .isUnmuted { conference.mixer.setMuted(true, of: speaker) }
            for tick in 0..<12 {
                var gives = true
                switch event {
                case .joins: gives = tick > 4
                case .leaves: if tick == 5 { conference.mixer.remove(speaker) }
                case .isMuted, .isUnmuted: if tick == 5 { conference.mixer.setMuted(event == .isMuted, of: speaker) }
                case .becomesLouder: if tick == 5 { conference.mixer.setGain(2.5, of: speaker) }
                case .losesFrame: gives = tick != 5
                case .comesBack: gives = tick < 3 || tick > 6
                case .isHeardNoMore: if tick == 5 { conference.mixer.setHearing(of: speaker, .silentListener) }
                case .isHeardAgain: if tick == 5 { conference.mixer.setHearing(of: speaker, .participant) }
                case .leavesAndIsReplaced:
                    if tick == 5 {
                        conference.mixer.remove(speaker)
                        speaker = try conference.add(speaking)
                    }
                }
                let frame = tone.frame()
                conference.tick(gives ? [speaker: frame] : [:], listeners: [listener])
            }
            let sound = conference.sound(of: listener)
            // Its own slope at 2.5 times the level, a fade of its peak within 5 ms, and a tenth for the corner of such
            // a fade after the low pass of a conversion.
            let natural = 10_000 * 2.0 * .pi * 433 / Double(rate.rawValue) * (event == .becomesLouder ? 2.5 : 1)
            let fade = 10_000 / Double(rate.frameLength / 4)
            #expect(largestStep(sound) < 1.1 * natural + fade + 50, "\(event) at \(speaking)")
            #expect(sound.contains { abs(Int($0)) > 9_000 })
        }
    }

    @Test("the bound is sharp: cutting the same tone off breaks it")
    func bites() {
        var tone = Tone(433, peak: 10_000)
        let cut = (0..<4).flatMap { _ in tone.frame() } + [Int16](repeating: 0, count: 160)
        let worst = (0..<100).map { largestStep(cut.dropLast(160 + $0) + [0]) }.max() ?? 0
        #expect(worst > tone.largestStep + 10_000 / 40 + 50)
    }

    @Test("who left is heard no longer than 20 ms, and its place is free after that")
    func leaving() throws {
        let conference = Conference(capacity: 2)
        let listener = try conference.add(.narrowband)
        var tone = Tone(433)
        for _ in 0..<30 {
            let speaker = try conference.add(.narrowband)
            conference.tick([speaker: tone.frame()], listeners: [listener])
            conference.mixer.remove(speaker)
            #expect(conference.mixer.memberCount == 1)
            conference.tick([:], listeners: [listener])
            #expect(conference.sound(of: listener).suffix(100).allSatisfy { $0 == 0 })
        }
    }
}
