import Kernel
import Testing

@testable import SIP

@Suite("RFC 7616, digest")
struct DigestTests {
    static let realm = "pbx.example.com"
    static let key = [UInt8](repeating: 0x5a, count: 32)
    static let secret = DigestSecret(user: "101", realm: realm, password: "s3cret")

    /// A server and a client that talk to one another.
    struct Pair {
        var challenger: DigestChallenger
        var verifier: DigestVerifier
        var client: DigestClient
        var tokens = TokenSource(SeededGenerator(seed: 1))
        let uri = SIPURI(host: DigestTests.realm)

        init(
            password: String = "s3cret",
            algorithms: [DigestAlgorithm] = [.sha256, .md5],
            protections: [DigestProtection] = [.authentication, .integrity],
            prefersIntegrity: Bool = false,
            capacity: Int = 100
        ) {
            let mint = NonceMint(key: DigestTests.key)
            self.challenger = DigestChallenger(
                realm: DigestTests.realm,
                mint: mint,
                algorithms: algorithms,
                protections: protections
            )
            self.verifier = DigestVerifier(realm: DigestTests.realm, mint: mint, capacity: capacity)
            self.client = DigestClient(user: "101", password: password, prefersIntegrity: prefersIntegrity)
        }

        mutating func challenge(isStale: Bool = false, at now: Moment = .start) -> DigestClient.Outcome {
            self.client.take(self.challenger.challenges(for: "peer", isStale: isStale, at: now).map { .digest($0) })
        }

        mutating func answer(_ method: SIPMethod = .register, body: [UInt8] = []) throws -> DigestCredentials {
            let credentials = self.client.credentials(for: method, uri: self.uri, body: body, tokens: &self.tokens)
            // Over the wire, as text.
            return try DigestCredentials(parsing: try #require(credentials).description)
        }

        mutating func verify(
            _ credentials: DigestCredentials,
            method: SIPMethod = .register,
            body: [UInt8] = [],
            peer: String = "peer",
            at now: Moment = .start
        ) -> DigestVerifier.Verdict {
            self.verifier.verify(
                credentials,
                method: method,
                body: body,
                peer: peer,
                secret: DigestTests.secret,
                at: now
            )
        }
    }

    @Test(
        "a right answer is valid with every algorithm and protection",
        arguments: [DigestAlgorithm.md5, .sha256, .md5Session, .sha256Session],
        [[], [.authentication], [.integrity], [.authentication, .integrity]] as [[DigestProtection]]
    )
    func valid(algorithm: DigestAlgorithm, protections: [DigestProtection]) throws {
        var pair = Pair(algorithms: [algorithm], protections: protections)
        #expect(pair.challenge() == .answer)
        let credentials = try pair.answer(.invite, body: [1, 2, 3])
        #expect(credentials.algorithm == algorithm)
        #expect(credentials.protection == protections.first)
        #expect(pair.verify(credentials, method: .invite, body: [1, 2, 3]) == .valid)
    }

    @Test("SHA-256 is offered first and chosen; a client that knows only MD5 takes that")
    func choice() throws {
        var pair = Pair()
        let offers = pair.challenger.challenges(for: "peer", at: .start)
        #expect(offers.map(\.algorithm) == [.sha256, .md5])
        #expect(pair.client.take(offers.reversed().map { .digest($0) }) == .answer)
        #expect(try pair.answer().algorithm == .sha256)
        var older = Pair()
        #expect(older.client.take([.digest(offers[1])]) == .answer)
        let credentials = try older.answer()
        #expect(credentials.algorithm == .md5)
        #expect(older.verify(credentials) == .valid)
    }

    @Test("the body is covered when the client wants that")
    func integrity() throws {
        var pair = Pair(prefersIntegrity: true)
        #expect(pair.challenge() == .answer)
        let credentials = try pair.answer(body: [1])
        #expect(credentials.protection == .integrity)
        #expect(pair.verify(credentials, body: [2]) == .wrong)
        #expect(pair.verify(credentials, body: [1]) == .valid)
    }

    @Test("whatever is changed makes the answer wrong")
    func wrong() throws {
        var pair = Pair()
        #expect(pair.challenge() == .answer)
        let right = try pair.answer()
        let changes: [(inout DigestCredentials) -> Void] = [
            { $0.response = String(repeating: "0", count: 64) }, { $0.response = "" }, { $0.realm = "other" },
            { $0.uri = "sip:other" }, { $0.clientNonce = "x" }, { $0.nonceCount = 2 }, { $0.algorithm = .md5 },
            { $0.algorithm = .other("X") }, { $0.protection = .integrity }, { $0.protection = .other("x") },
            { $0.protection = nil }, { $0.clientNonce = nil }, { $0.nonceCount = nil },
        ]
        for (index, change) in changes.enumerated() {
            var credentials = right
            change(&credentials)
            #expect(pair.verify(credentials) == .wrong, "change \(index)")
        }
        #expect(pair.verify(right, method: .invite) == .wrong)
        var stranger = Pair(password: "guess")
        #expect(stranger.challenge() == .answer)
        #expect(stranger.verify(try stranger.answer()) == .wrong)
        // None of that used the nonce up.
        #expect(pair.verify(right) == .valid)
    }

    @Test("a captured answer cannot be used again, a later one of the same nonce can")
    func replay() throws {
        var pair = Pair()
        #expect(pair.challenge() == .answer)
        let answers = try (0..<200).map { _ in try pair.answer() }
        #expect(answers.prefix(3).map(\.nonceCount) == [1, 2, 3])
        #expect(pair.verify(answers[0]) == .valid)
        #expect(pair.verify(answers[0]) == .replayed)
        // Overtaken on the way, within the window.
        #expect(pair.verify(answers[5]) == .valid)
        #expect(pair.verify(answers[3]) == .valid)
        #expect(pair.verify(answers[3]) == .replayed)
        #expect(pair.verify(answers[199]) == .valid)
        #expect(pair.verify(answers[136]) == .valid)
        #expect(pair.verify(answers[135]) == .replayed)
        #expect(pair.verify(answers[6]) == .replayed)
    }

