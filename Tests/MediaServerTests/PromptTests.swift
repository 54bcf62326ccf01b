import Audio
import CLinux
import Glibc
import Kernel
import RTP
import Testing

@testable import MediaServer

extension OverSockets {
    @Suite("MED-02 Prompts over real sockets")
    struct PromptTests {
        private struct Line {
            let server: MediaServer
            let peer: Peer
            let log: EventLog
            let stream: MediaStream

            init() throws {
                self.server = try startServer()
                self.peer = try Peer()
                self.log = EventLog()
                self.stream = try self.server.makeStream(onEvent: self.log.handler)
                try self.stream.configure(self.peer.configuration([.pcma, .events]))
            }

            /// How the prompt ended; `nil` while it has not.
            func end(of ticket: UInt64) -> PromptEnd? {
                self.log.events.lazy.compactMap { event in
                    if case .promptEnded(let end) = event, end.ticket == PromptTicket(ticket) { end } else { nil }
                }.first
            }
        }

        private static func tone(_ hertz: Int, _ duration: Duration) -> PromptQueue.Piece {
            var generator = ToneGenerator([ToneComponent(hertz: hertz, level: SoundLevel(dBm0: -10))])
            return .clip(AudioClip(samples: generator.next(AudioClip.sampleCount(of: duration))))
        }

        @Test("clips and silences are heard one after another, and the end is told")
        func order() throws {
            let line = try Line()
            defer { line.server.stop() }
            let queue = PromptQueue([
                Self.tone(500, .milliseconds(200)), .silence(.milliseconds(100)), Self.tone(900, .milliseconds(200)),
            ])
            try line.stream.play(queue, as: PromptTicket(1))
            let sound = line.peer.receive(25).flatMap { G711Law.aLaw.decode($0.payload) }
            #expect(sound.count == 4_000)
            #expect(abs(try #require(ToneMeasurement(Array(sound[..<1_600]))).hertz - 500) < 2)
            #expect(sound[1_600..<2_400].allSatisfy { abs($0) <= 8 })
            #expect(abs(try #require(ToneMeasurement(Array(sound[2_400...]))).hertz - 900) < 2)
            #expect(eventually { line.end(of: 1) == PromptEnd(PromptTicket(1), .complete, at: .milliseconds(500)) })
            #expect(line.peer.receiveBytes(within: 60) == nil)
        }

        @Test("a key ends what says so, at the place it had come to; other prompts go on")
        func digit() throws {
            let line = try Line()
            defer { line.server.stop() }
            try line.stream.play(PromptQueue([Self.tone(500, .seconds(5))]), as: PromptTicket(1), stopsOnDigit: true)
            _ = line.peer.receive(10)
            line.peer.send([5, 0x8a, 3, 0x20], as: 101, to: line.stream)
            #expect(eventually { line.end(of: 1)?.cause == .digit("5") })
            let position = try #require(line.end(of: 1)).position
            #expect(position >= .milliseconds(200) && position < .seconds(4))
            let told = line.log.events.compactMap { event in
                switch event {
                case .promptEnded: "end"
                case .digit: "digit"
                default: nil
                }
            }
            #expect(told == ["end", "digit"])
            try line.stream.play(PromptQueue([Self.tone(500, .milliseconds(400))]), as: PromptTicket(2))
            line.peer.send([6, 0x8a, 3, 0x20], as: 101, to: line.stream)
            #expect(eventually { line.end(of: 2)?.cause == .complete })
        }

        @Test("it is moved about in, stopped and replaced, and a late wish concerns nobody else")
        func control() throws {
            let line = try Line()
            defer { line.server.stop() }
            let queue = PromptQueue([Self.tone(500, .seconds(2)), Self.tone(900, .seconds(2))])
            try line.stream.play(queue, as: PromptTicket(1))
            _ = line.peer.receive(3)
            line.stream.skip(PromptTicket(7), by: .seconds(9))
            line.stream.skip(PromptTicket(1), by: .seconds(2))
            #expect(
                eventually {
                    let sound = line.peer.receive(4).flatMap { G711Law.aLaw.decode($0.payload) }
                    return abs((ToneMeasurement(sound)?.hertz ?? 0) - 900) < 5
                }
            )
            line.stream.skip(PromptTicket(1), by: .seconds(-10))
            #expect(
                eventually {
                    let sound = line.peer.receive(4).flatMap { G711Law.aLaw.decode($0.payload) }
                    return abs((ToneMeasurement(sound)?.hertz ?? 0) - 500) < 5
                }
            )
            try line.stream.play(queue, as: PromptTicket(2), from: .seconds(3))
            #expect(eventually { line.end(of: 1)?.cause == .replaced })
            line.stream.stop(PromptTicket(1))
            line.stream.stop(PromptTicket(2))
            #expect(eventually { line.end(of: 2)?.cause == .stopped })
            #expect(try #require(line.end(of: 2)).position >= .seconds(3))
            #expect(eventually { line.server.counts.pacedStreams == 0 })
            try line.stream.play(queue, as: PromptTicket(3))
            line.stream.skip(PromptTicket(3), by: .seconds(60))
            #expect(eventually { line.end(of: 3)?.cause == .complete })
        }

        @Test("the heap does not grow while prompts play")
        func allocations() throws {
            let line = try Line()
            defer { line.server.stop() }
            let queue = PromptQueue([Self.tone(500, .milliseconds(90)), .silence(.milliseconds(30))])
            try line.stream.play(PromptQueue((0..<100).flatMap { _ in queue.pieces }), as: PromptTicket(1))
            _ = line.peer.receive(50)
            let before = mallinfo2()
            for _ in 0..<300 { _ = line.peer.receiveBytes() }
            let after = mallinfo2()
            #expect(Int(after.uordblks) - Int(before.uordblks) < 65_536)
        }
    }
}
