import Kernel
import SDP
import Testing

@testable import SecureMedia

@Suite("Protection in descriptions")
struct SecurityNegotiationTests {
    static let key = "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"
    static let otherKey = "inline:NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj"
    static let digest = (0..<32).map { _ in "AB" }.joined(separator: ":")
    static let handshake = ["a=fingerprint:sha-256 \(digest)", "a=setup:actpass", "a=rtcp-mux"]
    static let ice = ["a=ice-ufrag:abcd", "a=ice-pwd:0123456789012345678901"]

    static func negotiation(_ seed: UInt64 = 1) throws -> SecurityNegotiation {
        let certificate = try DTLSFixtures.context().fingerprint
        return SecurityNegotiation(certificate: certificate, random: randomTokens(seed))
    }

    static func description(_ profile: String, _ lines: [String], session: [String] = []) throws -> SessionDescription {
        let head = ["v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0"] + session
        let text = (head + ["m=audio 4000 \(profile) 8"] + lines).map { $0 + "\r\n" }.joined()
        return try SessionDescription(parsing: Array(text.utf8))
    }

    /// What we answer: the names of the lines, and what is agreed.
    enum Answer: Equatable {
        case refused
        case lines([String], SecurityOffer)
    }

    static let answers: [(profile: String, lines: [String], session: [String], answer: Answer)] = [
        ("RTP/AVP", [], [], .lines([], .plain)),
        ("RTP/AVPF", [], [], .lines([], .plain)),
        // Keys that are wished for, not demanded; and such that nobody can use.
        ("RTP/AVP", ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 \(key)"], [], .lines(["crypto"], .sdes)),
        ("RTP/AVP", ["a=crypto:1 F8_128_HMAC_SHA1_80 \(key)"], [], .lines([], .plain)),
        ("RTP/SAVP", ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 \(key)"], [], .lines(["crypto"], .sdes)),
        ("RTP/SAVPF", ["a=crypto:1 AES_CM_128_HMAC_SHA1_32 \(key)"], [], .lines(["crypto"], .sdes)),
        ("RTP/SAVP", [], [], .refused),
        ("RTP/SAVP", ["a=crypto:1 F8_128_HMAC_SHA1_80 \(key)"], [], .refused),
        ("RTP/SAVP", ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:short"], [], .refused),
        ("UDP/TLS/RTP/SAVPF", [], [], .refused),
        ("UDP/TLS/RTP/SAVPF", ["a=setup:actpass"], [], .refused),
        ("UDP/TLS/RTP/SAVPF", ["a=fingerprint:md5 AB:CD"], [], .refused),
        ("UDP/TLS/RTP/SAVPF", ["a=fingerprint:sha-256 AB:CD"], [], .refused),
        ("UDP/TLS/RTP/SAVPF", handshake, [], .lines(["setup", "fingerprint"], .dtls)),
        ("UDP/TLS/RTP/SAVP", handshake, [], .lines(["setup", "fingerprint"], .dtls)),
        ("RTP/SAVPF", handshake, [], .lines(["setup", "fingerprint"], .dtls)),
        (
            "UDP/TLS/RTP/SAVPF", ["a=rtcp-mux"], ["a=fingerprint:sha-256 \(digest)"],
            .lines(["setup", "fingerprint"], .dtls)
        ),
        ("UDP/TLS/RTP/SAVPF", ["a=fingerprint:sha-256 \(digest)", "a=setup:holdconn"], [], .refused),
        (
            "UDP/TLS/RTP/SAVPF", handshake + ice, [],
            .lines(["setup", "fingerprint", "ice-ufrag", "ice-pwd", "candidate", "msid"], .dtls)
        ),
        // Two lite sides have nobody who checks; and without rtcp-mux there would be a second path.
        ("UDP/TLS/RTP/SAVPF", handshake + ice, ["a=ice-lite"], .lines(["setup", "fingerprint"], .dtls)),
        ("UDP/TLS/RTP/SAVPF", Array(handshake.prefix(2)) + ice, [], .lines(["setup", "fingerprint"], .dtls)),
        ("udptl", [], [], .refused),
    ]

    @Test("SIP-06 each offer is answered as its transport and its lines want", arguments: Self.answers)
    func answer(profile: String, lines: [String], session: [String], answer: Answer) throws {
        var negotiation = try Self.negotiation()
        let offer = try Self.description(profile, lines, session: session)
        let found = negotiation.answer(offer.media[0], of: offer, address: "192.0.2.9", port: 30_000)
        switch answer {
        case .refused: #expect(found == nil && negotiation.agreed == .none)
        case .lines(let names, let kind):
            #expect(found?.section.map(\.name) == names)
            #expect(negotiation.agreedOffer == kind)
            #expect((found?.session ?? []).map(\.name) == (names.contains("ice-ufrag") ? ["ice-lite"] : []))
        }
    }

    @Test("RFC 5763 §5: the peer opens where it may; it stays so for as long as the certificate is the same")
    func roles() throws {
        for (setup, role, said) in [
            ("actpass", DTLSAssociation.Role.server, "passive"), ("active", .server, "passive"),
            ("passive", .client, "active"),
        ] {
            var negotiation = try Self.negotiation()
            let lines = ["a=fingerprint:sha-256 \(Self.digest)", "a=setup:\(setup)", "a=rtcp-mux"]
            let offer = try Self.description("UDP/TLS/RTP/SAVPF", lines)
            let answer = negotiation.answer(offer.media[0], of: offer, address: "192.0.2.9", port: 1)
            #expect(answer?.section.first == Attribute("setup", said))
            guard case .handshake(let terms) = negotiation.agreed else {
                Issue.record("no handshake")
                return
            }
            #expect(terms.role == role)
            let again = try Self.description("UDP/TLS/RTP/SAVPF", Self.handshake)
            _ = negotiation.answer(again.media[0], of: again, address: "192.0.2.9", port: 1)
            #expect(negotiation.agreed == .handshake(terms))
        }
    }

    @Test("RFC 4568 §7.1: our key stays while the peer's does, and is new when that is new")
    func keysStay() throws {
        var negotiation = try Self.negotiation()
        func keys(_ line: String) throws -> StreamSecurity {
            let offer = try Self.description("RTP/SAVP", ["a=crypto:\(line)"])
            _ = negotiation.answer(offer.media[0], of: offer, address: "192.0.2.9", port: 1)
            return negotiation.agreed
        }
        let first = try keys("1 AES_CM_128_HMAC_SHA1_80 \(Self.key)")
        let repeated = try keys("1 AES_CM_128_HMAC_SHA1_80 \(Self.key)")
        #expect(repeated == first)
        // What we offer ourselves then is the same again.
        let offer = negotiation.offer(.sdes, address: "192.0.2.9", port: 1)
        #expect(offer?.section.count == 1)
        let next = try keys("1 AES_CM_128_HMAC_SHA1_80 \(Self.otherKey)")
        guard case .keys(let old) = first, case .keys(let new) = next else {
            Issue.record("no keys")
            return
        }
        #expect(new.sending != old.sending && new.receiving != old.receiving)
    }

    @Test("RFC 8445 §9: new credentials of the peer's are a restart, and bring new ones of ours; the same ones do not")
    func restart() throws {
        var negotiation = try Self.negotiation()
        func fragment(_ lines: [String]) throws -> String? {
            let offer = try Self.description("UDP/TLS/RTP/SAVPF", Self.handshake + lines)
            let answer = negotiation.answer(offer.media[0], of: offer, address: "192.0.2.9", port: 1)
            return answer?.section.first { $0.name == "ice-ufrag" }?.value
        }
        let first = try fragment(Self.ice)
        let repeated = try fragment(Self.ice)
        let restarted = try fragment(["a=ice-ufrag:efgh", "a=ice-pwd:9876543210987654321098"])
        #expect(first != nil && repeated == first && restarted != first && restarted != nil)
    }

    @Test("SIP-06 what two of us offer and answer is one agreement", arguments: SecurityOffer.allCases)
    func together(kind: SecurityOffer) throws {
        var (one, other) = (try Self.negotiation(1), try Self.negotiation(2))
        let profile = try #require(SecurityNegotiation.profiles(of: kind).first)
        func described(_ lines: SecurityLines) throws -> SessionDescription {
            let text = { (attribute: Attribute) in "a=" + attribute.name + (attribute.value.map { ":\($0)" } ?? "") }
            return try Self.description(
                profile.rawValue,
                ["a=rtcp-mux"] + lines.section.map(text),
                session: lines.session.map(text)
            )
        }
        let offered = one.offer(kind, address: "192.0.2.1", port: 4_000)
        let offer = try described(try #require(offered))
        let answered = other.answer(offer.media[0], of: offer, address: "192.0.2.2", port: 4_002)
        let answer = try described(try #require(answered))
        let isAccepted = one.accept(answer.media[0], of: answer)
        #expect(isAccepted)
        switch (one.agreed, other.agreed) {
        case (.none, .none): #expect(kind == .plain)
        case (.keys(let ours), .keys(let theirs)):
            #expect(kind == .sdes && ours.sending == theirs.receiving && ours.receiving == theirs.sending)
        case (.handshake(let ours), .handshake(let theirs)):
            #expect(kind == .dtls && ours.role != theirs.role && ours.ice == nil && theirs.ice == nil)
        default: Issue.record("\(one.agreed) and \(other.agreed)")
        }
    }

    static let wrongAnswers: [(kind: SecurityOffer, profile: String, lines: [String])] = [
        (.sdes, "RTP/SAVP", []), (.sdes, "RTP/SAVP", ["a=crypto:9 AES_CM_128_HMAC_SHA1_80 \(key)"]),
        (.sdes, "RTP/SAVP", ["a=crypto:1 AES_CM_128_HMAC_SHA1_32 \(key)"]),
        (.dtls, "UDP/TLS/RTP/SAVPF", ["a=setup:active"]),
        (.dtls, "UDP/TLS/RTP/SAVPF", ["a=fingerprint:sha-256 \(digest)", "a=setup:holdconn"]),
    ]

    @Test("an answer without the keys of the offer is none, and changes nothing", arguments: Self.wrongAnswers)
    func refuses(kind: SecurityOffer, profile: String, lines: [String]) throws {
        var negotiation = try Self.negotiation()
        _ = negotiation.offer(kind, address: "192.0.2.9", port: 1)
        let answer = try Self.description(profile, lines)
        let isAccepted = negotiation.accept(answer.media[0], of: answer)
        #expect(!isAccepted && negotiation.agreed == .none)
    }

    @Test("without a certificate no handshake is offered or taken, and keys are")
    func withoutCertificate() throws {
        var negotiation = SecurityNegotiation(certificate: nil, random: randomTokens())
        let handshake = negotiation.offer(.dtls, address: "192.0.2.9", port: 1)
        let keys = negotiation.offer(.sdes, address: "192.0.2.9", port: 1)
        #expect(handshake == nil && keys?.section.isEmpty == false)
        let offer = try Self.description("UDP/TLS/RTP/SAVPF", Self.handshake)
        let answer = negotiation.answer(offer.media[0], of: offer, address: "192.0.2.9", port: 1)
        #expect(answer == nil)
    }
}
