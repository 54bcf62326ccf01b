import Kernel
import STUN
import Testing

@testable import SecureMedia

@Suite("ICE-lite")
struct ICELiteTests {
    static let ours = ICECredentials(userFragment: "ourfrag", password: "our-password-of-22-chars")
    static let phone = address(1)
    static let other = address(2)

    static func address(_ last: UInt8) -> STUNAddress {
        guard let address = STUNAddress(bytes: [192, 0, 2, last], port: 40_000) else { fatalError("not an address") }
        return address
    }

    static func check(
        username: String? = "ourfrag:theirs",
        password: String? = ours.password,
        nominates: Bool = true,
        priority: UInt32 = 1_000,
        more: [STUNAttribute] = [.iceControlling(1)],
        hasFingerprint: Bool = true
    ) -> [UInt8] {
        var request = STUNMessage(
            class: .request,
            transactionID: .init(high: 1, low: 2),
            hasFingerprint: hasFingerprint
        )
        if let username { request.attributes.append(STUNAttribute(.username, text: username)) }
        request.attributes.append(.priority(priority))
        if nominates { request.attributes.append(STUNAttribute(.useCandidate)) }
        request.attributes += more
        guard let password else { return request.bytes }
        return STUNSignature.sign(request, password: password)
    }

    static func seconds(_ seconds: Double) -> Moment { Moment(sinceStart: .milliseconds(Int(seconds * 1_000))) }

    /// What was answered, and what else was decided.
    static func parts(_ effects: [ICELiteAgent.Effect]) throws -> (
        response: STUNMessage?, bytes: [UInt8], rest: [ICELiteAgent.Effect]
    ) {
        guard case .send(let bytes, _)? = effects.first else { return (nil, [], effects) }
        return (try STUNMessage(parsing: bytes), bytes, Array(effects.dropFirst()))
    }

    @Test("SIP-06 RFC 8445 §7.3: a signed check is answered, signed, with the address it came from, and nominates")
    func nomination() throws {
        var agent = ICELiteAgent(credentials: Self.ours)
        #expect(agent.remote == nil)
        let effects = agent.handle(.datagram(Self.check(), from: Self.phone), at: .start)
        let (response, bytes, rest) = try Self.parts(effects)
        #expect(response?.class == .success)
        #expect(response?.xorMappedAddress == Self.phone)
        #expect(response?.hasFingerprint == true)
        #expect(response?.transactionID == .init(high: 1, low: 2))
        #expect(STUNSignature.isValid(bytes, password: Self.ours.password))
        #expect(rest == [.nominated(Self.phone)])
        #expect(agent.remote == Self.phone)
        #expect(agent.hasConsent)
        guard case .send(_, to: Self.phone)? = effects.first else {
            Issue.record("answered elsewhere")
            return
        }
    }

    @Test("a check without USE-CANDIDATE is answered and moves nothing")
    func ordinaryCheck() throws {
        var agent = ICELiteAgent(credentials: Self.ours)
        let (response, _, rest) = try Self.parts(
            agent.handle(.datagram(Self.check(nominates: false), from: Self.phone), at: .start)
        )
        #expect(response?.class == .success)
        #expect(rest.isEmpty)
        #expect(agent.remote == nil)
    }

    static let refused: [(name: String, datagram: [UInt8], status: Int?)] = [
        ("no signature", check(password: nil), 400),
        ("no user", check(username: nil), 400),
        ("wrong password", check(password: "another-password-22-chars"), 401),
        ("another user", check(username: "someone:theirs"), 401),
        ("no colon", check(username: "ourfrag"), 401),
        ("claims to be controlled", check(more: [.iceControlled(0)]), 487),
        ("unknown attribute", check(more: [STUNAttribute(.init(rawValue: 0x0003), [0, 0, 0, 6])]), 420),
        ("no fingerprint", check(hasFingerprint: false), nil),
        ("an indication", STUNMessage(class: .indication, transactionID: .init(high: 1, low: 1)).bytes, nil),
        ("a response", STUNMessage(class: .success, transactionID: .init(high: 1, low: 1)).bytes, nil),
        ("too long", check(more: (0..<60).map { _ in STUNAttribute(.init(rawValue: 0x8055), Array(0..<24)) }), nil),
        ("nothing", [], nil),
    ]

