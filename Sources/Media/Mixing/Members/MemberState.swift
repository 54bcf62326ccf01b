/// What the mixer keeps of a place, besides its sound.
struct MemberState {
    enum Stage {
        case vacant
        case present
        /// Gone, and its last sound fades.
        case leaving
        /// Faded in the last tick; free from the next one.
        case faded
    }

    /// Counts the owners of the place.
    var generation: UInt32 = 0
    var stage = Stage.vacant
    var rate = MixingRate.narrowband
    var speaksTo = ResolvedSelection(.nobody) { _ in false }
    var listensTo = ResolvedSelection(.nobody) { _ in false }

    /// Whom it is to hear, and whom it heard in its last frame; whoever is in one of them only is faded.
    var wanted: UInt64 = 0
    var heard: UInt64 = 0

    var isMuted = false
    /// As asked for, a factor.
    var requestedGain: Float = 1
    /// At the end of the last frame.
    var gain: Float = 1
    var targetGain: Float { self.isMuted ? 0 : self.requestedGain }

    /// Whether it gave a frame for the tick to come, and for the last one.
    var hasFrame = false
    var hadFrame = false
    /// Whether its frame is more than zeros, and was so in the last tick.
    var isSounding = false
    var wasSounding = false
    /// Where its sound stands: the last sample it added to the talk.
    var lastSample: Int32 = 0

    var limiter = SoftLimiter()
    var talk = TalkDetector()
}
