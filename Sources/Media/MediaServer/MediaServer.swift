package import Kernel
package import Logging
import RTP
package import SecureMedia
import Synchronization

/// Carries the sound of every call: makes streams, joins them, plays to them.
///
/// Sound runs on threads of its own, which talk to the sockets themselves (docs/decisions: media threads): about twice
/// as cheap as one channel per port in an event loop, and a slow call decision never delays a packet.
package final class MediaServer: Sendable {
    private struct State {
        var threads: [MediaThread] = []
        var certificate: DTLSContext?
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
                let certificate = try self.certificate(in: &state)
                for number in 0..<self.settings.threads {
                    let thread = try MediaThread(number: number, gathering: self.settings.commandGathering)
                    try thread.start(
                        self.settings,
                        certificate,
                        time: self.time,
                        seed: state.tokens.next(),
                        logger: self.logger
                    )
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

    /// What descriptions say of the certificate that every DTLS handshake shows; `nil` before the first start. It is made
    /// then, and lives as long as the process.
    package var fingerprint: CertificateFingerprint? { self.state.withLock { $0.certificate?.fingerprint } }

    private func certificate(in state: inout State) throws(MediaError) -> DTLSContext {
        if let certificate = state.certificate { return certificate }
        do throws(DTLSError) {
            let certificate = try DTLSContext(random: &state.tokens, at: self.time.timestamp)
            state.certificate = certificate
            return certificate
        } catch {
            throw MediaError(.noCertificate, error.description)
        }
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
        let prepared = try self.nextPlace()
        let (seed, numbers) = self.state.withLock { ($0.tokens.next(), $0.tokens.next()) }

        let sockets = try self.lessor.lease(on: index)
        let port = sockets.lease.port
        let pointer = StreamPointer.allocate(capacity: 1)
        pointer.initialize(
            to: StreamState(
                prepared.identifier,
                sockets,
                lessor: self.lessor,
                continuity: OutgoingContinuity(
                    ssrc: UInt32(truncatingIfNeeded: seed),
                    // Below half, so that the first packets do not wrap (RFC 3711 §3.3.1 advises it for SRTP).
                    sequence: UInt16(truncatingIfNeeded: numbers) & 0x7fff,
                    timestamp: UInt32(truncatingIfNeeded: numbers >> 32)
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

    /// The thread and the number of the next stream or room.
    func nextPlace() throws(MediaError) -> (thread: MediaThread, identifier: UInt64) {
        let place: (MediaThread, UInt64)? = self.state.withLock { state in
            guard !state.threads.isEmpty else { return nil }
            state.lastIdentifier += 1
            return (state.threads[Int(state.lastIdentifier % UInt64(state.threads.count))], state.lastIdentifier)
        }
        guard let place else { throw MediaError(.notStarted, "the media server does not run") }
        return place
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
