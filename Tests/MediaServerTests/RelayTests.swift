import Audio
import RTP
import Testing

@testable import MediaServer

extension OverSockets {
    @Suite("Relay over real sockets")
    struct RelayTests {
        /// Speaks a tone from one peer to the other, packet by packet, and returns what was heard.
        private func speak(
            _ hertz: Int,
            from peer: Peer,
            _ stream: MediaStream,
            to listener: Peer,
            law: (G711Law, G711Law) = (.aLaw, .aLaw),
            payloadType: UInt8 = 8,
            packets: Int = 50
        ) -> (sound: [Int16], packets: [Peer.Packet]) {
            var generator = ToneGenerator([ToneComponent(hertz: hertz, level: SoundLevel(dBm0: -6))])
            var heard: [Peer.Packet] = []
            for _ in 0..<packets {
                peer.send(law.0.encode(generator.next(160)), as: payloadType, to: stream)
                if let packet = listener.receive() { heard.append(packet) }
            }
            return (heard.flatMap { law.1.decode($0.payload) }, heard)
        }

        @Test("SIP-06 a tone goes both ways untouched: same numbers, same SSRC", arguments: ["127.0.0.1", "::1"])
        func bothWays(host: String) throws {
            let host = try #require(MediaHost(host))
            let server = try startServer(host: host)
            defer { server.stop() }
            let call = try TestCall(on: server, host: host)
            for (peer, stream, listener, hertz) in [
                (call.one, call.oneStream, call.other, 440), (call.other, call.otherStream, call.one, 1_200),
            ] {
                let heard = self.speak(hertz, from: peer, stream, to: listener)
                #expect(heard.sound.count == 8_000)
                let tone = try #require(ToneMeasurement(heard.sound))
                #expect(
                    abs(tone.hertz - Double(hertz)) < 0.2 && tone.signalToNoise > 35 && abs(tone.level.dBm0 + 6) < 0.2,
                    "\(tone)"
                )
                #expect(ToneMeasurement.gaps(in: heard.sound).isEmpty)
                #expect(heard.packets.map(\.header.sequenceNumber) == Array(1_000..<1_050))
                #expect(Set(heard.packets.map(\.header.ssrc)) == [peer.ssrc])
            }
            #expect(call.oneLog.has(.latched(call.one.address)))
        }

