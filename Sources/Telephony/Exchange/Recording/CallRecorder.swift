package import Codecs
package import MediaServer
package import Model

/// Where calls are recorded. Every method returns at once; called on the exchange's event loop.
package protocol CallRecorder: Sendable {
    /// Begins a recording.
    ///
    /// - Parameter onEnd: called once, on any thread, when it ends for a reason of the recorder's own.
    /// - Throws: when nothing can be recorded at present: there is no room (REC-03, TEN-03).
    func begin(
        _ recording: Recording,
        at rate: SampleRate,
        onEnd: @escaping @Sendable (RecordingEnding) -> Void
    ) throws(RecordingRefusal) -> any OngoingRecording
}

/// A recording while it goes on. Safe from any thread.
package protocol OngoingRecording: AnyObject, Sendable {
    /// For a leg that is heard on this side from now on.
    func makeTap(on side: RecordingSide) -> any SoundTap
    /// The tap's leg has left.
    func drop(_ tap: any SoundTap)
    /// Silence instead of sound (BYD-08).
    func setPaused(_ isPaused: Bool)
    /// It is one of this user's recordings, too.
    /// - Parameter isWithheld: others are not told of this user.
    func add(_ user: UserID, isWithheld: Bool)
    func finish(_ ending: RecordingEnding)
}

/// Records nothing: an exchange without disks, in tests.
package struct NoRecorder: CallRecorder {
    package init() {}

    package func begin(
        _ recording: Recording,
        at rate: SampleRate,
        onEnd: @escaping @Sendable (RecordingEnding) -> Void
    ) throws(RecordingRefusal) -> any OngoingRecording { throw RecordingRefusal(.diskFull) }
}
