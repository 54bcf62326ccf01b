import CLinux
import Dispatch
import Glibc

/// Tells when something in a folder was written, by this process or another.
///
/// The kernel tells it (inotify), so an idle server sleeps. Folders whose kernel tells nothing, on a network for
/// instance, are announced every ``interval`` whether or not anything was written.
final class FolderWatch {
    /// The longest time between two announcements.
    static let interval = DispatchTimeInterval.seconds(10)

    /// The shortest: the journal writes into the folder for every call.
    static let pause = DispatchTimeInterval.milliseconds(250)

    /// One element for all that was written since the last one was taken.
    let changes: AsyncStream<Void>
    private let reading: (any DispatchSourceRead)?
    private let timer: any DispatchSourceTimer

    init(_ folder: String) {
        let (changes, announcer) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.changes = changes
        let queue = DispatchQueue(label: "folder-watch")
        self.timer = DispatchSource.makeTimerSource(queue: queue)
        self.timer.schedule(deadline: .now() + Self.interval, repeating: Self.interval, leeway: .seconds(1))
        self.timer.setEventHandler { announcer.yield() }
        self.timer.activate()

        let descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        // Without one, the limit of watches is reached: the timer announces then.
        guard descriptor >= 0 else {
            self.reading = nil
            return
        }
        inotify_add_watch(descriptor, folder, UInt32(IN_MODIFY | IN_CREATE | IN_MOVED_TO))
        // Sources may be used from any thread; Dispatch's interface does not say so. Cancelling ends the cycle.
        nonisolated(unsafe) let reading = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        reading.setEventHandler {
            withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: 8) { buffer in
                // What changed does not matter, only that it did.
                while read(descriptor, buffer.baseAddress, buffer.count) > 0 {}
            }
            announcer.yield()
            // What comes meanwhile waits in the kernel.
            reading.suspend()
            queue.asyncAfter(deadline: .now() + Self.pause) { reading.resume() }
        }
        reading.setCancelHandler { close(descriptor) }
        reading.activate()
        self.reading = reading
    }

    deinit {
        self.timer.cancel()
        self.reading?.cancel()
    }
}
