/// Keeps the sum of many voices inside 16 bits.
///
/// A sum below the ceiling passes bit by bit. Above it the gain goes down before the peak comes, since a whole frame is
/// known beforehand: it is laid through points 2.5 ms apart that no sample around them exceeds, joined by straight
/// lines. It comes back by 40 dB a second, slow enough that neither pitch nor words are heard in it. Only a peak at the
/// very beginning of a frame meets a gain that could not know of it; that one is bent softly below full scale.
struct SoftLimiter {
    /// 1 dB below full scale.
    static let ceiling: Float = 29_204
    private static let headroom: Float = 32_767 - Self.ceiling
    /// Points in a frame.
    private static let segments = 8
    /// 0.1 dB for each segment.
    private static let release: Float = 1.011_58

    /// At the end of the last frame; 1 = nothing to limit.
    private var gain: Float = 1

    var isIdle: Bool { self.gain == 1 }

    /// Limits one frame of 160 or 320 samples into the caller's memory.
    mutating func limit(_ sum: UnsafePointer<Int32>, _ count: Int, into output: UnsafeMutablePointer<Int16>) {
        let length = count / Self.segments
        if self.gain == 1, Self.peak(sum, count) <= Int32(Self.ceiling) {
            for index in 0..<count { output[index] = Int16(truncatingIfNeeded: sum[index]) }
            return
        }
        var start = self.gain
        var permitted = Self.permittedGain(sum, length)
        for segment in 0..<Self.segments {
            let samples = sum + segment * length
            let next = segment + 1 < Self.segments ? Self.permittedGain(samples + length, length) : 1
            let end = min(permitted, next, start * Self.release)
            let step = (end - start) / Float(length)
            for index in 0..<length {
                let scaled = Float(samples[index]) * (start + step * Float(index + 1))
                output[segment * length + index] = Self.bend(scaled)
            }
            start = end
            permitted = next
        }
        self.gain = start
    }

    private static func permittedGain(_ samples: UnsafePointer<Int32>, _ count: Int) -> Float {
        let peak = Float(Self.peak(samples, count))
        return peak > Self.ceiling ? Self.ceiling / peak : 1
    }

    private static func peak(_ samples: UnsafePointer<Int32>, _ count: Int) -> Int32 {
        var peak: Int32 = 0
        for index in 0..<count { peak = max(peak, abs(samples[index])) }
        return peak
    }

    /// Straight up to the ceiling, then towards full scale and never there.
    private static func bend(_ sample: Float) -> Int16 {
        let excess = abs(sample) - Self.ceiling
        guard excess > 0 else { return Int16(sample.rounded()) }
        let bent = Self.ceiling + Self.headroom * excess / (excess + Self.headroom)
        return Int16(sample < 0 ? -bent : bent)
    }
}
