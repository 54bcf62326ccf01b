package import Kernel
import RTP
package import SecureMedia

/// What one stream has carried so far, both ways (BYD-05).
package struct StreamStatistics: Hashable, Sendable {
    package var receivedPackets: UInt64 = 0
    /// Payload bytes.
    package var receivedOctets: UInt64 = 0
    package var sentPackets: UInt64 = 0
    /// Payload bytes.
    package var sentOctets: UInt64 = 0
    /// Packets of the peer that never came.
    package var lostPackets: UInt64 = 0
    /// 0 to 100.
    package var lossPercent = 0.0
    /// RFC 3550 interarrival jitter of what arrives.
    package var jitter: Duration = .zero
    package var maximumJitter: Duration = .zero
    /// The longest time between two arriving packets.
    package var longestPause: Duration = .zero
    package var reorderedPackets: UInt64 = 0
    package var duplicatePackets: UInt64 = 0
    /// Estimated listening quality of what arrives, 1 to 4.5 (ITU-T G.107); `nil` before anything came.
    package var meanOpinionScore: Double?
    /// From the peer's RTCP reports; `nil` when it sends none.
    package var roundTrip: Duration?
    /// What the peer says about what it gets from us, 0 to 100; `nil` when it sends no reports.
    package var remoteLossPercent: Double?
    /// What the peer says about what it gets from us.
    package var remoteJitter: Duration?
    /// The peer's address; `nil` before its first packet.
    package var latchedAddress: MediaAddress?
    /// Datagrams from sources that the latch refused.
    package var refusedPackets: UInt64 = 0
    /// Datagrams that are no RTP, or of a payload type that was not agreed.
    package var malformedPackets: UInt64 = 0
    /// Packets whose tag was wrong: forged, damaged, of another key, or in the clear where keys are agreed.
    package var unauthenticPackets: UInt64 = 0
    /// Packets that came before, or are too old to tell.
    package var replayedPackets: UInt64 = 0
    /// What the packets are protected with; `nil` for sound in the clear.
    package var suite: SRTPSuite?
    /// Packets that arrived and could not be given to the bridged side: its codec, its direction, or the kernel.
    package var droppedPackets: UInt64 = 0
    /// The peer's synchronisation source; `nil` before its first packet.
    package var remoteSSRC: UInt32?
    package var localSSRC: UInt32 = 0
    package var lastArrival: Moment?

    package init() {}
}
