/// A pair of ports and the network it belongs to.
struct PortLease: Hashable, Sendable {
    /// Index in ``MediaSettings/networks``.
    let network: Int
    /// The even one.
    let port: UInt16
}

/// The two sockets of one stream, bound to neighbouring ports.
struct StreamSockets: ~Copyable {
    let lease: PortLease
    private(set) var media: DatagramSocket
    private(set) var control: DatagramSocket

    init(_ lease: PortLease, _ settings: MediaSettings) throws(DatagramSocket.Failure) {
        let host = settings.networks[lease.network].bindHost
        let media = try DatagramSocket(binding: MediaAddress(host: host, port: lease.port), settings)
        let control = try DatagramSocket(binding: MediaAddress(host: host, port: lease.port &+ 1), settings)
        self.init(lease, media, control)
    }

    /// Takes parked sockets into use; what came while they rested is thrown away.
    init(_ lease: PortLease, _ parked: ParkedSockets) {
        self.init(lease, DatagramSocket(owning: parked.media), DatagramSocket(owning: parked.control))
        self.media.drain()
        self.control.drain()
    }

    private init(_ lease: PortLease, _ media: consuming DatagramSocket, _ control: consuming DatagramSocket) {
        self.lease = lease
        self.media = media
        self.control = control
    }

    /// The sockets for another owner; what stays here is closed and good for nothing.
    mutating func handOver() -> StreamSockets {
        var media = DatagramSocket.none
        var control = DatagramSocket.none
        swap(&media, &self.media)
        swap(&control, &self.control)
        return StreamSockets(self.lease, media, control)
    }

    /// Gives the descriptors away, open.
    consuming func park() -> ParkedSockets {
        ParkedSockets(media: self.media.release(), control: self.control.release())
    }
}

/// Open descriptors that rest until their ports are handed out again. Whoever holds it closes them.
struct ParkedSockets: Sendable {
    fileprivate let media: Int32
    fileprivate let control: Int32

    func close() {
        _ = DatagramSocket(owning: self.media)
        _ = DatagramSocket(owning: self.control)
    }
}
