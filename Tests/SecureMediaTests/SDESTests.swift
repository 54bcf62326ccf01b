import Kernel
import Testing

@testable import SecureMedia

@Suite("SDES")
struct SDESTests {
    static let key80 = "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"

    @Test("RFC 4568 §6.1: the RFC's own lines are read as it says")
    func examples() throws {
        let line = try SDESCrypto(parsing: "1 AES_CM_128_HMAC_SHA1_80 \(Self.key80)|2^20")
        #expect(line.tag == 1)
        #expect(line.suite == .counterMode128Tag80)
        #expect(line.lifetime == 1 << 20)
        #expect(line.key.bytes.prefix(4) == [0x59, 0x53, 0x5f, 0x5f])
        #expect(line.value == "1 AES_CM_128_HMAC_SHA1_80 \(Self.key80)|2^20")
    }

    static let refused: [(line: String, refusal: SDESRefusal)] = [
        ("1 AES_CM_128_HMAC_SHA1_80 \(key80)|2^20|1:4", .masterKeyIdentifier),
        ("1 AES_CM_128_HMAC_SHA1_80 \(key80)|1:4", .masterKeyIdentifier),
        ("1 AES_CM_128_HMAC_SHA1_80 \(key80);\(key80)", .masterKeyIdentifier),
        ("1 F8_128_HMAC_SHA1_80 \(key80)", .unsupportedSuite),
        ("1 aes_cm_128_hmac_sha1_80 \(key80)", .unsupportedSuite),
        ("1 AEAD_AES_128_GCM \(key80)", .wrongKeyLength),
        ("1 AES_CM_128_HMAC_SHA1_80 inline:AAAA", .wrongKeyLength),
        ("1 AES_CM_128_HMAC_SHA1_80 inline:", .wrongKeyLength),
        ("1 AES_CM_128_HMAC_SHA1_80 \(key80)=", .malformed),
        ("1 AES_CM_128_HMAC_SHA1_80 \(key80.dropLast())", .malformed),
        ("1 AES_CM_128_HMAC_SHA1_80 \(key80)|", .malformed),
        ("1 AES_CM_128_HMAC_SHA1_80 \(key80)|0", .malformed),
        ("1 AES_CM_128_HMAC_SHA1_80 \(key80)|2^49", .malformed),
        ("1 AES_CM_128_HMAC_SHA1_80 \(key80)|2^+4", .malformed),
        ("1 AES_CM_128_HMAC_SHA1_80 \(key80)|99999999999999999999999", .malformed),
        ("1 AES_CM_128_HMAC_SHA1_80 \(key80)|2^20|2^20", .malformed),
        ("1 AES_CM_128_HMAC_SHA1_80 prompt:\(key80)", .malformed),
        ("1 AES_CM_128_HMAC_SHA1_80 \(key80) UNENCRYPTED_SRTP", .unsupportedParameter),
        ("1 AES_CM_128_HMAC_SHA1_80 \(key80) UNAUTHENTICATED_SRTP", .unsupportedParameter),
        ("1 AES_CM_128_HMAC_SHA1_80 \(key80) KDR=1", .unsupportedParameter),
        ("1 AES_CM_128_HMAC_SHA1_80 \(key80) SOMETHING=1", .unsupportedParameter),
        ("-1 AES_CM_128_HMAC_SHA1_80 \(key80)", .malformed),
        ("1000000000 AES_CM_128_HMAC_SHA1_80 \(key80)", .malformed),
        ("1 AES_CM_128_HMAC_SHA1_80", .malformed),
        ("", .malformed),
    ]

    @Test("a line that cannot be used is refused with its reason", arguments: Self.refused)
    func refuses(line: String, refusal: SDESRefusal) {
        #expect(throws: refusal) { try SDESCrypto(parsing: line) }
    }

    @Test("hints are passed over, and a decimal lifetime is read")
    func hints() throws {
        let line = try SDESCrypto(parsing: "12 AES_CM_128_HMAC_SHA1_32 \(Self.key80)|1000 WSH=64 KDR=0 -NEW=1")
        #expect(line.lifetime == 1_000)
        #expect(line.value == "12 AES_CM_128_HMAC_SHA1_32 \(Self.key80)|1000")
    }

    @Test("what is written is read back", arguments: SRTPSuite.allCases)
    func roundTrip(suite: SRTPSuite) throws {
        var random = randomTokens()
        let line = SDESCrypto(tag: 3, suite: suite, random: &random)
        #expect(try SDESCrypto(parsing: line.value) == line)
        #expect(!"\(line.key)".contains(line.keyParameters.dropFirst(7)), "a key must not print itself")
        let again = SDESCrypto(tag: 3, suite: suite, random: &random)
        #expect(again.key != line.key)
    }

    @Test("RFC 4568 §5.1.2: the first usable line is answered, and both sides have the same keys")
    func negotiation() throws {
        var random = randomTokens()
        let ours = SDESNegotiation(suites: [.galois256, .counterMode128Tag80])
        let offer = ours.offer(random: &random)
        #expect(offer.map(\.tag) == [1, 2])
        let theirs = SDESNegotiation(suites: [.counterMode128Tag32, .counterMode128Tag80])
        let lines: [Result<SDESCrypto, SDESRefusal>] = [.failure(.masterKeyIdentifier)] + offer.map { .success($0) }
        let answered = try #require(theirs.answer(to: lines, random: &random))
        #expect(answered.own.tag == 2)
        #expect(answered.own.suite == .counterMode128Tag80)
        let accepted = try #require(ours.accept(answered.own, offer: offer))
        #expect(accepted.keys.sending == answered.keys.receiving)
        #expect(accepted.keys.receiving == answered.keys.sending)

        var wrongTag = answered.own
        wrongTag.tag = 1
        #expect(ours.accept(wrongTag, offer: offer) == nil, "the suite is not that line's")
        wrongTag.tag = 9
        #expect(ours.accept(wrongTag, offer: offer) == nil)
        let strangers = SDESNegotiation(suites: [.galois128])
        #expect(strangers.answer(to: lines, random: &random) == nil)
    }

    @Test("random text never crashes the parser", arguments: 1...4)
    func fuzz(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let seeds = Array("1 AES_CM_128_HMAC_SHA1_80 \(Self.key80)|2^20|1:4 KDR=1".utf8)
        for _ in 0..<5_000 {
            var text = seeds
            for _ in 0..<(1 + random.next() % 6) {
                text[Int(random.next() % UInt64(text.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            _ = try? SDESCrypto(parsing: String(decoding: text, as: UTF8.self))
        }
    }
}
