package import Kernel
package import Logging
import RTP
import Synchronization

/// Carries the sound of every call: makes streams, joins them, plays to them.
///
/// Sound runs on threads of its own, which talk to the sockets themselves (docs/decisions: media threads): about twice
/// as cheap as one channel per port in an event loop, and a slow call decision never delays a packet.
package final class MediaServer: Sendable {
    private struct State {
        var threads: [MediaThread] = []
        var tokens: TokenSource
        var lastIdentifier: UInt64 = 0
    }

    package let settings: MediaSettings
    private let time: any TimeSource
    private let logger: Logger
    private let lessor: PortLessor
    private let state: Mutex<State>

    /// - Parameter tokens: makes SSRCs, first sequence numbers and the order of ports. Default: the operating system's.
    package init(
        settings: MediaSettings,
        time: any TimeSource,
        tokens: sending TokenSource = .system(),
        logger: Logger
    ) {
        precondition((1...64).contains(settings.threads), "1 to 64 media threads")
        var tokens = tokens
        var generator = SeededGenerator(seed: tokens.next())
        self.settings = settings
        self.time = time
        self.logger = logger
        self.lessor = PortLessor(settings, time: time, using: &generator)
        self.state = Mutex(State(tokens: tokens))
    }

    /// Starts the threads. Starting again does nothing.
    ///
    /// - Throws: ``MediaError/Code/threadFailed``; then no thread runs.
    package func start() throws(MediaError) {
        let failure: MediaError? = self.state.withLock { state in
            guard state.threads.isEmpty else { return nil }
            var threads: [MediaThread] = []
            do throws(MediaError) {
                for number in 0..<self.settings.threads {
                    let thread = try MediaThread(number: number, gathering: self.settings.commandGathering)
                    try thread.start(self.settings, time: self.time, seed: state.tokens.next(), logger: self.logger)
                    threads.append(thread)
                }
                state.threads = threads
                return nil
            } catch {
                for thread in threads { thread.stop() }
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Closes every stream and ends the threads. Blocks for the moment that takes; never called on an event loop.
    package func stop() {
        let threads = self.state.withLock { state in
            defer { state.threads = [] }
            return state.threads
        }
        for thread in threads { thread.stop() }
        self.lessor.closeParked()
    }

    /// Binds a pair of ports and makes a stream on them. It carries nothing until it is configured.
    ///
    /// - Parameters:
    ///   - network: a name from ``MediaSettings/networks``; `nil` for the first.
    ///   - onEvent: called on the media thread; it must return at once.
    /// - Throws: ``MediaError`` `.portsExhausted`, `.tooManyFiles`, `.cannotBind`, `.unknownNetwork`, `.notStarted`,
    ///   `.overloaded`.
    package func makeStream(
        on network: String? = nil,
        onEvent: @escaping @Sendable (StreamEvent) -> Void = { _ in }
    ) throws(MediaError) -> MediaStream {
        let networks = self.settings.networks
        guard let index = network == nil ? 0 : networks.firstIndex(where: { $0.name == network }) else {
            throw MediaError(.unknownNetwork, "no media network is called \(network ?? "")")
        }
        let prepared: (thread: MediaThread, identifier: UInt64, seed: UInt64, numbers: UInt64)? =
            self.state.withLock { state in
                guard !state.threads.isEmpty else { return nil }
                state.lastIdentifier += 1
                let thread = state.threads[Int(state.lastIdentifier % UInt64(state.threads.count))]
                return (thread, state.lastIdentifier, state.tokens.next(), state.tokens.next())
            }
        guard let prepared else { throw MediaError(.notStarted, "the media server does not run") }

        let sockets = try self.lessor.lease(on: index)
        let port = sockets.lease.port
        let pointer = StreamPointer.allocate(capacity: 1)
        pointer.initialize(
            to: StreamState(
                prepared.identifier,
                sockets,
                lessor: self.lessor,
                continuity: OutgoingContinuity(
                    ssrc: UInt32(truncatingIfNeeded: prepared.seed),
                    // Below half, so that the first packets do not wrap (RFC 3711 §3.3.1 advises it for SRTP).
                    sequence: UInt16(truncatingIfNeeded: prepared.numbers) & 0x7fff,
                    timestamp: UInt32(truncatingIfNeeded: prepared.numbers >> 32)
                ),
                settings: self.settings,
                at: self.time.now,
                onEvent: onEvent
            )
        )
        try prepared.thread.mailbox.post(.add(StreamParcel(pointer)))
        return MediaStream(
            prepared.identifier,
            network: networks[index],
            localPort: port,
            thread: prepared.thread
        )
    }

    /// Lets the peers of two streams talk with each other.
    ///
    /// - Throws: ``MediaError/Code/noCommonCodec`` when one of them sends nothing that the other takes; then nothing has
    ///   changed.
    package func bridge(_ one: MediaStream, _ other: MediaStream) throws(MediaError) {
        try one.checkBridge(with: other)
        try one.play(.stream(other))
        try other.play(.stream(one))
    }

    /// What is held and was done; at most a tenth of a second old.
    package var counts: MediaCounts {
        let threads = self.state.withLock { $0.threads }
        var counts = threads.reduce(MediaCounts()) { $0 + $1.counts }
        let ports = self.lessor.counts
        counts.freePorts = ports.free
        counts.usedPorts = ports.used
        counts.restingPorts = ports.resting
        return counts
    }
}