    @Test("RFC 8489 §9.1.3: what is not a good check is refused or dropped, and nominates nobody", arguments: refused)
    func refuses(name: String, datagram: [UInt8], status: Int?) throws {
        var agent = ICELiteAgent(credentials: Self.ours)
        let (response, bytes, rest) = try Self.parts(
            agent.handle(.datagram(datagram, from: Self.phone), at: Self.seconds(1))
        )
        #expect(response?.errorCode?.status == status)
        #expect(rest.isEmpty)
        #expect(agent.remote == nil)
        let isSigned = status == 487 || status == 420
        #expect(STUNSignature.isValid(bytes, password: Self.ours.password) == isSigned)
        #expect(response == nil || response?.hasFingerprint == true)
    }

    @Test("refusals are few in a second, good checks are answered all the same")
    func refusalBudget() throws {
        var agent = ICELiteAgent(credentials: Self.ours)
        let bad = Self.check(password: nil)
        func refusals(at now: Moment) -> Int {
            (0..<1_000).count { _ in !agent.handle(.datagram(bad, from: Self.other), at: now).isEmpty }
        }
        #expect(refusals(at: Self.seconds(5)) == ICELiteAgent.refusalsPerSecond)
        #expect(!agent.handle(.datagram(Self.check(), from: Self.phone), at: Self.seconds(5)).isEmpty)
        #expect(refusals(at: Self.seconds(6)) == ICELiteAgent.refusalsPerSecond)
    }

    @Test("RFC 7675 §5.1: consent ends 30 s after the last check, and comes back with the next")
    func consent() throws {
        var agent = ICELiteAgent(credentials: Self.ours)
        #expect(agent.deadline == nil)
        _ = agent.handle(.datagram(Self.check(), from: Self.phone), at: .start)
        #expect(agent.deadline == Self.seconds(30))
        _ = agent.handle(.datagram(Self.check(nominates: false), from: Self.phone), at: Self.seconds(20))
        // Of another pair, and of nobody: neither is consent.
        _ = agent.handle(.datagram(Self.check(nominates: false), from: Self.other), at: Self.seconds(40))
        _ = agent.handle(.datagram(Self.check(password: nil), from: Self.phone), at: Self.seconds(40))
        #expect(agent.handle(.timePassed, at: Self.seconds(49.9)).isEmpty)
        #expect(agent.handle(.timePassed, at: Self.seconds(50)) == [.consentLost(since: Self.seconds(20))])
        #expect(!agent.hasConsent)
        #expect(agent.handle(.timePassed, at: Self.seconds(51)).isEmpty)
        let (_, _, back) = try Self.parts(
            agent.handle(.datagram(Self.check(nominates: false), from: Self.phone), at: Self.seconds(60))
        )
        #expect(back == [.consentRegained])
        _ = agent.handle(.timePassed, at: Self.seconds(90))
        let (_, _, elsewhere) = try Self.parts(
            agent.handle(.datagram(Self.check(), from: Self.other), at: Self.seconds(91))
        )
        #expect(elsewhere == [.consentRegained, .nominated(Self.other)])
    }

    @Test("of several nominated pairs the best is used, and a new network takes over from a silent one")
    func severalPairs() throws {
        var agent = ICELiteAgent(credentials: Self.ours)
        func nominate(_ address: STUNAddress, _ priority: UInt32, at time: Double) -> STUNAddress? {
            _ = agent.handle(.datagram(Self.check(priority: priority), from: address), at: Self.seconds(time))
            return agent.remote
        }
        #expect(nominate(Self.phone, 500, at: 0) == Self.phone)
        #expect(nominate(Self.other, 400, at: 0.1) == Self.phone)
        #expect(nominate(Self.other, 600, at: 0.2) == Self.other)
        #expect(nominate(Self.phone, 500, at: 0.3) == Self.other)
        #expect(nominate(Self.phone, 500, at: 0.8) == Self.phone)
    }

