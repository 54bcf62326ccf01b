import AudioFiles
import Crypto

/// Reads any part of a sealed file; what was touched is refused, never played.
struct SealedReader: Sendable {
    private let file: DiskFile
    let content: SealedFormat.Content
    private let format: SealedFormat
    private let key: SymmetricKey
    /// Full chunks, those before the last one.
    private let fullChunks: Int
    private let lastLength: Int

    /// - Throws: ``RecordingError`` with `notARecording` when the file was not sealed with this key, was cut, or has not
    ///   been finished.
    init(_ file: DiskFile, domainKey: SymmetricKey) throws(RecordingError) {
        let length = try file.length()
        guard let format = SealedFormat(reading: try file.read(at: 0, upTo: SealedFormat.headLength)) else {
            throw RecordingError(.notARecording, "the file of \(length) bytes has no head of a sealed file")
        }
        let body = length - SealedFormat.headLength
        self.file = file
        self.format = format
        self.content = format.content
        self.key = format.key(from: domainKey)
        self.fullChunks = body / format.sealedLength
        self.lastLength = body % format.sealedLength - SealedFormat.tagLength
        guard self.lastLength >= 0 else {
            throw RecordingError(.notARecording, "the sealed file has no end")
        }
        _ = try self.chunk(self.fullChunks)
    }

    /// Bytes that were sealed.
    var length: Int { self.fullChunks * self.format.chunkLength + self.lastLength }

    /// - Returns: fewer bytes than asked for only at the end.
    func read(at offset: Int, upTo count: Int) throws(RecordingError) -> [UInt8] {
        var result: [UInt8] = []
        let end = min(offset + count, self.length)
        guard offset >= 0, offset < end else { return [] }
        result.reserveCapacity(end - offset)
        var place = offset
        while place < end {
            let index = place / self.format.chunkLength
            let start = index * self.format.chunkLength
            let chunk = try self.chunk(index)
            result += chunk[(place - start)..<min(chunk.count, end - start)]
            place = start + chunk.count
        }
        return result
    }

    private func chunk(_ index: Int) throws(RecordingError) -> [UInt8] {
        let isLast = index == self.fullChunks
        let offset = SealedFormat.headLength + index * self.format.sealedLength
        let length = isLast ? self.lastLength + SealedFormat.tagLength : self.format.sealedLength
        let sealed = try self.file.read(at: offset, upTo: length)
        do {
            return try self.format.open(sealed, index, isLast: isLast, key: self.key)
        } catch {
            throw RecordingError(.notARecording, "chunk \(index) of the sealed file was touched or has another key")
        }
    }
}

/// The samples of a sealed recording, for a conversion.
struct SealedSound: RecordedSound {
    private let reader: SealedReader
    let format: RecordingFormat

    init(_ reader: SealedReader) throws(RecordingError) {
        guard case .sound(let format) = reader.content else {
            throw RecordingError(.notARecording, "the sealed file holds no samples")
        }
        self.reader = reader
        self.format = format
    }

    var frameCount: Int { self.reader.length / self.format.frameSize }

    func frames(from index: Int, upTo count: Int) throws(RecordingError) -> [UInt8] {
        let bytes = try self.reader.read(at: index * self.format.frameSize, upTo: count * self.format.frameSize)
        return bytes.count % self.format.frameSize == 0
            ? bytes : Array(bytes.dropLast(bytes.count % self.format.frameSize))
    }
}
