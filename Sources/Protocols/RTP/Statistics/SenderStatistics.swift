public import Kernel

/// What we send of one stream, for our sender reports (RFC 3550 §6.4.1). Nothing is allocated.
public struct SenderStatistics: Equatable, Sendable {
    private let clock: ClockRate
    private var lastTimestamp: UInt32 = 0
    private var lastSent: Moment?

    /// The source we send as; `nil` before the first packet.
    public private(set) var ssrc: UInt32?
    /// Packets sent.
    public private(set) var packets: UInt64 = 0
    /// Payload bytes sent.
    public private(set) var octets: UInt64 = 0

    /// - Parameter clockRate: of the codec, in Hz. 0 counts as 1.
    public init(clockRate: UInt32) {
        self.clock = ClockRate(clockRate)
    }

    /// Takes note of one packet. A new SSRC starts the counts anew, as a receiver's do.
    public mutating func send(_ header: RTPHeader, octets: Int, at now: Moment) {
        if self.ssrc != header.ssrc {
            self.ssrc = header.ssrc
            self.packets = 0
            self.octets = 0
        }
        self.packets &+= 1
        self.octets &+= UInt64(max(0, octets))
        self.lastTimestamp = header.timestamp
        self.lastSent = now
    }

    /// The sender report of this instant; `nil` before the first packet.
    ///
    /// The RTP timestamp is the last packet's, carried on to `now` by the clock rate.
    ///
    /// - Parameter ntp: the same instant as `now`, by the wall clock.
    public func report(at now: Moment, ntp: NTPTimestamp) -> RTCPSenderReport? {
        guard let ssrc = self.ssrc, let lastSent = self.lastSent else { return nil }
        return RTCPSenderReport(
            ssrc: ssrc,
            ntp: ntp,
            rtpTimestamp: self.lastTimestamp &+ self.clock.units(in: lastSent.duration(to: now)),
            packetCount: UInt32(truncatingIfNeeded: self.packets),
            octetCount: UInt32(truncatingIfNeeded: self.octets)
        )
    }
}
