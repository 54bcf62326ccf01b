import Kernel

#if canImport(Glibc)
import Glibc
#endif

/// One server to a data folder: two would write one history. The kernel lets the lock go with the process, however that
/// ends; commands beside a server do not take it.
final class FolderLock: Sendable {
    private let handle: Int32

    /// - Throws: ``ServerError`` when another server has the folder.
    init(_ folder: String) throws(ServerError) {
        let path = folder + "/martlet.lock"
        let handle = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard handle >= 0 else {
            throw ServerError(.cannotListen, "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        guard flock(handle, LOCK_EX | LOCK_NB) == 0 else {
            close(handle)
            throw ServerError(
                .addressTaken,
                "the data folder \(folder) is in use by another server; stop it, or give another folder with --data"
            )
        }
        self.handle = handle
    }

    deinit {
        close(self.handle)
    }
}
