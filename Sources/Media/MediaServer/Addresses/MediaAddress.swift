/// Where datagrams come from or go to: an address and a UDP port.
package struct MediaAddress: Hashable, Sendable, CustomStringConvertible {
    package var host: MediaHost
    package var port: UInt16

    package init(host: MediaHost, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `nil` when the host is not a numeric address.
    package init?(_ host: String, port: UInt16) {
        guard let host = MediaHost(host) else { return nil }
        self.init(host: host, port: port)
    }

    /// An address that SDP gives for "do not send": a refused stream's port 0, or the old hold of RFC 2543.
    var isNowhere: Bool { self.port == 0 || self.host.isUnspecified }

    package var description: String {
        self.host.isIPv6 ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)"
    }
}
