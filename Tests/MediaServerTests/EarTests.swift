import Audio
import Codecs
import Kernel
import Synchronization
import Testing

@testable import MediaServer

extension OverSockets {
    @Suite("Ears: decoded sound for whoever wants it")
    struct EarTests {
        /// Keeps what it hears.
        final class Tap: SoundTap {
            private let frames = Mutex<[[Int16]]>([])

            func hear(_ samples: UnsafeBufferPointer<Int16>) {
                self.frames.withLock { $0.append(Array(samples)) }
            }

            var heard: [[Int16]] { self.frames.withLock { $0 } }
            var sound: [Int16] { self.heard.flatMap { $0 } }
        }

        @Test(
            "a tap hears the tone at the rate it asked for, from every codec",
            arguments: [PayloadFormat.pcma, .pcmu, TranscodingTests.g722, TranscodingTests.opus],
            [SampleRate.hertz8000, .hertz16000]
        )
        func tone(format: PayloadFormat, rate: SampleRate) async throws {
            let server = try startServer()
            defer { server.stop() }
            let voice = try Voice(700, format, on: server, ssrc: 7)
            let tap = Tap()
            try voice.stream.attach(tap, at: rate)
            try await speak([voice], turns: 60)
            #expect(tap.heard.count > 50 && tap.heard.allSatisfy { $0.count == rate.samplesPerFrame })
            let steady = Array(tap.sound.suffix(rate.samplesPerFrame * 20))
            let measured = try #require(ToneMeasurement(steady, sampleRate: rate.hertz))
            #expect(abs(measured.hertz - 700) < 2 && measured.signalToNoise > 20, "\(measured)")
            #expect(abs(measured.level.dBm0 + 15) < 1.5, "\(measured)")
        }

        @Test("REC-02 taps of a bridged call stay together while a side is silent, and end when they are detached")
        func together() async throws {
            let server = try startServer()
            defer { server.stop() }
            let voices = try [Voice(500, on: server, ssrc: 1), Voice(900, on: server, ssrc: 2)]
            try server.bridge(voices[0].stream, voices[1].stream)
            let taps = [Tap(), Tap()]
            for (voice, tap) in zip(voices, taps) { try voice.stream.attach(tap) }
            try await speak(voices, turns: 20)
            voices[1].isSpeaking = false
            try await speak(voices, turns: 30)
            for (voice, tap) in zip(voices, taps) { voice.stream.detach(tap) }
            try await speak(voices, turns: 10)
            let counts = taps.map(\.heard.count)
            #expect(abs(counts[0] - counts[1]) <= 1 && (45...60).contains(counts[0]), "\(counts)")
            #expect(taps[1].heard.suffix(15).allSatisfy { frame in frame.allSatisfy { abs(Int($0)) < 200 } })
            #expect(voices[1].level(of: 500) > -20, "the relay goes on beside the ears")
        }

        @Test("a peer that changes its codec is heard in the new one")
        func codecChange() async throws {
            let server = try startServer()
            defer { server.stop() }
            let voice = try Voice(700, .pcma, on: server, ssrc: 7)
            let tap = Tap()
            try voice.stream.attach(tap)
            try await speak([voice], turns: 40)
            let other = try Voice(1_100, TranscodingTests.g722, on: server, ssrc: 8)
            try voice.stream.configure(other.peer.configuration([TranscodingTests.g722, .events]))
            let clock = ContinuousClock()
            for _ in 0..<60 {
                try other.turn(to: voice.stream)
                try await clock.sleep(for: .milliseconds(20))
            }
            let steady = Array(tap.sound.suffix(3_200))
            #expect(ToneMeasurement.level(of: 1_100, in: steady).dBm0 > -20)
        }
    }
}
