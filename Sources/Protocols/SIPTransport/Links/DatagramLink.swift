/// What carries datagrams for a ``SIPEndpoint``: a UDP socket, or a network that a test or a simulation makes up.
public protocol DatagramLink: AnyObject {
    /// Where the link is bound.
    var local: TransportAddress { get }

    /// Sends one datagram now, or says why it cannot. Never waits.
    func send(_ bytes: UnsafeRawBufferPointer, to remote: TransportAddress) -> DatagramOutcome

    /// Stops for good.
    func close()
}

/// What became of a datagram.
public enum DatagramOutcome: Hashable, Sendable {
    /// It is on its way.
    case sent
    /// The buffer is full; retransmission will try again.
    case overflow
    /// The peer cannot be reached from here.
    case unreachable
    /// It is longer than the path or the protocol allows.
    case tooLong
}
