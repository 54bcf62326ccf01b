/// The tables behind ``G711Law``, made at first use from the rules of ITU-T G.711 (11/88).
package enum G711Tables {
    /// Table 2: a µ-law byte's decoder output, 14 bits left-aligned in 16.
    @usableFromInline static let linearFromMuLaw: [Int16] = (0...255).map { byte in
        let code = ~UInt8(byte)
        let magnitude = Self.muLawMagnitude(Int(code & 0x7f))
        return Int16((code & 0x80 == 0 ? magnitude : -magnitude) * 4)
    }

    /// Table 1: an A-law byte's decoder output, 13 bits left-aligned in 16.
    @usableFromInline static let linearFromALaw: [Int16] = (0...255).map { byte in
        // Every other bit is inverted on the line; a set sign bit means positive, unlike in a linear word.
        let code = UInt8(byte) ^ 0x55
        let magnitude = Self.aLawMagnitude(Int(code & 0x7f))
        return Int16((code & 0x80 == 0 ? -magnitude : magnitude) * 8)
    }

    /// The µ-law byte for the upper 14 bits of a sample.
    @usableFromInline static let muLawFromLinear: [UInt8] = (0..<16_384).map { index in
        let sample = index < 8_192 ? index : index - 16_384
        // −1 belongs to the first negative step, so the magnitude of a negative sample is its one's complement. The bias
        // of 33 makes every segment start at a power of two.
        let biased = min(sample < 0 ? -sample - 1 : sample, 8_158) + 33
        let segment = (Int.bitWidth - 1 - biased.leadingZeroBitCount) - 5
        let code = UInt8(segment << 4 | (biased >> (segment + 1)) & 0x0f)
        return ~(sample < 0 ? code | 0x80 : code)
    }

    /// The A-law byte for the upper 13 bits of a sample.
    @usableFromInline static let aLawFromLinear: [UInt8] = (0..<8_192).map { index in
        let sample = index < 4_096 ? index : index - 8_192
        let magnitude = sample < 0 ? -sample - 1 : sample
        let highest = Int.bitWidth - 1 - (magnitude | 1).leadingZeroBitCount
        let code: UInt8
        if highest < 5 {
            code = UInt8(magnitude >> 1)
        } else {
            let segment = highest - 4
            code = UInt8(segment << 4 | (magnitude >> segment) & 0x0f)
        }
        return (sample < 0 ? code : code | 0x80) ^ 0x55
    }

    /// Table 3/G.711.
    @usableFromInline static let aLawFromMuLaw: [UInt8] = (0...255).map { byte in
        let code = ~UInt8(byte)
        let converted = UInt8(Self.aLawNumberOfMuLaw[Int(code & 0x7f)] - 1)
        return (code & 0x80 == 0 ? converted | 0x80 : converted) ^ 0x55
    }

    /// Table 4/G.711.
    @usableFromInline static let muLawFromALaw: [UInt8] = (0...255).map { byte in
        let code = UInt8(byte) ^ 0x55
        let converted = UInt8(Self.muLawNumberOfALaw[Int(code & 0x7f)])
        return ~(code & 0x80 == 0 ? converted | 0x80 : converted)
    }

    /// Decoder output of the µ-law step `number` (0…127), of 8 159.
    private static func muLawMagnitude(_ number: Int) -> Int {
        ((2 * (number & 0x0f) + 33) << (number >> 4)) - 33
    }

    /// Decoder output of the A-law step `number` (0…127), of 4 096.
    private static func aLawMagnitude(_ number: Int) -> Int {
        let (segment, step) = (number >> 4, number & 0x0f)
        return segment == 0 ? 2 * step + 1 : (2 * step + 33) << (segment - 1)
    }

    /// The A-law decoder value number (1…128) for each µ-law one (0…127), written as the runs of Table 3.
    static let aLawNumberOfMuLaw: [Int] =
        (0...15).map { $0 / 2 + 1 } + Array(9...25) + [27, 29, 31] + Array(33...44) + [46] + Array(48...62)
        + Array(64...79) + [80] + Array(82...128)

    /// The µ-law decoder value number (0…127) for each A-law one (1…128), written as the runs of Table 4.
    static let muLawNumberOfALaw: [Int] =
        (0...7).map { 2 * $0 + 1 } + Array(16...31) + [32, 32, 33, 33, 34, 34, 35, 35] + Array(36...47)
        + [48, 48, 49, 49] + Array(50...63) + [64, 64] + Array(65...79) + [80, 80] + Array(81...127)
}
