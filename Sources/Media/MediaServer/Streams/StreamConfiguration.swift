package import SecureMedia

/// Which way audio flows, as seen by the server (RFC 3264 §5.1 from our side of the description).
package enum StreamDirection: Hashable, Sendable, CaseIterable {
    case sendReceive
    case sendOnly
    case receiveOnly
    case inactive

    package var sends: Bool { self == .sendReceive || self == .sendOnly }
    package var receives: Bool { self == .sendReceive || self == .receiveOnly }
}

/// Which source address may become a stream's peer.
package enum LatchingRule: Hashable, Sendable, CaseIterable {
    /// Only the address and port that SDP announced: for trunks with fixed addresses.
    case announced
    /// The announced host, or the one that signalling came from, at any port.
    case announcedHost
    /// Any address, until one is proven: for phones behind NAT.
    case anyHost
}

/// What a stream's negotiation has agreed; set at first and at each re-negotiation.
package struct StreamConfiguration: Hashable, Sendable {
    /// Where the peer's SDP says it listens; `nil` while unknown.
    package var remote: MediaAddress?
    /// The peer's `a=rtcp` (RFC 3605); `nil` means the port above ``remote``.
    package var remoteControl: MediaAddress?
    /// Where the peer's signalling comes from: trusted for latching, since a phone behind NAT shares that address.
    package var signalledHost: MediaHost?
    /// The payload types of our description: what the peer may send.
    package var receives: [PayloadFormat]
    /// The payload types of the peer's description: what we may send. The first speech encoding is preferred.
    package var sends: [PayloadFormat]
    package var direction: StreamDirection = .sendReceive
    package var latching: LatchingRule = .anyHost
    /// RTCP shares the RTP port (RFC 5761).
    package var isControlMultiplexed = false
    /// Looks for DTMF tones in arriving G.711. Costs a few microseconds per packet, so only where a peer has no RFC 4733.
    package var detectsInBandDigits = false
    /// How the packets are protected. While it is anything but `.none`, nothing is sent or taken in the clear.
    package var security = StreamSecurity.none

    package init(remote: MediaAddress?, receives: [PayloadFormat], sends: [PayloadFormat]) {
        self.remote = remote
        self.receives = receives
        self.sends = sends
    }

    /// Where our RTCP goes.
    var controlDestination: MediaAddress? {
        if let remoteControl = self.remoteControl { return remoteControl }
        guard var remote = self.remote, remote.port > 0 else { return nil }
        if !self.isControlMultiplexed { remote.port &+= 1 }
        return remote
    }

    /// The format in which tones, music and files are sent to the peer: G.711 where it takes that, which costs next to
    /// nothing; `nil` when it takes nothing that can be encoded.
    var soundFormat: PayloadFormat? {
        self.sends.first { $0.encoding.law != nil } ?? self.spokenFormat
    }

    /// The format in which it is told what another codec said: its own first choice.
    var spokenFormat: PayloadFormat? { self.sends.first { $0.encoding.speechCodec != nil } }

    var eventFormat: PayloadFormat? { self.sends.first { $0.encoding.isTelephoneEvent } }
}