        @Test(
            "SIP-06 A-law and µ-law talk with each other",
            arguments: [(G711Law.aLaw, G711Law.muLaw), (.muLaw, .aLaw)]
        )
        func conversion(from: G711Law, to: G711Law) throws {
            let server = try startServer()
            defer { server.stop() }
            let formats: [G711Law: PayloadFormat] = [.aLaw: .pcma, .muLaw: .pcmu]
            let call = try TestCall(on: server, one: [formats[from] ?? .pcma], other: [formats[to] ?? .pcma])
            let heard = self.speak(
                1_004,
                from: call.one,
                call.oneStream,
                to: call.other,
                law: (from, to),
                payloadType: from == .aLaw ? 8 : 0
            )
            let tone = try #require(ToneMeasurement(heard.sound))
            #expect(
                abs(tone.hertz - 1_004) < 0.2 && tone.signalToNoise > 33 && abs(tone.level.dBm0 + 6) < 0.2,
                "\(tone)"
            )
            #expect(Set(heard.packets.map(\.header.payloadType)) == [to == .aLaw ? 8 : 0])
        }

        @Test("payload type numbers of the legs may differ, for events too; extensions and markers pass")
        func mapping() throws {
            let server = try startServer()
            defer { server.stop() }
            let g722 = AudioEncoding(name: "G722", clockRate: 8_000)
            let call = try TestCall(
                on: server,
                one: [
                    PayloadFormat(payloadType: 9, encoding: g722),
                    PayloadFormat(payloadType: 96, encoding: .telephoneEvent),
                ],
                other: [PayloadFormat(payloadType: 110, encoding: g722), .events]
            )
            call.one.send([1, 2, 3], as: 9, marker: true, to: call.oneStream)
            let voice = try #require(call.other.receive())
            #expect(voice.header.payloadType == 110 && voice.header.hasMarker && voice.payload == [1, 2, 3])
            call.one.send([5, 0x8a, 3, 0x20], as: 96, to: call.oneStream)
            #expect(try #require(call.other.receive()).header.payloadType == 101)
            #expect(call.oneLog.has(.digit("5", duration: .milliseconds(100), source: .rfc4733)))
            // One byte of header extension's contents must survive.
            var bytes: [UInt8] = [0x90, 9] + [7, 0, 0, 0, 0, 9] + [0, 0, 0x11, 0x11]
            bytes += [0xbe, 0xde, 0, 1, 0x10, 0xaa, 0, 0] + [9, 9]
            call.one.send(raw: bytes, to: call.oneStream.localPort)
            let extended = try #require(call.other.receiveBytes())
            #expect(Array(extended[2...]) == Array(bytes[2...]))
        }

        @Test("legs without a common codec are refused, and nothing has changed")
        func noCommonCodec() throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try TestCall(on: server)
            let g729 = PayloadFormat(payloadType: 18, encoding: AudioEncoding(name: "G729", clockRate: 8_000))
            let third = try server.makeStream()
            #expect(throws: MediaError.self) { try server.bridge(call.oneStream, third) }
            try third.configure(call.one.configuration([g729, .events]))
            do throws(MediaError) {
                try server.bridge(call.oneStream, third)
                Issue.record("bridged")
            } catch { #expect(error.code == .noCommonCodec) }
            do throws(MediaError) {
                try call.oneStream.configure(call.one.configuration([g729]))
                Issue.record("configured")
            } catch { #expect(error.code == .noCommonCodec) }
            do throws(MediaError) {
                try third.play(.tone(.dial))
                Issue.record("played")
            } catch { #expect(error.code == .noCommonCodec) }
            #expect(self.speak(440, from: call.one, call.oneStream, to: call.other, packets: 3).packets.count == 3)
        }

        @Test("SIP-06 a stranger is refused and counted; the call does not notice")
        func stranger() async throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try TestCall(on: server)
            let stranger = try Peer(ssrc: 0x6666)
            call.one.send([UInt8](repeating: 1, count: 160), as: 8, to: call.oneStream)
            #expect(call.other.receive() != nil)
            for _ in 0..<20 { stranger.send([UInt8](repeating: 2, count: 160), as: 8, to: call.oneStream) }
            call.one.send([UInt8](repeating: 3, count: 160), as: 8, to: call.oneStream)
            #expect(try #require(call.other.receive()).payload.first == 3)
            call.other.send([4], as: 8, to: call.otherStream)
            #expect(try #require(call.one.receive()).payload == [4])
            let statistics = await call.oneStream.statistics()
            #expect(statistics.refusedPackets == 20 && statistics.receivedPackets == 2)
            #expect(statistics.latchedAddress == call.one.address)
            #expect(stranger.receiveBytes(within: 0) == nil)
        }

        @Test("symmetric RTP: a phone behind NAT is answered where it sends from")
        func behindNAT() throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try TestCall(on: server) { $0.remote = MediaAddress("10.99.0.1", port: 4_000) }
            call.other.send([1], as: 8, to: call.otherStream)
            #expect(call.otherLog.has(.latched(call.other.address)))
            call.one.send([2], as: 8, to: call.oneStream)
            #expect(try #require(call.other.receive()).payload == [2])
            call.other.send([3], as: 8, to: call.otherStream)
            #expect(try #require(call.one.receive()).payload == [3])
        }

        @Test(
            "direction: a held side neither gets nor gives",
            arguments: [
                (StreamDirection.sendReceive, true, true), (.sendOnly, true, false), (.receiveOnly, false, true),
                (.inactive, false, false),
            ]
        )
        func direction(direction: StreamDirection, sends: Bool, receives: Bool) async throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try TestCall(on: server)
            try call.oneStream.configure(call.one.configuration { $0.direction = direction })
            call.one.send([1], as: 8, to: call.oneStream)
            call.other.send([2], as: 8, to: call.otherStream)
            // The statistics come after both packets have been seen.
            #expect(await statistics(of: call.oneStream) { $0.receivedPackets == 1 })
            #expect(await statistics(of: call.otherStream) { $0.receivedPackets == 1 })
            #expect((call.other.receiveBytes(within: 0) != nil) == receives)
            #expect((call.one.receiveBytes(within: 0) != nil) == sends)
        }

        @Test("the old hold with c=0.0.0.0 stops the sound, and the peer is still known after it")
        func oldHold() throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try TestCall(on: server) { $0.remote = MediaAddress("10.99.0.1", port: 4_000) }
            let agreed = try #require(call.oneStream.configuration)
            call.one.send([1], as: 8, to: call.oneStream)
            #expect(call.oneLog.has(.latched(call.one.address)))
            var held = agreed
            held.remote = MediaAddress(host: .anyIPv4, port: 4_000)
            try call.oneStream.configure(held)
            call.other.send([2], as: 8, to: call.otherStream)
            #expect(call.otherLog.has(.latched(call.other.address)))
            try call.oneStream.configure(agreed)
            call.other.send([3], as: 8, to: call.otherStream)
            #expect(try #require(call.one.receive()).payload == [3])
        }

        @Test("a peer of the other address family is refused with a reason (BYD-04)")
        func wrongFamily() throws {
            let server = try startServer()
            defer { server.stop() }
            let stream = try server.makeStream()
            let remote = MediaAddress("2001:db8::1", port: 4_000)
            do throws(MediaError) {
                try stream.configure(StreamConfiguration(remote: remote, receives: [.pcma], sends: [.pcma]))
                Issue.record("configured")
            } catch { #expect(error.code == .wrongAddressFamily) }
        }

        @Test("garbage on the port is counted and harmless")
        func garbage() async throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try TestCall(on: server)
            let malformed: [[UInt8]] = [
                [0], [0x80], [UInt8](repeating: 0xff, count: 1_500), [UInt8](repeating: 0x80, count: 11),
                [0x80, 77, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1], [0xbf, 8] + [UInt8](repeating: 0, count: 20),
                [0xa0, 8] + [UInt8](repeating: 0, count: 11), [UInt8](repeating: 0x80, count: 1_800),
            ]
            for bytes in malformed { call.one.send(raw: bytes, to: call.oneStream.localPort) }
            for bytes in malformed { call.one.send(raw: bytes, to: call.oneStream.localPort + 1, fromControl: true) }
            #expect(await statistics(of: call.oneStream) { $0.malformedPackets == 16 })
            #expect(self.speak(440, from: call.one, call.oneStream, to: call.other, packets: 5).packets.count == 5)
        }

        @Test("a third party takes over: the listener hears one stream go on (transfer)")
        func transfer() throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try TestCall(on: server)
            let before = self.speak(440, from: call.one, call.oneStream, to: call.other, packets: 5).packets
            let third = try Peer(ssrc: 0x3333)
            third.sequence = 60_000
            let thirdStream = try server.makeStream()
            try thirdStream.configure(third.configuration([.pcmu]))
            try server.bridge(thirdStream, call.otherStream)
            third.send([UInt8](repeating: 0, count: 160), as: 0, to: thirdStream)
            let after = try #require(call.other.receive())
            let last = try #require(before.last).header
            #expect(after.header.ssrc == last.ssrc && after.header.sequenceNumber == last.sequenceNumber + 1)
            #expect(after.header.hasMarker && after.header.timestamp > last.timestamp && after.header.payloadType == 8)
            // Who was left out is neither heard nor answered.
            call.one.send([1], as: 8, to: call.oneStream)
            call.other.send([2], as: 8, to: call.otherStream)
            #expect(
                try #require(third.receive()).payload
                    == G711Law.aLaw.encode(G711Law.aLaw.decode([2])).map { G711Law.aLaw.toOtherLaw[Int($0)] }
            )
            #expect(call.one.receiveBytes(within: 50) == nil && call.other.receiveBytes(within: 0) == nil)
        }

        @Test("echo: the peer hears itself")
        func echo() throws {
            let server = try startServer()
            defer { server.stop() }
            let peer = try Peer()
            let stream = try server.makeStream()
            try stream.configure(peer.configuration())
            try stream.play(.echo)
            let heard = self.speak(700, from: peer, stream, to: peer)
            let tone = try #require(ToneMeasurement(heard.sound))
            #expect(abs(tone.hertz - 700) < 0.2 && tone.signalToNoise > 35)
        }

        @Test("streams of different media threads come together", arguments: [2, 3])
        func threads(count: Int) throws {
            let server = try startServer { $0.threads = count }
            defer { server.stop() }
            let calls = try (0..<6).map { _ in try TestCall(on: server) }
            for call in calls {
                #expect(self.speak(440, from: call.one, call.oneStream, to: call.other, packets: 3).packets.count == 3)
                #expect(
                    self.speak(440, from: call.other, call.otherStream, to: call.one, packets: 3).packets.count == 3
                )
            }
            // Crosswise transfers between calls on different threads.
            for (left, right) in zip(calls, calls.dropFirst()) {
                try server.bridge(left.oneStream, right.otherStream)
                #expect(self.speak(440, from: left.one, left.oneStream, to: right.other, packets: 3).packets.count == 3)
                #expect(
                    self.speak(440, from: right.other, right.otherStream, to: left.one, packets: 3).packets.count == 3
                )
            }
        }
    }
}

/// Whether the statistics come to satisfy the condition.
func statistics(of stream: MediaStream, _ isWanted: (StreamStatistics) -> Bool) async -> Bool {
    for _ in 0..<30_000 {
        if isWanted(await stream.statistics()) { return true }
        try? await Task.sleep(for: .milliseconds(1))
    }
    return false
}
