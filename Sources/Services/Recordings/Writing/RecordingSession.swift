import AudioFiles
package import Codecs
import Kernel
package import MediaServer
package import Model
import Synchronization

/// A recording while it goes on, as the call holds it. Every method returns at once; safe from any thread.
package final class RecordingSession: Sendable {
    struct State {
        var recording: Recording
        var taps: [RecordingTap] = []
        var ending: RecordingEnding?
    }

    package let id: RecordingID
    package let rate: SampleRate
    let clock: RecordingClock
    let onEnd: @Sendable (RecordingEnding) -> Void
    private let state: Mutex<State>

    init(
        _ recording: Recording,
        at rate: SampleRate,
        time: any TimeSource,
        onEnd: @escaping @Sendable (RecordingEnding) -> Void
    ) {
        self.id = recording.id
        self.rate = rate
        self.clock = RecordingClock(time)
        self.onEnd = onEnd
        self.state = Mutex(State(recording: recording))
    }

    /// What is heard from a leg goes to this side from now on; give the tap to the leg's stream.
    package func makeTap(on side: RecordingSide) -> any SoundTap {
        let tap = RecordingTap(side, self.clock, samplesPerFrame: self.rate.samplesPerFrame)
        self.state.withLock { $0.taps.append(tap) }
        return tap
    }

    /// The tap's leg has left: nobody waits for its sound any more.
    package func drop(_ tap: any SoundTap) {
        (tap as? RecordingTap)?.isDetached = true
    }

    /// Silence instead of sound, with the next 20 ms (BYD-08).
    package var isPaused: Bool {
        get { self.clock.isPaused }
        set { self.clock.isPaused = newValue }
    }

    /// Another user of the domain takes part: it is one of their calls, too.
    package func add(_ user: UserID, isWithheld: Bool) {
        self.state.withLock { state in
            if isWithheld, !state.recording.withheld.contains(user) { state.recording.withheld.append(user) }
            if !state.recording.users.contains(user) { state.recording.users.append(user) }
        }
    }

    /// Ends the recording; what was heard until now is in the file soon. Ending again does nothing.
    package func finish(_ ending: RecordingEnding) {
        self.state.withLock { state in
            if state.ending == nil { state.ending = ending }
        }
    }

    // MARK: - For the writer

    var recording: Recording { self.state.withLock { $0.recording } }
    var ending: RecordingEnding? { self.state.withLock { $0.ending } }

    /// The taps that may still have something; those that are empty and detached are forgotten by the next call.
    func liveTaps() -> [RecordingTap] {
        self.state.withLock { state in
            let taps = state.taps
            state.taps.removeAll { $0.isDetached }
            return taps
        }
    }
}
