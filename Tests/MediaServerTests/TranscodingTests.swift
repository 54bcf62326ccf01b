import Audio
import CLinux
import Codecs
import Kernel
import RTP
import Testing

@testable import MediaServer

extension OverSockets {
    @Suite("Transcoding over real sockets")
    struct TranscodingTests {
        static let g722 = PayloadFormat(payloadType: 9, encoding: AudioEncoding(name: "G722", clockRate: 8_000))
        static let opus = PayloadFormat(
            payloadType: 107,
            encoding: AudioEncoding(name: "opus", clockRate: 48_000, channels: 2)
        )

        struct Pair: Sendable, CustomTestStringConvertible {
            let from: PayloadFormat
            let to: PayloadFormat

            var testDescription: String { "\(self.from.encoding.name) to \(self.to.encoding.name)" }
        }

        /// Speaks a tone in real time and returns the packets that come out at the other side.
        static func speak(
            _ hertz: Int,
            _ format: PayloadFormat,
            _ call: TestCall,
            packets: Int
        ) async throws -> [Peer.Packet] {
            let codec = try #require(format.encoding.speechCodec)
            var tone = ToneGenerator([ToneComponent(hertz: hertz, level: SoundLevel(dBm0: -9))])
            var sender = try SpeechSender(codec, at: .hertz8000)
            var payload = [UInt8](repeating: 0, count: codec.payloadLimit)
            var heard: [Peer.Packet] = []
            let clock = ContinuousClock()
            var due = clock.now
            for _ in 0..<packets {
                let samples = tone.next(160)
                let length = try samples.withUnsafeBufferPointer { samples in
                    try payload.withUnsafeMutableBytes { try sender.encode(samples, into: $0) }
                }
                call.one.send(
                    Array(payload[..<length]),
                    as: format.payloadType,
                    advance: codec.clockUnitsPerFrame,
                    to: call.oneStream
                )
                due += .milliseconds(20)
                try await clock.sleep(until: due)
                while let packet = call.other.receive(within: 0) { heard.append(packet) }
            }
            return heard
        }

        @Test(
            "SIP-06 a tone is heard in the other's codec, in one steady stream",
            arguments: [
                Pair(from: g722, to: .pcma), Pair(from: .pcmu, to: g722), Pair(from: opus, to: .pcma),
                Pair(from: g722, to: opus),
            ]
        )
        func tone(pair: Pair) async throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try TestCall(on: server, one: [pair.from, .events], other: [pair.to, .events])
            let heard = try await Self.speak(700, pair.from, call, packets: 90)
            let codec = try #require(pair.to.encoding.speechCodec)
            #expect(heard.count >= 75, "\(heard.count) packets in 1.8 s")
            #expect(heard.allSatisfy { $0.header.payloadType == pair.to.payloadType })
            #expect(Set(heard.map(\.header.ssrc)).count == 1)
            for (one, next) in zip(heard, heard.dropFirst()) {
                #expect(next.header.sequenceNumber == one.header.sequenceNumber &+ 1)
                #expect(next.header.timestamp == one.header.timestamp &+ codec.clockUnitsPerFrame)
            }
            var decoder = try AudioDecoder(codec, at: .hertz8000)
            var sound: [Int16] = []
            var frame = [Int16](repeating: 0, count: 160 * 3)
            for packet in heard {
                let count = try packet.payload.withUnsafeBytes { bytes in
                    try frame.withUnsafeMutableBufferPointer { try decoder.decode(bytes, into: $0) }
                }
                sound += frame[..<count]
            }
            // The jitter buffer fills at first; then it is the tone and nothing else.
            let steady = Array(sound.suffix(8_000))
            let measured = try #require(ToneMeasurement(steady))
            #expect(abs(measured.hertz - 700) < 2 && measured.signalToNoise > 20, "\(measured)")
            #expect(abs(measured.level.dBm0 + 9) < 1.5, "\(measured)")
            #expect(server.counts.transcodedPackets >= UInt64(heard.count))
        }

        @Test("SIP-06 transcoding allocates nothing per packet")
        func heap() async throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try TestCall(on: server, one: [Self.opus, .events], other: [.pcma, .events])
            _ = try await Self.speak(700, Self.opus, call, packets: 40)
            let before = mallinfo2()
            let heard = try await Self.speak(700, Self.opus, call, packets: 150)
            let after = mallinfo2()
            #expect(heard.count > 100)
            // What this test keeps itself, and what the runtime holds a little more or less meanwhile.
            #expect(Int(after.uordblks) - Int(before.uordblks) < 196_608)
        }

        @Test("a key is told to the other side once, as an event, and does not sound as well")
        func digits() async throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try TestCall(on: server, one: [Self.g722, .events], other: [.pcma, .events])
            _ = try await Self.speak(700, Self.g722, call, packets: 20)
            for end in [false, false, true, true, true] {
                call.one.send([5, end ? 0x8a : 0x0a, 3, 0x20], as: 101, to: call.oneStream)
            }
            var events = 0
            #expect(
                eventually {
                    while let packet = call.other.receive(within: 0) {
                        if packet.header.payloadType == 101 { events += 1 }
                    }
                    return events >= 5
                }
            )
            #expect(call.oneLog.has(.digit("5", duration: .milliseconds(100), source: .rfc4733)))
        }

        @Test("a peer without G.711 hears tones and music in its own codec")
        func ownSound() async throws {
            let server = try startServer()
            defer { server.stop() }
            let call = try TestCall(on: server, one: [Self.g722, .events], other: [Self.g722, .events])
            try call.otherStream.play(.tone(.milliwatt))
            var heard: [Peer.Packet] = []
            #expect(
                eventually {
                    while let packet = call.other.receive(within: 0) { heard.append(packet) }
                    return heard.count >= 60
                }
            )
            var decoder = try AudioDecoder(.g722, at: .hertz8000)
            var sound: [Int16] = []
            var frame = [Int16](repeating: 0, count: 480)
            for packet in heard {
                #expect(packet.header.payloadType == 9)
                let count = try packet.payload.withUnsafeBytes { bytes in
                    try frame.withUnsafeMutableBufferPointer { try decoder.decode(bytes, into: $0) }
                }
                sound += frame[..<count]
            }
            let measured = try #require(ToneMeasurement(Array(sound.suffix(6_000))))
            #expect(abs(measured.hertz - 1_004) < 2, "\(measured)")
        }
    }
}
