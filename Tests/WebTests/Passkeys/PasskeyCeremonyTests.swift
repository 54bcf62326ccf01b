import Crypto
import CryptoExtras
import Kernel
import Model
import Testing

@testable import Web

/// The decisions about passkeys, without a server around them.
@Suite("Passkey ceremony")
struct PasskeyCeremonyTests {
    private static let challenge: [UInt8] = Array(1...56)

    private static func ceremony() throws -> PasskeyCeremony {
        PasskeyCeremony(party: try #require(RelyingParty(address: VirtualAuthenticator.origin)))
    }

    @Test(
        "BYD-22 passkeys are for one host over TLS, or for this machine",
        arguments: [
            ("https://pbx.example", "pbx.example", "https://pbx.example"),
            ("https://PBX.example:443/cabinet", "pbx.example", "https://pbx.example"),
            ("https://pbx.example:8443", "pbx.example", "https://pbx.example:8443"),
            ("http://localhost:8080", "localhost", "http://localhost:8080"),
            ("http://localhost:80", "localhost", "http://localhost"),
        ]
    )
    func party(address: String, id: String, origin: String) {
        let party = RelyingParty(address: address)
        #expect(party?.id == id && party?.origin == origin)
    }

    @Test(
        "BYD-22 elsewhere browsers have none",
        arguments: [
            nil, "", "pbx.example", "http://pbx.example", "https://192.0.2.1", "https://[2001:db8::1]",
            "ftp://localhost",
            "https://", "https://pbx.example:0", "https://pbx.example:99999", "https://a@pbx.example",
            "https://а.example",
        ] as [String?]
    )
    func noParty(address: String?) {
        #expect(RelyingParty(address: address) == nil)
    }

    @Test("BYD-22 a passkey of each algorithm is made and signs in", arguments: ["ES256", "EdDSA", "RS256"])
    func algorithms(name: String) throws {
        let key: VirtualAuthenticator.Key =
            switch name {
            case "ES256": .p256(P256.Signing.PrivateKey())
            case "EdDSA": .ed25519(Curve25519.Signing.PrivateKey())
            default: .rsa(try _RSA.Signing.PrivateKey(keySize: .bits2048))
            }
        var device = VirtualAuthenticator(key)
        let ceremony = try Self.ceremony()
        let client = try ceremony.clientData(device.clientData("webauthn.create", Self.challenge), .making)
        #expect(client.challenge == Self.challenge)
        let (made, counter) = try ceremony.make(device.attestation())
        #expect(made.id == device.credential && made.publicKey == device.publicKey && counter == 0)
        device.counter = 9
        let answer = try device.answer(Self.challenge, handle: nil)
        let asked = try ceremony.clientData(answer.clientData, .signingIn)
        #expect(try ceremony.signIn(answer, asked, key: made.publicKey, needsVerification: true) == 9)
        // With the key of somebody else, and with a spoilt signature.
        let stranger = VirtualAuthenticator().publicKey
        #expect(throws: PasskeyRefusal.wrongSignature) {
            try ceremony.signIn(answer, asked, key: stranger, needsVerification: true)
        }
        var spoilt = answer
        spoilt.signature[spoilt.signature.count - 1] ^= 1
        #expect(throws: PasskeyRefusal.wrongSignature) {
            try ceremony.signIn(spoilt, asked, key: made.publicKey, needsVerification: true)
        }
    }

    @Test("BYD-22 what a browser says is believed of this page and this question only")
    func client() throws {
        let ceremony = try Self.ceremony()
        let device = VirtualAuthenticator()
        func refusal(_ change: (inout VirtualAuthenticator) -> Void, _ type: String = "webauthn.get") -> PasskeyRefusal?
        {
            var changed = device
            change(&changed)
            do throws(PasskeyRefusal) {
                _ = try ceremony.clientData(changed.clientData(type, Self.challenge), .signingIn)
                return nil
            } catch { return error }
        }
        #expect(refusal { _ in } == nil)
        #expect(refusal({ _ in }, "webauthn.create") == .wrongKind)
        #expect(refusal({ _ in }, "payment.get") == .wrongKind)
        for origin in [
            "https://evil.example", "http://pbx.example", "https://pbx.example:8443",
            "https://pbx.example.evil.example",
        ] {
            #expect(refusal { $0.origin = origin } == .wrongOrigin, "\(origin)")
        }
        #expect(refusal { $0.more = [JSONMember(name: "crossOrigin", value: true)] } == .framed)
        #expect(refusal { $0.more = [JSONMember(name: "crossOrigin", value: false)] } == nil)
        #expect(refusal { $0.more = [JSONMember(name: "topOrigin", value: "https://evil.example")] } == .framed)
        // Members that later levels bring are read past.
        #expect(refusal { $0.more = [JSONMember(name: "other_keys_can_be_added_here", value: "x")] } == nil)
        for bytes in [
            "", "{}", "[]", "{\"type\":\"webauthn.get\",\"origin\":\"https://pbx.example\",\"challenge\":\"A\"}",
        ] {
            #expect(throws: PasskeyRefusal.malformed) { try ceremony.clientData(Array(bytes.utf8), .signingIn) }
        }
    }

    @Test(
        "BYD-22 what an authenticator says has to hold",
        arguments: [
            ("another host", .wrongParty), ("nobody there", .nobodyPresent), ("not verified", .notVerified),
            ("a backup of what cannot be one", .malformed), ("ends early", .malformed), ("goes on", .malformed),
        ] as [(String, PasskeyRefusal)]
    )
    func authenticator(what: String, refusal: PasskeyRefusal) throws {
        let ceremony = try Self.ceremony()
        var device = VirtualAuthenticator()
        switch what {
        case "another host": device.party = "evil.example"
        case "nobody there": device.flags = 0b100
        case "not verified": device.flags = 0b001
        case "a backup of what cannot be one": device.flags = 0b10101
        default: break
        }
        var answer = try device.answer(Self.challenge, handle: nil)
        if what == "ends early" { answer.authenticatorData.removeLast() }
        if what == "goes on" { answer.authenticatorData.append(0) }
        let client = try ceremony.clientData(answer.clientData, .signingIn)
        let (data, key) = (answer, device.publicKey)
        #expect(throws: refusal) { try ceremony.signIn(data, client, key: key, needsVerification: true) }
        guard what == "not verified" else { return }
        // Beside a password a touch is enough.
        #expect(try ceremony.signIn(answer, client, key: device.publicKey, needsVerification: false) == 0)
    }

    @Test("BYD-22 keys of other kinds and sizes are not taken")
    func keys() throws {
        let ceremony = try Self.ceremony()
        func map(_ pairs: [(Int64, CBORValue)]) -> [UInt8] {
            CBORWriter.write(.map(pairs.map { CBORPair(name: .integer($0.0), value: $0.1) }))
        }
        let point = Array(P256.Signing.PrivateKey().publicKey.rawRepresentation)
        let (x, y) = (CBORValue.bytes(Array(point.prefix(32))), CBORValue.bytes(Array(point.suffix(32))))
        let bad: [[UInt8]] = [
            // ES384, a curve that ES256 is not for, a point beside the curve, a short one, Ed448, RSA with 1 024 bits,
            // RSA with a dear exponent, another algorithm's number.
            map([(1, .integer(2)), (3, .integer(-35)), (-1, .integer(1)), (-2, x), (-3, y)]),
            map([(1, .integer(2)), (3, .integer(-7)), (-1, .integer(2)), (-2, x), (-3, y)]),
            map([(1, .integer(2)), (3, .integer(-7)), (-1, .integer(1)), (-2, x), (-3, x)]),
            map([(1, .integer(2)), (3, .integer(-7)), (-1, .integer(1)), (-2, .bytes([4])), (-3, y)]),
            map([(1, .integer(1)), (3, .integer(-8)), (-1, .integer(7)), (-2, x)]),
            map([
                (1, .integer(3)), (3, .integer(-257)), (-1, .bytes(Array(repeating: 0xc1, count: 128))),
                (-2, .bytes([1, 0, 1])),
            ]),
            map([
                (1, .integer(3)), (3, .integer(-257)), (-1, .bytes(Array(repeating: 0xc1, count: 256))),
                (-2, .bytes([1, 0, 0, 0, 1])),
            ]),
            map([(1, .integer(2)), (3, .integer(-257)), (-1, .integer(1)), (-2, x), (-3, y)]),
            [0xf6],
        ]
        for key in bad { #expect(COSEKey.key(key) == nil, "\(Hexadecimal.encode(key).prefix(40))") }
        let device = VirtualAuthenticator()
        let attested = Array(device.attested.prefix(16 + 2 + 16)) + bad[0]
        let object = device.attestation(data: device.data(flags: 0x45, rest: attested))
        #expect(throws: PasskeyRefusal.unsupportedKey) { try ceremony.make(object) }
        // Nothing was made.
        let nothing = device.attestation(data: device.data())
        #expect(throws: PasskeyRefusal.malformed) { try ceremony.make(nothing) }
        var long = device
        long.credential = Array(repeating: 1, count: Passkey.credentialLimit + 1)
        let tooLong = long.attestation()
        #expect(throws: PasskeyRefusal.malformed) { try ceremony.make(tooLong) }
    }
}

