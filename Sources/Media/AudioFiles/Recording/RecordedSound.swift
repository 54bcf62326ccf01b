/// The samples of a recording that is over, wherever they lie.
package protocol RecordedSound: Sendable {
    var format: RecordingFormat { get }
    /// Samples of all channels.
    var frameCount: Int { get }

    /// Reads samples as they lie in a wav file: channels interleaved, little-endian.
    ///
    /// - Returns: bytes of whole samples, fewer than asked for only where the sound ends. May wait for a disk.
    func frames(from index: Int, upTo count: Int) throws(RecordingError) -> [UInt8]
}

/// A wav file as ``RecordingFile`` wrote it.
struct RecordedFile: RecordedSound {
    private let file: OpenFile
    private let header: RecordingHeader

    init(_ file: OpenFile) throws(RecordingError) {
        let length = try file.length()
        let head = try file.read(at: 0, upTo: RecordingHeader.largestLength)
        guard let header = RecordingHeader(reading: head, fileLength: length) else {
            throw RecordingError(.notARecording, "the file of \(length) bytes does not begin as a recording")
        }
        self.file = file
        self.header = header
    }

    var format: RecordingFormat { self.header.format }
    var frameCount: Int { self.header.frameCount }

    func frames(from index: Int, upTo count: Int) throws(RecordingError) -> [UInt8] {
        let offset = self.header.length + index * self.format.frameSize
        return try self.file.read(at: offset, upTo: count * self.format.frameSize)
    }
}
