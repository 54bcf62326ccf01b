import AudioFiles
import Foundation
import Model

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Files of this target, all of which are named by ids that the server made. Every function may wait for the disk.
enum VoiceFiles {
    static func makeFolder(_ path: String) throws(ModelError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw ModelError(.storeFailed, "The folder \(path) cannot be made.", cause: error)
        }
    }

    static func size(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
    }

    static func remove(_ paths: String...) {
        for path in paths {
            // What is not there any more need not be removed.
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    static func copy(_ path: String, to target: String, limit: Int) throws(ModelError) {
        guard let size = self.size(path), size <= limit else {
            throw ModelError(.invalid, "The sound \(path) is not there, or larger than \(limit >> 20) MB.")
        }
        do {
            try FileManager.default.copyItem(atPath: path, toPath: target)
        } catch {
            throw ModelError(.storeFailed, "The sound \(path) could not be copied.", cause: error)
        }
    }

    static func move(_ path: String, to target: String) throws(ModelError) {
        guard rename(path, target) == 0 else {
            throw ModelError(.storeFailed, "The file could not be put in its place (error \(errno)).")
        }
    }

    /// The bytes of a file of at most `limit`.
    static func read(_ path: String, limit: Int) throws(AudioFileError) -> [UInt8] {
        guard let size = self.size(path) else { throw AudioFileError(.empty, "there is no file") }
        guard size <= limit else { throw AudioFileError(.tooLarge, "\(size) bytes; \(limit) are permitted") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw AudioFileError(.decoderFailed, "the file cannot be read")
        }
        return Array(data)
    }

    /// Writes sound as a wav file of one channel at 8 kHz, under its name only when it is complete.
    static func write(_ samples: [Int16], to path: String) throws {
        let descriptor = open(path + ".new", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw ModelError(.storeFailed, "A file cannot be made in the data directory (error \(errno)).")
        }
        defer { close(descriptor) }
        do {
            var file = try RecordingFile(descriptor: descriptor, RecordingFormat(.pcm16, channels: .one))
            try samples.withUnsafeBufferPointer { (samples) throws(RecordingError) in try file.append(left: samples) }
            _ = try file.finish()
        } catch {
            self.remove(path + ".new")
            throw error
        }
        try self.move(path + ".new", to: path)
    }
}
