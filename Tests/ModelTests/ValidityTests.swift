import Kernel
import Model
import ModelTesting
import Testing

@Suite("Validity")
struct ValidityTests {
    static func changed<Value>(_ value: Value, _ change: (inout Value) -> Void) -> Value {
        var value = value
        change(&value)
        return value
    }

    /// `nil`: permitted; else a word of the sentence.
    static let domains: [(Domain, String?)] = [
        (.sample(), nil),
        (.sample("localhost"), nil),
        (.sample("192.0.2.1"), nil),
        (.sample(Domain.system.text), nil),
        (.sample(String(repeating: "a", count: 63) + ".example"), nil),
        (changed(.sample()) { $0.id = DomainID("Acme.example") }, "lower-case"),
        (changed(.sample()) { $0.id = DomainID("") }, "host name"),
        (changed(.sample()) { $0.id = DomainID("a..b") }, "host name"),
        (changed(.sample()) { $0.id = DomainID("-a.b") }, "host name"),
        (changed(.sample()) { $0.id = DomainID("a b") }, "host name"),
        (changed(.sample()) { $0.id = DomainID(String(repeating: "a.", count: 127)) }, "host name"),
        (changed(.sample()) { $0.shownName = "" }, "1 to 100"),
        (changed(.sample()) { $0.shownName = String(repeating: "я", count: 100) }, nil),
        (changed(.sample()) { $0.shownName = String(repeating: "я", count: 101) }, "1 to 100"),
        (changed(.sample()) { $0.shownName = "a" + String(repeating: "\u{301}", count: 5_000) }, "1 to 100"),
        (changed(.sample()) { $0.shownName = "a\nb" }, "control"),
        (changed(.sample()) { $0.callLimit = 0 }, "1 to 100000"),
        (changed(.sample()) { $0.callLimit = 100_001 }, "1 to 100000"),
    ]

    static let users: [(User, String?)] = [
        (.sample(extension: "101"), nil),
        (.sample("a.b_c-9"), nil),
        (changed(.sample()) { $0.id = UserID("") }, "identifier"),
        (changed(.sample()) { $0.id = UserID("a b") }, "identifier"),
        (changed(.sample()) { $0.login = "" }, "login"),
        (changed(.sample()) { $0.login = "Alice" }, "login"),
        (changed(.sample()) { $0.login = "алиса" }, "login"),
        (changed(.sample()) { $0.login = String(repeating: "a", count: 65) }, "login"),
        (.sample(extension: "103"), nil),
        (.sample(extension: ""), "1 to 5 digits"),
        (.sample(extension: "123456"), "1 to 5 digits"),
        (.sample(extension: "１０１"), "1 to 5 digits"),
        (.sample(extension: "1*"), "1 to 5 digits"),
        (changed(.sample()) { $0.shownName = "" }, nil),
        (changed(.sample()) { $0.shownName = "a\u{2028}b" }, "control"),
        (changed(.sample()) { $0.email = "a@b" }, nil),
        (changed(.sample()) { $0.email = "a" }, "e-mail"),
        (changed(.sample()) { $0.email = "a@b@c" }, "e-mail"),
        (changed(.sample()) { $0.email = "a b@c" }, "e-mail"),
        (changed(.sample()) { $0.forwarding.own.seconds = 4 }, "5 to 120"),
        (changed(.sample()) { $0.forwarding.own.seconds = 121 }, "5 to 120"),
        (changed(.sample()) { $0.credentials.digestMD5 = "abc" }, "MD5"),
        (changed(.sample()) { $0.credentials.digestSHA256 = String(repeating: "G", count: 64) }, "SHA-256"),
        (changed(.sample()) { $0.credentials.passwordHash = "a b" }, "password hash"),
    ]

