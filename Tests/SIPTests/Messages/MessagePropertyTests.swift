import Foundation
import Kernel
import Testing

@testable import SIP

@Suite("SIP messages, properties")
struct MessagePropertyTests {
    /// Makes a message of everything that the library can write.
    static func message(seed: UInt64) -> SIPMessage {
        var random = SeededGenerator(seed: seed)
        func text(_ random: inout SeededGenerator) -> String {
            let alphabet: [Character] = Array("abcXYZ019 -_.!~*'()%@:;,?/<>\"\\=&+$[]{}|^#\tйü\u{1}\u{7f}")
            let count = Int.random(in: 1...24, using: &random)
            return String((0..<count).compactMap { _ in alphabet.randomElement(using: &random) })
        }
        func token(_ random: inout SeededGenerator) -> String {
            let alphabet: [Character] = Array("abcXYZ019-.!%*_+`'~")
            let count = Int.random(in: 1...24, using: &random)
            return String((0..<count).compactMap { _ in alphabet.randomElement(using: &random) })
        }
        func uri(_ random: inout SeededGenerator) -> SIPURI {
            if Int.random(in: 0..<8, using: &random) == 0 { return SIPURI(telephone: "+7-495-123-45-67") }
            let host = ["example.com", "192.0.2.1", "2001:db8::1", "a.b.c"].randomElement(using: &random) ?? "x"
            var uri = SIPURI(
                scheme: Bool.random(using: &random) ? .sip : .sips,
                user: Bool.random(using: &random) ? text(&random) : nil,
                host: host,
                port: Bool.random(using: &random) ? UInt16.random(in: 0...65_535, using: &random) : nil
            )
            if Bool.random(using: &random) { uri.parameters["transport"] = "tcp" }
            if Bool.random(using: &random) { uri.parameters["x"] = text(&random) }
            return uri
        }
        func address(_ random: inout SeededGenerator) -> NameAddress {
            var address = NameAddress(uri: uri(&random))
            if Bool.random(using: &random) { address.displayName = text(&random) }
            if Bool.random(using: &random) { address.tag = token(&random) }
            if Bool.random(using: &random) { address.parameters["y"] = text(&random) }
            if Bool.random(using: &random) { address.preference = Int.random(in: 0...1_000, using: &random) }
            return address
        }
        var message = SIPMessage(request: SIPMethod(token(&random)), uri: uri(&random))
        if Bool.random(using: &random) {
            message.startLine = .response(Int.random(in: 100...699, using: &random), text(&random))
        }
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            switch Int.random(in: 0..<7, using: &random) {
            case 0: message.append(.via, Via(transport: "UDP", host: "h", port: 5_060, branch: token(&random)))
            case 1: message.prepend(.route, address(&random))
            case 2: message.append(.contact, "\(address(&random)), \(address(&random))")
            case 3: message.set(.from, to: address(&random))
            case 4: message.append(.other(token(&random)), text(&random))
            case 5: message.set(.cseq, to: CSeq(UInt32.random(in: 0..<1 << 31, using: &random), .invite))
            default: message.append(.reason, Reason.sip(200, text(&random)))
            }
        }
        message.body = Array(text(&random).utf8)
        return message
    }

    @Test("parse(print(x)) is x", arguments: 0..<40 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        for step in 0..<10 {
            let message = Self.message(seed: seed * 10 + UInt64(step))
            let again = try SIPMessage(parsing: message.bytes)
            #expect(again == message)
            #expect(MessageExercise.run(message.bytes) == [])
        }
    }

    /// Octets that are nearly messages.
    static func mutate(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var mutated = bytes
        let special: [UInt8] = Array("\r\n \t\"<>,;:=@%?[]()\\/\0".utf8) + [0x7f, 0x80, 0xff]
        for _ in 0..<Int.random(in: 1...6, using: &random) where !mutated.isEmpty {
            let position = Int.random(in: 0..<mutated.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: mutated[position] = UInt8.random(in: 0...255, using: &random)
            case 1: mutated.insert(special.randomElement(using: &random) ?? 0, at: position)
            case 2: mutated.remove(at: position)
            case 3: mutated[position] = special.randomElement(using: &random) ?? 0
            case 4: mutated.removeSubrange(position..<min(mutated.count, position + 20))
            default: mutated.insert(contentsOf: mutated[position..<min(mutated.count, position + 40)], at: position)
            }
        }
        return mutated
    }

    @Test("no mutated message crashes, and what is accepted still holds", arguments: 0..<16 as Range<UInt64>)
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for fixture in TortureMessage.all {
            for _ in 0..<6 {
                let bytes = Self.mutate(fixture.bytes, &random)
                #expect(MessageExercise.run(bytes) == [], "\(String(decoding: bytes, as: UTF8.self))")
                let pieces = Int.random(in: 1...400, using: &random)
                #expect(MessageExercise.runStream(bytes, pieces: pieces) == [])
            }
        }
    }

    @Test("the corpus of the fuzzer goes through")
    func corpus() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Fuzz/Corpus/sip").standardized
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(files.count >= 49)
        for file in files {
            let bytes = [UInt8](try Data(contentsOf: file))
            #expect(MessageExercise.run(bytes) == [], "\(file.lastPathComponent)")
            for pieces in [1, 7, 1_000] {
                #expect(MessageExercise.runStream(bytes, pieces: pieces) == [], "\(file.lastPathComponent)")
            }
        }
    }
}
