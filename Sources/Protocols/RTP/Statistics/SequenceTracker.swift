/// Follows the sequence numbers of one source: proves it, counts its cycles, notices a restart (RFC 3550 §A.1).
///
/// Beyond the RFC it remembers the last 64 numbers, and so tells a repeated packet from one that overtook another.
public struct SequenceTracker: Equatable, Sendable {
    /// What one packet was.
    public enum Outcome: Equatable, Sendable {
        /// The source is not yet proven; the packet does not count.
        case probation
        /// The next packet, or one after a gap: `missing` packets between it and the highest so far.
        case inOrder(missing: UInt16)
        /// Older than the highest so far and not seen before.
        case late
        /// Seen before.
        case duplicate
        /// The source started its numbers anew and this packet is the second of them; counting began again with it.
        case restarted
        /// Far from where the source was; dropped unless the next one follows it.
        case outOfRange
    }

    /// A gap of this many numbers or more is a jump (MAX_DROPOUT).
    static let maximumDropout: UInt16 = 3_000
    /// A packet this many numbers behind is a jump (MAX_MISORDER).
    static let maximumMisorder: UInt16 = 100

    private let minimumSequential: UInt8
    private var probation: UInt8
    private var hasStarted = false
    private var highest: UInt16 = 0
    private var cycles: UInt32 = 0
    private var first: UInt32 = 0
    /// The number that would prove a restart; above 16 bits when none would.
    private var restartNumber: UInt32 = .max
    /// Bit n tells whether the packet n numbers below the highest has come.
    private var recent: UInt64 = 0
    /// Packets that count, late and repeated ones included (RFC 3550 §6.4.1).
    public private(set) var received: UInt64 = 0

    /// - Parameter minimumSequential: packets in sequence that prove a source (MIN_SEQUENTIAL). 1 to 255; 1 believes the
    ///   first packet, which is right when the peer is known otherwise, by latching for instance.
    public init(minimumSequential: UInt8 = 2) {
        self.minimumSequential = max(1, minimumSequential)
        self.probation = self.minimumSequential
    }

    /// Whether the source has been proven.
    public var isValid: Bool { self.hasStarted && self.probation == 0 }

    /// The highest number, with the count of cycles in the upper 16 bits.
    public var extendedHighest: UInt32 { self.cycles &+ UInt32(self.highest) }

    /// How many packets the source has sent, going by its numbers.
    public var expected: UInt64 {
        self.isValid ? UInt64(self.extendedHighest &- self.first) + 1 : 0
    }

    /// Takes the number of the packet that came next.
    public mutating func receive(_ sequenceNumber: UInt16) -> Outcome {
        guard self.isValid else { return self.prove(sequenceNumber) }
        let delta = sequenceNumber &- self.highest
        if delta == 0 {
            self.received += 1
            return .duplicate
        }
        if delta < Self.maximumDropout {
            if sequenceNumber < self.highest { self.cycles &+= 0x1_0000 }
            self.highest = sequenceNumber
            self.recent = delta < 64 ? self.recent << UInt64(delta) | 1 : 1
            self.received += 1
            return .inOrder(missing: delta - 1)
        }
        let behind = self.highest &- sequenceNumber
        guard behind < Self.maximumMisorder else {
            if UInt32(sequenceNumber) == self.restartNumber {
                // Two in sequence: the source restarted without telling, it is no stray packet.
                self.start(at: sequenceNumber)
                return .restarted
            }
            self.restartNumber = UInt32(sequenceNumber &+ 1)
            return .outOfRange
        }
        self.received += 1
        guard behind < 64 else { return .late }
        let bit = UInt64(1) << UInt64(behind)
        guard self.recent & bit == 0 else { return .duplicate }
        self.recent |= bit
        return .late
    }

    private mutating func prove(_ sequenceNumber: UInt16) -> Outcome {
        if self.hasStarted, sequenceNumber == self.highest &+ 1 {
            self.probation -= 1
        } else {
            self.probation = self.minimumSequential - 1
        }
        self.hasStarted = true
        self.highest = sequenceNumber
        guard self.probation == 0 else { return .probation }
        self.start(at: sequenceNumber)
        return .inOrder(missing: 0)
    }

    private mutating func start(at sequenceNumber: UInt16) {
        self.highest = sequenceNumber
        self.first = UInt32(sequenceNumber)
        self.cycles = 0
        self.restartNumber = .max
        self.recent = 1
        self.received = 1
    }
}
