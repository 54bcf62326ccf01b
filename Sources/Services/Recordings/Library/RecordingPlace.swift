import AudioFiles
import Kernel
import Model

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where the files of a recording lie: `DOMAIN/yyyy-mm-dd/ID.wav` and `.mp3`, or `.sealed` and `.mp3.sealed`.
struct RecordingPlace {
    private let root: String
    private let folder: String
    private let name: String
    private let isEncrypted: Bool

    init(_ recording: Recording, in root: String) {
        self.root = root
        // Names of domains and ids of ours hold nothing that a path could mean something by.
        self.folder = root + "/" + recording.domain.text + "/" + "\(recording.startedAt)".prefix(10)
        self.name = recording.id.text
        self.isEncrypted = recording.isEncrypted
    }

    var sound: String { self.folder + "/" + self.name + (self.isEncrypted ? ".sealed" : ".wav") }
    var mp3: String { self.folder + "/" + self.name + (self.isEncrypted ? ".mp3.sealed" : ".mp3") }
    /// An mp3 file in the making.
    var draft: String { self.mp3 + ".part" }

    func makeFolder() throws(RecordingError) {
        var path = ""
        for part in self.folder.split(separator: "/", omittingEmptySubsequences: false) {
            path += part + "/"
            if mkdir(path, 0o700) != 0, ![EEXIST, EISDIR, EROFS].contains(errno) { throw DiskFile.failure("mkdir") }
        }
    }

    /// Bytes of the finished files that are there.
    var byteCount: Int { Self.length(self.sound) + Self.length(self.mp3) }

    /// The file of the sound is not there, or has not even a whole head. Not so when it cannot be looked at.
    var isWithoutSound: Bool {
        var status = stat()
        guard stat(self.sound, &status) == 0 else { return errno == ENOENT }
        return Int(status.st_size) < (self.isEncrypted ? SealedFormat.headLength : 44)
    }

    /// Of the sound's file, and so more than its mp3 file ever has.
    var soundByteCount: Int { Self.length(self.sound) }

    var hasSound: Bool { access(self.sound, F_OK) == 0 }
    var hasMP3: Bool { access(self.mp3, F_OK) == 0 }

    func delete() throws(RecordingError) {
        for path in [self.mp3, self.draft, self.sound] where unlink(path) != 0 && errno != ENOENT {
            throw DiskFile.failure("unlink")
        }
        // The day's folder goes with its last file.
        rmdir(self.folder)
    }

    private static func length(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// What is free on the disk of a folder, or of the nearest one above that exists; `nil` when the system does not say.
    static func freeBytes(of folder: String) -> Int64? {
        var path = folder
        while true {
            var status = statvfs()
            if statvfs(path.isEmpty ? "/" : path, &status) == 0 {
                return Int64(
                    clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
                        .partialValue
                )
            }
            guard errno == ENOENT else { return nil }
            guard let slash = path.lastIndex(of: "/") else {
                path = "."
                continue
            }
            path = String(path[..<slash])
        }
    }
}
