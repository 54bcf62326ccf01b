import Audio
import RTP

/// What other threads ask of a media thread. Streams are named by number: a stream that is gone by then is no error.
enum MediaCommand: Sendable {
    case add(StreamParcel)
    case configure(UInt64, StreamConfiguration)
    /// Ends whatever the stream sends.
    case sendNothing(UInt64)
    case play(UInt64, StreamState.Playback)
    /// Goes on later or earlier in the prompt, if it is still the one that plays.
    case skip(UInt64, PromptTicket, by: Duration)
    case stopPrompt(UInt64, PromptTicket)
    /// The first is sent what arrives at the second.
    case connect(UInt64, hears: UInt64)
    case dialEvents(UInt64, [TelephoneEvent.Code], duration: Duration, pause: Duration)
    case dialTones(UInt64, AudioClip)
    case record(UInt64, RecordingBuffer?)
    case attach(UInt64, AttachedTap)
    case detach(UInt64, any SoundTap)
    case openRoom(UInt64, capacity: Int, @Sendable (RoomEvent) -> Void)
    case closeRoom(UInt64)
    case enter(UInt64, room: UInt64, as: RoomRole)
    case leave(UInt64, room: UInt64)
    case mute(UInt64, room: UInt64, Bool)
    case withhold(UInt64, WithheldDigits)
    case report(UInt64, @Sendable (StreamStatistics) -> Void)
    case remove(UInt64, (@Sendable (StreamStatistics) -> Void)?)
    case stop

    // A stream moves to another thread: the new one keeps its commands until it has arrived.
    case expect(UInt64)
    case handOver(UInt64, to: MediaThread)
    case arrive(UInt64, StreamParcel?)
}
