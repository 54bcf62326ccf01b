import Audio
import CLinux
import Glibc
import Kernel
import RTP
import SecureMedia
import Testing

@testable import MediaServer

extension OverSockets {
    @Suite("Encrypted sound over real sockets")
    struct SecureTransportTests {
        /// A call whose first peer encrypts, while the other talks in the clear.
        private struct SecureCall {
            let call: TestCall
            let one: SecurePeer

            init(on server: MediaServer, suite: SRTPSuite = .counterMode128Tag80) async throws {
                self.call = try TestCall(on: server)
                self.one = try SecurePeer(self.call.one, suite: suite)
                let keys = self.one.serverKeys
                try self.call.oneStream.configure(self.call.one.configuration { $0.security = .keys(keys) })
                // A packet may overtake a command; what is asked for after the command is answered after it.
                _ = await self.call.oneStream.statistics()
            }
        }

        @Test("SIP-06 a tone goes from SRTP to RTP and back, with every suite", arguments: SRTPSuite.allCases)
        func bothWays(suite: SRTPSuite) async throws {
            let server = try startServer()
            defer { server.stop() }
            let secure = try await SecureCall(on: server, suite: suite)
            let call = secure.call
            var (up, down) = (
                ToneGenerator([ToneComponent(hertz: 440, level: SoundLevel(dBm0: -6))]),
                ToneGenerator([ToneComponent(hertz: 1_200, level: SoundLevel(dBm0: -6))])
            )
            var (heard, heardBack): ([Int16], [Int16]) = ([], [])
            for _ in 0..<50 {
                secure.one.send(G711Law.aLaw.encode(up.next(160)), to: call.oneStream)
                heard += G711Law.aLaw.decode(try #require(call.other.receive()).payload)
                call.other.send(G711Law.aLaw.encode(down.next(160)), as: 8, to: call.otherStream)
                heardBack += G711Law.aLaw.decode(try #require(secure.one.receive()).payload)
            }
            for (sound, hertz) in [(heard, 440.0), (heardBack, 1_200)] {
                let tone = try #require(ToneMeasurement(sound))
                #expect(abs(tone.hertz - hertz) < 0.2 && tone.signalToNoise > 35, "\(tone)")
                #expect(ToneMeasurement.gaps(in: sound).isEmpty)
            }
            let statistics = await call.oneStream.statistics()
            #expect(statistics.suite == suite && statistics.unauthenticPackets == 0)
            #expect(call.oneLog.has(.secured(suite)))
        }

        @Test("SIP-06 tones, music and digits of ours are encrypted too")
        func ownSound() throws {
            let server = try startServer()
            defer { server.stop() }
            let peer = try SecurePeer(try Peer())
            let stream = try server.makeStream()
            try stream.configure(peer.peer.configuration { $0.security = .keys(peer.serverKeys) })
            try stream.play(.tone(.milliwatt))
            var sound: [Int16] = []
            for _ in 0..<50 { sound += G711Law.aLaw.decode(try #require(peer.receive()).payload) }
            let tone = try #require(ToneMeasurement(sound))
            #expect(abs(tone.hertz - 1_004) < 0.2 && tone.signalToNoise > 33, "\(tone)")
            try stream.send(digits: "7")
            let event = (0..<500).lazy.compactMap { _ in peer.receive() }.first { $0.header.payloadType == 101 }
            #expect(event?.payload.first == 7)
        }

        @Test(
            "SIP-06 the clear, wrong keys, replays, damage and junk on an encrypted stream are counted and go nowhere"
        )
        func hostile() async throws {
            let server = try startServer()
            defer { server.stop() }
            let secure = try await SecureCall(on: server)
            let call = secure.call
            let good = secure.one.packet([UInt8](repeating: 1, count: 160))
            call.one.send(raw: good, to: call.oneStream.localPort)
            #expect(call.other.receive()?.payload.first == 1)

            var damaged = secure.one.packet([UInt8](repeating: 2, count: 160))
            damaged[40] ^= 1
            let stranger = try SecurePeer(call.one, seed: 99)
            let wrong: [[UInt8]] = [
                damaged,
                stranger.packet([UInt8](repeating: 3, count: 160)),
                RTPHeader(payloadType: 8, sequenceNumber: 9_000, timestamp: 1, ssrc: call.one.ssrc)
                    .packet(payload: [UInt8](repeating: 4, count: 160)),
                Array(good.prefix(12)),
                Array(good.prefix(20)),
            ]
            for packet in wrong { call.one.send(raw: packet, to: call.oneStream.localPort) }
            for _ in 0..<3 { call.one.send(raw: good, to: call.oneStream.localPort) }
            // STUN, DTLS and what belongs to nobody, on a stream whose keys come from the descriptions.
            let junk: [[UInt8]] = [
                [0, 1, 0, 0] + [UInt8](repeating: 0, count: 16),
                [22, 0xfe, 0xfd] + [UInt8](repeating: 0xff, count: 60),
                [70, 1, 2, 3], [255], [UInt8](repeating: 0x80, count: 1_500),
            ]
            for packet in junk { call.one.send(raw: packet, to: call.oneStream.localPort) }
            secure.one.send([UInt8](repeating: 5, count: 160), to: call.oneStream)
            #expect(call.other.receive()?.payload.first == 5)
            #expect(call.other.receiveBytes(within: 0) == nil)
            let statistics = await call.oneStream.statistics()
            #expect(statistics.receivedPackets == 2)
            #expect(statistics.unauthenticPackets == UInt64(wrong.count) + 1)
            #expect(statistics.replayedPackets == 3)
            #expect(eventually { server.counts.replayedPackets == 3 })
        }

        @Test("SIP-06 RTCP is encrypted, believed when it is the peer's, and refused in the clear")
        func control() async throws {
            let server = try startServer { $0.reportInterval = .milliseconds(300) }
            defer { server.stop() }
            let secure = try await SecureCall(on: server)
            let call = secure.call
            for _ in 0..<5 {
                secure.one.send([UInt8](repeating: 1, count: 160), to: call.oneStream)
                call.other.send([UInt8](repeating: 2, count: 160), as: 8, to: call.otherStream)
                #expect(secure.one.receive() != nil)
            }
            let report = try #require(call.one.receiveBytes(onControl: true, within: 5_000))
            #expect(
                (try? RTCPCompound(
                    parsing: secure.one.openedControl(report).withUnsafeBytes { Array($0) }.withUnsafeBytes { $0 }
                )) != nil
            )
            var bytes = [UInt8](repeating: 0, count: 200)
            let length = bytes.withUnsafeMutableBytes { buffer in
                var writer = RTCPWriter(buffer)
                writer.appendReceiverReport(ssrc: call.one.ssrc, block: nil)
                writer.appendSourceDescription(ssrc: call.one.ssrc, canonicalName: "one")
                return writer.count
            }
            let plain = Array(bytes[..<length])
            call.one.send(raw: plain, to: call.oneStream.localPort + 1, fromControl: true)
            #expect(await MediaServerTests.statistics(of: call.oneStream) { $0.unauthenticPackets == 1 })
            let before = server.counts.receivedReports
            call.one.send(raw: secure.one.protectedControl(plain), to: call.oneStream.localPort + 1, fromControl: true)
            #expect(eventually { server.counts.receivedReports == before + 1 })
        }

        @Test("SIP-06 a re-INVITE changes the keys; one with the same keys changes nothing")
        func newKeys() async throws {
            let server = try startServer()
            defer { server.stop() }
            let secure = try await SecureCall(on: server)
            let call = secure.call
            secure.one.send([1], to: call.oneStream)
            #expect(call.other.receive()?.payload == [1])
            let same = secure.one.serverKeys
            try call.oneStream.configure(call.one.configuration { $0.security = .keys(same) })
            _ = await call.oneStream.statistics()
            secure.one.send([2], to: call.oneStream)
            #expect(call.other.receive()?.payload == [2])

            let former = secure.one.packet([3])
            let next = try SecurePeer(call.one, suite: .galois256, seed: 2)
            let keys = next.serverKeys
            try call.oneStream.configure(call.one.configuration { $0.security = .keys(keys) })
            _ = await call.oneStream.statistics()
            call.one.send(raw: former, to: call.oneStream.localPort)
            next.send([4], to: call.oneStream)
            #expect(call.other.receive()?.payload == [4])
            call.other.send([5], as: 8, to: call.otherStream)
            #expect(next.receive()?.payload == [5])
            let statistics = await call.oneStream.statistics()
            #expect(statistics.unauthenticPackets == 1 && statistics.suite == .galois256)
            // Only the peer's key is new: what we send goes on under ours, uninterrupted.
            var random = TokenSource(SeededGenerator(seed: 3))
            let peers = SRTPMasterKey(.galois256, random: &random)
            let turned = try #require(SRTPKeys(sending: keys.sending, receiving: peers))
            try call.oneStream.configure(call.one.configuration { $0.security = .keys(turned) })
            _ = await call.oneStream.statistics()
            let changed = try SecurePeer(
                call.one,
                keys: try #require(SRTPKeys(sending: peers, receiving: keys.sending))
            )
            changed.send([7], to: call.oneStream)
            #expect(call.other.receive()?.payload == [7])
            call.other.send([8], as: 8, to: call.otherStream)
            #expect(next.receive()?.payload == [8])
            // Back to the clear, as both sides say.
            try call.oneStream.configure(call.one.configuration())
            _ = await call.oneStream.statistics()
            call.one.send([6], as: 8, to: call.oneStream)
            #expect(call.other.receive()?.payload == [6])
        }

        @Test("10 000 packets through SRTP leave the heap as it was")
        func heap() async throws {
            let server = try startServer()
            defer { server.stop() }
            let secure = try await SecureCall(on: server)
            let call = secure.call
            let payload = [UInt8](repeating: 0x55, count: 160)
            func exchange(_ count: Int) -> Int {
                var arrived = 0
                for _ in 0..<count {
                    secure.one.send(payload, to: call.oneStream)
                    if call.other.receiveBytes() != nil { arrived += 1 }
                }
                return arrived
            }
            #expect(exchange(1_000) == 1_000)
            let before = mallinfo2()
            #expect(exchange(10_000) == 10_000)
            let after = mallinfo2()
            #expect(Int(after.uordblks) - Int(before.uordblks) < 65_536)
        }
    }
}
