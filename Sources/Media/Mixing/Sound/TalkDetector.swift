/// Whether somebody talks, from the power of each 20 ms frame: for the list of members, not for cutting sound.
///
/// Talk stands well above the line's own noise, which is followed as the quietest that was lately heard. It begins
/// after two frames, so that a click is no talk, and ends after a hang-over, so that a pause between words is no
/// silence.
struct TalkDetector {
    /// Never talk: −48 dBm0, as mean square of the samples.
    private static let quietest: Float = 4_130
    /// Always talk, however steady: −24 dBm0.
    private static let loudest: Float = 1_037_000
    /// 9 dB over the noise.
    private static let overNoise: Float = 8
    /// 0.06 dB a frame: noise that grew is known as noise after a few seconds.
    private static let noiseRise: Float = 1.014
    private static let attackFrames: UInt8 = 2
    /// 400 ms.
    private static let hangOverFrames: UInt8 = 20

    private var noise: Float = Self.quietest
    private var loudFrames: UInt8 = 0
    private var hangOver: UInt8 = 0
    /// Of the last frame, in squared samples.
    private(set) var meanSquare: Float = 0

    var isTalking: Bool { self.hangOver > 0 }

    /// The next frame's mean square; 0 when there was none.
    mutating func hear(_ meanSquare: Float) {
        self.meanSquare = meanSquare
        let threshold = min(Self.loudest, max(Self.quietest, self.noise * Self.overNoise))
        if meanSquare > threshold {
            self.loudFrames = min(self.loudFrames + 1, Self.attackFrames)
            if self.loudFrames == Self.attackFrames { self.hangOver = Self.hangOverFrames }
        } else {
            self.loudFrames = 0
            if self.hangOver > 0 { self.hangOver -= 1 }
        }
        // Missing frames say nothing about the noise of the line.
        if meanSquare > 0 { self.noise = min(max(meanSquare, 1), self.noise * Self.noiseRise) }
    }

    mutating func silence() {
        self.loudFrames = 0
        self.hangOver = 0
    }
}
