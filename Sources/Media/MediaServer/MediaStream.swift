package import Audio
import Kernel
import RTP
import Synchronization

/// One RTP stream with its pair of ports: the handle that a call holds.
///
/// Every method returns at once; what it asks for happens on the media thread, in the order of the calls. Safe from any
/// thread. The ports go back when it is closed or forgotten; an event handler that holds the stream keeps it for ever.
package final class MediaStream: Sendable {
    /// The most digits that one call of ``send(digits:as:duration:pause:)`` takes.
    package static let digitLimit = 32

    /// What the handle itself remembers, to check before it asks.
    struct State {
        var thread: MediaThread
        var configuration: StreamConfiguration?
        weak var heard: MediaStream?
        var isClosed = false
    }

    /// Unique in the process.
    package let identifier: UInt64
    package let network: MediaNetwork
    /// The RTP port, even. RTCP's is the next one.
    package let localPort: UInt16
    private let state: Mutex<State>

    init(_ identifier: UInt64, network: MediaNetwork, localPort: UInt16, thread: MediaThread) {
        self.identifier = identifier
        self.network = network
        self.localPort = localPort
        self.state = Mutex(State(thread: thread))
    }

    deinit {
        self.close()
    }

    /// What the `c=` line says.
    package var publicHost: String { self.network.publicHost }

    /// The agreement last set; `nil` before the first.
    package var configuration: StreamConfiguration? { self.state.withLock { $0.configuration } }

    /// Sets what negotiation has agreed, at first and each time it changes.
    ///
    /// - Throws: ``MediaError/Code/noCommonCodec`` when the stream is bridged and the new agreement has nothing in common
    ///   with the other side's; then nothing has changed. ``MediaError/Code/wrongAddressFamily``,
    ///   ``MediaError/Code/closed``.
    package func configure(_ configuration: StreamConfiguration) throws(MediaError) {
        if let remote = configuration.remote, remote.host.isIPv6 != self.network.bindHost.isIPv6,
            !remote.host.isUnspecified
        {
            throw MediaError(.wrongAddressFamily, "network \(self.network.name) does not reach \(remote.host)")
        }
        if let heard = self.state.withLock({ $0.heard }), heard !== self, let other = heard.configuration {
            try Self.check(from: other, to: configuration)
        }
        try self.post { state in
            state.configuration = configuration
            return .configure(self.identifier, configuration)
        }
    }

    /// Sets what the peer is sent, in place of what it was sent before.
    ///
    /// - Throws: ``MediaError/Code/notConfigured``, ``MediaError/Code/noCommonCodec``, ``MediaError/Code/closed``.
    package func play(_ source: StreamSource) throws(MediaError) {
        switch source {
        case .nothing:
            try self.post { state in
                state.heard = nil
                return .sendNothing(self.identifier)
            }
        case .echo:
            try self.hear(self)
        case .stream(let other):
            try self.hear(other)
        case .silence, .tone, .clip:
            guard let (clip, repeats) = source.clip else { return }
            try self.play(StreamState.Playback(queue: PromptQueue(clip), repeats: repeats))
        }
    }

    /// Plays a prompt once, in place of what the peer was sent before. How it ended is told as
    /// ``StreamEvent/promptEnded(_:)`` with its ticket, whatever ends it but the end of the stream.
    ///
    /// - Parameters:
    ///   - ticket: tells this prompt from others of the stream.
    ///   - start: where to begin; behind the end it ends at once.
    ///   - stopsOnDigit: the peer's next key, by RFC 4733 or as a tone, ends it on the media thread, before the key
    ///     itself is told.
    /// - Throws: as ``play(_:)``.
    package func play(
        _ queue: PromptQueue,
        as ticket: PromptTicket,
        from start: Duration = .zero,
        stopsOnDigit: Bool = false
    ) throws(MediaError) {
        try self.play(
            StreamState.Playback(
                queue: queue,
                place: queue.place(at: start),
                prompt: ticket,
                stopsOnDigit: stopsOnDigit
            )
        )
    }

    /// Goes on `time` later in the prompt, or earlier. Nothing happens when another one plays by then.
    package func skip(_ ticket: PromptTicket, by time: Duration) {
        // A closed stream plays nothing.
        try? self.post { _ in .skip(self.identifier, ticket, by: time) }
    }

    /// Ends the prompt, if it is the one that plays; the peer is sent nothing then.
    package func stop(_ ticket: PromptTicket) {
        // A closed stream plays nothing.
        try? self.post { _ in .stopPrompt(self.identifier, ticket) }
    }

    private func play(_ playback: StreamState.Playback) throws(MediaError) {
        guard let configuration = self.configuration else { throw Self.notConfigured }
        guard configuration.soundFormat != nil else {
            throw MediaError(
                .noCommonCodec,
                "the peer takes no codec that can be encoded, so nothing can be played to it"
            )
        }
        try self.post { state in
            state.heard = nil
            return .play(self.identifier, playback)
        }
    }

    /// Sends no more packets.
    package func stopPlaying() {
        // A closed stream is silent already.
        try? self.play(.nothing)
    }

    /// Dials, in place of whatever the peer is sent meanwhile. Digits of several calls follow one another.
    ///
    /// - Parameters:
    ///   - digits: 1 to ``digitLimit`` of `0–9*#A–D`.
    ///   - duration: of each, 40 ms to 8 s.
    ///   - pause: between two, at least 40 ms.
    /// - Throws: ``MediaError/Code/digitNotSendable`` for other characters, too many, or a peer that does not take them.
    package func send(
        digits: String,
        as transport: DigitTransport = .automatic,
        duration: Duration = .milliseconds(100),
        pause: Duration = .milliseconds(60)
    ) throws(MediaError) {
        guard let configuration = self.configuration else { throw Self.notConfigured }
        guard (1...Self.digitLimit).contains(digits.count), digits.allSatisfy({ DTMFDigit($0) != nil }) else {
            throw MediaError(.digitNotSendable, "1 to \(Self.digitLimit) of 0-9, *, #, A-D can be sent at once")
        }
        let duration = min(max(duration, .milliseconds(40)), .seconds(8))
        let pause = min(max(pause, .milliseconds(40)), .seconds(8))
        let hasEvents = configuration.eventFormat != nil
        let hasSound = configuration.soundFormat != nil
        switch transport {
        case .telephoneEvent where hasEvents, .automatic where hasEvents:
            let codes = digits.compactMap { TelephoneEvent.Code(digit: $0) }
            try self.post { _ in .dialEvents(self.identifier, codes, duration: duration, pause: pause) }
        case .inBand where hasSound, .automatic where hasSound:
            let clip = digits.compactMap { DTMFDigit($0) }.reduce(AudioClip(samples: [])) {
                $0 + $1.clip(lasting: duration) + .silence(pause)
            }
            try self.post { _ in .dialTones(self.identifier, clip) }
        case .telephoneEvent, .inBand, .automatic:
            throw MediaError(.digitNotSendable, "the peer takes neither events nor tones of that kind")
        }
    }

    /// Plays a short clip in place of whatever the peer is sent, which goes on afterwards.
    ///
    /// - Throws: ``MediaError/Code/notConfigured``, ``MediaError/Code/noCommonCodec``, ``MediaError/Code/closed``.
    package func interject(_ clip: AudioClip) throws(MediaError) {
        guard let configuration = self.configuration else { throw Self.notConfigured }
        guard configuration.soundFormat != nil else {
            throw MediaError(.noCommonCodec, "the peer takes nothing that can be played to it")
        }
        try self.post { _ in .dialTones(self.identifier, clip) }
    }

    /// Keeps digits that arrive, and with them the sound if wished, from the stream that hears this one. They are
    /// reported all the same.
    package func withhold(_ digits: WithheldDigits) {
        // A closed stream gives nothing on.
        try? self.post { _ in .withhold(self.identifier, digits) }
    }

    /// Collects the sound that arrives; `nil` ends it.
    package func record(into recording: RecordingBuffer?) {
        // A closed stream receives nothing.
        try? self.post { _ in .record(self.identifier, recording) }
    }

    /// Delivers what the stream has carried so far, on the media thread; empty statistics when it is closed.
    package func statistics(_ deliver: @escaping @Sendable (StreamStatistics) -> Void) {
        do throws(MediaError) {
            try self.post { _ in .report(self.identifier, deliver) }
        } catch {
            deliver(StreamStatistics())
        }
    }

    /// What the stream has carried so far.
    package func statistics() async -> StreamStatistics {
        await withCheckedContinuation { continuation in
            self.statistics { continuation.resume(returning: $0) }
        }
    }

    /// Closes the sockets and gives the ports back, to rest. Closing again does nothing. An event that was under way may
    /// still come after it.
    ///
    /// - Parameter deliver: gets the final statistics, on the media thread; not called when the stream was closed before
    ///   or the server stops.
    package func close(_ deliver: (@Sendable (StreamStatistics) -> Void)? = nil) {
        self.state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            // A server that has stopped has closed the stream itself.
            try? state.thread.mailbox.post(.remove(self.identifier, deliver), isVital: true)
        }
    }

    /// Checks that the two can talk both ways.
    func checkBridge(with other: MediaStream) throws(MediaError) {
        guard let mine = self.configuration, let others = other.configuration else { throw Self.notConfigured }
        try Self.check(from: mine, to: others)
        try Self.check(from: others, to: mine)
    }

    private func hear(_ other: MediaStream) throws(MediaError) {
        guard let mine = self.configuration, let others = other.configuration else { throw Self.notConfigured }
        try Self.check(from: others, to: mine)
        try self.move(to: other)
        try self.post { state in
            state.heard = other
            return .connect(self.identifier, hears: other.identifier)
        }
    }

    /// Streams that hear each other live on one thread; this one moves to the other's.
    private func move(to other: MediaStream) throws(MediaError) {
        try self.move(to: other.state.withLock { $0.thread })
    }

    private func move(to target: MediaThread) throws(MediaError) {
        try self.post { state in
            guard state.thread !== target else { return nil }
            let former = state.thread
            try? target.mailbox.post(.expect(self.identifier), isVital: true)
            try? former.mailbox.post(.handOver(self.identifier, to: target), isVital: true)
            state.thread = target
            return nil
        }
    }

    /// Moves to the room's thread and takes a seat.
    func enter(_ room: MediaRoom, as role: RoomRole) throws(MediaError) {
        guard let configuration = self.configuration else { throw Self.notConfigured }
        guard configuration.soundFormat != nil else {
            throw MediaError(.noCommonCodec, "the peer takes nothing that can be encoded, so it cannot be in a room")
        }
        try self.move(to: room.thread)
        try self.post { state in
            state.heard = nil
            return .enter(self.identifier, room: room.identifier, as: role)
        }
    }

    private static let notConfigured = MediaError(.notConfigured, "the stream has no agreement yet")

    private static func check(from one: StreamConfiguration, to other: StreamConfiguration) throws(MediaError) {
        guard PayloadRoutes.exists(from: one.receives, to: other.sends) else {
            let (given, taken) = (Self.names(one.receives), Self.names(other.sends))
            throw MediaError(.noCommonCodec, "one side sends \(given), the other takes \(taken)")
        }
    }

    private static func names(_ formats: [PayloadFormat]) -> String {
        formats.map(\.encoding.name).joined(separator: ", ")
    }

    /// Changes the state and posts under one lock, so that commands reach the thread in the order of the changes.
    func post(_ command: (inout State) -> MediaCommand?) throws(MediaError) {
        let refusal: MediaError? = self.state.withLock { state in
            guard !state.isClosed else { return MediaError(.closed, "the stream is closed") }
            guard let command = command(&state) else { return nil }
            do throws(MediaError) {
                try state.thread.mailbox.post(command)
                return nil
            } catch {
                return error
            }
        }
        if let refusal { throw refusal }
    }
}
