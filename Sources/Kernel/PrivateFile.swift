#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Files and folders that nobody but their owner may open, not even for the moment between being made and being restricted,
/// which is how Foundation makes them.
package enum PrivateFile {
    /// What the operating system said, and to which step.
    package struct Failure: Error, Hashable, CustomStringConvertible {
        package let step: String
        package let number: Int32

        package var description: String { "\(self.step) failed: error \(self.number)" }

        fileprivate static func last(_ step: String) -> Failure { Failure(step: step, number: errno) }
    }

    /// Writes a whole file: whoever opens `path` finds the former content or this one, never a part; it is on the disk
    /// before it has its name. Of two writers at once one is the last. May wait for the disk.
    package static func write(_ bytes: some Sequence<UInt8>, to path: String) throws(Failure) {
        var random = SystemGenerator()
        let draft = "\(path).part-" + String(random.next(), radix: 36)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .last("open") }
        do throws(Failure) {
            defer { close(descriptor) }
            try Self.append(Array(bytes), to: descriptor)
            guard fsync(descriptor) == 0 else { throw Failure.last("fsync") }
            guard rename(draft, path) == 0 else { throw Failure.last("rename") }
        } catch {
            unlink(draft)
            throw error
        }
    }

    /// Makes a folder in one that is there; one that is there already stays as it is.
    package static func makeFolder(_ path: String) throws(Failure) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .last("mkdir") }
    }

    private static func append(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Self.write(descriptor, $0) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno != EINTR {
                throw .last("write")
            }
        }
    }

    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
        Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #else
        Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }
}
