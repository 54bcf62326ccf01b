import Kernel
import Testing

@testable import Mixing

@Suite("CAL-09 supervision")
struct SupervisionTests {
    /// An operator and a caller who talk, and maybe a supervisor with one rule after the other.
    private static func talk(rules: [(MemberSlot) -> Hearing], rate: MixingRate) throws -> (
        caller: [Int16], operator: [Int16], supervisor: [Int16]
    ) {
        let conference = Conference(capacity: 3)
        var generator = SeededGenerator(seed: 7)
        let (agent, caller) = try (conference.add(.narrowband), conference.add(.narrowband))
        var tones = (Tone(500), Tone(900), Tone(1_700, peak: 8_000, at: rate))
        var supervisor: MemberSlot?
        for tick in 0..<200 {
            if tick % 50 == 10, tick / 50 < rules.count {
                let rule = rules[tick / 50](agent)
                if let supervisor {
                    conference.mixer.setHearing(of: supervisor, rule)
                } else {
                    supervisor = conference.mixer.add(rate, rule)
                }
            }
            if tick == 180, let slot = supervisor { conference.mixer.remove(slot) }
            var frames = [agent: tones.0.frame(), caller: tones.1.frame()]
            if Int.random(in: 0..<20, using: &generator) == 0 { frames[caller] = nil }
            if let supervisor { frames[supervisor] = tones.2.frame() }
            conference.tick(frames, listeners: [agent, caller] + (supervisor.map { [$0] } ?? []))
        }
        return (
            conference.sound(of: caller), conference.sound(of: agent), supervisor.map { conference.sound(of: $0) } ?? []
        )
    }

    @Test(
        "while the supervisor joins, listens, whispers and leaves, the outside party hears not one other bit",
        arguments: MixingRate.allCases
    )
    func outsideParty(rate: MixingRate) throws {
        let alone = try Self.talk(rules: [], rate: rate)
        let supervised = try Self.talk(rules: [{ _ in .silentListener }, { .whisper(to: $0) }], rate: rate)
        #expect(alone.caller == supervised.caller)
        #expect(alone.operator != supervised.operator)
        #expect(alone.operator.prefix(60 * 160) == supervised.operator.prefix(60 * 160))
    }

    @Test("the whisper reaches the operator, the supervisor hears both, after the barge-in the caller hears it too")
    func roles() throws {
        let sound = try Self.talk(
            rules: [{ _ in .silentListener }, { .whisper(to: $0) }, { _ in .participant }],
            rate: .narrowband
        )
        func level(_ hertz: Double, _ samples: [Int16], _ ticks: Range<Int>) -> Double {
            decibels(
                of: hertz,
                in: samples[ticks.lowerBound * 160..<ticks.upperBound * 160],
                against: 8_000,
                at: .narrowband
            )
        }
        for (ticks, atOperator, atCaller) in [
            (12..<60, false, false), (62..<110, true, false), (112..<160, true, true),
        ] {
            #expect((level(1_700, sound.operator, ticks) > -1) == atOperator)
            #expect((level(1_700, sound.caller, ticks) > -1) == atCaller)
            // The supervisor came in tick 10.
            let own = ticks.lowerBound - 10..<ticks.upperBound - 10
            #expect(level(500, sound.supervisor, own) > -1 && level(900, sound.supervisor, own) > -1.5)
            #expect(level(1_700, sound.supervisor, own) < -30)
        }
    }

    @Test("a whisper to somebody who left goes to nobody, also when the place is taken again")
    func staleWhisper() throws {
        let conference = Conference(capacity: 2)
        let supervisor = try conference.add(.narrowband)
        var tone = Tone(433)
        var former: [MemberSlot] = []
        for turn in 0..<20 {
            let member = try conference.add(.narrowband)
            // Every second time the rule is given for one who has gone already.
            conference.mixer.setHearing(of: supervisor, .whisper(to: turn % 2 == 0 ? member : former[turn - 1]))
            former.append(member)
            conference.forget()
            for _ in 0..<3 { conference.tick([supervisor: tone.frame()], listeners: [member]) }
            #expect(conference.sound(of: member).contains { $0 != 0 } == (turn % 2 == 0))
            conference.mixer.remove(member)
            conference.tick([supervisor: tone.frame()])
        }
    }

    @Test("everyone but some means newcomers too, some means them only")
    func selections() throws {
        let conference = Conference()
        let slots = try (0..<3).map { _ in try conference.add(.narrowband) }
        conference.mixer.setHearing(of: slots[0], Hearing(speaksTo: .everyoneExcept([slots[1]])))
        let newcomer = try conference.add(.narrowband, Hearing(speaksTo: .nobody, listensTo: .only([slots[2]])))
        var tone = Tone(433)
        for _ in 0..<3 { conference.tick([slots[0]: tone.frame()], listeners: slots + [newcomer]) }
        func hears(_ slot: MemberSlot) -> Bool { conference.sound(of: slot).contains { $0 != 0 } }
        #expect(!hears(slots[0]) && !hears(slots[1]) && hears(slots[2]) && !hears(newcomer))
        conference.mixer.setHearing(of: newcomer, .participant)
        for _ in 0..<3 { conference.tick([slots[0]: tone.frame()], listeners: [newcomer]) }
        #expect(hears(newcomer))
    }
}
