import Audio
import CLinux
import Codecs
import Kernel
import Synchronization
import Testing

@testable import MediaServer

extension OverSockets {
    @Suite("Rooms: conferences and supervision")
    struct RoomTests {
        private static let loud = -20.0
        private static let unheard = -45.0

        private static func voices(on server: MediaServer, _ formats: [PayloadFormat] = []) throws -> [Voice] {
            try [440, 620, 900].enumerated().map { index, hertz in
                let format = index < formats.count ? formats[index] : .pcma
                return try Voice(hertz, format, on: server, ssrc: 0x1000 + UInt32(index))
            }
        }

        @Test("CAL-06 each of three hears the two others and not itself, whatever codec each has")
        func conference() async throws {
            let server = try startServer()
            defer { server.stop() }
            let voices = try Self.voices(on: server, [.pcma, TranscodingTests.g722, TranscodingTests.opus])
            let room = try server.makeRoom(capacity: 8)
            for voice in voices { try room.add(voice.stream) }
            try await speak(voices, turns: 75)
            for voice in voices {
                for other in voices {
                    let level = voice.level(of: other.hertz)
                    if other === voice {
                        #expect(level < Self.unheard, "\(voice.hertz) hears itself at \(level)")
                    } else {
                        #expect(level > Self.loud, "\(voice.hertz) hears \(other.hertz) at \(level)")
                    }
                }
            }
        }

        @Test("CAL-09 listening and whispering are not heard by the outside party; barging in is")
        func supervision() async throws {
            let server = try startServer()
            defer { server.stop() }
            let voices = try Self.voices(on: server)
            let (outside, worker, supervisor) = (voices[0], voices[1], voices[2])
            let room = try server.makeRoom(capacity: 3)
            try room.add(outside.stream)
            try room.add(worker.stream)
            try room.add(supervisor.stream, as: .listener)
            try await speak(voices, turns: 60)
            #expect(outside.level(of: worker.hertz) > Self.loud && worker.level(of: outside.hertz) > Self.loud)
            #expect(supervisor.level(of: outside.hertz) > Self.loud && supervisor.level(of: worker.hertz) > Self.loud)
            #expect(outside.level(of: supervisor.hertz) < Self.unheard)
            #expect(worker.level(of: supervisor.hertz) < Self.unheard)

            try room.add(supervisor.stream, as: .whisperer(to: worker.stream.identifier))
            try await speak(voices, turns: 60)
            #expect(outside.level(of: supervisor.hertz) < Self.unheard)
            #expect(worker.level(of: supervisor.hertz) > Self.loud)

            try room.add(supervisor.stream, as: .participant)
            try await speak(voices, turns: 60)
            #expect(outside.level(of: supervisor.hertz) > Self.loud)
        }

        @Test("a muted member is not heard; one who is taken out neither hears nor is heard, and can be bridged again")
        func leaving() async throws {
            let server = try startServer()
            defer { server.stop() }
            let voices = try Self.voices(on: server)
            let room = try server.makeRoom(capacity: 3)
            for voice in voices { try room.add(voice.stream) }
            room.setMuted(true, of: voices[0].stream)
            try await speak(voices, turns: 60)
            #expect(voices[1].level(of: 440) < Self.unheard)
            #expect(voices[0].level(of: 620) > Self.loud)

            room.remove(voices[0].stream)
            try await speak(voices, turns: 10)
            let heard = voices[0].heard.count
            try await speak(voices, turns: 20)
            #expect(voices[0].heard.count == heard)

            room.close()
            try server.bridge(voices[0].stream, voices[1].stream)
            try await speak(voices, turns: 40)
            #expect(voices[0].level(of: 620) > Self.loud && voices[1].level(of: 440) > Self.loud)
            #expect(voices[0].level(of: 900) < Self.unheard)
        }

        @Test("who talks is told, with the streams' numbers")
        func talkers() async throws {
            let server = try startServer()
            defer { server.stop() }
            let voices = try Self.voices(on: server)
            let told = Mutex<[Set<UInt64>]>([])
            let room = try server.makeRoom(capacity: 3) { event in
                if case .talkers(let talkers) = event { told.withLock { $0.append(talkers) } }
            }
            for voice in voices { try room.add(voice.stream) }
            voices[2].isSpeaking = false
            try await speak(voices, turns: 50)
            #expect(told.withLock { $0.last } == [voices[0].stream.identifier, voices[1].stream.identifier])
            voices[0].isSpeaking = false
            voices[2].isSpeaking = true
            try await speak(voices, turns: 60)
            #expect(told.withLock { $0.last } == [voices[1].stream.identifier, voices[2].stream.identifier])
        }

        @Test("a full room takes nobody more; members that close their streams make place")
        func capacity() async throws {
            let server = try startServer()
            defer { server.stop() }
            let voices = try Self.voices(on: server)
            let room = try server.makeRoom(capacity: 2)
            for voice in voices { try room.add(voice.stream) }
            try await speak(voices, turns: 40)
            #expect(voices[2].heard.isEmpty)
            voices[0].stream.close()
            try await speak(Array(voices[1...]), turns: 5)
            try room.add(voices[2].stream)
            try await speak(Array(voices[1...]), turns: 60)
            #expect(voices[2].level(of: 620) > Self.loud && voices[1].level(of: 900) > Self.loud)
        }

        @Test("members of several media threads meet on the room's")
        func threads() async throws {
            let server = try startServer { $0.threads = 3 }
            defer { server.stop() }
            let voices = try Self.voices(on: server)
            let room = try server.makeRoom(capacity: 3)
            for voice in voices { try room.add(voice.stream) }
            try await speak(voices, turns: 60)
            for voice in voices {
                for other in voices where other !== voice { #expect(voice.level(of: other.hertz) > Self.loud) }
            }
        }

        @Test("what is played to a member goes over the room, which comes back afterwards")
        func announcement() async throws {
            let server = try startServer()
            defer { server.stop() }
            let voices = try Self.voices(on: server)
            let room = try server.makeRoom(capacity: 3)
            for voice in voices { try room.add(voice.stream) }
            try await speak(voices, turns: 10)
            let clip = ToneGenerator.clip(1_500, lasting: .milliseconds(600))
            try voices[0].stream.play(.clip(clip, repeats: false))
            try await speak(voices, turns: 30)
            #expect(ToneMeasurement.level(of: 1_500, in: Array(voices[0].heard.suffix(3_000))).dBm0 > Self.loud)
            try await speak(voices, turns: 60)
            #expect(voices[0].level(of: 1_500) < Self.unheard && voices[0].level(of: 620) > Self.loud)
        }

        @Test("a room allocates nothing per packet")
        func heap() async throws {
            let server = try startServer()
            defer { server.stop() }
            let voices = try Self.voices(on: server)
            for voice in voices { voice.heard.reserveCapacity(100_000) }
            let room = try server.makeRoom(capacity: 3)
            for voice in voices { try room.add(voice.stream) }
            try await speak(voices, turns: 40)
            let before = mallinfo2()
            try await speak(voices, turns: 150)
            let after = mallinfo2()
            // What this test keeps itself, and what the runtime holds a little more or less meanwhile.
            #expect(Int(after.uordblks) - Int(before.uordblks) < 65_536)
        }
    }
}

extension ToneGenerator {
    static func clip(_ hertz: Int, lasting duration: Duration) -> AudioClip {
        var tone = ToneGenerator([ToneComponent(hertz: hertz, level: SoundLevel(dBm0: -15))])
        return AudioClip(samples: tone.next(AudioClip.sampleCount(of: duration)))
    }
}
