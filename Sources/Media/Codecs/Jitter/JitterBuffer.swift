package import Kernel

/// Holds packets back just as long as the network's jitter demands, and says for every moment what is to be heard.
///
///     idle --first packet--> waiting --delay reached--> playing
///                               ^                          |
///                               +---- talker's pause, or --+
///                                     nothing for 120 ms
///
/// All times are on the line of the stream's timestamps. A packet's *delay* is the time from when the fastest packets of
/// its age come to when it is played; the buffer steers it to a target between the limits of ``JitterSettings``: for free
/// in pauses and in gaps, by ``Playout/Pace`` while somebody talks. An underrun holds the line still as long as the delay
/// may still grow, so what is merely late is heard late and not lost.
///
/// A value without clock, thread or input of its own. Memory is taken at the start and bounded by packets and bytes;
/// every field of a packet may lie.
package struct JitterBuffer: Sendable {
    private enum Phase: Sendable {
        case idle
        case waiting
        /// `head` is what comes next; `held`, how long it was kept waiting by made-up sound.
        case playing(head: Int64, held: Int64)
    }

    private let clockRate: Int64
    private let frame: Int64
    private let minimumDelay: Int64
    private let maximumDelay: Int64
    private let concealmentLimit: Int64
    private let payloadLimit: Int
    private let correctsErrors: Bool

    private var origin: Moment?
    private var timeline: StreamTimeline
    private var estimate: DelayEstimate
    private var packets: PacketStore
    private var phase: Phase = .idle
    private var lastPlayed: WaitingPacket?
    private var packetDuration: Int64
    /// Made-up and silent sound since the last packet.
    private var missing: Int64 = 0
    private var newestSequence: Int64 = 0
    /// Bit n tells whether the packet n numbers before the newest has come.
    private var recent: UInt64 = 0

    package private(set) var counts = JitterCounts()

    /// - Parameters:
    ///   - clockRate: timestamp units per second, 1 000 to 192 000.
    ///   - payloadLimit: the most bytes of one packet.
    ///   - correctsErrors: packets carry copies of those before them, so ``Playout/recover(_:)`` may be asked for.
    package init(
        clockRate: UInt32,
        payloadLimit: Int,
        correctsErrors: Bool = false,
        settings: JitterSettings = JitterSettings()
    ) {
        precondition((1_000...192_000).contains(clockRate), "a clock of audio")
        precondition((4...200).contains(settings.packetLimit) && payloadLimit > 0, "bounded memory")
        precondition(
            settings.minimumDelay >= .zero && settings.minimumDelay <= settings.maximumDelay
                && settings.maximumDelay <= .seconds(1),
            "delays from zero to a second"
        )
        let rate = Int64(clockRate)
        self.clockRate = rate
        self.frame = rate / 50
        self.minimumDelay = Self.units(settings.minimumDelay, rate)
        self.maximumDelay = Self.units(settings.maximumDelay, rate)
        self.concealmentLimit = Self.units(settings.concealmentLimit, rate)
        self.payloadLimit = payloadLimit
        self.correctsErrors = correctsErrors
        self.timeline = StreamTimeline(clockRate: rate)
        self.estimate = DelayEstimate(clockRate: rate)
        self.packets = PacketStore(packetLimit: settings.packetLimit, payloadLimit: payloadLimit)
        self.packetDuration = rate / 50
    }

    /// A buffer for a codec's packets.
    package init(_ codec: SpeechCodec, settings: JitterSettings = JitterSettings()) {
        self.init(
            clockRate: codec.clockRate,
            payloadLimit: codec.payloadLimit,
            correctsErrors: codec == .opus,
            settings: settings
        )
    }

    /// Packets that wait.
    package var count: Int { self.packets.count }

    /// What the delay is steered to.
    package var targetDelay: Duration { .nanoseconds(self.target * 1_000_000_000 / self.clockRate) }

    /// Takes a packet; its bytes are copied.
    package mutating func insert(
        _ packet: ArrivedPacket,
        _ payload: UnsafeRawBufferPointer,
        at now: Moment
    ) -> PacketArrival {
        guard payload.count <= self.payloadLimit, packet.duration > 0,
            Int64(packet.duration) <= self.clockRate
        else {
            self.counts.refused += 1
            return .refused
        }
        let clock = self.clock(now)
        let place = self.timeline.place(packet, clock: clock, base: self.estimate.base, isIdle: self.isIdle)
        guard case .placed(let sequence, let start, let isRestart) = place else {
            self.counts.refused += 1
            return .unproven
        }
        guard self.isNew(sequence) else {
            self.counts.duplicates += 1
            return .duplicate
        }
        if isRestart { self.counts.restarts += 1 }
        self.estimate.learn(transit: clock - start, at: clock)
        if packet.kind == .speech { self.packetDuration = Int64(packet.duration) }
        guard !self.isOver(start + Int64(packet.duration)) else {
            self.counts.late += 1
            return .late
        }
        var arrival = PacketArrival.kept
        if self.packets.isFull {
            self.drop()
            arrival = .keptOverflowing
        }
        guard self.packets.insert(packet, sequence: sequence, start: start, payload) else {
            self.counts.duplicates += 1
            return .duplicate
        }
        if case .idle = self.phase { self.phase = .waiting }
        return arrival
    }

    /// Tells that a packet without sound came, such as a telephone event: its number is not missing.
    package mutating func noteOther(sequenceNumber: UInt16, ssrc: UInt32) {
        guard let sequence = self.timeline.sequence(of: sequenceNumber, ssrc: ssrc) else { return }
        _ = self.isNew(sequence)
    }

    /// Says what is to be heard next. Ask again until a frame is full.
    ///
    /// - Parameter decoded: timestamp units of sound that are decoded and not yet played: what is asked for now will be
    ///   heard after them.
    package mutating func next(at now: Moment, decoded: Int = 0) -> Playout {
        guard let base = self.estimate.base else { return .silence }
        // On the line of timestamps: what would be played now if every packet were played as soon as it can come.
        let edge = self.clock(now) + Int64(decoded) - base
        switch self.phase {
        case .idle: return .silence
        case .waiting: return self.start(edge)
        case .playing(let head, let held): return self.proceed(head, held: held, edge)
        }
    }

    /// Copies the bytes of a packet that ``next(at:decoded:)`` has just named. Only until the next insertion.
    ///
    /// - Returns: how many; 0 when `target` is too small for them.
    package func copyPayload(of packet: WaitingPacket, into target: UnsafeMutableRawBufferPointer) -> Int {
        self.packets.copyPayload(of: packet, into: target)
    }
}

