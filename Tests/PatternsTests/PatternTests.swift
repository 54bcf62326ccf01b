import Patterns
import Testing

@Suite("TRK-05 Expressions of private routes")
struct PatternTests {
    @Test(
        "TRK-02 the whole called address has to fit",
        arguments: [
            (#"sip:8(\d{3}@.*)"#, "sip:8123@acme.example", Pattern.Answer.matches),
            (#"sip:8(\d{3}@.*)"#, "sip:81234@acme.example", .differs),
            (#"sip:8(\d{3}@.*)"#, "sips:8123@acme.example", .differs),
            (#"sip:8(\d{3}@.*)"#, "xsip:8123@acme.example", .differs),
            (#"8\d{3}"#, "sip:8123@acme.example", .differs),
            (#"sip:[1-3]\d+@acme\.example"#, "sip:205@acme.example", .matches),
            (#"sip:(101|102)@.*"#, "sip:102@x", .matches), (".*", "", .matches),
            (#"sip:8\d{3}@.*?"#, "sip:8123@x", .matches),
            (#"sip:81|sip:8\d{3}@.*"#, "sip:8123@x", .matches), ("a", "", .differs),
            (".*", "sip:имя@acme.example", .matches),
        ]
    )
    func matching(text: String, subject: String, expected: Pattern.Answer) throws {
        #expect(try Pattern(text).match(subject) == expected)
    }

    @Test(
        "TRK-05 what is no expression is refused, and it is said where",
        arguments: [
            ("sip:(", 5), ("[", 1), ("a{2,1}", 5), ("(?<", 3), ("*", 0), ("", 0),
            (String(repeating: "a", count: 251), 0),
        ]
    )
    func faults(text: String, offset: Int) {
        do {
            _ = try Pattern(text)
            Issue.record("\(text) was taken")
        } catch {
            #expect(error.offset <= offset + 1)
            #expect(!error.detail.isEmpty)
        }
    }

    @Test(
        "TRK-05 an expression that would take for ever gives up soon",
        arguments: [
            "(a+)+b", "(a|a)*b", "(a*)*b", "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$", "(?:a?){60}a{60}", "(a(?1)?b?)+c",
        ]
    )
    func endless(text: String) throws {
        let pattern = try Pattern(text)
        let began = ContinuousClock.now
        let answer = pattern.match(String(repeating: "a", count: 500))
        // A bound, not a timing: without the limit it would outlive the machine.
        #expect(began.duration(to: .now) < .seconds(60))
        #expect(answer != .matches || text.contains("{60}"))
    }

    @Test("a subject that is too long differs; bytes that are no text do no harm")
    func subjects() throws {
        let any = try Pattern(".*")
        #expect(any.match(String(repeating: "1", count: 512)) == .matches)
        #expect(any.match(String(repeating: "1", count: 513)) == .differs)
        #expect(any.match("a\u{0}b") == .matches)
        #expect(any.match("a\nb") == .differs)
    }
}
