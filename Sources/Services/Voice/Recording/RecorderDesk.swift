import AudioFiles
import Dispatch
import Synchronization

/// The thread that writes what recorders hear, some times a second, as long as there are any.
final class RecorderDesk: Sendable {
    private struct Job {
        let recorder: VoiceRecorder
        let onEnd: @Sendable (RecordingEnd) -> Void
    }

    private struct State {
        var jobs: [ObjectIdentifier: Job] = [:]
        var isTicking = false
    }

    private static let interval = DispatchTimeInterval.milliseconds(100)
    private let queue = DispatchQueue(label: "martlet.voice.recorders", qos: .userInitiated)
    private let state = Mutex(State())

    /// Begins a recording.
    ///
    /// - Parameter onEnd: called once, on the desk's thread, when it ends by itself; never after ``finish(_:_:)``.
    func begin(
        at path: String,
        limit: Duration,
        silence: Duration,
        onEnd: @escaping @Sendable (RecordingEnd) -> Void
    ) throws(RecordingError) -> VoiceRecorder {
        let recorder = try VoiceRecorder(path: path, limit: limit, silence: silence)
        let starts = self.state.withLock { state in
            state.jobs[ObjectIdentifier(recorder)] = Job(recorder: recorder, onEnd: onEnd)
            defer { state.isTicking = true }
            return !state.isTicking
        }
        if starts { self.tickLater() }
        return recorder
    }

    /// Ends a recording with all of its sound on the disk.
    func finish(_ recorder: VoiceRecorder) async -> Duration {
        self.state.withLock { $0.jobs[ObjectIdentifier(recorder)] = nil }
        return await withCheckedContinuation { continuation in
            self.queue.async { continuation.resume(returning: recorder.finish()) }
        }
    }

    private func tickLater() {
        self.queue.asyncAfter(deadline: .now() + Self.interval) { self.tick() }
    }

    private func tick() {
        let jobs = self.state.withLock { $0.jobs }
        for (key, job) in jobs {
            guard let end = job.recorder.drain() else { continue }
            // Whoever asked for its end meanwhile is not told.
            let wasThere = self.state.withLock { $0.jobs.removeValue(forKey: key) != nil }
            if wasThere { job.onEnd(end) }
        }
        let goesOn = self.state.withLock { state in
            state.isTicking = !state.jobs.isEmpty
            return state.isTicking
        }
        if goesOn { self.tickLater() }
    }
}
