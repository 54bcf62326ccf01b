import Testing

@testable import SIP

@Suite("RFC 3261 §25.1, character classes")
struct CharacterClassTests {
    static let alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    static let unreserved = alphanumeric + "-_.!~*'()"
    static let visible = String(decoding: UInt8(0x21)...0x7e, as: UTF8.self)

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let members: CharacterClass
        let characters: String
    }

    static let rows: [Row] = [
        Row(testDescription: "token", members: .token, characters: alphanumeric + "-.!%*_+`'~"),
        Row(testDescription: "value", members: .parameterValue, characters: alphanumeric + "-.!%*_+`'~[]:"),
        Row(
            testDescription: "accepted value",
            members: .parameterValueAccepted,
            characters: visible.filter { !"\",;<>\\".contains($0) }
        ),
        Row(testDescription: "host", members: .host, characters: alphanumeric + "-._"),
        Row(testDescription: "IPv6", members: .ipv6, characters: "0123456789abcdefABCDEF:."),
        Row(testDescription: "user", members: .userPlain, characters: unreserved + "&=+$,;?/"),
        Row(
            testDescription: "accepted user",
            members: .userAccepted,
            characters: visible.filter { !"\"<>@".contains($0) }
        ),
        Row(testDescription: "URI parameter", members: .uriParameter, characters: unreserved + "[]/:&+$%"),
        Row(testDescription: "plain URI parameter", members: .uriParameterPlain, characters: unreserved + "[]/:&+$"),
        Row(testDescription: "URI header", members: .uriHeader, characters: visible.filter { !"\"<>".contains($0) }),
        Row(testDescription: "plain URI header", members: .uriHeaderPlain, characters: unreserved + "[]/?:+$"),
        Row(testDescription: "scheme", members: .scheme, characters: alphanumeric + "+-."),
        Row(testDescription: "digit", members: .digit, characters: "0123456789"),
        Row(testDescription: "hexadecimal digit", members: .hexDigit, characters: "0123456789abcdefABCDEF"),
        Row(testDescription: "letter", members: .letter, characters: String(alphanumeric.prefix(52))),
    ]

    @Test("hold exactly the characters of the grammar", arguments: Self.rows)
    func members(_ row: Row) {
        let expected = Set(row.characters.utf8)
        for byte in UInt8.min...UInt8.max { #expect(row.members.contains(byte) == expected.contains(byte)) }
    }
}
