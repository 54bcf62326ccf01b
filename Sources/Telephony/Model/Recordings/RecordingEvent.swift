/// What happens to recordings, as it goes into the stream: steps of a call, and news of the installation.
package enum RecordingEvent: Equatable, Sendable {
    /// - Parameters:
    ///   - leg: who is on the left channel.
    ///   - isByWish: somebody asked for it; the user's switch otherwise.
    case started(RecordingID, leg: LegID, isByWish: Bool)
    /// From here on the recording is silent (BYD-08).
    case paused(RecordingID)
    case resumed(RecordingID)
    case ended(RecordingID, RecordingEnding)
    /// The disk is too full to record, or no longer: news of the installation (REC-03).
    case spaceChanged(isFull: Bool, freeMegabytes: Int)
    /// The domain's recordings take as much as they may, and a call is not recorded for it: told once until there is room
    /// again (TEN-03).
    case quotaReached(megabytes: Int)
    /// What the storage job deleted of a domain (REC-01).
    case swept(count: Int, megabytes: Int)
}
