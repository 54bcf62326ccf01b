import Testing

@testable import Web

@Suite("Schema")
struct SchemaTests {
    private static let user: Schema = .named(
        "Sample",
        .object([
            SchemaField("login", Common.login), .maybe("age", .optional(.integer(1...9))),
            .maybe("tags", .list(.choice(["a", "b"]), atMost: 2)), .maybe("at", .timestamp),
            .maybe("other", .map(.boolean)), .maybe("share", .decimal),
        ])
    )

    @Test(
        "names the first breach by its path",
        arguments: [
            (#"{"login":"ivan"}"#, nil), (#"{"login":"ivan","age":null,"tags":["a"],"other":{"x":true}}"#, nil),
            (#"{"login":"ivan","age":3.0,"share":1,"at":"2026-11-21T06:10:49Z"}"#, nil), (#"[]"#, ""),
            (#"{}"#, "login"), (#"{"login":"Ivan"}"#, "login"), (#"{"login":1}"#, "login"),
            (#"{"login":"ivan","x":1}"#, "x"), (#"{"login":"ivan","age":10}"#, "age"),
            (#"{"login":"ivan","age":1.5}"#, "age"), (#"{"login":"ivan","tags":["a","c"]}"#, "tags.1"),
            (#"{"login":"ivan","tags":["a","a","a"]}"#, "tags"), (#"{"login":"ivan","at":"yesterday"}"#, "at"),
            (#"{"login":"ivan","other":{"x":1}}"#, "other.x"), (#"{"login":"ivan","share":"1"}"#, "share"),
            (#"{"login":null}"#, "login"),
        ] as [(String, String?)]
    )
    func breaches(_ text: String, _ path: String?) throws {
        #expect(Self.user.breach(in: try JSONParser.parse(Array(text.utf8)))?.path == path)
    }

    @Test(
        "shared patterns take what they should and nothing else",
        arguments: [
            (
                "domain", Common.domain, ["acme.example", "a", "10.0.0.1", "x-1.y"],
                ["", "A.example", "-a", "a-", "a..b", "a."]
            ),
            ("login", Common.login, ["ivan", "i.v_a-n0"], ["", "Ivan", "i van", "иван", "a\n"]),
            ("extension", Common.extension, ["1", "00001"], ["", "123456", "１０１", "1a"]),
            ("number", Common.number, ["+74951234567", "112", "*99", "#1*"], ["", "+", "*", "1+", "++1", "1 2"]),
            ("email", Common.email, ["a@b", "i.v+x@acme.example"], ["a", "@b", "a@", "a b@c", "a@b@c"]),
            (
                "password", Common.newPassword, ["secret1", "1secret", "a 1 b 2", "123456a"],
                ["", "abcde", "abcdef", "123456", "пароль1", "a1", "abc12\u{7f}"]
            ),
            (
                "line", Common.line(1...5), ["a", " a ", "привет", "日本"].map { String($0.prefix(5)) },
                [
                    "", " ", "\u{a0}\u{3000}", "\u{200b}", "a\nb", "\u{0}", "\u{202e}exe", "a\u{2066}", "\u{feff}a",
                    "abcdef",
                ]
            ),
            ("a line that may be empty", Common.line(0...3), ["", " a", "日本語"], ["\u{200b}", "a\u{202e}", "abcd"]),
        ]
    )
    func patterns(_ name: String, _ schema: Schema, _ good: [String], _ bad: [String]) {
        for text in good { #expect(schema.breach(in: .string(text)) == nil, "\(name): \(text)") }
        for text in bad { #expect(schema.breach(in: .string(text)) != nil, "\(name): \(text)") }
    }

    @Test(
        "a trunk's sources are addresses and networks that the model takes, too",
        arguments: [
            ("192.0.2.1", true), ("192.0.2.0/24", true), ("2001:db8::/32", true), ("::1", true), ("fe80::1:2", true),
            ("::", true), ("1:2:3:4:5:6:7:8", true), ("256.0.0.1", false), ("192.0.2.0/33", false), ("1.2.3", false),
            ("2001:db8::/129", false), (":::", false), ("1::2::3", false), ("1:2:3:4:5:6:7:8:9", false), ("x", false),
        ]
    )
    func networks(_ text: String, _ isGood: Bool) {
        let body: JSONValue = ["sources": [.string(text)]]
        #expect((TrunkBody.changeSchema.breach(in: body) == nil) == isGood)
    }
}
