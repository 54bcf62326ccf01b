package import Kernel
package import Model
package import SIPTransport

/// A message of a trace: when, which way, between whom, and its octets without secrets.
package struct TracedMessage: Equatable, Sendable {
    /// Its place in the trace, from 0; where numbers are missing, messages are.
    package var number: Int
    package var at: Timestamp
    package var direction: SIPTraceRecord.Direction
    package var transport: SIPTransportKind
    package var local: TransportAddress
    package var remote: TransportAddress
    /// The leg it belongs to; `nil` before there was one.
    package var leg: LegID?
    /// As on the wire, masked (``TraceMask``).
    package var octets: [UInt8]

    package init(
        number: Int,
        at: Timestamp,
        direction: SIPTraceRecord.Direction,
        transport: SIPTransportKind,
        local: TransportAddress,
        remote: TransportAddress,
        leg: LegID?,
        octets: [UInt8]
    ) {
        self.number = number
        self.at = at
        self.direction = direction
        self.transport = transport
        self.local = local
        self.remote = remote
        self.leg = leg
        self.octets = octets
    }

    package var isSent: Bool { self.direction == .sent }
    /// `udp`, `tcp`, `tls`, `ws` or `wss`.
    package var transportName: String { self.transport.parameter }
    /// Address and port.
    package var localText: String { self.local.description }
    package var remoteText: String { self.remote.description }

    /// The message as text; octets that are no UTF-8 are replaced.
    package var text: String { String(decoding: self.octets, as: UTF8.self) }

    /// The first line.
    package var startLine: String {
        let end = self.octets.firstIndex { $0 == 0x0d || $0 == 0x0a } ?? self.octets.endIndex
        return String(decoding: self.octets[..<end], as: UTF8.self)
    }
}

/// What the store has of a trace.
package struct Trace: Equatable, Sendable {
    package var messages: [TracedMessage]
    /// Whose call it is.
    package var domain: DomainID?

    /// Messages that are missing: the middle of a long trace, or what came while the server had no time for traces.
    package var missing: Int { (self.messages.last?.number ?? -1) + 1 - self.messages.count }
}
