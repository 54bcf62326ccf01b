/// Sums of whole frames, in the caller's memory.
///
/// 32 bits hold the sum of 64 members at four times full scale with room to spare, so the sums wrap never and check
/// nothing.
enum FrameArithmetic {
    /// Samples over which a sound that breaks off or sets in is bent to where it stood: 5 ms.
    static func bridgeLength(_ rate: MixingRate) -> Int { rate.frameLength / 4 }

    static func add(_ frame: UnsafePointer<Int32>, to sum: UnsafeMutablePointer<Int32>, _ count: Int) {
        for index in 0..<count { sum[index] &+= frame[index] }
    }

    static func subtract(_ frame: UnsafePointer<Int32>, from sum: UnsafeMutablePointer<Int32>, _ count: Int) {
        for index in 0..<count { sum[index] &-= frame[index] }
    }

    /// Adds a frame that grows from nothing to full over its length, or the other way round.
    static func add(
        _ frame: UnsafePointer<Int32>,
        rising: Bool,
        to sum: UnsafeMutablePointer<Int32>,
        _ count: Int
    ) {
        let step: Float = 1 / Float(count)
        for index in 0..<count {
            let risen = Float(index + 1) * step
            sum[index] &+= Int32((Float(frame[index]) * (rising ? risen : 1 - risen)).rounded())
        }
    }

    /// Widens samples under a gain that goes evenly from `start`, exclusive, to `end`.
    static func scale(
        _ samples: UnsafePointer<Int16>,
        from start: Float,
        to end: Float,
        into frame: UnsafeMutablePointer<Int32>,
        _ count: Int
    ) {
        if start == 1, end == 1 {
            for index in 0..<count { frame[index] = Int32(samples[index]) }
            return
        }
        let step = (end - start) / Float(count)
        for index in 0..<count {
            frame[index] = Int32((Float(samples[index]) * (start + step * Float(index + 1))).rounded())
        }
    }

    /// Bends the beginning of a frame so that it goes on where the sound before it stood, at `last`.
    static func bridge(_ frame: UnsafeMutablePointer<Int32>, from last: Int32, _ length: Int) {
        let gap = last &- frame[0]
        for index in 0..<length {
            frame[index] &+= gap &* Int32(truncatingIfNeeded: length - index) / Int32(truncatingIfNeeded: length)
        }
    }

    static func meanSquare(_ samples: UnsafePointer<Int16>, _ count: Int) -> Float {
        var sum: Int64 = 0
        for index in 0..<count {
            let sample = Int32(samples[index])
            sum &+= Int64(sample &* sample)
        }
        return Float(sum) / Float(count)
    }
}
