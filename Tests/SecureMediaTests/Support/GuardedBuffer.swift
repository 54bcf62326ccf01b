import Glibc

/// Memory that ends where the process may touch nothing: who reads or writes a byte too far dies of it.
final class GuardedBuffer {
    private let pages: UnsafeMutableRawPointer
    private let size: Int

    /// - Parameter capacity: at most 64 kB.
    init() {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        self.size = 16 * page
        self.pages = mmap(nil, self.size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        precondition(mprotect(self.pages + self.size, page, PROT_NONE) == 0, "no guard page")
    }

    deinit {
        munmap(self.pages, self.size + Int(sysconf(Int32(_SC_PAGESIZE))))
    }

    /// The bytes, laid directly before the guard.
    func lay(_ bytes: [UInt8], room: Int = 0) -> UnsafeMutableRawBufferPointer {
        let count = bytes.count + room
        precondition(count <= self.size, "too long")
        let place = UnsafeMutableRawBufferPointer(start: self.pages + (self.size - count), count: count)
        place.copyBytes(from: bytes)
        return place
    }
}
