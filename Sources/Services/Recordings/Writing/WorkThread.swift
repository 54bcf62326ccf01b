import AudioFiles
import CLinux
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A thread of its own for work that waits for disks or takes long, so that neither calls nor requests do.
final class WorkThread: Sendable {
    private let name: String
    /// Wakes the thread out of ``wait(_:)``.
    private let wakeUp: Int32
    private let running = Mutex<pthread_t?>(nil)
    private let isStopping = Atomic<Bool>(false)

    init(name: String) {
        self.name = name
        self.wakeUp = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
    }

    deinit {
        close(self.wakeUp)
    }

    /// The thread has been asked to end.
    var mustStop: Bool { self.isStopping.load(ordering: .acquiring) }

    /// - Parameter niceness: 0 for the usual share of the processor, 19 for what nobody else wants.
    func start(niceness: Int32 = 0, _ body: @escaping @Sendable () -> Void) throws(RecordingError) {
        let box = Unmanaged.passRetained(Body(niceness, body))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread,
            nil,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            },
            box.toOpaque()
        )
        guard failure == 0 else {
            box.release()
            throw RecordingError(.ioFailed, "no thread: error \(failure)")
        }
        pthread_setname_np(thread, self.name)
        self.running.withLock { $0 = thread }
    }

    func wake() {
        var one: UInt64 = 1
        // A counter that is full has woken it already.
        _ = write(self.wakeUp, &one, 8)
    }

    /// On the thread: waits for ``wake()``, at most so long.
    func wait(_ milliseconds: Int32) {
        var watched = pollfd(fd: self.wakeUp, events: Int16(POLLIN), revents: 0)
        poll(&watched, 1, milliseconds)
        var count: UInt64 = 0
        _ = read(self.wakeUp, &count, 8)
    }

    /// Asks the thread to end and waits until it has.
    func stop() {
        guard let thread = self.running.withLock({ $0.take() }) else { return }
        self.isStopping.store(true, ordering: .releasing)
        self.wake()
        pthread_join(thread, nil)
    }

    private final class Body: Sendable {
        private let niceness: Int32
        private let body: @Sendable () -> Void

        init(_ niceness: Int32, _ body: @escaping @Sendable () -> Void) {
            self.niceness = niceness
            self.body = body
        }

        func run() {
            // On Linux this is the thread's own; only speed is at stake.
            if self.niceness > 0 { setpriority(__priority_which_t(UInt32(PRIO_PROCESS.rawValue)), 0, self.niceness) }
            self.body()
        }
    }
}

/// Runs one piece of work after another on a thread of its own, for tasks that wait for them.
final class WorkQueue: Sendable {
    private struct State {
        var work: [@Sendable () -> Void] = []
        var isStarted = false
    }

    private let thread: WorkThread
    private let niceness: Int32
    private let state = Mutex(State())

    init(name: String, niceness: Int32 = 0) {
        self.thread = WorkThread(name: name)
        self.niceness = niceness
    }

    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try self.startOnce()
        return try await withCheckedThrowingContinuation { continuation in
            self.state.withLock { state in
                state.work.append { continuation.resume(with: Result(catching: body)) }
            }
            self.thread.wake()
        }
    }

    /// Ends the thread when the work under way is done; what waits is done before.
    func stop() {
        self.thread.stop()
        for work in self.take() { work() }
    }

    private func startOnce() throws {
        let failure: RecordingError? = self.state.withLock { state in
            guard !state.isStarted else { return nil }
            do throws(RecordingError) {
                let thread = self.thread
                try thread.start(niceness: self.niceness) { [weak self] in
                    while !thread.mustStop {
                        guard let work = self?.take() else { return }
                        if work.isEmpty { thread.wait(-1) }
                        for each in work { each() }
                    }
                }
                state.isStarted = true
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    private func take() -> [@Sendable () -> Void] {
        self.state.withLock { state in
            defer { state.work = [] }
            return state.work
        }
    }
}
