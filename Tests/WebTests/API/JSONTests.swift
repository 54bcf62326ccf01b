import Kernel
import Testing

@testable import Web

@Suite("JSON")
struct JSONTests {
    @Test(
        "reads what RFC 8259 allows",
        arguments: [
            (#"null"#, JSONValue.null), (#" [ ] "#, []), (#"{"a":[1,-2.5e1,true]}"#, ["a": [1, .number(-25), true]]),
            (#""\u00e9\ud83d\ude00\n""#, "é😀\n"), (#"{"":""}"#, ["": ""]), (#"-0"#, .integer(0)),
            (#"9223372036854775807"#, .integer(.max)), (#"9223372036854775808"#, .number(9_223_372_036_854_775_808)),
        ] as [(String, JSONValue)]
    )
    func reads(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONParser.parse(Array(text.utf8)) == value)
    }

    @Test(
        "refuses what it does not allow",
        arguments: [
            "", " ", "nul", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "01", "+1", "1.", ".5", "1e", "-", "\"",
            "\"\\x\"",
            "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\u{1}\"", "[1 2]", "1 2", "NaN", "Infinity", "1e999",
            "[", "{", "{\"a\"", "tru", "\u{feff}1",
        ]
    )
    func refuses(_ text: String) {
        #expect(throws: JSONParseError.self) { try JSONParser.parse(Array(text.utf8)) }
    }

    @Test("refuses bytes that are not UTF-8, depth, and names given twice")
    func refusesTraps() {
        let deep = Array(repeating: UInt8(ascii: "["), count: 100_000)
        let cases: [([UInt8], JSONParseError.Code)] = [
            ([0x22, 0xff, 0x22], .malformed), (deep, .tooDeep), (Array(#"{"a":1,"\u0061":2}"#.utf8), .repeatedName),
        ]
        for (bytes, code) in cases {
            let error = #expect(throws: JSONParseError.self) { try JSONParser.parse(bytes) }
            #expect(error?.code == code)
        }
    }

    @Test("what is written is read back the same", arguments: 0..<50 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let value = Self.value(&generator, depth: 0)
        #expect(try JSONParser.parse(value.compact) == value)
        #expect(try JSONParser.parse(value.pretty) == value)
    }

    @Test("any bytes give a value or an error", arguments: 0..<50 as Range<UInt64>)
    func hostile(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes = Self.value(&generator, depth: 0).compact
        for _ in 0..<20 where !bytes.isEmpty {
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            _ = try? JSONParser.parse(bytes)
            _ = try? JSONParser.parse(Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator))))
        }
    }

    private static func value(_ generator: inout SeededGenerator, depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 4 ? 5 : 7), using: &generator) {
        case 0: return .null
        case 1: return .boolean(.random(using: &generator))
        case 2: return .integer(.random(in: .min ... .max, using: &generator))
        case 3: return .number(.random(in: -1e6...1e6, using: &generator) + 0.125)
        case 4:
            let scalars = (0..<Int.random(in: 0..<8, using: &generator)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0..<0x11_0000, using: &generator))
            }
            return .string(String(String.UnicodeScalarView(scalars)))
        case 5:
            return .array(
                (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
                    Self.value(&generator, depth: depth + 1)
                }
            )
        default:
            return .object(
                (0..<Int.random(in: 0..<4, using: &generator)).map { index in
                    JSONMember(name: "\(index)", value: Self.value(&generator, depth: depth + 1))
                }
            )
        }
    }
}