    @Test("RFC 8445 §9: after a restart both credentials hold until the new ones are used")
    func restart() throws {
        var agent = ICELiteAgent(credentials: Self.ours)
        _ = agent.handle(.datagram(Self.check(), from: Self.phone), at: .start)
        var random = randomTokens()
        let new = ICECredentials(random: &random)
        #expect(agent.handle(.restarted(new), at: Self.seconds(1)).isEmpty)
        #expect(agent.credentials == new)
        func status(_ datagram: [UInt8]) throws -> Int? {
            let (response, _, _) = try Self.parts(
                agent.handle(.datagram(datagram, from: Self.phone), at: Self.seconds(2))
            )
            return response?.errorCode?.status
        }
        #expect(try status(Self.check()) == nil)
        #expect(try status(Self.check(username: "\(new.userFragment):x", password: new.password)) == nil)
        #expect(try status(Self.check()) == 401)
    }

    @Test("credentials and candidates have the form that the RFCs ask for")
    func forms() {
        var random = randomTokens()
        let credentials = ICECredentials(random: &random)
        #expect(credentials.userFragment.count >= 4 && credentials.password.count >= 22)
        #expect((credentials.userFragment + credentials.password).allSatisfy { $0.isLetter || $0.isNumber })
        #expect(!"\(credentials)".contains(credentials.password))
        let candidates = ICELiteCandidate.candidates(
            addresses: ["2001:db8::1", "192.0.2.9"],
            port: 20_000,
            controlPort: 20_001
        )
        #expect(
            candidates.map(\.value) == [
                "1 1 UDP 2130706431 2001:db8::1 20000 typ host", "2 1 UDP 2130706175 192.0.2.9 20000 typ host",
                "1 2 UDP 2130706430 2001:db8::1 20001 typ host", "2 2 UDP 2130706174 192.0.2.9 20001 typ host",
            ]
        )
    }

    @Test("random and damaged messages never crash, nor nominate", arguments: 1...6)
    func fuzz(seed: UInt64) {
        var agent = ICELiteAgent(credentials: Self.ours)
        var random = SeededGenerator(seed: seed)
        let good = Self.check()
        for round in 0..<3_000 {
            var datagram = round.isMultiple(of: 2) ? good : random.bytes(Int(random.next() % 200))
            for _ in 0..<(1 + random.next() % 3) where !datagram.isEmpty {
                // Another value than there was.
                datagram[Int(random.next() % UInt64(datagram.count))] ^= UInt8(1 + random.next() % 255)
            }
            // Two changes may undo each other.
            guard datagram != good else { continue }
            _ = agent.handle(.datagram(datagram, from: Self.other), at: Self.seconds(Double(round)))
        }
        #expect(agent.remote == nil)
    }
}

@Suite("STUN signatures")
struct STUNSignatureTests {
    /// RFC 5769 §2.1.
    static let request = bytes(
        """
        00010058 2112a442 b7e7a701 bc34d686 fa87dfae 80220010 5354554e 20746573 7420636c 69656e74 00240004 6e0001ff
        80290008 932ff9b1 51263b36 00060009 6576746a 3a683676 59202020 00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249
        c1b571a2 80280004 e57a3bcf
        """
    )
    /// RFC 5769 §2.2.
    static let response = bytes(
        """
        0101003c 2112a442 b7e7a701 bc34d686 fa87dfae 8022000b 74657374 20766563 746f7220 00200008 0001a147 e112a643
        00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7 80280004 c07d4c96
        """
    )
    static let password = "VOkJxbRl1RmTxUk/WvJxBt"

    @Test("RFC 5769 §2.1, §2.2: the samples' signatures are right", arguments: [Self.request, Self.response])
    func samples(datagram: [UInt8]) {
        #expect(STUNSignature.isValid(datagram, password: Self.password))
        #expect(!STUNSignature.isValid(datagram, password: Self.password + "x"))
        var damaged = datagram
        damaged[9] ^= 1
        #expect(!STUNSignature.isValid(damaged, password: Self.password))
        #expect(!STUNSignature.isValid([], password: Self.password))
    }

    @Test("what is signed is valid with that password only")
    func roundTrip() {
        let message = STUNMessage(class: .request, transactionID: .init(high: 3, low: 4), hasFingerprint: true)
        let signed = STUNSignature.sign(message, password: "secret")
        #expect(STUNSignature.isValid(signed, password: "secret"))
        #expect(!STUNSignature.isValid(signed, password: ""))
    }
}
