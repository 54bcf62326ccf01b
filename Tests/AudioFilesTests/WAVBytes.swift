import Audio

/// Wav files as others write them, and as nobody should.
struct WAVBytes {
    enum Encoding: String, CaseIterable {
        case pcm8, pcm16, pcm24, pcm32, float32, float64, aLaw, muLaw

        var tag: UInt16 {
            switch self {
            case .pcm8, .pcm16, .pcm24, .pcm32: 1
            case .float32, .float64: 3
            case .aLaw: 6
            case .muLaw: 7
            }
        }

        var bits: Int {
            switch self {
            case .pcm8, .aLaw, .muLaw: 8
            case .pcm16: 16
            case .pcm24: 24
            case .pcm32, .float32: 32
            case .float64: 64
            }
        }

        func bytes(_ sample: Double) -> [UInt8] {
            func little(_ number: UInt64, _ count: Int) -> [UInt8] {
                (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
            }
            func integer(_ bits: Int) -> [UInt8] {
                let scaled = (sample * Double(1 << (bits - 1))).rounded()
                let largest = Double(1 << (bits - 1)) - 1
                return little(UInt64(bitPattern: Int64(min(scaled, largest))), bits / 8)
            }
            switch self {
            case .pcm8: return [UInt8(min(255, (sample * 128 + 128).rounded()))]
            case .pcm16, .pcm24, .pcm32: return integer(self.bits)
            case .float32: return little(UInt64(Float(sample).bitPattern), 4)
            case .float64: return little(sample.bitPattern, 8)
            case .aLaw: return [G711Law.aLaw.encode(linear([sample])[0])]
            case .muLaw: return [G711Law.muLaw.encode(linear([sample])[0])]
            }
        }
    }

    var encoding = Encoding.pcm16
    var rate = 8_000
    var isExtensible = false
    /// Chunks between the format and the sound.
    var between: [UInt8] = []
    /// Written instead of the true length of the sound.
    var statedLength: UInt32?
    var channels: [[Double]]

    init(_ encoding: Encoding, rate: Int = 8_000, _ channels: [Double]...) {
        self.encoding = encoding
        self.rate = rate
        self.channels = channels
    }

    init(rate: Int = 8_000, _ channels: [Double]...) {
        self.rate = rate
        self.channels = channels
    }

    static func little(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    var bytes: [UInt8] {
        let frame = self.encoding.bits / 8 * self.channels.count
        var format = Self.little(self.isExtensible ? 0xfffe : Int(self.encoding.tag), 2)
        format += Self.little(self.channels.count, 2) + Self.little(self.rate, 4) + Self.little(self.rate * frame, 4)
        format += Self.little(frame, 2) + Self.little(self.encoding.bits, 2)
        if self.isExtensible {
            format += Self.little(22, 2) + Self.little(self.encoding.bits, 2) + Self.little(3, 4)
            format += Self.little(Int(self.encoding.tag), 2)
            format += [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]
        }
        var sound: [UInt8] = []
        for index in self.channels.first?.indices ?? 0..<0 {
            for channel in self.channels { sound += self.encoding.bytes(channel[index]) }
        }
        let body =
            Array("WAVEfmt ".utf8) + Self.little(format.count, 4) + format + self.between + Array("data".utf8)
            + Self.little(Int(self.statedLength ?? UInt32(sound.count)), 4) + sound
        return Array("RIFF".utf8) + Self.little(body.count, 4) + body
    }
}
