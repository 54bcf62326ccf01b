/// How a recording is kept: losslessly for what a G.711 line carries (REC-02).
package struct RecordingFormat: Hashable, Sendable {
    package enum Encoding: Hashable, Sendable {
        /// G.711: 8 KB a second for each channel at 8 kHz, and no loss for sound that came over an A-law line.
        case aLaw
        /// Linear 16 bits.
        case pcm16
    }

    package enum Channels: Int, Hashable, Sendable {
        /// One voice: a message, a greeting.
        case one = 1
        /// Both parties of a call, each on its own.
        case two = 2
    }

    package enum Rate: Int, Hashable, Sendable {
        case narrowband = 8_000
        case wideband = 16_000
    }

    package let encoding: Encoding
    package let channels: Channels
    package let rate: Rate

    package init(_ encoding: Encoding, channels: Channels = .two, rate: Rate = .narrowband) {
        self.encoding = encoding
        self.channels = channels
        self.rate = rate
    }

    var bytesPerSample: Int { self.encoding == .aLaw ? 1 : 2 }

    /// Bytes of one sample of all channels.
    package var frameSize: Int { self.bytesPerSample * self.channels.rawValue }

    package func duration(ofFrames count: Int) -> Duration {
        .microseconds(Int64(count) * 1_000_000 / Int64(self.rate.rawValue))
    }
}

extension RecordingFormat {
    /// The head of a wav file whose sound is `frameCount` samples of all channels; the sound follows it directly.
    package func wavHeader(frameCount: Int) -> [UInt8] {
        var header = RecordingHeader(self)
        header.frameCount = frameCount
        return header.bytes
    }
}

/// The head of a recording: RIFF with one format chunk, for G.711 the count of samples (as its definition demands), and
/// the sound to the end of the file.
struct RecordingHeader: Equatable {
    /// The longer of the two forms.
    static let largestLength = 58
    /// Lengths in a wav file have 32 bits, and the outer one counts the header too.
    static let mostSoundBytes = Int(UInt32.max) - Self.largestLength

    let format: RecordingFormat
    var frameCount = 0

    var length: Int { self.format.encoding == .aLaw ? 58 : 44 }
    var soundBytes: Int { self.frameCount * self.format.frameSize }

    var bytes: [UInt8] {
        let format = self.format
        let isPCM = format.encoding == .pcm16
        var output: [UInt8] = []
        output.reserveCapacity(self.length)
        func put(_ text: StaticString) { text.withUTF8Buffer { output += $0 } }
        func put16(_ number: Int) {
            let number = UInt16(clamping: number)
            output += [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
        }
        func put32(_ number: Int) {
            let number = UInt32(clamping: number)
            for shift in stride(from: 0, to: 32, by: 8) { output.append(UInt8(truncatingIfNeeded: number >> shift)) }
        }
        put("RIFF")
        put32(self.length - 8 + self.soundBytes)
        put("WAVEfmt ")
        put32(isPCM ? 16 : 18)
        put16(isPCM ? 1 : 6)
        put16(format.channels.rawValue)
        put32(format.rate.rawValue)
        put32(format.rate.rawValue * format.frameSize)
        put16(format.frameSize)
        put16(format.bytesPerSample * 8)
        if !isPCM {
            put16(0)
            put("fact")
            put32(4)
            put32(self.frameCount)
        }
        put("data")
        put32(self.soundBytes)
        return output
    }

    init(_ format: RecordingFormat) {
        self.format = format
    }

    /// Reads the head of a recording; `nil` when it was not written here. Its lengths are not believed: the sound is
    /// `fileLength` without the head, in whole frames.
    init?(reading bytes: [UInt8], fileLength: Int) {
        guard bytes.count >= 36, let rate = RecordingFormat.Rate(rawValue: Int(bytes[24]) | Int(bytes[25]) << 8),
            let channels = RecordingFormat.Channels(rawValue: Int(bytes[22]))
        else { return nil }
        let format = RecordingFormat(bytes[20] == 6 ? .aLaw : .pcm16, channels: channels, rate: rate)
        self.init(format)
        guard bytes.count >= self.length else { return nil }
        // Everything but the lengths is what would be written again.
        let lengths = [4..<8, self.length - 4..<self.length, format.encoding == .aLaw ? 46..<50 : 4..<8]
        for (index, byte) in self.bytes.enumerated() where !lengths.contains(where: { $0.contains(index) }) {
            guard bytes[index] == byte else { return nil }
        }
        self.frameCount = min(max(0, fileLength - self.length), Self.mostSoundBytes) / format.frameSize
    }
}
