import Audio

/// Makes an mp3 file of a recording, a piece at a time, for a background job that shows progress and can be stopped
/// between any two pieces (REC-02).
///
/// Memory is a few seconds of sound whatever the length of the recording. Both descriptors stay their owner's. When it
/// throws or is dropped before the end, the mp3 file is incomplete and to be deleted.
package struct RecordingConversion: ~Copyable {
    /// What mp3 permits at 8 kHz, and what a voice needs (REC-02), in kbit/s for both channels together.
    package static let bitRates = 32...64
    /// Seconds of sound in a piece.
    private static let pieceSeconds = 4

    private let source: any RecordedSound
    private let target: OpenFile
    private var encoder: MP3Encoder
    private var doneFrames = 0
    private var writtenBytes = 0
    private var isFinished = false

    /// - Parameters:
    ///   - source: a finished or repaired recording, open for reading. What follows its last whole frame is left out.
    ///   - target: an empty file, open for writing, without `O_APPEND`.
    ///   - kilobitsPerSecond: 32 to 64; what lies outside is taken as the nearest, and libmp3lame takes the nearest
    ///     rate of the standard.
    package init(from source: Int32, to target: Int32, kilobitsPerSecond: Int = 48) throws(RecordingError) {
        try self.init(of: RecordedFile(OpenFile(descriptor: source)), to: target, kilobitsPerSecond: kilobitsPerSecond)
    }

    /// The same for sound that lies elsewhere than in a wav file.
    package init(
        of source: any RecordedSound,
        to target: Int32,
        kilobitsPerSecond: Int = 48
    ) throws(RecordingError) {
        let target = OpenFile(descriptor: target)
        try target.requireWritingByOffset()
        let existing = try target.length()
        guard existing == 0 else { throw RecordingError(.fileNotEmpty, "the file holds \(existing) bytes") }
        let bitRate = min(max(kilobitsPerSecond, Self.bitRates.lowerBound), Self.bitRates.upperBound)
        self.encoder = try MP3Encoder(source.format, kilobitsPerSecond: bitRate)
        self.source = source
        self.target = target
    }

    package var duration: Duration { self.source.format.duration(ofFrames: self.source.frameCount) }

    /// Bytes of the mp3 file so far.
    package var byteCount: Int { self.writtenBytes }

    /// Converts the next 4 s, which takes some milliseconds.
    ///
    /// - Returns: the share that is done, 0 to 1; 1 only when the file is complete.
    package mutating func advance() throws(RecordingError) -> Double {
        guard !self.isFinished else { return 1 }
        let format = self.source.format
        let total = self.source.frameCount
        let wanted = min(Self.pieceSeconds * format.rate.rawValue, total - self.doneFrames)
        let bytes = try self.source.frames(from: self.doneFrames, upTo: wanted)
        let count = bytes.count / format.frameSize
        var output: [UInt8] = []
        if count > 0 {
            let left = Self.samples(of: 0, in: bytes, count, format)
            let right = format.channels == .two ? Self.samples(of: 1, in: bytes, count, format) : left
            try left.withUnsafeBufferPointer { (left) throws(RecordingError) in
                try right.withUnsafeBufferPointer { (right) throws(RecordingError) in
                    try self.encoder.encode(left: left, right: right, into: &output)
                }
            }
            self.doneFrames += count
        }
        // A file that became shorter under our hands ends where it ends.
        let isOver = count < wanted || self.doneFrames == total
        if isOver { try self.encoder.finish(into: &output) }
        try self.write(output, at: self.writtenBytes)
        self.writtenBytes += output.count
        if isOver {
            try self.write(self.encoder.informationFrame(), at: 0)
            self.isFinished = true
        }
        return isOver ? 1 : Double(self.doneFrames) / Double(total)
    }

    private func write(_ bytes: [UInt8], at offset: Int) throws(RecordingError) {
        if let error = self.target.write(bytes, at: offset).error { throw error }
    }

    private static func samples(
        of channel: Int,
        in bytes: [UInt8],
        _ count: Int,
        _ format: RecordingFormat
    ) -> [Int16] {
        let first = channel * format.bytesPerSample
        return (0..<count).map { index in
            let place = first + index * format.frameSize
            return switch format.encoding {
            case .aLaw: G711Law.aLaw.decode(bytes[place])
            case .pcm16: Int16(bitPattern: UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8)
            }
        }
    }
}
