#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that is gone with its owner.
final class TemporaryFile {
    let path: String
    let descriptor: Int32

    init() {
        var template = Array("/tmp/martlet-audio-XXXXXX".utf8CString)
        self.descriptor = mkstemp(&template)
        self.path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        close(self.descriptor)
        unlink(self.path)
    }

    var bytes: [UInt8] {
        get {
            var bytes = [UInt8](repeating: 0, count: self.count)
            let done = pread(self.descriptor, &bytes, bytes.count, 0)
            return Array(bytes.prefix(max(0, done)))
        }
        set {
            ftruncate(self.descriptor, 0)
            _ = pwrite(self.descriptor, newValue, newValue.count, 0)
        }
    }

    var count: Int { Int(lseek(self.descriptor, 0, SEEK_END)) }
}
