import Kernel

/// Why a peer is probably not heard (BYD-04): what its packets, or their absence, show.
package enum SilenceCause: Hashable, Sendable {
    /// Sound comes from an address that signalling never named; it is refused, or anybody could speak into the call.
    case foreignSource(MediaAddress)
    /// Datagrams come that are no RTP of an agreed format: encrypted, or another codec.
    case unexpectedFormat
    /// It announces an address of its own network, which cannot be reached from outside, and never sent anything by which
    /// its NAT would have opened.
    case privateAddress(MediaHost)
    /// It was heard and then fell silent: its network, or its microphone is off and it sends nothing meanwhile.
    case stopped
    /// It never sent anything: a firewall between, or a phone that sends to another address than it was told.
    case neverSent
}

/// What tells one cause from another: counted since sound came last.
struct SilenceEvidence: Equatable, Sendable {
    private var lastArrival: Moment?
    private var refusedBefore: UInt64 = 0
    private var malformedBefore: UInt64 = 0

    /// Notes the counts while sound still comes. Called at each look at the stream.
    mutating func look(lastArrival: Moment?, refused: UInt64, malformed: UInt64) {
        guard lastArrival != self.lastArrival else { return }
        self.lastArrival = lastArrival
        self.refusedBefore = refused
        self.malformedBefore = malformed
    }

    /// - Parameters:
    ///   - lastRefused: where the last refused packet came from.
    ///   - announced: what the peer's session description says.
    ///   - signalled: where its signalling comes from.
    func cause(
        refused: UInt64,
        malformed: UInt64,
        lastRefused: MediaAddress?,
        announced: MediaHost?,
        signalled: MediaHost?
    ) -> SilenceCause {
        if refused > self.refusedBefore, let lastRefused { return .foreignSource(lastRefused) }
        if malformed > self.malformedBefore { return .unexpectedFormat }
        if self.lastArrival != nil { return .stopped }
        // Announcing a private address is right inside of the same network.
        if let announced, announced.isPrivate, signalled?.isPrivate == false { return .privateAddress(announced) }
        return .neverSent
    }
}
