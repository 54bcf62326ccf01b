/// What one receiver tells about one sender (RFC 3550 §6.4.1).
public struct RTCPReportBlock: Hashable, Sendable {
    /// On the wire, in bytes.
    public static let length = 24

    /// The sender the block is about.
    public var ssrc: UInt32
    /// Lost since the last report, in 1/256.
    public var fractionLost: UInt8
    /// Lost since the start, −8 388 608 to 8 388 607; negative when duplicates outnumber losses.
    public var cumulativeLost: Int32
    /// The highest sequence number received, with the count of its cycles in the upper 16 bits.
    public var highestSequence: UInt32
    /// In units of the codec's clock rate.
    public var jitter: UInt32
    /// The middle bits of the last sender report's NTP time; 0 when none came.
    public var lastSenderReport: UInt32
    /// From that report's arrival to the sending of this block, in 1/65 536 s.
    public var delaySinceLastSenderReport: UInt32

    /// A block of these figures.
    public init(
        ssrc: UInt32,
        fractionLost: UInt8 = 0,
        cumulativeLost: Int32 = 0,
        highestSequence: UInt32 = 0,
        jitter: UInt32 = 0,
        lastSenderReport: UInt32 = 0,
        delaySinceLastSenderReport: UInt32 = 0
    ) {
        self.ssrc = ssrc
        self.fractionLost = fractionLost
        self.cumulativeLost = cumulativeLost
        self.highestSequence = highestSequence
        self.jitter = jitter
        self.lastSenderReport = lastSenderReport
        self.delaySinceLastSenderReport = delaySinceLastSenderReport
    }

    /// The path there and back, from when our sender report left to when this block came (RFC 3550 §6.4.1).
    ///
    /// `nil` when the peer has not yet heard a sender report of ours, or when its numbers cannot be true: clocks that
    /// step make the difference negative, and a peer may write anything.
    ///
    /// - Parameter arrival: by the clock whose time our sender reports carry.
    public func roundTrip(receivedAt arrival: NTPTimestamp) -> Duration? {
        guard self.lastSenderReport != 0 else { return nil }
        let units = arrival.middle &- self.lastSenderReport &- self.delaySinceLastSenderReport
        // More than half the circle is a negative time; more than a minute is nonsense.
        guard units < 60 << 16 else { return nil }
        return .nanoseconds((Int64(units) * 1_000_000_000) >> 16)
    }

    /// `bytes` holds a whole block at `offset`.
    init(at offset: Int, in bytes: UnsafeRawBufferPointer) {
        let loss = bytes.number32(at: offset + 4)
        self.ssrc = bytes.number32(at: offset)
        self.fractionLost = UInt8(loss >> 24)
        // Shifting the sign bit of the 24 to the top and back extends it.
        self.cumulativeLost = Int32(bitPattern: loss << 8) >> 8
        self.highestSequence = bytes.number32(at: offset + 8)
        self.jitter = bytes.number32(at: offset + 12)
        self.lastSenderReport = bytes.number32(at: offset + 16)
        self.delaySinceLastSenderReport = bytes.number32(at: offset + 20)
    }

    /// `storage` has room for a whole block at `offset`.
    func write(at offset: Int, into storage: UnsafeMutableRawBufferPointer) {
        let lost = UInt32(bitPattern: min(max(self.cumulativeLost, -0x80_0000), 0x7f_ffff)) & 0xff_ffff
        storage.store32(self.ssrc, at: offset)
        storage.store32(UInt32(self.fractionLost) << 24 | lost, at: offset + 4)
        storage.store32(self.highestSequence, at: offset + 8)
        storage.store32(self.jitter, at: offset + 12)
        storage.store32(self.lastSenderReport, at: offset + 16)
        storage.store32(self.delaySinceLastSenderReport, at: offset + 20)
    }
}

/// The report blocks of one SR or RR, read where they lie. Valid as long as the datagram's bytes are.
public struct RTCPReportBlocks: RandomAccessCollection {
    private let bytes: UnsafeRawBufferPointer
    private let offset: Int
    /// 0 to 31.
    public let count: Int

    /// `bytes` holds `count` whole blocks from `offset` on.
    init(at offset: Int, count: Int, in bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        self.offset = offset
        self.count = count
    }

    /// 0.
    public var startIndex: Int { 0 }
    /// The number of blocks.
    public var endIndex: Int { self.count }

    /// The block at a position, which must be one of the indices.
    public subscript(position: Int) -> RTCPReportBlock {
        precondition(position >= 0 && position < self.count, "a report has no block \(position)")
        return RTCPReportBlock(at: self.offset + position * RTCPReportBlock.length, in: self.bytes)
    }
}