extension JitterBuffer {
    /// How long a packet of the usual speed waits. One packet more than the jitter, so that a loss is known in time.
    private var target: Int64 {
        max(self.minimumDelay, min(self.maximumDelay, self.estimate.spread + self.packetDuration))
    }

    private var isIdle: Bool {
        guard self.packets.isEmpty else { return false }
        if case .playing = self.phase { return false }
        return true
    }

    /// Plays the first packet once it has waited long enough.
    private mutating func start(_ edge: Int64) -> Playout {
        while self.packets.count > 1, let first = self.packets.first, edge - first.start > self.maximumDelay {
            self.drop()
        }
        guard let first = self.packets.first else { return self.nothing() }
        guard edge - first.start >= self.target || self.packets.isFull else { return self.nothing() }
        return self.play(first, edge)
    }

    private mutating func proceed(_ head: Int64, held: Int64, _ edge: Int64) -> Playout {
        var head = head
        while let first = self.packets.first {
            let delay = edge - max(head, first.start)
            let isLate = first.end <= head
            if isLate || (self.packets.count > 1 && delay > self.maximumDelay + self.clockRate / 10) {
                if !isLate { head = max(head, first.end) }
                self.drop()
                continue
            }
            guard first.start > head else { return self.play(first, edge) }
            guard self.isLost(before: first) else {
                // The talker paused; half a frame is only an untidy clock.
                guard first.start - head > self.frame / 2 else { return self.play(first, edge) }
                self.phase = .waiting
                return self.start(edge)
            }
            return self.bridge(head, held: held, to: first, edge)
        }
        self.missing += self.frame
        // Nothing is there: the line stands still while the delay may grow.
        let canWait = edge - head < self.maximumDelay
        self.phase =
            self.missing > self.concealmentLimit + self.frame
            ? .waiting : .playing(head: canWait ? head : head + self.frame, held: canWait ? held + self.frame : held)
        self.missing -= self.frame
        return self.nothing()
    }

