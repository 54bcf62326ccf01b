import Audio
import Kernel
import RTP
import STUN
import SecureMedia
import Testing

@testable import MediaServer

extension OverSockets {
    @Suite("DTLS-SRTP and ICE over real sockets")
    struct HandshakeTests {
        private static let credentials = ICECredentials(userFragment: "ourfragm", password: "a-password-of-22-letters")

        /// A call whose first peer is like a browser.
        private struct BrowserCall {
            let call: TestCall
            let browser: HandshakePeer

            init(
                on server: MediaServer,
                role: DTLSAssociation.Role = .server,
                ice: ICECredentials? = HandshakeTests.credentials,
                fingerprint: CertificateFingerprint? = nil
            ) async throws {
                self.call = try TestCall(on: server)
                let browser = try HandshakePeer(
                    self.call.one,
                    role: role == .server ? .client : .server,
                    server: server.fingerprint
                )
                self.browser = browser
                let terms = HandshakeTerms(
                    role: role,
                    fingerprints: [fingerprint ?? browser.context.fingerprint],
                    ice: ice
                )
                try self.call.oneStream.configure(
                    self.call.one.configuration {
                        $0.security = .handshake(terms)
                        $0.isControlMultiplexed = true
                        guard ice != nil else { return }
                        $0.remote = nil
                        $0.latching = .announced
                    }
                )
                // A packet may overtake a command; what is asked for after the command is answered after it.
                _ = await self.call.oneStream.statistics()
            }

            /// A packet each way.
            func talk() throws -> Bool {
                guard let keys = self.browser.keys else { return false }
                let secure = try SecurePeer(self.call.one, keys: keys)
                secure.send([1, 2, 3], to: self.call.oneStream)
                guard self.call.other.receive()?.payload == [1, 2, 3] else { return false }
                self.call.other.send([4, 5], as: 8, to: self.call.otherStream)
                return secure.receive()?.payload == [4, 5]
            }
        }

        @Test("SIP-06 a signed check finds the peer, a handshake makes keys, sound goes both ways")
        func browser() async throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try await BrowserCall(on: server)
            let answer = try #require(call.browser.check(Self.credentials, to: call.call.oneStream))
            #expect(answer.class == .success && answer.xorMappedAddress == call.call.one.address.stunAddress)
            #expect(call.call.oneLog.has(.latched(call.call.one.address)))
            call.browser.shakeHands(with: call.call.oneStream)
            #expect(call.browser.failure == nil)
            #expect(try call.talk())
            #expect(call.call.oneLog.has { if case .secured = $0 { true } else { false } })
            #expect(await call.call.oneStream.statistics().suite == call.browser.keys?.suite)
            #expect(eventually { server.counts.handshakes == 1 && server.counts.failedHandshakes == 0 })
            // The descriptions said where: nothing else may be sent to, and nobody else is heard.
            let stranger = try Peer(ssrc: 9)
            stranger.send([9], as: 8, to: call.call.oneStream)
            #expect(await statistics(of: call.call.oneStream) { $0.unauthenticPackets == 1 })
        }

        @Test("SIP-06 a certificate that SDP did not name ends the handshake, and nothing passes")
        func impostor() async throws {
            let server = try startServer()
            defer { server.stop() }
            let other = try #require(CertificateFingerprint(.sha256, [UInt8](repeating: 7, count: 32)))
            let call = try await BrowserCall(on: server, fingerprint: other)
            #expect(call.browser.check(Self.credentials, to: call.call.oneStream) != nil)
            call.browser.shakeHands(with: call.call.oneStream)
            #expect(call.call.oneLog.has(.notSecured(.fingerprintMismatch)))
            #expect(try !call.talk())
            #expect(eventually { server.counts.failedHandshakes == 1 })
        }

        @Test("SIP-06 checks with a wrong password nominate nobody, and a hello from a stranger is not heard")
        func stranger() async throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try await BrowserCall(on: server)
            let refusal = call.browser.check(Self.credentials, password: "guessed", to: call.call.oneStream)
            #expect(refusal?.class == .failure && refusal?.errorCode?.status == 401)
            let hello: [UInt8] = [22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]
            call.call.one.send(raw: hello, to: call.call.oneStream.localPort)
            #expect(await statistics(of: call.call.oneStream) { $0.refusedPackets == 1 })
            #expect(!call.call.oneLog.events.contains(.latched(call.call.one.address)))
            // Without keys nothing is sent, and above all not in the clear.
            call.call.other.send([4], as: 8, to: call.call.otherStream)
            #expect(call.call.otherLog.has(.latched(call.call.other.address)))
            #expect(call.call.one.receiveBytes(within: 0) == nil)
        }

        @Test(
            "SIP-06 without ICE: either side may say hello, and what is lost is repeated",
            arguments: [(DTLSAssociation.Role.server, 0), (.client, 0), (.client, 1), (.server, 2)]
        )
        func withoutICE(role: DTLSAssociation.Role, losses: Int) async throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try await BrowserCall(on: server, role: role, ice: nil)
            call.browser.losses = losses
            call.browser.shakeHands(with: call.call.oneStream)
            #expect(call.browser.failure == nil)
            #expect(try call.talk())
        }

        @Test(
            "SIP-06 new credentials (an ICE restart) keep the keys; checks with either pass until the new ones were seen"
        )
        func restart() async throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try await BrowserCall(on: server)
            #expect(call.browser.check(Self.credentials, to: call.call.oneStream) != nil)
            call.browser.shakeHands(with: call.call.oneStream)
            let secure = try SecurePeer(call.call.one, keys: try #require(call.browser.keys))
            let next = ICECredentials(userFragment: "nextfrag", password: "another-password-of-22")
            let terms = HandshakeTerms(role: .server, fingerprints: [call.browser.context.fingerprint], ice: next)
            try call.call.oneStream.configure(
                call.call.one.configuration {
                    $0.remote = nil
                    $0.latching = .announced
                    $0.isControlMultiplexed = true
                    $0.security = .handshake(terms)
                }
            )
            #expect(call.browser.check(Self.credentials, to: call.call.oneStream)?.class == .success)
            #expect(call.browser.check(next, to: call.call.oneStream)?.class == .success)
            #expect(call.browser.check(Self.credentials, to: call.call.oneStream)?.class == .failure)
            secure.send([7], to: call.call.oneStream)
            #expect(call.call.other.receive()?.payload == [7])
        }

        private static func calls(_ count: Int, on server: MediaServer) async throws -> [BrowserCall] {
            var calls: [BrowserCall] = []
            for _ in 0..<count { calls.append(try await BrowserCall(on: server)) }
            return calls
        }

        @Test("SIP-06 twenty handshakes beside a talk: each makes its keys, no packet of the talk is lost")
        func crowd() async throws {
            let server = try startServer(ports: 256)
            defer { server.stop() }
            let talk = try TestCall(on: server)
            let calls = try await Self.calls(20, on: server)
            for call in calls { #expect(call.browser.check(Self.credentials, to: call.call.oneStream) != nil) }
            for call in calls {
                call.browser.shakeHands(with: call.call.oneStream)
                #expect(call.browser.keys != nil)
                talk.one.send([1], as: 8, to: talk.oneStream)
                #expect(talk.other.receive() != nil)
            }
            #expect(eventually { server.counts.handshakes == 20 })
        }
    }
}
