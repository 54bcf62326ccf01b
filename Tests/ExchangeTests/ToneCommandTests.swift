import Kernel
import Model
import Testing

@testable import Exchange

@Suite("Commands dialled in talk")
struct ToneCommandTests {
    /// What came of keys pressed one after another; a space is the end of patience.
    static func play(
        _ keys: String,
        _ way: ToneCommands.Way = .event,
        canReturn: Bool = false,
        codes: CallCodes = CallCodes()
    ) -> [String] {
        var machine = ToneCommands(codes)
        var words: [String] = []
        for key in keys {
            let input: ToneCommands.Input = key == " " ? .fired : .pressed(key, way, canReturn: canReturn)
            for effect in machine.handle(input, at: .start) {
                switch effect {
                case .withhold(let way): words.append(way == nil ? "show" : way == .inBand ? "mute" : "hide")
                case .forward(let digits): words.append("forward \(digits)")
                case .perform(.transfer(let number)): words.append("transfer \(number)")
                case .perform(.addToConference(let number)): words.append("add \(number)")
                case .perform(.removeFromConference(let number)): words.append("remove \(number)")
                case .perform(.park(let slot)): words.append("park \(slot)")
                case .perform(.hold): words.append("hold")
                case .perform(.record): words.append("record")
                case .perform(.pauseRecording): words.append("pause")
                case .perform(.goBack): words.append("return")
                case .abandoned: words.append("abandoned")
                case .arm, .cancelTimer: break
                }
            }
        }
        return words
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let keys: String
        var way = ToneCommands.Way.event
        var canReturn = false
        let words: [String]
    }

    @Test(
        "CAL-04 what keys come to",
        arguments: [
            Row(testDescription: "a transfer", keys: "#1#102#", words: ["hide", "show", "transfer 102"]),
            Row(testDescription: "to a short number", keys: "#1#*15#", words: ["hide", "show", "transfer *15"]),
            Row(
                testDescription: "in band the sound is muted",
                keys: "#4#",
                way: .inBand,
                words: ["mute", "show", "hold"]
            ),
            Row(
                testDescription: "by INFO the first key is given on, as it would be by event",
                keys: "#4#",
                way: .information,
                words: ["forward #", "hide", "show", "hold"]
            ),
            Row(
                testDescription: "a conference",
                keys: "#2#103##3#104#",
                words: ["hide", "show", "add 103", "hide", "show", "remove 104"]
            ),
            Row(
                testDescription: "recording, and a pause in it",
                keys: "#6##7#",
                words: ["hide", "show", "record", "hide", "show", "pause"]
            ),
            Row(testDescription: "keys for a menu of the other side", keys: "15*", words: []),
            Row(
                testDescription: "the same by INFO",
                keys: "15*",
                way: .information,
                words: ["forward 1", "forward 5", "forward *"]
            ),
            Row(
                testDescription: "no command begins so: the menu gets it",
                keys: "#9",
                words: ["hide", "show", "forward 9"]
            ),
            Row(testDescription: "hash alone", keys: "# ", words: ["hide", "show"]),
            Row(
                testDescription: "a code that is never ended belongs to the menu",
                keys: "#1 ",
                words: ["hide", "show", "forward 1"]
            ),
            Row(
                testDescription: "hash twice, then a command",
                keys: "##4#",
                words: ["hide", "forward #", "hide", "show", "hold"]
            ),
            Row(
                testDescription: "a number that is never ended is nobody's",
                keys: "#1#10 ",
                words: ["hide", "show", "abandoned"]
            ),
            Row(testDescription: "no number", keys: "#1##", words: ["hide", "show", "abandoned"]),
            Row(testDescription: "star returns", keys: "*", canReturn: true, words: ["return"]),
            Row(testDescription: "star has no meaning otherwise", keys: "*", words: []),
            Row(testDescription: "a late timer", keys: " ", words: []),
        ]
    )
    func table(_ row: Row) {
        #expect(Self.play(row.keys, row.way, canReturn: row.canReturn) == row.words)
    }

    @Test("CAL-04 codes are the domain's: changed, switched off, longer ones that begin alike")
    func codes() throws {
        var codes = CallCodes()
        codes[.transfer] = "12"
        codes[.hold] = nil
        codes[.addToConference] = "1"
        try codes.validate()
        #expect(Self.play("#12#7#", codes: codes) == ["hide", "show", "transfer 7"])
        #expect(Self.play("#1#7#", codes: codes) == ["hide", "show", "add 7"])
        #expect(Self.play("#4# ", codes: codes) == ["hide", "show", "forward 4", "hide", "show"])
        for command in CallCodes.Command.allCases { codes[command] = nil }
        #expect(Self.play("#1#7#", codes: codes) == [])
        codes[.hold] = "5"
        codes[.transfer] = "5"
        #expect(throws: ModelError.self) { try codes.validate() }
    }

    /// Whatever is pressed: what is hidden is shown again, digits of commands are never forwarded, and no digit is lost or
    /// doubled that is none of a command.
    @Test("CAL-04 nothing of a command reaches the other party beyond the first key", arguments: UInt64(0)..<300)
    func leaks(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let way: ToneCommands.Way = [.event, .inBand, .information].randomElement(using: &random) ?? .event
        var machine = ToneCommands(CallCodes())
        var isHidden = false
        var pressed = ""
        var heard = ""
        var commands = 0
        for _ in 0..<200 {
            let isTime = Int.random(in: 0..<12, using: &random) == 0
            let key = "##1234*9".randomElement(using: &random) ?? "#"
            if !isTime {
                pressed.append(key)
                if !isHidden, way != .information { heard.append(key) }
            }
            for effect in machine.handle(isTime ? .fired : .pressed(key, way, canReturn: false), at: .start) {
                switch effect {
                case .withhold(let way): isHidden = way != nil
                case .forward(let digits): heard += digits
                case .perform, .abandoned: commands += 1
                case .arm, .cancelTimer: break
                }
            }
            #expect(isHidden == !machine.isIdle, "seed \(seed)")
        }
        for effect in machine.handle(.fired, at: .start) {
            if case .forward(let digits) = effect { heard += digits }
            if effect == .abandoned { commands += 1 }
        }
        #expect(heard.count <= pressed.count)
        if commands == 0 { #expect(heard == pressed, "seed \(seed)") }
        var rest = pressed[...]
        for digit in heard {
            let index = rest.firstIndex(of: digit)
            #expect(index != nil, "seed \(seed): \(digit) was not pressed")
            if let index { rest = rest[rest.index(after: index)...] }
        }
    }
}
