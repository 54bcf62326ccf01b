/// How a stream's packets are protected, as its two sides have agreed (SIP-06).
package enum StreamSecurity: Hashable, Sendable {
    /// Not at all.
    case none
    /// By keys out of the descriptions (SDES, RFC 4568).
    case keys(SRTPKeys)
    /// By keys that the two sides make on the stream's own port (DTLS-SRTP, RFC 5764).
    case handshake(HandshakeTerms)

    /// Whether the peer's address is found by ICE and by nothing else.
    package var usesICE: Bool {
        if case .handshake(let terms) = self { terms.ice != nil } else { false }
    }
}

/// What is agreed about a handshake before its first packet.
package struct HandshakeTerms: Hashable, Sendable {
    /// Who says hello.
    package var role: DTLSAssociation.Role
    /// Of the peer's certificate, from its description; never empty.
    package var fingerprints: [CertificateFingerprint]
    /// Ours, when the peer checks the path by ICE; we are lite. `nil`: the addresses of the descriptions are used.
    package var ice: ICECredentials?

    /// These terms.
    package init(role: DTLSAssociation.Role, fingerprints: [CertificateFingerprint], ice: ICECredentials? = nil) {
        self.role = role
        self.fingerprints = fingerprints
        self.ice = ice
    }

    /// Whether the same association holds under both: credentials of ICE may change within it (RFC 8842 §5.1).
    package func sharesAssociation(with other: HandshakeTerms) -> Bool {
        self.role == other.role && self.fingerprints == other.fingerprints
    }
}

/// How we protect a stream by our own choice.
package enum SecurityOffer: Hashable, Sendable, CaseIterable {
    /// RTP/AVP, in the clear.
    case plain
    /// RTP/SAVP with keys in the description.
    case sdes
    /// UDP/TLS/RTP/SAVPF with ICE, rtcp-mux and BUNDLE: for browsers.
    case dtls
}
