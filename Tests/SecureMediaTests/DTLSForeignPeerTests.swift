import Kernel
import Testing

@testable import SecureMedia

/// `openssl s_client` and `s_server` over the loopback: other programs, over real sockets, in real time.
@Suite("DTLS-SRTP with OpenSSL's own programs", .serialized)
struct DTLSForeignPeerTests {
    static let suites: [SRTPSuite] = [.counterMode128Tag80, .counterMode128Tag32, .galois128, .galois256]

    @Test("SIP-06 as client of s_server: the same keys on both sides", arguments: suites)
    func client(suite: SRTPSuite) throws {
        let peer = try Self.peer("s_server", ["-accept", "127.0.0.1:0", "-Verify", "1"], suite)
        let port = try #require(Self.wait { peer.said("ACCEPT 127.0.0.1:") }.flatMap { UInt16($0) })
        let socket = try LoopbackSocket()
        socket.aim(at: port)
        let keys = try Self.talk(.client, socket, peer)
        #expect(keys.suite == suite)
        #expect(
            try Self.wait { peer.said("Keying material: ") }
                == Self.material(client: keys.sending, server: keys.receiving)
        )
    }

    @Test("SIP-06 as server of s_client: the same keys on both sides, with and without a cookie", arguments: suites)
    func server(suite: SRTPSuite) throws {
        for asksForCookie in [false, true] {
            let socket = try LoopbackSocket()
            let peer = try Self.peer("s_client", ["-connect", "127.0.0.1:\(socket.port)"], suite)
            let keys = try Self.talk(.server, socket, peer, asksForCookie: asksForCookie)
            #expect(keys.suite == suite)
            let material = Self.material(client: keys.receiving, server: keys.sending)
            #expect(try Self.wait { peer.said("Keying material: ") } == material)
        }
    }

    @Test("DTLS 1.0 is refused")
    func oldVersion() throws {
        let socket = try LoopbackSocket()
        let peer = try Self.peer(
            "s_client",
            ["-connect", "127.0.0.1:\(socket.port)", "-cipher", "ALL:@SECLEVEL=0"],
            .counterMode128Tag80,
            version: "-dtls1"
        )
        let failure = #expect(throws: DTLSFailure.self) { try Self.talk(.server, socket, peer) }
        guard case .protocolError? = failure else {
            Issue.record("not refused: \(String(describing: failure))")
            return
        }
    }

    private static func peer(
        _ command: String,
        _ arguments: [String],
        _ suite: SRTPSuite,
        version: String = "-dtls1_2"
    ) throws -> OpenSSLProcess {
        try OpenSSLProcess(
            command,
            arguments,
            version: version,
            profile: #require(suite.profileName),
            keyLength: 2 * suite.masterLength
        )
    }

    /// Waits for what a process says, a minute at most.
    private static func wait<Value>(for found: () -> Value?) throws -> Value? {
        let (time, socket) = (SystemTimeSource(), try LoopbackSocket())
        let end = time.now.advanced(by: .seconds(60))
        while time.now < end {
            if let value = found() { return value }
            _ = socket.receive()
        }
        return nil
    }

    private static func talk(
        _ role: DTLSAssociation.Role,
        _ socket: LoopbackSocket,
        _ peer: OpenSSLProcess,
        asksForCookie: Bool = false
    ) throws -> SRTPKeys {
        let time = SystemTimeSource()
        let fingerprint = try #require(CertificateFingerprint(.sha256, peer.fingerprint()))
        var settings = DTLSSettings()
        settings.asksForCookie = asksForCookie
        var association = try DTLSAssociation(
            DTLSFixtures.context(),
            role: role,
            fingerprints: [fingerprint],
            settings: settings
        )
        let end = time.now.advanced(by: .seconds(60))
        var effects = association.handle(.start, at: time.now)
        while time.now < end {
            for effect in effects {
                switch effect {
                case .send(let datagram): socket.send(datagram)
                case .established(let keys): return keys
                case .failed(let failure): throw failure
                case .closed: throw DTLSFailure.protocolError("closed")
                }
            }
            if let datagram = socket.receive() {
                effects = association.handle(.datagram(datagram), at: time.now)
            } else if let deadline = association.deadline, deadline <= time.now {
                effects = association.handle(.timePassed, at: time.now)
            } else {
                effects = []
            }
        }
        throw DTLSFailure.timeout
    }

    /// What the programs print: client's key, server's key, client's salt, server's salt.
    private static func material(client: SRTPMasterKey, server: SRTPMasterKey) -> String {
        let length = client.suite.keyLength
        let all =
            client.bytes.prefix(length) + server.bytes.prefix(length) + client.bytes.dropFirst(length)
            + server.bytes.dropFirst(length)
        return all.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }
}
