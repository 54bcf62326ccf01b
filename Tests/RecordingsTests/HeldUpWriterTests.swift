import AudioFiles
import Codecs
import Kernel
import MediaServer
import Model
import Synchronization
import Testing

@testable import Recordings

/// The writer's thread may be held up at any point, and calls go on meanwhile: nothing of them is late for that.
@Suite("A writer that is held up")
struct HeldUpWriterTests {
    /// Steps by hand, by turns of 20 ms.
    private final class Clock: TimeSource {
        private let turn = Atomic<Int64>(0)
        let interruption = Interruption()

        var now: Moment {
            self.interruption.happen()
            return Moment(nanoseconds: self.turn.load(ordering: .relaxed) * 20_000_000)
        }

        var timestamp: Timestamp { Timestamp(seconds: 1_790_000_000) }

        func advance(_ turns: Int64 = 1) { self.turn.wrappingAdd(turns, ordering: .relaxed) }
    }

    /// What happens once, while somebody else is in the middle of something.
    private final class Interruption: Sendable {
        private let body = Mutex<(@Sendable () -> Void)?>(nil)

        func arm(_ body: @escaping @Sendable () -> Void) { self.body.withLock { $0 = body } }

        func happen() {
            let body = self.body.withLock { body in
                defer { body = nil }
                return body
            }
            body?()
        }
    }

    /// Keeps the first sample of each frame.
    private final class Sink: SoundSink {
        var frames: [[Int16]] = []
        let interruption = Interruption()

        func append(
            left: UnsafeBufferPointer<Int16>,
            right: UnsafeBufferPointer<Int16>
        ) throws(RecordingError) {
            self.frames.append([left[0], right[0]])
            self.interruption.happen()
        }

        func flush() {}
        func finish() -> Duration { .milliseconds(20 * self.frames.count) }
    }

    private let clock = Clock()
    private let sink = Sink()
    private let session: RecordingSession
    private let writer: WrittenRecording

    init() {
        let recording = Recording(
            id: RecordingID("r"),
            call: CallID("c"),
            domain: DomainID("acme.example"),
            user: UserID("anna"),
            login: "anna",
            users: [UserID("anna")],
            direction: .incoming,
            peer: Party(number: "+74951234567"),
            startedAt: self.clock.timestamp,
            isEncrypted: false
        )
        self.session = RecordingSession(recording, at: .hertz8000, time: self.clock) { _ in }
        self.writer = WrittenRecording(self.session, self.sink, patience: 25)
    }

    private func speak(_ turns: Int, _ taps: [(any SoundTap, Int16)]) {
        Self.speak(turns, taps, self.clock)
    }

    private static func speak(_ turns: Int, _ taps: [(any SoundTap, Int16)], _ clock: Clock) {
        for _ in 0..<turns {
            for (tap, value) in taps {
                [Int16](repeating: value, count: 160).withUnsafeBufferPointer { tap.hear($0) }
            }
            clock.advance()
        }
    }

    private func end() {
        self.session.finish(.callEnded)
        #expect(self.writer.write(isLast: false) == 0)
    }

    @Test("REC-02 what is heard while it looks at the clock is kept")
    func clockLook() {
        let taps: [(any SoundTap, Int16)] = [
            (self.session.makeTap(on: .employee), 1), (self.session.makeTap(on: .other), 2),
        ]
        self.speak(3, taps)
        self.clock.interruption.arm { [clock] in Self.speak(40, taps, clock) }
        #expect(self.writer.write(isLast: false) == 0)
        self.end()
        #expect(self.sink.frames == [[Int16]](repeating: [1, 2], count: 43))
    }

    @Test("REC-02 who comes while it takes another's sound is heard from the first moment")
    func newTap() {
        let (former, other) = (self.session.makeTap(on: .employee), self.session.makeTap(on: .other))
        self.speak(3, [(former, 1), (other, 2)])
        #expect(self.writer.write(isLast: false) == 0)
        // After more silence than is kept, so that it writes while it takes.
        self.clock.advance(RecordingTimeline.window + 10)
        self.speak(1, [(former, 1), (other, 2)])
        self.session.drop(former)
        self.sink.interruption.arm { [session, clock] in
            Self.speak(10, [(session.makeTap(on: .employee), 3), (other, 2)], clock)
        }
        #expect(self.writer.write(isLast: false) == 0)
        self.end()
        #expect(self.sink.frames.prefix(3) == [[1, 2], [1, 2], [1, 2]])
        #expect(self.sink.frames.suffix(11) == [[1, 2]] + [[Int16]](repeating: [3, 2], count: 10))
        #expect(self.sink.frames.count == 3 + Int(RecordingTimeline.window) + 10 + 11)
    }
}
