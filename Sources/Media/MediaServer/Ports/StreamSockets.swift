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
    let media: DatagramSocket
    let control: DatagramSocket

    init(_ lease: PortLease, _ settings: MediaSettings) throws(DatagramSocket.Failure) {
        let host = settings.networks[lease.network].bindHost
        let media = try DatagramSocket(binding: MediaAddress(host: host, port: lease.port), settings)
        let control = try DatagramSocket(binding: MediaAddress(host: host, port: lease.port &+ 1), settings)
        self.lease = lease
        self.media = media
        self.control = control
    }
}
