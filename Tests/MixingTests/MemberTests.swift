import Audio
import CLinux
import Kernel
import Testing

@testable import Mixing

@Suite("Members of a conference", .serialized)
struct MemberTests {
    @Test("more than the capacity are not let in, and each has a place of its own", arguments: [2, 16, 48])
    func capacity(_ capacity: Int) throws {
        let conference = Conference(capacity: capacity)
        let slots = try (0..<capacity).map { _ in try conference.add(.narrowband) }
        #expect(Set(slots).count == capacity)
        let tooMany = conference.mixer.add(.narrowband)
        #expect(tooMany == nil)
        conference.mixer.remove(slots[0])
        _ = try conference.add(.wideband)
    }

    @Test("what is asked for one who left, and frames of a wrong length, have no effect")
    func stale() throws {
        let conference = Conference(capacity: 2)
        let gone = try conference.add(.narrowband)
        conference.mixer.remove(gone)
        for _ in 0..<3 { conference.mixer.mix() }
        let (next, other) = try (conference.add(.narrowband), conference.add(.narrowband))
        conference.mixer.remove(gone)
        conference.mixer.setMuted(true, of: gone)
        conference.mixer.setGain(0, of: gone)
        let rate = conference.mixer.rate(of: gone)
        #expect(conference.mixer.memberCount == 2 && rate == nil)
        for length in [0, 159, 320] {
            let samples = [Int16](repeating: 900, count: length)
            #expect(!conference.give(samples, from: next))
        }
        let frame = [Int16](repeating: 900, count: 160)
        #expect(!conference.give(frame, from: gone))
        #expect(conference.give(frame, from: next))
        #expect(!conference.give(frame, from: next))
        for _ in 0..<3 { conference.tick([next: frame], listeners: [other]) }
        #expect(conference.sound(of: other).last == 900)
        var short = [Int16](repeating: 5, count: 100)
        let isTaken = short.withUnsafeMutableBufferPointer { conference.mixer.take(other, into: $0) }
        #expect(!isTaken)
        #expect(short.allSatisfy { $0 == 5 })
    }

    @Test(
        "the gain is kept within its range",
        arguments: [(-1.0, 0), (0.5, 500), (4, 4_000), (99, 4_000), (.nan, 1_000)]
    )
    func gain(gain: Double, expected: Int) throws {
        let conference = Conference()
        let (speaker, listener) = try (conference.add(.narrowband), conference.add(.narrowband))
        conference.mixer.setGain(gain, of: speaker)
        for _ in 0..<3 { conference.tick([speaker: [Int16](repeating: 1_000, count: 160)], listeners: [listener]) }
        #expect(conference.sound(of: listener).last.map(Int.init) == expected)
    }

    @Test("who talks is known after 40 ms and for 400 ms more; noise, clicks and muted members are no talk")
    func talkers() throws {
        let conference = Conference()
        var generator = SeededGenerator(seed: 3)
        let names = ["voice", "noise", "click", "muted"]
        let slots = try names.map { _ in try conference.add(.narrowband) }
        conference.mixer.setMuted(true, of: slots[3])
        var tone = Tone(433)
        var spans: [[Bool]] = []
        for tick in 0..<100 {
            let voice = tone.frame()
            let noise = (0..<160).map { _ in Int16.random(in: -60...60, using: &generator) }
            let isLoud = (30..<50).contains(tick)
            conference.tick([
                slots[0]: isLoud ? voice : noise, slots[1]: noise, slots[2]: tick == 40 ? voice : noise,
                slots[3]: voice,
            ])
            let talkers = conference.mixer.talkers
            spans.append(slots.map { talkers.contains($0) })
            if tick == 40 { #expect(abs(conference.level(of: slots[0]).dBm0 - SoundLevel(of: voice).dBm0) < 0.01) }
        }
        #expect(spans.indices.filter { spans[$0][0] } == Array(31..<69))
        #expect(!spans.contains { $0[1] || $0[2] || $0[3] })
        #expect(conference.level(of: slots[1]).dBm0 < -40)
    }

    @Test("a member that falls silent without frames stops talking")
    func talkEndsWithoutFrames() throws {
        let conference = Conference()
        let slot = try conference.add(.wideband)
        var tone = Tone(433, at: .wideband)
        for _ in 0..<5 { conference.tick([slot: tone.frame()]) }
        #expect(conference.mixer.talkers.contains(slot) && conference.mixer.talkers.count == 1)
        for _ in 0..<20 { conference.mixer.mix() }
        #expect(conference.mixer.talkers.isEmpty && conference.level(of: slot) == .silence)
    }

    /// In a process of its own, whose heap nobody else uses. That nothing is allocated and freed again in a tick either
    /// was counted with the preloaded malloc of `Benchmarks/Relay`.
    @Test("2 000 ticks of 16 members with mutes and lost frames leave the heap as it was, to the byte")
    func allocations() async {
        await #expect(processExitsWith: .success) {
            let conference = Conference(capacity: 16)
            let slots = try (0..<16).map { try conference.add($0 % 4 == 0 ? .wideband : .narrowband) }
            let samples = UnsafeMutableBufferPointer<Int16>.allocate(capacity: 320)
            let output = UnsafeMutableBufferPointer<Int16>.allocate(capacity: 320)
            for index in samples.indices { samples[index] = Int16(truncatingIfNeeded: index &* 2_731) }
            func run(_ ticks: Int) -> Int {
                var sounding = 0
                for tick in 0..<ticks {
                    for (index, slot) in slots.enumerated() where (tick + index) % 5 > 0 {
                        let count = index % 4 == 0 ? 320 : 160
                        conference.mixer.give(UnsafeBufferPointer(rebasing: samples[..<count]), from: slot)
                    }
                    conference.mixer.setMuted(tick % 7 < 3, of: slots[tick % 16])
                    conference.mixer.mix()
                    for slot in slots where conference.mixer.take(slot, into: output) { sounding += 1 }
                }
                return sounding
            }
            try #require(run(100) > 1_000)
            // What begins late on a busy machine is the process's own, and does not go on; what a tick leaves comes each time.
            var isSteady = false
            for _ in 0..<5 where !isSteady {
                let before = mallinfo2().uordblks
                try #require(run(2_000) > 20_000)
                isSteady = mallinfo2().uordblks == before
            }
            try #require(isSteady)
        }
    }
}
