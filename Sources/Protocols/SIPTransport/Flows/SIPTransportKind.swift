/// What carries SIP messages: RFC 3261 §18, and RFC 7118 for WebSocket.
public enum SIPTransportKind: UInt8, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    /// Datagrams, unreliable.
    case udp
    /// A TCP connection.
    case tcp
    /// TLS over TCP.
    case tls
    /// A WebSocket with subprotocol `sip`.
    case ws
    /// The same over TLS.
    case wss

    /// The transport in a Via header: `UDP`, `TCP`, `TLS`, `WS` or `WSS`.
    public var viaName: String {
        switch self {
        case .udp: "UDP"
        case .tcp: "TCP"
        case .tls: "TLS"
        case .ws: "WS"
        case .wss: "WSS"
        }
    }

    /// The value of a URI's `transport` parameter as it is sent: a secure WebSocket is `ws` there, too (RFC 7118 §5.2).
    public var uriParameter: String { self == .wss ? "ws" : self.parameter }

    /// Its name in lower case: `udp`, `tcp`, `tls`, `ws` or `wss`.
    public var parameter: String {
        switch self {
        case .udp: "udp"
        case .tcp: "tcp"
        case .tls: "tls"
        case .ws: "ws"
        case .wss: "wss"
        }
    }

    /// Reads a `transport` parameter or the transport of a Via, in any case of letters.
    public init?(_ text: some StringProtocol) {
        let lowered = text.lowercased()
        guard let kind = Self.allCases.first(where: { $0.parameter == lowered }) else { return nil }
        self = kind
    }

    /// Whether messages arrive once and in order, so that transactions retransmit nothing (RFC 3261 §17).
    public var isReliable: Bool { self != .udp }
    /// Whether it is encrypted.
    public var isSecure: Bool { self == .tls || self == .wss }
    /// Whether it is a WebSocket: such a peer can never be connected to.
    public var isWebSocket: Bool { self == .ws || self == .wss }

    /// 5060, 5061 for TLS, 80 and 443 for WebSocket.
    public var defaultPort: UInt16 {
        switch self {
        case .udp, .tcp: 5_060
        case .tls: 5_061
        case .ws: 80
        case .wss: 443
        }
    }

    /// The `parameter`.
    public var description: String { self.parameter }
}
