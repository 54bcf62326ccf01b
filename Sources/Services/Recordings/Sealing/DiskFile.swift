import AudioFiles
import CLinux

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that is open, with its descriptor; closed when it is forgotten. Its calls may wait for the disk.
final class DiskFile: Sendable {
    enum Mode {
        case reading
        /// Reading and writing; there is no such file yet.
        case making
        /// Reading and writing of what is there.
        case mending
    }

    // Of headers that are not read (CLinux): MFD_CLOEXEC, SYNC_FILE_RANGE_WRITE.
    private static let closesOnExecution: UInt32 = 1
    private static let beginsWriting: UInt32 = 2

    let descriptor: Int32

    init(_ path: String, _ mode: Mode) throws(RecordingError) {
        let flags =
            switch mode {
            case .reading: O_RDONLY
            case .making: O_RDWR | O_CREAT | O_EXCL
            case .mending: O_RDWR
            }
        // Recordings are for the server alone.
        self.descriptor = open(path, flags | O_CLOEXEC, 0o600)
        guard self.descriptor >= 0 else { throw Self.failure("open") }
    }

    /// A file in memory, which no disk ever sees.
    init(inMemoryNamed name: String) throws(RecordingError) {
        self.descriptor = memfd_create(name, Self.closesOnExecution)
        guard self.descriptor >= 0 else { throw Self.failure("memfd_create") }
    }

    deinit {
        close(self.descriptor)
    }

    func length() throws(RecordingError) -> Int {
        var status = stat()
        guard fstat(self.descriptor, &status) == 0 else { throw Self.failure("fstat") }
        return Int(status.st_size)
    }

    /// Reads up to `count` bytes, fewer only at the file's end.
    func read(at offset: Int, upTo count: Int) throws(RecordingError) -> [UInt8] {
        var failure: RecordingError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while done < count {
                let got = pread(
                    self.descriptor,
                    buffer.baseAddress.map { $0 + done },
                    count - done,
                    off_t(offset + done)
                )
                if got == 0 { break }
                if got > 0 {
                    done += got
                } else if errno != EINTR {
                    failure = Self.failure("pread")
                    break
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(RecordingError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(self.descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
            }
            if count > 0 { done += count } else if count == 0 || errno != EINTR { throw Self.failure("pwrite") }
        }
    }

    func cut(to length: Int) throws(RecordingError) {
        guard ftruncate(self.descriptor, off_t(length)) == 0 else { throw Self.failure("ftruncate") }
    }

    /// Waits until everything is on the disk.
    func synchronize() throws(RecordingError) {
        guard fdatasync(self.descriptor) == 0 else { throw Self.failure("fdatasync") }
    }

    /// Lets the system begin to write what it holds, without waiting for it: a power cut then costs little, too.
    func beginSynchronizing() {
        // Only speed is at stake.
        _ = sync_file_range(self.descriptor, 0, 0, Self.beginsWriting)
    }

    /// The last call's `errno` as an error.
    static func failure(_ call: String, _ number: Int32 = errno) -> RecordingError {
        let isFull = [ENOSPC, EDQUOT, EFBIG].contains(number)
        return RecordingError(isFull ? .diskFull : .ioFailed, "\(call): \(String(cString: strerror(number)))")
    }
}
