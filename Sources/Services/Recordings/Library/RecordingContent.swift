import AudioFiles

/// A recording's file open for reading, in the clear, whatever it is on disk.
package struct RecordingContent: Sendable {
    /// What is read.
    package enum Form: String, Sendable {
        case wav = "audio/wav"
        case mp3 = "audio/mpeg"
    }

    private enum Source: Sendable {
        case plain(DiskFile)
        /// - Parameter head: of the wav file that the samples are; empty for an mp3 file.
        case sealed(SealedReader, head: [UInt8])
    }

    package let form: Form
    /// Bytes.
    package let length: Int
    private let source: Source
    private let queue: WorkQueue

    init(_ file: DiskFile, _ form: Form, queue: WorkQueue) throws(RecordingError) {
        self.form = form
        self.length = try file.length()
        self.source = .plain(file)
        self.queue = queue
    }

    init(_ reader: SealedReader, queue: WorkQueue) {
        switch reader.content {
        case .bytes:
            self.form = .mp3
            self.length = reader.length
            self.source = .sealed(reader, head: [])
        case .sound(let format):
            let head = format.wavHeader(frameCount: reader.length / format.frameSize)
            self.form = .wav
            self.length = head.count + reader.length
            self.source = .sealed(reader, head: head)
        }
        self.queue = queue
    }

    /// Reads a part; waits for the disk on a thread of its own.
    ///
    /// - Returns: `count` bytes, fewer at the end.
    package func read(at offset: Int, upTo count: Int) async throws -> [UInt8] {
        try await self.queue.run {
            switch self.source {
            case .plain(let file): return try file.read(at: offset, upTo: count)
            case .sealed(let reader, let head):
                let first = head.dropFirst(offset).prefix(count)
                let start = max(0, offset - head.count)
                return try Array(first) + reader.read(at: start, upTo: count - first.count)
            }
        }
    }
}
