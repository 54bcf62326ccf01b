public import Kernel

/// Makes key presses of the packets of telephone events, most of which say the same again (RFC 4733 §2.5).
///
/// An event is known by its timestamp. Its end comes three times, of which any may be lost; an event whose ends were all
/// lost is over when the next one begins or when nothing has come for ``timeout``. One value per stream, used on the
/// media thread; nothing is allocated.
public struct TelephoneEventReceiver: Equatable, Sendable {
    /// A key that is up again.
    public struct Press: Equatable, Sendable {
        /// Which key it was.
        public let code: TelephoneEvent.Code
        /// How long it was down, by the sender's word.
        public let duration: Duration

        /// A press of a key.
        public init(code: TelephoneEvent.Code, duration: Duration) {
            self.code = code
            self.duration = duration
        }
    }

    /// What one packet, or the passing of time, told.
    public struct Outcome: Equatable, Sendable {
        /// An earlier event, whose ends were all lost, is over.
        public var overdue: Press?
        /// A key went down. A press of which only the end came is reported here and in ``ended``.
        public var began: TelephoneEvent.Code?
        /// The key is up again.
        public var ended: Press?

        /// The packet said nothing new.
        public static let nothing = Outcome()

        /// What was told, at least one of the three.
        public init(overdue: Press? = nil, began: TelephoneEvent.Code? = nil, ended: Press? = nil) {
            self.overdue = overdue
            self.began = began
            self.ended = ended
        }
    }

    private struct Current: Equatable, Sendable {
        let code: TelephoneEvent.Code
        /// The timestamp of the segment that is under way.
        var timestamp: UInt32
        /// Clock units of the segments before it.
        var earlierUnits: UInt32
        var units: UInt16
        var lastHeard: Moment
    }

    private enum State: Equatable, Sendable {
        case idle
        case down(Current)
    }

    private var state: State = .idle
    /// The last event's timestamp, begun or ended: what is not younger is old news.
    private var lastTimestamp: UInt32?
    private let clock: ClockRate
    /// An event of which nothing was heard for this long is over.
    public let timeout: Duration

    /// - Parameter clockRate: of the telephone-event payload type, in Hz.
    public init(clockRate: UInt32 = 8_000, timeout: Duration = .milliseconds(500)) {
        self.clock = ClockRate(clockRate)
        self.timeout = timeout
    }

    /// Takes one packet of the telephone-event payload type.
    public mutating func receive(_ event: TelephoneEvent, timestamp: UInt32, at now: Moment) -> Outcome {
        if case .down(var current) = self.state {
            if current.timestamp == timestamp, current.code == event.code {
                return self.update(current, with: event, at: now)
            }
            if self.isContinuation(of: current, event, timestamp) {
                current.earlierUnits &+= UInt32(current.units)
                current.timestamp = timestamp
                current.units = 0
                self.lastTimestamp = timestamp
                return self.update(current, with: event, at: now)
            }
        }
        guard self.isNew(timestamp) else { return .nothing }

        var outcome = Outcome.nothing
        if case .down(let current) = self.state { outcome.overdue = self.press(current) }
        outcome.began = event.code
        self.lastTimestamp = timestamp
        let current = Current(
            code: event.code,
            timestamp: timestamp,
            earlierUnits: 0,
            units: event.duration,
            lastHeard: now
        )
        if event.isEnd {
            self.state = .idle
            outcome.ended = self.press(current)
        } else {
            self.state = .down(current)
        }
        return outcome
    }

    /// Ends an event whose ends were lost. Called now and then while ``isDown``, with each audio packet for instance.
    public mutating func expire(at now: Moment) -> Outcome {
        guard case .down(let current) = self.state, current.lastHeard.duration(to: now) >= self.timeout else {
            return .nothing
        }
        self.state = .idle
        return Outcome(overdue: self.press(current))
    }

    /// Whether a key is down.
    public var isDown: Bool {
        if case .down = self.state { true } else { false }
    }

    /// Forgets the stream: its source changed, and with it the meaning of its timestamps.
    public mutating func reset() {
        self.state = .idle
        self.lastTimestamp = nil
    }

    private mutating func update(_ known: Current, with event: TelephoneEvent, at now: Moment) -> Outcome {
        var current = known
        current.units = max(current.units, event.duration)
        current.lastHeard = now
        guard event.isEnd else {
            self.state = .down(current)
            return .nothing
        }
        self.state = .idle
        return Outcome(ended: self.press(current))
    }

    /// A long event goes on in a new segment right where the last one stopped, at 65 535 units (RFC 4733 §2.5.1.3).
    private func isContinuation(of current: Current, _ event: TelephoneEvent, _ timestamp: UInt32) -> Bool {
        event.code == current.code && timestamp == current.timestamp &+ 0xffff && current.units > 0x8000
    }

    private func isNew(_ timestamp: UInt32) -> Bool {
        guard let lastTimestamp = self.lastTimestamp else { return true }
        let difference = Int32(bitPattern: timestamp &- lastTimestamp)
        // Far in the past is a sender that set its timestamps anew; a retransmission is never ten seconds late.
        return difference > 0 || Int64(difference) < -10 * self.clock.unitsPerSecond
    }

    private func press(_ current: Current) -> Press {
        let units = current.earlierUnits &+ UInt32(current.units)
        return Press(code: current.code, duration: self.clock.duration(units: units))
    }
}
