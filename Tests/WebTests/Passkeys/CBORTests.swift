import Kernel
import ModelTesting
import Testing

@testable import Web

@Suite("CBOR of authenticators")
struct CBORTests {
    /// RFC 8949, appendix A, as far as it is read here.
    @Test(
        "BYD-22 reads the examples of the RFC",
        arguments: [
            ("00", .integer(0)), ("17", .integer(23)), ("1818", .integer(24)), ("1903e8", .integer(1_000)),
            ("1a000f4240", .integer(1_000_000)), ("1b000000e8d4a51000", .integer(1_000_000_000_000)),
            ("20", .integer(-1)), ("3903e7", .integer(-1_000)), ("f4", .boolean(false)), ("f5", .boolean(true)),
            ("f6", .null), ("40", .bytes([])), ("4401020304", .bytes([1, 2, 3, 4])), ("6161", .text("a")),
            ("62c3bc", .text("ü")), ("80", .array([])), ("83010203", .array([.integer(1), .integer(2), .integer(3)])),
            ("a0", .map([])), ("a10102", .map([CBORPair(name: .integer(1), value: .integer(2))])),
            (
                "826161a161626163",
                .array([.text("a"), .map([CBORPair(name: .text("b"), value: .text("c"))])])
            ),
        ] as [(String, CBORValue)]
    )
    func examples(hex: String, value: CBORValue) throws {
        let bytes = try #require(Hexadecimal.decode(hex))
        #expect(try CBORReader.read(bytes) == value)
        #expect(CBORWriter.write(value) == bytes)
    }

    @Test(
        "BYD-22 refuses what is hostile or not canonical",
        arguments: [
            ("", .endsEarly), ("18", .endsEarly), ("41", .endsEarly), ("5affffffff00", .endsEarly),
            ("9affffffff00", .endsEarly), ("bb7fffffffffffffff00", .endsEarly), ("1bffffffffffffffff", .unsupported),
            ("1817", .notShortest), ("190018", .notShortest), ("1a0000ffff", .notShortest),
            ("1b00000000ffffffff", .notShortest), ("5f4100ff", .unsupported), ("9fff", .unsupported),
            ("bfff", .unsupported), ("c000", .unsupported), ("f7", .unsupported), ("f93c00", .unsupported),
            ("1c", .unsupported), ("61ff", .notUTF8), ("a201010102", .repeatedName), ("0000", .goesOn),
            ("818181818181818181 00", .tooDeep),
        ] as [(String, CBORError)]
    )
    func hostile(hex: String, error: CBORError) throws {
        let bytes = try #require(Hexadecimal.decode(hex.replacing(" ", with: "")))
        #expect(throws: error) { try CBORReader.read(bytes) }
    }

    @Test("BYD-22 many small values are too many")
    func many() {
        let bytes = CBORWriter.write(.array(Array(repeating: .null, count: CBORReader.valueLimit)))
        #expect(throws: CBORError.tooMany) { try CBORReader.read(bytes) }
    }

    @Test(
        "BYD-22 what is written is read, and no spoilt byte of it makes another text",
        arguments: 1...40 as ClosedRange<UInt64>
    )
    func property(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let value = Self.value(&random, depth: 0)
            let bytes = CBORWriter.write(value)
            #expect(try CBORReader.read(bytes) == value, "seed \(seed)")
            var spoilt = bytes
            let place = Int.random(in: 0..<bytes.count, using: &random)
            spoilt[place] = UInt8.random(in: 0...255, using: &random)
            if Bool.random(using: &random) { spoilt.removeLast(Int.random(in: 0...spoilt.count, using: &random)) }
            // Whatever is read has one text only: the one that it was read from.
            if let read = try? CBORReader.read(spoilt) { #expect(CBORWriter.write(read) == spoilt, "seed \(seed)") }
        }
    }

    @Test("BYD-22 noise is no authenticator's data, and nothing traps on it", arguments: 1...20 as ClosedRange<UInt64>)
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let sample = VirtualAuthenticator()
        let data = sample.data(flags: 0xc5, rest: sample.attested + [0xa0])
        #expect(AuthenticatorData(data)?.made?.publicKey == sample.publicKey)
        for _ in 0..<500 {
            var bytes = data
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            bytes.removeLast(Int.random(in: 0...8, using: &random))
            if let read = AuthenticatorData(bytes), let made = read.made {
                #expect(!made.id.isEmpty)
                _ = COSEKey.key(made.publicKey)
            }
        }
    }

    private static func value(_ random: inout SeededGenerator, depth: Int) -> CBORValue {
        switch Int.random(in: 0...(depth < 4 ? 7 : 5), using: &random) {
        case 0: return .integer(Int64.random(in: .min ... .max, using: &random))
        case 1: return .integer(Int64.random(in: -300...300, using: &random))
        case 2: return .bytes((0..<Int.random(in: 0...300, using: &random)).map { UInt8($0 & 255) })
        case 3: return .text(String(repeating: "ж", count: Int.random(in: 0...20, using: &random)))
        case 4: return .boolean(Bool.random(using: &random))
        case 5: return .null
        case 6:
            return .array(
                (0..<Int.random(in: 0...4, using: &random)).map { _ in Self.value(&random, depth: depth + 1) }
            )
        default:
            return .map(
                (0..<Int.random(in: 0...4, using: &random)).map {
                    CBORPair(name: .integer(Int64($0)), value: Self.value(&random, depth: depth + 1))
                }
            )
        }
    }
}

@Suite("Base 64 for addresses")
struct Base64URLTests {
    @Test("reads what it writes, and one text only for it", arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = (0..<Int.random(in: 0...70, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        let text = Base64URL.encode(bytes)
        #expect(Base64URL.decode(text) == bytes)
        #expect(text.utf8.count == (bytes.count * 4 + 2) / 3)
    }

    @Test("refuses anything else", arguments: ["A", "AAAAA", "AB", "AA==", "A+/A", "A A", "AAA\n", "é", "AAB"])
    func strict(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test(
        "knows the RFC's examples",
        arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg")]
    )
    func examples(plain: String, text: String) {
        #expect(Base64URL.encode(plain.utf8) == text)
    }
}
