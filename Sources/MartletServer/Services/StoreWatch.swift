import CLinux
import Dispatch
import Glibc

/// Tells when the store may have been written, by this process or another.
///
/// Of a folder the kernel tells it (inotify), so an idle server sleeps. Folders whose kernel tells nothing, on a network for
/// instance, are announced every ``interval`` whether or not anything was written; where there can be no watch at all,
/// every second.
final class StoreWatch {
    /// The longest time between two announcements.
    static let interval = DispatchTimeInterval.seconds(10)

    /// The shortest: the journal writes into the folder for every call.
    static let pause = DispatchTimeInterval.milliseconds(250)

    /// One element for all that was written since the last one was taken.
    let changes: AsyncStream<Void>
    private let reading: (any DispatchSourceRead)?
    private let timer: any DispatchSourceTimer

    /// A store behind the network: asked at regular times whether or not anything was written.
    init(every interval: DispatchTimeInterval) {
        let (changes, announcer) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.changes = changes
        self.timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "store-watch"))
        self.timer.schedule(deadline: .now() + interval, repeating: interval, leeway: .milliseconds(50))
        self.timer.setEventHandler { announcer.yield() }
        self.timer.activate()
        self.reading = nil
    }

    init(folder: String) {
        let (changes, announcer) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.changes = changes
        let queue = DispatchQueue(label: "store-watch")
        self.timer = DispatchSource.makeTimerSource(queue: queue)
        let descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        let watch = inotify_add_watch(descriptor, folder, UInt32(IN_MODIFY | IN_CREATE | IN_MOVED_TO))
        // The limit of watches may be reached.
        let interval = watch >= 0 ? Self.interval : .seconds(1)
        self.timer.schedule(deadline: .now() + interval, repeating: interval, leeway: .milliseconds(500))
        self.timer.setEventHandler { announcer.yield() }
        self.timer.activate()
        guard watch >= 0 else {
            if descriptor >= 0 { close(descriptor) }
            self.reading = nil
            return
        }
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
            queue.asyncAfter(deadline: .now() + Self.pause) {
                // SQLite's last step is in shared memory, of which the kernel tells nothing.
                announcer.yield()
                reading.resume()
            }
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