    /// Fills the gap before `next`, whose packets will not come.
    private mutating func bridge(_ head: Int64, held: Int64, to next: WaitingPacket, _ edge: Int64) -> Playout {
        var gap = next.start - head
        // What was made up while the line stood still has filled a part of it.
        gap -= min(held, gap)
        // A delay above the target is shortened here, where nobody can hear it; by whole frames, so that the last one is
        // still the packet of which the next has a copy.
        let excess = edge - (next.start - gap) - self.target
        gap -= max(0, min(gap - self.frame, excess)) / self.frame * self.frame
        guard gap > self.frame / 8 else { return self.play(next, edge) }
        guard gap <= self.clockRate else {
            self.phase = .waiting
            return self.start(edge)
        }
        if self.correctsErrors, gap == Int64(next.duration) {
            self.phase = .playing(head: next.start, held: 0)
            self.counts.recovered += 1
            return .recover(next)
        }
        let made = min(gap, self.frame)
        self.phase = .playing(head: next.start - gap + made, held: 0)
        return self.makeUp(made)
    }

    private mutating func play(_ packet: WaitingPacket, _ edge: Int64) -> Playout {
        self.packets.removeFirst()
        self.phase = .playing(head: packet.end, held: 0)
        self.lastPlayed = packet
        self.missing = 0
        self.counts.played += 1
        guard packet.kind == .speech else { return .play(packet, .steady) }
        let excess = edge - packet.start - self.target
        if excess > self.frame, !self.packets.isEmpty {
            self.counts.paceChanges += 1
            return .play(packet, .faster)
        }
        if excess < -self.frame / 2 {
            self.counts.paceChanges += 1
            return .play(packet, .slower)
        }
        return .play(packet, .steady)
    }

    /// Nothing can be played: concealed as long as it may be a loss, silence after that and after comfort noise.
    private mutating func nothing() -> Playout {
        guard let last = self.lastPlayed, last.kind == .speech, self.missing < self.concealmentLimit else {
            if self.missing <= self.clockRate { self.missing += self.frame }
            return .silence
        }
        return self.makeUp(self.frame)
    }

    private mutating func makeUp(_ duration: Int64) -> Playout {
        guard self.missing < self.concealmentLimit else { return .silence }
        self.missing += duration
        self.counts.concealed += 1
        return .conceal(UInt32(duration))
    }

    private mutating func drop() {
        self.packets.removeFirst()
        self.counts.dropped += 1
    }

    /// Whether sound that ends there has been played or made up already.
    private func isOver(_ end: Int64) -> Bool {
        switch self.phase {
        case .idle: false
        case .waiting: self.lastPlayed.map { end <= $0.end } ?? false
        case .playing(let head, _): end <= head
        }
    }

    /// Whether any number between the last packet played and this one has not come.
    private func isLost(before next: WaitingPacket) -> Bool {
        guard let last = self.lastPlayed else { return false }
        for sequence in stride(from: next.extendedSequence - 1, to: last.extendedSequence, by: -1) {
            let behind = self.newestSequence - sequence
            guard behind < 64, self.recent & (1 << UInt64(behind)) != 0 else { return true }
        }
        return false
    }

    /// Marks a number as come; `false` when it had come before, or is so old that nobody knows.
    private mutating func isNew(_ sequence: Int64) -> Bool {
        let ahead = sequence - self.newestSequence
        if ahead > 0 || self.recent == 0 {
            self.recent = ahead < 64 && ahead > 0 ? self.recent << UInt64(ahead) | 1 : 1
            self.newestSequence = sequence
            return true
        }
        guard ahead > -64 else { return false }
        let bit = UInt64(1) << UInt64(-ahead)
        guard self.recent & bit == 0 else { return false }
        self.recent |= bit
        return true
    }

    private mutating func clock(_ now: Moment) -> Int64 {
        let origin = self.origin ?? now
        self.origin = origin
        return Self.units(origin.duration(to: now), self.clockRate)
    }

    /// Whole clock units in a duration; cannot overflow in the centuries that a moment holds.
    private static func units(_ duration: Duration, _ rate: Int64) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * rate + attoseconds / 1_000_000_000 * rate / 1_000_000_000
    }
}
