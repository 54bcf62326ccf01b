import AudioFiles
import Crypto

/// Where the writer puts a recording's sound.
protocol SoundSink: AnyObject {
    func append(
        left: UnsafeBufferPointer<Int16>,
        right: UnsafeBufferPointer<Int16>
    ) throws(RecordingError)
    /// Gives what was gathered to the system, so that the process may die.
    func flush() throws(RecordingError)
    /// Ends the file with everything in it.
    /// - Returns: the length of the sound.
    func finish() throws(RecordingError) -> Duration
}

/// A wav file that plays at any moment.
final class PlainSink: SoundSink {
    private let file: DiskFile
    private var recording: RecordingFile?

    init(_ file: DiskFile, _ format: RecordingFormat) throws(RecordingError) {
        self.file = file
        self.recording = try RecordingFile(descriptor: file.descriptor, format)
    }

    func append(
        left: UnsafeBufferPointer<Int16>,
        right: UnsafeBufferPointer<Int16>
    ) throws(RecordingError) {
        try self.recording?.append(left: left, right: right)
    }

    func flush() throws(RecordingError) {
        try self.recording?.flush()
        self.file.beginSynchronizing()
    }

    func finish() throws(RecordingError) -> Duration {
        guard let recording = self.recording.take() else { return .zero }
        return try recording.finish()
    }
}

/// A sealed file: no sample of it is ever on the disk in the clear. What a crash costs is the chunk under way.
final class SealedSink: SoundSink {
    private let file: DiskFile
    private let format: RecordingFormat
    private var writer: SealedWriter
    private var piece: [UInt8] = []

    /// - Parameter salt: 32 random bytes.
    init(
        _ file: DiskFile,
        _ format: RecordingFormat,
        salt: [UInt8],
        domainKey: SymmetricKey
    ) throws(RecordingError) {
        self.file = file
        self.format = format
        self.writer = try SealedWriter(file, SealedFormat(.sound(format), salt: salt), domainKey: domainKey)
    }

    func append(
        left: UnsafeBufferPointer<Int16>,
        right: UnsafeBufferPointer<Int16>
    ) throws(RecordingError) {
        self.piece.removeAll(keepingCapacity: true)
        for index in 0..<min(left.count, right.count) {
            for sample in [left[index], right[index]] {
                self.piece.append(UInt8(truncatingIfNeeded: sample))
                self.piece.append(UInt8(truncatingIfNeeded: sample >> 8))
            }
        }
        try self.writer.append(self.piece)
    }

    func flush() { self.file.beginSynchronizing() }

    func finish() throws(RecordingError) -> Duration {
        let count = self.writer.byteCount / self.format.frameSize
        try self.writer.finish()
        return self.format.duration(ofFrames: count)
    }
}
