/// A host candidate, the only kind that a lite agent has (RFC 8445 §5.2). Its parts are those of SDP's `ICECandidate`.
package struct ICELiteCandidate: Hashable, Sendable {
    /// Equal for the candidates of one address.
    package let foundation: String
    /// 1 for RTP, 2 for RTCP of its own.
    package let component: UInt16
    /// Higher is better.
    package let priority: UInt32
    /// A numeric address, as the peer reaches it.
    package let address: String
    package let port: UInt16

    /// As `a=candidate` writes it.
    package var value: String {
        "\(self.foundation) \(self.component) UDP \(self.priority) \(self.address) \(self.port) typ host"
    }

    /// The candidates of a stream, best first.
    ///
    /// - Parameters:
    ///   - addresses: numeric, best first: IPv6 before IPv4 where a host has both (RFC 8421). At most 32 are taken.
    ///   - port: of RTP.
    ///   - controlPort: of RTCP; `nil` with rtcp-mux (RFC 5761).
    package static func candidates(
        addresses: some Collection<String>,
        port: UInt16,
        controlPort: UInt16? = nil
    ) -> [ICELiteCandidate] {
        let components = [(component: UInt16(1), port: port)] + (controlPort.map { [(UInt16(2), $0)] } ?? [])
        return components.flatMap { component, port in
            addresses.prefix(32).enumerated().map { index, address in
                ICELiteCandidate(
                    foundation: String(index + 1),
                    component: component,
                    priority: Self.priority(component: component, place: index),
                    address: address,
                    port: port
                )
            }
        }
    }

    /// RFC 8445 §5.1.2.1, with the type preference 126 of host candidates.
    private static func priority(component: UInt16, place: Int) -> UInt32 {
        126 << 24 | UInt32(65_535 - place) << 8 | UInt32(256 - component)
    }
}
