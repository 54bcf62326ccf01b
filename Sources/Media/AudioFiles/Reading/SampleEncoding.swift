import Audio
import Kernel

/// How a sample of a wav file is written.
enum SampleEncoding: Hashable {
    case unsigned8, signed16, signed24, signed32, float32, float64
    case companded(G711Law)

    /// Bytes of a sample of one channel.
    var byteCount: Int {
        switch self {
        case .unsigned8, .companded: 1
        case .signed16: 2
        case .signed24: 3
        case .signed32, .float32: 4
        case .float64: 8
        }
    }

    /// Decodes `count` frames from `offset`, averages their channels, and gives ±32 768 for full scale.
    ///
    /// All bytes asked for must be there.
    func decode(
        _ bytes: LittleEndianBytes,
        from offset: Int,
        channels: Int,
        count: Int,
        into samples: UnsafeMutablePointer<Float>
    ) {
        let source = UnsafeRawBufferPointer(bytes.bytes)
        func fill(_ sample: (Int) -> Float) {
            let size = self.byteCount
            for index in 0..<count {
                let place = offset + index * channels * size
                samples[index] = channels == 1 ? sample(place) : (sample(place) + sample(place + size)) / 2
            }
        }
        func load<Number: FixedWidthInteger>(_ type: Number.Type, _ place: Int) -> Number {
            Number(littleEndian: source.loadUnaligned(fromByteOffset: place, as: type))
        }
        switch self {
        case .unsigned8: fill { (Float(source[$0]) - 128) * 256 }
        case .signed16: fill { Float(load(Int16.self, $0)) }
        case .signed24:
            fill { place in
                let high = Int32(load(Int16.self, place + 1))
                return Float(high << 8 | Int32(source[place])) / 256
            }
        case .signed32: fill { Float(load(Int32.self, $0)) / 65_536 }
        case .float32: fill { Self.bounded(Float(bitPattern: load(UInt32.self, $0)) * 32_768) }
        case .float64: fill { Self.bounded(Float(Double(bitPattern: load(UInt64.self, $0)) * 32_768)) }
        case .companded(let law): fill { Float(law.decode(source[$0])) }
        }
    }

    /// What is no number is silence; what is far beyond full scale would drown its neighbours in the filter.
    private static func bounded(_ sample: Float) -> Float {
        sample.isNaN ? 0 : min(max(sample, -32_768), 32_767)
    }
}

/// The sound of a wav file, not yet decoded.
struct WAVSound {
    /// Frames decoded at once.
    private static let blockLength = 4_096

    private let bytes: LittleEndianBytes
    private let encoding: SampleEncoding
    private let header: WAVHeader

    init(_ bytes: LittleEndianBytes, _ encoding: SampleEncoding, _ header: WAVHeader) {
        self.bytes = bytes
        self.encoding = encoding
        self.header = header
    }

    func samples(at rate: SoundRate, _ limit: Duration) throws(AudioFileError) -> [Int16] {
        let frameSize = self.encoding.byteCount * self.header.channels
        let total = self.bytes.count / frameSize
        let seconds = Double(total) / Double(self.header.sampleRate)
        guard seconds <= limit.inSeconds else {
            throw AudioFileError(.tooLong, "\(Int(seconds)) s of sound; \(Int(limit.inSeconds)) are permitted")
        }
        var collector = SoundCollector(from: self.header.sampleRate, to: rate, limit)
        collector.reserve(seconds)
        let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: Self.blockLength)
        defer { block.deallocate() }
        guard let start = block.baseAddress else { return [] }
        var done = 0
        while done < total {
            let count = min(Self.blockLength, total - done)
            self.encoding.decode(
                self.bytes,
                from: done * frameSize,
                channels: self.header.channels,
                count: count,
                into: start
            )
            try collector.append(UnsafeBufferPointer(rebasing: block[..<count]))
            done += count
        }
        try collector.finish()
        return collector.samples
    }
}