/// Riddles: each for one purpose, a while, and one answer.
@Suite("Passkey challenges")
struct PasskeyChallengeTests {
    private static let nonce: [UInt8] = Array(1...16)
    private let alice = UserID("alice")
    private let start = Moment.start.advanced(by: .seconds(10))

    @Test("BYD-22 a challenge is open for what it was made for, until it is answered or too old")
    func life() {
        var challenges = PasskeyChallenges(key: Array(repeating: 1, count: 32))
        let challenge = challenges.make(for: .making(self.alice), nonce: Self.nonce, at: self.start)
        #expect(challenges.isOpen(challenge, for: .making(self.alice), at: self.start))
        for other: PasskeyChallenges.Purpose in [.making(UserID("bob")), .signIn, .secondFactor(self.alice)] {
            #expect(!challenges.isOpen(challenge, for: other, at: self.start))
        }
        let last = self.start.advanced(by: PasskeyChallenges.lifetime)
        #expect(!challenges.isOpen(challenge, for: .making(self.alice), at: last))
        #expect(challenges.isOpen(challenge, for: .making(self.alice), at: last.advanced(by: .nanoseconds(-1))))
        let isAnswered = challenges.close(challenge, for: .making(self.alice), at: self.start)
        #expect(isAnswered)
        #expect(!challenges.isOpen(challenge, for: .making(self.alice), at: self.start))
        let isAnsweredAgain = challenges.close(challenge, for: .making(self.alice), at: self.start)
        #expect(!isAnsweredAgain)
    }

    @Test("BYD-22 nobody makes or changes one")
    func forged() {
        let challenges = PasskeyChallenges(key: Array(repeating: 1, count: 32))
        let challenge = challenges.make(for: .signIn, nonce: Self.nonce, at: self.start)
        for place in challenge.indices {
            var spoilt = challenge
            spoilt[place] ^= 1
            #expect(!challenges.isOpen(spoilt, for: .signIn, at: self.start), "\(place)")
        }
        #expect(!challenges.isOpen([], for: .signIn, at: self.start))
        #expect(!challenges.isOpen(challenge + [0], for: .signIn, at: self.start))
        // Of a process before this one.
        let other = PasskeyChallenges(key: Array(repeating: 2, count: 32))
        #expect(!other.isOpen(challenge, for: .signIn, at: self.start))
    }
}