    @Test("without a count a nonce is good for one request (RFC 2069)")
    func withoutCount() throws {
        var pair = Pair(protections: [])
        #expect(pair.challenge() == .answer)
        let credentials = try pair.answer()
        #expect(credentials.nonceCount == nil)
        #expect(pair.verify(credentials) == .valid)
        #expect(pair.verify(credentials) == .replayed)
    }

    @Test("an answer to an old or foreign nonce is stale, right or wrong: a forged source address is nobody's failure")
    func stale() throws {
        var pair = Pair()
        #expect(pair.challenge() == .answer)
        let credentials = try pair.answer()
        let late = Moment(sinceStart: .seconds(301))
        #expect(pair.verify(credentials, at: Moment(sinceStart: .seconds(300))) == .valid)
        #expect(pair.verify(try pair.answer(), at: late) == .stale)
        #expect(pair.verify(try pair.answer(), peer: "other") == .stale)
        var forged = try pair.answer()
        forged.response = "0"
        #expect(pair.verify(forged, at: late) == .stale)
        #expect(pair.verify(forged, peer: "other") == .stale)
        #expect(pair.verify(forged) == .wrong)
        // The client goes on with the new nonce and does not think its password refused.
        #expect(pair.challenge(isStale: true, at: late) == .answer)
        #expect(pair.verify(try pair.answer(), at: late) == .valid)
        var restarted = Pair()
        restarted.verifier = DigestVerifier(
            realm: Self.realm,
            mint: NonceMint(key: [UInt8](repeating: 1, count: 16))
        )
        #expect(restarted.verify(try pair.answer()) == .stale)
    }

    @Test("no nonce can be made without the key", arguments: 0..<40)
    func forgery(position: Int) throws {
        var pair = Pair()
        var offer = pair.challenger.challenges(for: "peer", at: .start)[0]
        var digits = Array(offer.nonce.utf8)
        digits[position] = digits[position] == 0x30 ? 0x31 : 0x30
        offer.nonce = String(decoding: digits, as: UTF8.self)
        #expect(pair.client.take([.digest(offer)]) == .answer)
        #expect(pair.verify(try pair.answer()) == .stale)
    }

    @Test("memory is bounded, and what is forgotten does not come back to life")
    func bounded() throws {
        var pair = Pair(capacity: 10)
        var answers: [DigestCredentials] = []
        for millisecond in 0..<50 {
            let now = Moment(sinceStart: .milliseconds(millisecond))
            pair.client = DigestClient(user: "101", password: "s3cret")
            #expect(pair.challenge(at: now) == .answer)
            answers.append(try pair.answer())
            #expect(pair.verify(answers[millisecond], at: now) == .valid)
            #expect(pair.verifier.rememberedCount <= 10)
        }
        let now = Moment(sinceStart: .milliseconds(50))
        #expect(answers.prefix(40).allSatisfy { pair.verify($0, at: now) == .stale })
        #expect(answers.suffix(10).allSatisfy { pair.verify($0, at: now) == .replayed })
    }

    @Test("the client knows when its password is refused and when it understands nothing")
    func client() throws {
        var pair = Pair(password: "wrong")
        #expect(pair.client.credentials(for: .register, uri: pair.uri, tokens: &pair.tokens) == nil)
        #expect(pair.challenge() == .answer)
        _ = try pair.answer()
        #expect(pair.challenge() == .refused)
        #expect(pair.client.take([.other(scheme: "Bearer", text: "")]) == .unsupported)
        #expect(pair.client.take([]) == .unsupported)
        let odd = DigestChallenge(realm: "r", nonce: "n", algorithm: .other("SHA-512-256"))
        #expect(pair.client.take([.digest(odd)]) == .unsupported)
    }

    @Test("a request is signed and challenged in its headers")
    func messages() throws {
        var pair = Pair()
        var request = SIPMessage(request: .register, uri: pair.uri)
        request.set(.via, "SIP/2.0/UDP h;branch=z9hG4bK1")
        for (status, isProxy) in [(401, false), (407, true)] {
            var response = SIPMessage(response: status, to: request)
            pair.challenger.challenge(in: &response, for: "peer", at: .start)
            #expect(try response.challenges(proxy: isProxy).count == 2)
            pair.client = DigestClient(user: "101", password: "s3cret")
            #expect(pair.client.take(try response.challenges(proxy: isProxy)) == .answer)
            pair.client.sign(&request, proxy: isProxy, tokens: &pair.tokens)
            guard case .digest(let credentials) = try request.credentials(proxy: isProxy).first else {
                return #expect(Bool(false))
            }
            #expect(pair.verify(credentials) == .valid)
        }
    }

    @Test("a stored secret is the same as a computed one, and nonsense is none")
    func secrets() {
        #expect(DigestSecret(md5: Self.secret.md5Text, sha256: Self.secret.sha256Text) == Self.secret)
        #expect(DigestSecret(md5: Self.secret.md5Text.uppercased(), sha256: "")?.md5Text == Self.secret.md5Text)
        #expect(DigestSecret(md5: "", sha256: "") == nil)
        #expect(DigestSecret(md5: "abc", sha256: "") == nil)
        #expect(DigestSecret(md5: String(repeating: "g", count: 32), sha256: "") == nil)
    }
}
