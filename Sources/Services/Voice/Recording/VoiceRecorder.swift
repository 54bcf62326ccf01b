import AudioFiles
import Dispatch
import MediaServer
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Why a recording ended by itself.
package enum RecordingEnd: Hashable, Sendable {
    /// It is as long as it may be.
    case limit
    /// Nobody speaks any more.
    case silence
    /// The disk is full or failed; what was written before is there.
    case failed
}

/// Records one voice into a file, from a tap on a stream to the disk (VM-01, MED-01).
///
/// The media thread measures and copies; ``RecorderDesk``'s thread writes. It may be dropped at any moment: the file then
/// plays up to there.
package final class VoiceRecorder: SoundTap {
    private struct State: ~Copyable {
        var file: RecordingFile?
        var descriptor: Int32
        var duration = Duration.zero
        var end: RecordingEnd?
    }

    /// Ten seconds.
    private let ring = FrameRing(samplesPerFrame: 160, capacity: 500)
    private let samples = Atomic<Int>(0)
    /// Samples since somebody was last heard.
    private let quiet = Atomic<Int>(0)
    private let isStopped = Atomic<Bool>(false)
    private let wasHeard = Atomic<Bool>(false)
    private let state: Mutex<State>
    private let sampleLimit: Int
    private let quietLimit: Int

    /// Below this a frame is silence: about −42 dBm0.
    private static let quietAmplitude = 250

    /// - Throws: ``RecordingError`` when the file cannot be made.
    init(path: String, limit: Duration, silence: Duration) throws(RecordingError) {
        self.sampleLimit = Int(limit.components.seconds) * 8_000
        self.quietLimit = Int(silence.components.seconds) * 8_000
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw RecordingError(errno == ENOSPC || errno == EMFILE ? .diskFull : .ioFailed, "error \(errno)")
        }
        do {
            let file = try RecordingFile(descriptor: descriptor, RecordingFormat(.pcm16, channels: .one))
            self.state = Mutex(State(file: consume file, descriptor: descriptor))
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit {
        self.state.withLock { state in
            if state.descriptor >= 0 { close(state.descriptor) }
        }
    }

    /// Whether anybody has said anything.
    package var hasVoice: Bool { self.wasHeard.load(ordering: .relaxed) }

    package func hear(_ samples: UnsafeBufferPointer<Int16>) {
        guard !self.isStopped.load(ordering: .relaxed),
            self.samples.load(ordering: .relaxed) < self.sampleLimit
        else { return }
        var loudest: Int32 = 0
        for sample in samples { loudest = max(loudest, abs(Int32(sample))) }
        self.ring.push(samples, at: 0)
        // Behind the sound that they count: whoever sees the numbers finds the sound.
        if loudest > Self.quietAmplitude {
            self.quiet.store(0, ordering: .releasing)
            self.wasHeard.store(true, ordering: .relaxed)
        } else {
            self.quiet.wrappingAdd(samples.count, ordering: .releasing)
        }
        self.samples.wrappingAdd(samples.count, ordering: .releasing)
    }

    /// Writes what has come. Called by the desk's thread only.
    /// - Returns: why it is over; `nil` while it goes on.
    func drain() -> RecordingEnd? {
        self.state.withLock { state in
            if let end = state.end { return end }
            // Asked before the sound is taken: what comes meanwhile may be the end, and is to be taken, too.
            let isFull = self.samples.load(ordering: .acquiring) >= self.sampleLimit
            let isQuiet = self.quiet.load(ordering: .acquiring) >= self.quietLimit
            self.ring.takeAll { part, _ in
                do {
                    try state.file?.append(left: part)
                } catch {
                    state.end = .failed
                }
            }
            if state.end == nil { state.end = isFull ? .limit : isQuiet ? .silence : nil }
            return state.end
        }
    }

    /// Takes no more, writes what is left and closes the file. Waits for the disk. A second call says the same.
    /// - Returns: how long the sound is.
    func finish() -> Duration {
        self.isStopped.store(true, ordering: .relaxed)
        _ = self.drain()
        return self.state.withLock { state in
            if let file = state.file.take() {
                state.duration = file.duration
                do {
                    state.duration = try file.finish()
                } catch {
                    // What was written before plays, and its length is known.
                    state.end = .failed
                }
                close(state.descriptor)
                state.descriptor = -1
            }
            return state.duration
        }
    }
}