    static let trunks: [(Trunk, String?)] = [
        (.sample(), nil),
        (changed(.sample()) { $0.host = "SIP.Example" }, nil),
        (changed(.sample()) { $0.host = "2001:db8::1" }, nil),
        (changed(.sample()) { $0.host = "::1" }, nil),
        (changed(.sample()) { $0.host = "1:2:3:4:5:6:7:8" }, nil),
        (changed(.sample()) { $0.host = "1:2:3:4:5:6:7" }, "host"),
        (changed(.sample()) { $0.host = "1::2::3" }, "host"),
        (changed(.sample()) { $0.host = ":1:2" }, "host"),
        (changed(.sample()) { $0.host = "" }, "host"),
        (changed(.sample()) { $0.host = "a b" }, "host"),
        (changed(.sample()) { $0.name = "" }, "name"),
        (changed(.sample()) { $0.port = 0 }, "1 to 65535"),
        (changed(.sample()) { $0.sources = ["192.0.2.1", "10.0.0.0/8", "2001:db8::/32"] }, nil),
        (changed(.sample()) { $0.sources = ["10.0.0.0/33"] }, "source"),
        (changed(.sample()) { $0.sources = ["10.0.0"] }, "source"),
        (changed(.sample()) { $0.sources = ["256.0.0.1"] }, "source"),
        (changed(.sample()) { $0.sources = ["::/129"] }, "source"),
        (changed(.sample()) { $0.sources = ["sip.example"] }, "source"),
        (changed(.sample()) { $0.sources = Array(repeating: "192.0.2.1", count: 257) }, "256"),
        (changed(.sample()) { $0.authentication = .registration(.init(username: "u", password: "p")) }, nil),
        (changed(.sample()) { $0.authentication = .registration(.init(username: "", password: "p")) }, "user name"),
        (changed(.sample()) { $0.authentication = .both(.init(username: "u", password: "")) }, "password"),
        (
            changed(.sample()) {
                $0.authentication = .both(.init(username: "u", password: "p", expiresSeconds: 59))
            }, "60 to 86400"
        ),
        (changed(.sample()) { $0.channelLimit = 0 }, "1 to 100000"),
        (changed(.sample()) { $0.priority = -1 }, "0 to 1000"),
        (changed(.sample()) { $0.weight = 0 }, "1 to 1000"),
        (changed(.sample()) { $0.probeSeconds = -1 }, "0 to 86400"),
    ]

    static let lines: [(Line, String?)] = [
        (.sample(), nil),
        (.sample("101"), nil),
        (changed(.sample()) { $0.number = DialString("**") ?? .zero }, "digit"),
        (changed(.sample()) { $0.id = LineID("") }, "identifier"),
        (changed(.sample()) { $0.shownName = String(repeating: "a", count: 101) }, "at most 100"),
    ]

    private func expect(_ word: String?, _ validate: () throws(ModelError) -> Void) {
        do {
            try validate()
            #expect(word == nil)
        } catch {
            #expect(error.code == .invalid)
            #expect(word.map { error.detail.contains($0) } ?? false, "\(error.detail)")
            #expect(error.detail.hasSuffix("."))
        }
    }

    @Test("TEN-01 a domain's rules", arguments: domains)
    func domain(_ domain: Domain, _ word: String?) { self.expect(word, domain.validate) }

    @Test("TEN-02 a user's rules", arguments: users)
    func user(_ user: User, _ word: String?) { self.expect(word, user.validate) }

    @Test("SIP-04 a trunk's rules", arguments: trunks)
    func trunk(_ trunk: Trunk, _ word: String?) { self.expect(word, trunk.validate) }

    @Test("RTE a line's rules", arguments: lines)
    func line(_ line: Line, _ word: String?) { self.expect(word, line.validate) }

    @Test(
        "one number is one line, however it is written",
        arguments: [("+74951234567", "74951234567"), ("101", "101"), ("*21", "*21")]
    )
    func numberKey(number: String, key: String) {
        #expect(Line.sample(number).numberKey == key)
    }
}
