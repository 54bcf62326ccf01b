/// The four bytes at the head of each frame of MPEG audio (ISO 11172-3 §2.4.1.3, ISO 13818-3, "2.5" for 8 to 12 kHz).
struct MPEGFrameHeader {
    /// kbit/s by index, for version 1 layers I to III, then for later versions layer I, and layers II and III.
    private static let bitRates: [[Int]] = [
        [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ]
    private static let sampleRates = [44_100, 48_000, 32_000]

    /// Version, layer and sampling rate: what all frames of a sound have in common.
    let kind: UInt32
    let sampleRate: Int
    /// 1 or 2.
    let channels: Int
    /// Samples of each channel in the frame.
    let sampleCount: Int
    /// Bytes of the frame with its header.
    let length: Int
    /// Where the information frame that encoders put before a file keeps its mark, from the frame's start.
    let markOffset: Int

    /// `nil` when there is no such header. Free format, which states no bit rate, is none.
    @inline(__always)
    init?(_ bytes: LittleEndianBytes, at offset: Int) {
        guard bytes[offset] == 0xff, bytes[offset + 1] >= 0xe0 else { return nil }
        self.init(
            UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16 | UInt32(bytes[offset + 2]) << 8
                | UInt32(bytes[offset + 3])
        )
    }

    private init?(_ word: UInt32) {
        let (version, layerBits) = (word >> 19 & 3, word >> 17 & 3)
        let (bitRateIndex, rateIndex) = (Int(word >> 12 & 15), Int(word >> 10 & 3))
        guard version != 1, layerBits != 0, (1..<15).contains(bitRateIndex), rateIndex < 3 else { return nil }
        let layer = 4 - Int(layerBits)
        let isFirstVersion = version == 3
        let table = isFirstVersion ? layer - 1 : layer == 1 ? 3 : 4
        let bitRate = Self.bitRates[table][bitRateIndex] * 1_000
        self.kind = word & 0xfffe_0c00
        self.sampleRate = Self.sampleRates[rateIndex] >> (isFirstVersion ? 0 : version == 2 ? 1 : 2)
        self.channels = word >> 6 & 3 == 3 ? 1 : 2
        let padding = Int(word >> 9 & 1)
        self.markOffset = 4 + (isFirstVersion ? (self.channels == 2 ? 32 : 17) : (self.channels == 2 ? 17 : 9))
        switch layer {
        case 1:
            self.sampleCount = 384
            self.length = (12 * bitRate / self.sampleRate + padding) * 4
        case 3 where !isFirstVersion:
            self.sampleCount = 576
            self.length = 72 * bitRate / self.sampleRate + padding
        default:
            self.sampleCount = 1_152
            self.length = 144 * bitRate / self.sampleRate + padding
        }
    }
}
