/// One of the networks that peers live in: where we listen for its media, and what its peers are told (BYD-04).
package struct MediaNetwork: Hashable, Sendable {
    package var name: String
    /// The local address to bind.
    package var bindHost: MediaHost
    /// What SDP says: the same address, or the public one of a router that forwards to it.
    package var publicHost: String

    package init(name: String, bind: MediaHost, public publicHost: String? = nil) {
        self.name = name
        self.bindHost = bind
        self.publicHost = publicHost ?? bind.description
    }
}

/// The settings of the media server, read once at start.
package struct MediaSettings: Sendable {
    /// At least one; the first is the default.
    package var networks: [MediaNetwork]
    /// Ports of every network; each stream takes an even one for RTP and the odd one above it for RTCP.
    package var ports: ClosedRange<UInt16> = 16_384...32_767
    /// Media threads. 1 to 64; one carries some 3 000 calls.
    package var threads = 1
    /// How long a port rests after its stream closed.
    package var quarantine: Duration = .seconds(5)
    /// How long a stream that should be receiving may be without RTP before ``StreamEvent/silent(since:_:)``.
    package var silenceAlarm: Duration = .seconds(10)
    /// How long one side of a bridge may be silent while the other is not before ``StreamEvent/oneWay(_:)`` (BYD-05).
    package var oneWayAlarm: Duration = .seconds(5)
    /// Mean time between RTCP reports of a stream; each is varied by half (RFC 3550 §6.2).
    package var reportInterval: Duration = .seconds(5)
    /// How long a latched source must have been quiet before another may take its place.
    package var takeoverSilence: Duration = .seconds(3)
    /// Priority under SCHED_FIFO, 1 to 99; `nil` for ordinary scheduling. Where it is not permitted, threads run without.
    package var realTimePriority: Int32? = 10
    /// How long the first command to a thread waits for others to join it. Setting a call up takes a dozen commands within
    /// microseconds, and a wake-up for each costs more than the commands. Default none; a few ms suit a server.
    package var commandGathering: Duration = .zero
    /// Pairs of closed streams whose sockets stay open for the next stream that gets the port. Making and closing sockets
    /// is a tenth of what a short call costs; each pair holds two descriptors and some 5 KiB of the kernel's memory.
    package var parkedPairs = 4_096
    /// The IP header's traffic class. Default 0xB8: DSCP EF, expedited forwarding.
    package var trafficClass: UInt8 = 0xb8
    /// Receive and send buffer of each socket, in bytes: about two seconds of G.711.
    package var socketBuffer: Int32 = 65_536

    package init(networks: [MediaNetwork]) {
        precondition(!networks.isEmpty, "media needs at least one network")
        self.networks = networks
    }
}
