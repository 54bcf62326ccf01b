import AudioFiles
import Crypto

/// Writes a sealed file from its first byte to its last, chunk by chunk.
struct SealedWriter {
    private let file: DiskFile
    private let format: SealedFormat
    private let key: SymmetricKey
    private var gathered: [UInt8] = []
    private var chunkCount = 0
    /// Why nothing more is taken: a chunk could not be written.
    private var failure: RecordingError?
    private var isEnded = false

    /// - Parameter file: empty.
    init(_ file: DiskFile, _ format: SealedFormat, domainKey: SymmetricKey) throws(RecordingError) {
        self.file = file
        self.format = format
        self.key = format.key(from: domainKey)
        self.gathered.reserveCapacity(format.chunkLength)
        try file.write(format.head, at: 0)
    }

    /// Bytes that went in, those that still wait for their chunk with them.
    var byteCount: Int { self.chunkCount * self.format.chunkLength + self.gathered.count }

    mutating func append(_ bytes: some Collection<UInt8>) throws(RecordingError) {
        if let failure = self.failure { throw failure }
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(self.format.chunkLength - self.gathered.count)
            self.gathered += part
            rest = rest.dropFirst(part.count)
            if self.gathered.count == self.format.chunkLength { try self.writeChunk(isLast: false) }
        }
    }

    /// Writes what is left, marked as the last; after a failure only the mark, unless it is there.
    mutating func finish() throws(RecordingError) {
        if !self.isEnded { try self.writeChunk(isLast: true) }
    }

    private mutating func writeChunk(isLast: Bool) throws(RecordingError) {
        do throws(RecordingError) {
            try self.put(self.gathered, isLast: isLast)
        } catch {
            self.failure = self.failure ?? error
            self.gathered.removeAll(keepingCapacity: true)
            // What is whole plays, as soon as the disk takes sixteen bytes: here, or when the file is finished.
            try? self.put([], isLast: true)
            throw error
        }
        self.chunkCount += isLast ? 0 : 1
        self.gathered.removeAll(keepingCapacity: true)
    }

    private mutating func put(_ chunk: [UInt8], isLast: Bool) throws(RecordingError) {
        let sealed: [UInt8]
        do {
            sealed = try self.format.seal(chunk, self.chunkCount, isLast: isLast, key: self.key)
        } catch {
            throw RecordingError(.encoderFailed, "sealing: \(error)")
        }
        let offset = SealedFormat.headLength + self.chunkCount * self.format.sealedLength
        do throws(RecordingError) {
            try self.file.write(sealed, at: offset)
            // Half a chunk of a try before opens for nobody.
            if isLast { try self.file.cut(to: offset + sealed.count) }
        } catch {
            try? self.file.cut(to: offset)
            throw error
        }
        if isLast { self.isEnded = true }
    }
}

extension SealedReader {
    /// Makes a sealed file whose writer died end as it should: half a chunk is cut off, the mark of the end is added.
    ///
    /// - Returns: `false` when the file is right already.
    /// - Throws: `notARecording`, with the file as it was, when no chunk opens: then it is the key that is wrong.
    static func repair(_ file: DiskFile, domainKey: SymmetricKey) throws(RecordingError) -> Bool {
        let length = try file.length()
        guard let format = SealedFormat(reading: try file.read(at: 0, upTo: SealedFormat.headLength)) else {
            throw RecordingError(.notARecording, "the file of \(length) bytes has no head of a sealed file")
        }
        if (try? SealedReader(file, domainKey: domainKey)) != nil { return false }
        let key = format.key(from: domainKey)
        var count = max(0, (length - SealedFormat.headLength) / format.sealedLength)
        while count > 0 {
            let offset = SealedFormat.headLength + (count - 1) * format.sealedLength
            let chunk = try file.read(at: offset, upTo: format.sealedLength)
            // A power cut may leave a chunk of nothing.
            if (try? format.open(chunk, count - 1, isLast: false, key: key)) != nil { break }
            count -= 1
        }
        guard count > 0 || length - SealedFormat.headLength < format.sealedLength else {
            throw RecordingError(.notARecording, "no chunk of the sealed file opens: is it another key?")
        }
        let end = SealedFormat.headLength + count * format.sealedLength
        try file.cut(to: end)
        do {
            try file.write(format.seal([], count, isLast: true, key: key), at: end)
        } catch let error as RecordingError {
            throw error
        } catch {
            throw RecordingError(.encoderFailed, "sealing: \(error)")
        }
        return true
    }
}
