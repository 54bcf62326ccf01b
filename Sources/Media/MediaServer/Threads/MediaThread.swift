import Audio
import CLinux
import Glibc
import Kernel
import Logging
import SecureMedia
import Synchronization

/// One thread that carries media: its mailbox and its counts are all that others see of it.
final class MediaThread: Sendable {
    /// Enough for the event handlers, which only hop elsewhere, and for OpenSSL's handshakes; the rest of a default stack
    /// would be reserved in vain.
    private static let stackSize = 524_288

    let mailbox: Mailbox
    private let name: String
    private let published = Mutex(MediaCounts())
    private let running = Mutex<pthread_t?>(nil)

    init(number: Int, gathering: Duration) throws(MediaError) {
        self.mailbox = try Mailbox(gathering: gathering)
        self.name = "media-\(number)"
    }

    /// What the thread has published last, at most a tenth of a second ago while it carries streams.
    var counts: MediaCounts { self.published.withLock { $0 } }

    func publish(_ counts: MediaCounts) {
        self.published.withLock { $0 = counts }
    }

    func start(
        _ settings: MediaSettings,
        _ certificate: DTLSContext,
        time: any TimeSource,
        seed: UInt64,
        logger: Logger
    ) throws(MediaError) {
        let loop = try RelayLoop(self, settings, certificate, time: time, seed: seed)
        let body = Unmanaged.passRetained(Body(loop))

        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, Self.stackSize)
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let failure = pthread_create(
            &thread,
            &attributes,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            },
            body.toOpaque()
        )
        guard failure == 0 else {
            body.release()
            throw MediaError(.threadFailed, "no thread: error \(failure)")
        }
        pthread_setname_np(thread, self.name)
        if let priority = settings.realTimePriority {
            var parameters = sched_param(sched_priority: priority)
            let refusal = pthread_setschedparam(thread, SCHED_FIFO, &parameters)
            if refusal != 0 {
                logger.debug("media thread runs without real-time priority", metadata: ["os.error": "\(refusal)"])
            }
        }
        let started = thread
        self.running.withLock { $0 = started }
    }

    /// Ends the thread and waits until it has closed its streams. Never called on the thread itself.
    func stop() {
        guard
            let thread = self.running.withLock({ running in
                defer { running = nil }
                return running
            })
        else { return }
        // A closed mailbox means that the thread has ended already.
        try? self.mailbox.post(.stop, isVital: true)
        pthread_join(thread, nil)
    }

    /// Takes the loop over to the new thread.
    private final class Body {
        private var loop: RelayLoop?

        init(_ loop: consuming RelayLoop) {
            self.loop = consume loop
        }

        /// Makes tables, tones and the melody before anybody waits for them: some 50 ms, once per process.
        private static func prepareSounds() {
            for law in G711Law.allCases { _ = law.encode(0) &+ law.toOtherLaw[Int(law.silence)] }
            for tone in TelephoneTone.allCases { _ = tone.clip }
            _ = HoldMelody.clip
        }

        func run() {
            guard var loop = self.loop.take() else { return }
            Self.prepareSounds()
            loop.run()
        }
    }
}
