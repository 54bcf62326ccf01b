import Kernel
import Testing

@testable import Web

/// RFC 6238, appendix B, and RFC 4226, appendix D: the last six of the eight digits there.
@Suite("One-time codes")
struct OneTimeCodeTests {
    private static let secret = Array("12345678901234567890".utf8)

    @Test(
        "AUTH-07 RFC 6238's vectors for SHA-1",
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)]
    )
    func vectors(_ seconds: Int64, _ code: String) {
        let step = OneTimeCode.step(at: Timestamp(seconds: seconds))
        #expect(OneTimeCode.text(Self.secret, step: step) == code)
    }

    @Test("AUTH-07 RFC 4226's vectors by counter")
    func counters() {
        let codes = (0..<10).map { OneTimeCode.text(Self.secret, step: $0) }
        let expected = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ]
        #expect(codes == expected)
    }

    @Test("AUTH-07 a code is taken one step early and one late, and no step twice or behind one that was taken")
    func window() {
        let now = Timestamp(seconds: 59)  // Step 1.
        let cases: [(step: Int64, last: Int64, taken: Int64?)] = [
            (0, -1, 0), (1, -1, 1), (2, -1, 2), (3, -1, nil), (1, 0, 1), (1, 1, nil), (0, 1, nil), (2, 1, 2),
            (2, 2, nil),
        ]
        for (step, last, taken) in cases {
            let code = OneTimeCode.text(Self.secret, step: step)
            #expect(OneTimeCode.step(of: code, Self.secret, at: now, after: last) == taken, "\(step) after \(last)")
        }
        for wrong in ["", "28708", "2870822", "287083", "28708২"] {
            #expect(OneTimeCode.step(of: wrong, Self.secret, at: now, after: -1) == nil, "\(wrong)")
        }
    }

    @Test(
        "RFC 4648's vectors of base 32, without padding",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"), ("12345678901234567890", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
        ]
    )
    func base32(_ text: String, _ encoded: String) {
        #expect(OneTimeCode.base32(Array(text.utf8)) == encoded)
    }

    @Test("AUTH-07 the URI has what an app needs to know")
    func uri() {
        let uri = OneTimeCode.uri(Self.secret, account: "alice@acme.example")
        #expect(
            uri == "otpauth://totp/Martlet:alice@acme.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Martlet"
                + "&algorithm=SHA1&digits=6&period=30"
        )
    }
}
