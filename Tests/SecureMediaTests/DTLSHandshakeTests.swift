import CDTLS
import CLinux
import Kernel
import Testing

@testable import SecureMedia

@Suite("DTLS-SRTP handshakes")
struct DTLSHandshakeTests {
    static let suites: [SRTPSuite] = [.counterMode128Tag80, .counterMode128Tag32, .galois128, .galois256]

    @Test("SIP-06 RFC 5764 §4.2: both sides have the same keys, and packets pass both ways", arguments: Self.suites)
    func keys(suite: SRTPSuite) throws {
        let handshake = try DTLSFixtures.handshake(suites: [suite])
        handshake.give(.start, to: .client)
        handshake.run()
        let client = try #require(handshake.keys[.client])
        let server = try #require(handshake.keys[.server])
        #expect(client.suite == suite)
        #expect(client.sending == server.receiving)
        #expect(client.receiving == server.sending)
        #expect(client.sending != client.receiving)
        #expect(handshake.client.deadline == nil)
        #expect(handshake.server.deadline == nil)
        #expect(handshake.sent.allSatisfy { $0.datagram.count <= 1_200 })
        let (one, other) = (try SecureEnd(client), try SecureEnd(server))
        let packet = try #require(one.protected(mediaPacket(5)))
        #expect(other.opened(packet) == .success(mediaPacket(5)))
        let report = try #require(other.protectedControl(controlPacket()))
        #expect(one.openedControl(report) == .success(controlPacket()))
    }

    @Test("loss, reordering and repeats only cost time", arguments: 1...40)
    func badNetwork(seed: UInt64) throws {
        let handshake = try DTLSFixtures.handshake(
            network: .init(lossPercent: 25, repeatPercent: 10, longestDelay: .milliseconds(120)),
            settings: Self.settings { $0.asksForCookie = seed.isMultiple(of: 2) },
            seed: seed
        )
        handshake.give(.start, to: .client)
        handshake.run()
        #expect(handshake.failures.isEmpty)
        #expect(handshake.keys[.client]?.sending == handshake.keys[.server]?.receiving)
        #expect(handshake.keys.count == 2, "after \(handshake.now.nanoseconds / 1_000_000) ms")
    }

    static func settings(_ change: (inout DTLSSettings) -> Void) -> DTLSSettings {
        var settings = DTLSSettings()
        change(&settings)
        return settings
    }

    @Test("a lost last flight is sent again when the peer repeats its own")
    func lastFlight() throws {
        let handshake = try DTLSFixtures.handshake()
        var lost = 0
        handshake.intercept = { side, datagram in
            // The server's last flight, twice: change of keys, or what is under them.
            guard side == .server, datagram[0] == 20, lost < 2 else { return datagram }
            lost += 1
            return nil
        }
        handshake.give(.start, to: .client)
        handshake.run()
        #expect(lost == 2)
        #expect(handshake.keys.count == 2)
        #expect(handshake.now.nanoseconds >= 700_000_000, "retransmissions after 250 and 500 ms")
    }

    @Test("retransmissions come after 250 ms, then after twice as long each, until the limit ends the handshake")
    func timeout() throws {
        let handshake = try DTLSFixtures.handshake()
        var times: [Int64] = []
        handshake.intercept = { [unowned handshake] _, _ in
            times.append(handshake.now.nanoseconds / 1_000_000)
            return nil
        }
        handshake.give(.start, to: .client)
        handshake.run()
        #expect(handshake.failures[.client] == .timeout)
        #expect(handshake.now == Moment(sinceStart: .seconds(30)))
        #expect(times.prefix(6) == [0, 250, 750, 1_750, 3_750, 7_750])
        #expect(times.count < 14)
    }

    @Test("RFC 5763 §5: a certificate that SDP did not speak of ends it on both sides")
    func mismatch() throws {
        let (one, other, stranger) = (
            try DTLSFixtures.context(), try DTLSFixtures.context(seed: 2), try DTLSFixtures.context(seed: 3)
        )
        let handshake = SimulatedHandshake(
            client: try DTLSAssociation(one, role: .client, fingerprints: [stranger.fingerprint]),
            server: try DTLSAssociation(other, role: .server, fingerprints: [one.fingerprint])
        )
        handshake.give(.start, to: .client)
        handshake.run(whileNotEstablished: false)
        #expect(handshake.failures[.client] == .fingerprintMismatch)
        #expect(handshake.keys[.client] == nil)
        #expect(handshake.closed == [.server])
    }

    @Test("RFC 5763 §6.2: keys wait for an answer that comes after the handshake")
    func lateAnswer() throws {
        let (one, other) = (try DTLSFixtures.context(), try DTLSFixtures.context(seed: 2))
        let handshake = SimulatedHandshake(
            client: try DTLSAssociation(one, role: .client, fingerprints: [other.fingerprint]),
            server: try DTLSAssociation(other, role: .server)
        )
        handshake.give(.start, to: .client)
        handshake.run(until: .seconds(5))
        #expect(handshake.keys[.client] != nil)
        #expect(handshake.keys[.server] == nil)
        handshake.give(.fingerprints([one.fingerprint]), to: .server)
        #expect(handshake.keys[.server]?.sending == handshake.keys[.client]?.receiving)

        let unanswered = SimulatedHandshake(
            client: try DTLSAssociation(one, role: .client, fingerprints: [other.fingerprint]),
            server: try DTLSAssociation(other, role: .server)
        )
        unanswered.give(.start, to: .client)
        unanswered.run(whileNotEstablished: false)
        #expect(unanswered.failures[.server] == .timeout)
    }

