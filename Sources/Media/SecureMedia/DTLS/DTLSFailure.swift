/// Why an association ended without keys, or after them. Scope: this association.
package enum DTLSFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The handshake was not done within ``DTLSSettings/handshakeLimit``.
    case timeout
    /// The certificate is not the one of which SDP spoke: somebody sits in between, or the peer is broken.
    case fingerprintMismatch
    /// The peer does DTLS and no SRTP suite of ours.
    case noSuite
    /// The peer gave up, with this alert (RFC 5246 §7.2).
    case alert(UInt8)
    /// More datagrams than any handshake takes.
    case flooded
    /// The peer broke the protocol, or wants one that we refuse, DTLS 1.0 for instance.
    case protocolError(String)

    /// A sentence for logs.
    package var description: String {
        switch self {
        case .timeout: "the handshake took too long"
        case .fingerprintMismatch: "the certificate is not the announced one"
        case .noSuite: "no common SRTP suite"
        case .alert(let code): "the peer sent alert \(code)"
        case .flooded: "too many datagrams"
        case .protocolError(let reason): "protocol error: \(reason)"
        }
    }
}

/// How associations behave.
package struct DTLSSettings: Hashable, Sendable {
    /// The longest datagram sent, in bytes of UDP payload. 296 to 16 000, default 1 200.
    package var datagramLimit = 1_200
    /// From the client's first datagram, or the server's first received one, to the keys. Default 30 s.
    package var handshakeLimit = Duration.seconds(30)
    /// Whether a server answers a first hello with a cookie only, 60 bytes for a hundred, and spends work and
    /// certificate on who repeats it (RFC 6347 §4.2.1). Costs a round trip.
    ///
    /// Default `false`, for peers with ICE: there only the address is heard that has proved by a signed check that it
    /// receives what is sent to it, which is all a cookie shows. For peers without ICE, set it.
    package var asksForCookie = false

    package init() {}
}
