import CLinux
import Glibc

/// What the process asks of the operating system once, before anything else.
package enum ProcessLimits {
    /// A call holds four descriptors; shells start programs with a soft limit of 1 024 for the sake of old ones.
    static func raiseFileHandles() {
        var limit = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(files, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        // Refused: then the old limit holds, and what exceeds it says so.
        setrlimit(files, &limit)
    }

    /// How many descriptors the process may hold.
    static var fileHandles: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1_024 }
        return Int(clamping: limit.rlim_cur)
    }

    /// One heap for all threads, which grows and shrinks in large steps. The heap of a thread other than the first grows
    /// by a system call a page; calls are made and ended on such a thread.
    ///
    /// Called before the first thread: each gets a heap when it allocates first.
    package static func tuneHeap() {
        mallopt(M_ARENA_MAX, 1)
        mallopt(M_TOP_PAD, 1 << 20)
        mallopt(M_TRIM_THRESHOLD, 16 << 20)
    }
}
