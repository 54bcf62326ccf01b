package import Codecs
package import Kernel
package import Logging
import MediaServer
package import Model
import Synchronization

/// Records calls: gives out sessions, whose sound one thread of its own brings to disk (REC-02, REC-03).
package final class Recorder: Sendable {
    /// What happens to recordings, in order, for the list.
    enum News: Sendable {
        case began(Recording)
        /// Its files are closed.
        case ended(Recording)
        case spaceChanged(isFull: Bool, freeMegabytes: Int)
        /// A call of the domain is not recorded, and the one before was.
        case quotaReached(DomainID)
    }

    let settings: RecordingSettings
    let keys: KeyFolder
    package let usage: RecordingUsage
    let news: AsyncStream<News>
    private let tellNews: AsyncStream<News>.Continuation
    private let time: any TimeSource
    private let logger: Logger
    private let waiting = Mutex<[RecordingSession]>([])
    private let full = Atomic<Bool>(false)
    private let lostFrames = Atomic<Int>(0)
    private let active = Atomic<Int>(0)
    private let thread: WorkThread

    package init(
        _ settings: RecordingSettings,
        keys: KeyFolder,
        usage: RecordingUsage = RecordingUsage(),
        time: any TimeSource,
        logger: Logger
    ) {
        self.settings = settings
        self.keys = keys
        self.usage = usage
        self.time = time
        self.logger = logger
        (self.news, self.tellNews) = AsyncStream.makeStream()
        self.thread = WorkThread(name: "recordings")
    }

    /// Starts the thread that writes.
    package func start() throws {
        let writer = RecordingWriter(self, time: self.time, logger: self.logger)
        try self.thread.start { writer.run() }
    }

    /// Ends every recording and waits until the files are closed.
    package func stop() {
        self.thread.stop()
        self.tellNews.finish()
    }

    /// Nothing is recorded: there is no room on the disk.
    package var isFull: Bool { self.full.load(ordering: .relaxed) }

    /// Recordings going on.
    package var activeCount: Int { self.active.load(ordering: .relaxed) }

    /// Frames of 20 ms that were lost because the disk could not follow, since the start.
    package var lostFrameCount: Int { self.lostFrames.load(ordering: .relaxed) }

    /// Begins a recording. Returns at once; what goes wrong later is told by `onEnd`.
    ///
    /// - Parameters:
    ///   - rate: 8 or 16 kHz, for the whole recording.
    ///   - onEnd: called once on the writer's thread, when the recording is over for a reason of the writer's own.
    /// - Throws: when there is no room, on the disk or for this domain.
    package func begin(
        _ recording: Recording,
        at rate: SampleRate,
        onEnd: @escaping @Sendable (RecordingEnding) -> Void
    ) throws(RecordingRefusal) -> RecordingSession {
        guard !self.isFull else { throw RecordingRefusal(.diskFull) }
        if case .full(let isNews) = self.usage.admit(recording.domain) {
            if isNews { self.tell(.quotaReached(recording.domain)) }
            throw RecordingRefusal(.quotaReached)
        }
        let session = RecordingSession(recording, at: rate, time: self.time, onEnd: onEnd)
        self.waiting.withLock { $0.append(session) }
        self.thread.wake()
        return session
    }

    // MARK: - For the writer

    var mustStop: Bool { self.thread.mustStop }

    func takeWaiting() -> [RecordingSession] {
        self.waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }

    func wait(_ milliseconds: Int32) { self.thread.wait(milliseconds) }

    func tell(_ news: News) {
        if case .spaceChanged(let isFull, _) = news { self.full.store(isFull, ordering: .relaxed) }
        self.tellNews.yield(news)
    }

    func count(active: Int, lost: Int) {
        self.active.store(active, ordering: .relaxed)
        self.lostFrames.wrappingAdd(lost, ordering: .relaxed)
    }
}

/// Where recordings lie and how much room they leave.
package struct RecordingSettings: Equatable, Sendable {
    /// Made when it is needed, for its owner alone.
    package var folder: String
    /// Bytes that stay free on the disk. Default 256 MB.
    package var reserve: Int64

    package init(folder: String, reserve: Int64 = 256 << 20) {
        self.folder = folder
        self.reserve = reserve
    }
}
