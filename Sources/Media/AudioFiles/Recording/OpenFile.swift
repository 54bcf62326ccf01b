#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A descriptor that somebody else opened and will close, read and written by offset.
struct OpenFile {
    let descriptor: Int32

    /// Bytes of the file.
    func length() throws(RecordingError) -> Int {
        var status = stat()
        guard fstat(self.descriptor, &status) == 0 else { throw Self.failure("fstat") }
        return Int(status.st_size)
    }

    func requireWritingByOffset() throws(RecordingError) {
        let flags = fcntl(self.descriptor, F_GETFL)
        guard flags >= 0 else { throw Self.failure("fcntl") }
        // Linux's pwrite appends on such a descriptor, whatever offset it is given (pwrite(2), BUGS).
        guard flags & O_APPEND == 0 else {
            throw RecordingError(.appendsOnly, "the descriptor was opened with O_APPEND")
        }
    }

    /// Reads until `bytes` is full or the file is over.
    ///
    /// - Returns: the bytes read.
    func read(at offset: Int, into bytes: UnsafeMutableRawBufferPointer) throws(RecordingError) -> Int {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
            let count = pread(self.descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            if count == 0 { break }
            if count > 0 { done += count } else if errno != EINTR { throw Self.failure("pread") }
        }
        return done
    }

    func read(at offset: Int, upTo count: Int) throws(RecordingError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let done = try bytes.withUnsafeMutableBufferPointer { (buffer) throws(RecordingError) in
            try self.read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
        }
        bytes.removeLast(count - done)
        return bytes
    }

    /// Writes all of `bytes`, or as much as there is room for.
    ///
    /// - Returns: the bytes written, and why they are not all.
    func write(_ bytes: [UInt8], at offset: Int) -> (count: Int, error: RecordingError?) {
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
                let count = pwrite(self.descriptor, rest.baseAddress, rest.count, off_t(offset + done))
                if count > 0 {
                    done += count
                } else if count == 0 {
                    return (done, RecordingError(.ioFailed, "pwrite took no bytes"))
                } else if errno != EINTR {
                    return (done, Self.failure("pwrite"))
                }
            }
            return (done, nil)
        }
    }

    func cut(to length: Int) throws(RecordingError) {
        while ftruncate(self.descriptor, off_t(length)) != 0 {
            guard errno == EINTR else { throw Self.failure("ftruncate") }
        }
    }

    /// What the last call's `errno` means.
    private static func failure(_ call: String) -> RecordingError {
        let number = errno
        let isFull = [ENOSPC, EDQUOT, EFBIG].contains(number)
        return RecordingError(isFull ? .diskFull : .ioFailed, "\(call): \(String(cString: strerror(number)))")
    }
}
