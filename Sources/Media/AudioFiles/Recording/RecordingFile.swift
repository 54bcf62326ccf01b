import Audio

/// A wav file in which a call is recorded while it goes on, and which plays at any moment (REC-02, REC-03).
///
/// Sound is gathered for a quarter of a second and then written, and the header after it: when the process is killed,
/// the file holds all but the last quarter of a second and plays as it is; ``repair(descriptor:)`` adds what came
/// between a piece and its header. Used by one thread that may wait for the disk, never by a media thread. The
/// descriptor stays its owner's, who closes it after ``finish()``.
package struct RecordingFile: ~Copyable {
    /// Pieces of a second.
    private static let piecesPerSecond = 4

    package let format: RecordingFormat
    private let file: OpenFile
    private var header: RecordingHeader
    private var gathered: [UInt8] = []
    private let pieceLength: Int
    private var failure: RecordingError?

    /// Begins a recording.
    ///
    /// - Parameter descriptor: an empty file, open for reading and writing, without `O_APPEND`.
    package init(descriptor: Int32, _ format: RecordingFormat) throws(RecordingError) {
        self.format = format
        self.file = OpenFile(descriptor: descriptor)
        self.header = RecordingHeader(format)
        self.pieceLength = format.rate.rawValue * format.frameSize / Self.piecesPerSecond
        self.gathered.reserveCapacity(self.pieceLength + format.frameSize)
        try self.file.requireWritingByOffset()
        guard try self.file.length() == 0 else {
            throw RecordingError(.fileNotEmpty, "the file holds \(try self.file.length()) bytes")
        }
        if let error = self.file.write(self.header.bytes, at: 0).error { throw error }
    }

    /// What was recorded, with what is still gathered.
    package var duration: Duration {
        self.format.duration(ofFrames: self.header.frameCount + self.gathered.count / self.format.frameSize)
    }

    /// Adds sound of both channels; the shorter one is filled up with silence. A recording of one channel takes `left`.
    ///
    /// - Throws: ``RecordingError`` with `diskFull`, `ioFailed` or `tooLong`. The file then ends with the last whole
    ///   frame that went in, and takes no more: each further call throws the same error.
    package mutating func append(
        left: UnsafeBufferPointer<Int16>,
        right: UnsafeBufferPointer<Int16> = UnsafeBufferPointer(start: nil, count: 0)
    ) throws(RecordingError) {
        if let failure = self.failure { throw failure }
        let isStereo = self.format.channels == .two
        for index in 0..<(isStereo ? max(left.count, right.count) : left.count) {
            self.gather(index < left.count ? left[index] : 0)
            if isStereo { self.gather(index < right.count ? right[index] : 0) }
            if self.gathered.count >= self.pieceLength { try self.flush() }
        }
    }

    /// Writes what was gathered and brings the header up to it.
    package mutating func flush() throws(RecordingError) {
        if let failure = self.failure { throw failure }
        guard !self.gathered.isEmpty else { return }
        guard self.header.soundBytes + self.gathered.count <= RecordingHeader.mostSoundBytes else {
            throw self.stop(RecordingError(.tooLong, "a wav file holds 4 GB"))
        }
        let end = self.header.length + self.header.soundBytes
        let (count, error) = self.file.write(self.gathered, at: end)
        self.gathered.removeAll(keepingCapacity: true)
        self.header.frameCount += count / self.format.frameSize
        // The header lies in a block that the file has already, so it takes no room of a full disk.
        let headerError = self.file.write(self.header.bytes, at: 0).error
        if let error = error ?? headerError { throw self.stop(error) }
    }

    /// Ends the recording with everything written.
    ///
    /// - Returns: its length.
    package consuming func finish() throws(RecordingError) -> Duration {
        try self.flush()
        return self.format.duration(ofFrames: self.header.frameCount)
    }

    private mutating func gather(_ sample: Int16) {
        switch self.format.encoding {
        case .aLaw: self.gathered.append(G711Law.aLaw.encode(sample))
        case .pcm16:
            self.gathered.append(UInt8(truncatingIfNeeded: sample))
            self.gathered.append(UInt8(truncatingIfNeeded: sample >> 8))
        }
    }

    private mutating func stop(_ error: RecordingError) -> RecordingError {
        self.failure = error
        self.gathered = []
        // Best effort: half a frame behind the stated end is skipped by players and mended by a repair.
        try? self.file.cut(to: self.header.length + self.header.soundBytes)
        return error
    }

    // MARK: - After a crash

    /// What ``repair(descriptor:)`` found.
    package struct Repair: Hashable, Sendable {
        package let format: RecordingFormat
        package let duration: Duration
        /// `false` when the file was right already.
        package let isMended: Bool
    }

    /// Makes the header of a recording whose process died say what the file holds, and cuts half a frame off its end.
    ///
    /// - Parameter descriptor: open for reading and writing; nobody else writes to the file.
    /// - Throws: ``RecordingError`` with `notARecording` for any other file, which is left as it is.
    package static func repair(descriptor: Int32) throws(RecordingError) -> Repair {
        let file = OpenFile(descriptor: descriptor)
        try file.requireWritingByOffset()
        let length = try file.length()
        let found = try file.read(at: 0, upTo: RecordingHeader.largestLength)
        guard let header = RecordingHeader(reading: found, fileLength: length) else {
            throw RecordingError(.notARecording, "the file of \(length) bytes does not begin as a recording")
        }
        let end = header.length + header.soundBytes
        let isRight = length == end && found.starts(with: header.bytes)
        if !isRight {
            try file.cut(to: end)
            if let error = file.write(header.bytes, at: 0).error { throw error }
        }
        return Repair(
            format: header.format,
            duration: header.format.duration(ofFrames: header.frameCount),
            isMended: !isRight
        )
    }
}