    @Test("RFC 8122 §5: the strongest hash given decides")
    func fingerprints() throws {
        let right = try #require(CertificateFingerprint(.sha256, [UInt8](repeating: 1, count: 32)))
        let wrong = try #require(CertificateFingerprint(.sha256, [UInt8](repeating: 2, count: 32)))
        let weak = try #require(CertificateFingerprint(.sha1, [UInt8](repeating: 1, count: 20)))
        func match(_ list: [CertificateFingerprint]) -> Bool {
            CertificateFingerprint.match(list) { [UInt8](repeating: 1, count: $0.length) }
        }
        #expect(match([right]) && match([wrong, right]) && match([weak]) && match([weak, right]))
        #expect(!match([wrong]) && !match([weak, wrong]) && !match([]))
        #expect(CertificateFingerprint(hashName: "SHA-256", digest: right.digest) == right)
        #expect(CertificateFingerprint(hashName: "md5", digest: [UInt8](repeating: 1, count: 16)) == nil)
        #expect(CertificateFingerprint(hashName: "sha-512", digest: right.digest) == nil)
        #expect(weak.value == "sha-1 " + [String](repeating: "01", count: 20).joined(separator: ":"))
    }

    @Test("the certificate may be announced by any of the hashes", arguments: CertificateFingerprint.Hash.allCases)
    func hashes(hash: CertificateFingerprint.Hash) throws {
        let (one, other) = (try DTLSFixtures.context(), try DTLSFixtures.context(seed: 2))
        func announce(_ context: DTLSContext) throws -> CertificateFingerprint {
            let certificate = try #require(SSL_CTX_get0_certificate(context.handle))
            let digest = try #require(SelfSignedCertificate.digest(of: certificate, hash))
            return try #require(CertificateFingerprint(hash, digest))
        }
        for (announced, isRight) in [(try announce(other), true), (try announce(one), false)] {
            let handshake = SimulatedHandshake(
                client: try DTLSAssociation(one, role: .client, fingerprints: [announced]),
                server: try DTLSAssociation(other, role: .server, fingerprints: [try announce(one)])
            )
            handshake.give(.start, to: .client)
            handshake.run(until: .seconds(2))
            #expect((handshake.keys[.client] != nil) == isRight)
            #expect((handshake.failures[.client] == .fingerprintMismatch) == !isRight)
        }
    }

    @Test("associations leave no memory behind")
    func memory() throws {
        func run(_ count: Int) throws {
            for _ in 0..<count {
                let handshake = try DTLSFixtures.handshake()
                handshake.give(.start, to: .client)
                handshake.run()
                #expect(handshake.keys.count == 2)
            }
        }
        try run(10)
        // One that stayed would hold some 40 kB a side, each time; other tests of the process hold more or less meanwhile
        // (a password's hash 32 MiB), so that the least of three counts.
        var growth: [Int] = []
        for _ in 0..<3 {
            let before = mallinfo2()
            try run(200)
            growth.append(Int(mallinfo2().uordblks) - Int(before.uordblks))
        }
        #expect((growth.min() ?? 0) < 6_000_000, "\(growth)")
    }

    @Test("peers without a common SRTP suite fail, and say so")
    func noSuite() throws {
        let (one, other) = (
            try DTLSFixtures.context([.galois256]), try DTLSFixtures.context([.counterMode128Tag80], seed: 2)
        )
        let handshake = SimulatedHandshake(
            client: try DTLSAssociation(one, role: .client, fingerprints: [other.fingerprint]),
            server: try DTLSAssociation(other, role: .server, fingerprints: [one.fingerprint])
        )
        handshake.give(.start, to: .client)
        handshake.run()
        #expect(handshake.keys.isEmpty)
        #expect(handshake.failures[.client] == .noSuite)
    }

    @Test("closing tells the peer, and nothing comes afterwards")
    func close() throws {
        let handshake = try DTLSFixtures.handshake()
        handshake.give(.start, to: .client)
        handshake.run()
        handshake.give(.close, to: .client)
        handshake.run(whileNotEstablished: false)
        #expect(handshake.closed == [.client, .server])
        let count = handshake.sent.count
        for input: DTLSAssociation.Input in [.start, .timePassed, .close, .datagram([22, 0xfe, 0xfd])] {
            handshake.give(input, to: .client)
            handshake.give(input, to: .server)
        }
        #expect(handshake.sent.count == count)
        #expect(handshake.failures.isEmpty)
    }

    @Test("a cookie is asked for before anything else is sent, where that is set")
    func cookie() throws {
        let handshake = try DTLSFixtures.handshake(settings: Self.settings { $0.asksForCookie = true })
        handshake.give(.start, to: .client)
        handshake.run()
        #expect(handshake.keys.count == 2)
        let first = try #require(handshake.sent.first { $0.side == .server }?.datagram)
        #expect(first[13] == 3, "HelloVerifyRequest")
        #expect(first.count < 64)
    }
}
