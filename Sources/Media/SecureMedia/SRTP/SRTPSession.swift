/// SRTP and SRTCP with one peer (RFC 3711): protects what is sent and unprotects what arrives, in place.
///
/// Belongs to one thread at a time, usually the media thread of its stream. Once a source has been seen, a packet
/// allocates nothing. New keys need a new session.
package struct SRTPSession: ~Copyable, Sendable {
    /// How many synchronisation sources one direction may show before more are refused. Each costs about half a
    /// kilobyte; only the peer itself can add one, as a packet must be authentic first.
    package static let sourceLimit = 1_024
    /// Room that a buffer needs behind any packet before it is protected.
    package static let overheadLimit = 20

    /// What both directions use.
    package let suite: SRTPSuite
    private var outbound: SRTPContext
    private var inbound: SRTPContext

    /// A session with these keys.
    package init(_ keys: SRTPKeys) throws(SRTPError) {
        let outbound = try SRTPContext(keys.sending, .sending)
        let inbound = try SRTPContext(keys.receiving, .receiving)
        self.suite = keys.suite
        self.outbound = outbound
        self.inbound = inbound
    }

    /// Takes another key of the peer's. What we send goes on as it is: counted anew under its old key, packets would be
    /// encrypted like others before, which gives both away.
    ///
    /// - Parameter key: for the same suite.
    package mutating func receive(with key: SRTPMasterKey) throws(SRTPError) {
        self.inbound = try SRTPContext(key, .receiving)
    }

    /// Encrypts and signs an RTP packet.
    ///
    /// - Parameters:
    ///   - buffer: the packet at its head and ``SRTPSuite/mediaOverhead`` bytes of room behind it.
    ///   - length: of the packet.
    @inline(__always)
    package mutating func protect(_ buffer: UnsafeMutableRawBufferPointer, length: Int) -> SRTPOutcome {
        self.outbound.protect(buffer, length: length)
    }

    /// Checks and decrypts an SRTP packet of any source.
    ///
    /// - Parameter packet: a datagram that looks like RTP, of whatever length and content.
    @inline(__always)
    package mutating func unprotect(_ packet: UnsafeMutableRawBufferPointer) -> SRTPOutcome {
        self.inbound.unprotect(packet)
    }

    /// Encrypts and signs an RTCP packet.
    ///
    /// - Parameters:
    ///   - buffer: the packet at its head and ``SRTPSuite/controlOverhead`` bytes of room behind it.
    ///   - length: of the packet.
    package mutating func protectControl(_ buffer: UnsafeMutableRawBufferPointer, length: Int) -> SRTPOutcome {
        self.outbound.protectControl(buffer, length: length)
    }

    /// Checks and decrypts an SRTCP packet of any source.
    ///
    /// - Parameter packet: a datagram that looks like RTCP, of whatever length and content.
    package mutating func unprotectControl(_ packet: UnsafeMutableRawBufferPointer) -> SRTPOutcome {
        self.inbound.unprotectControl(packet)
    }
}
