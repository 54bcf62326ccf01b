package import Kernel
package import SDP

/// Offers and answers of one leg about the protection of its sound: what descriptions say, and what it comes to.
///
/// Beside SDP's `Negotiation`, which settles codecs and addresses: that one asks this one for the lines of each section
/// and whether an answer's will do. A key of ours stays as long as the peer keeps its own, so that holding a call does not
/// change keys; a failed exchange leaves what was agreed.
package struct SecurityNegotiation {
    /// What an offer of ours carries, until it is answered.
    private enum PendingOffer {
        case plain
        case sdes([SDESCrypto])
        case dtls
    }

    /// The peer's half of ICE, which tells a restart.
    private struct PeerICE: Equatable {
        let userFragment: String
        let password: String
    }

    /// What the packets are protected by from now on.
    package private(set) var agreed = StreamSecurity.none
    private let certificate: CertificateFingerprint?
    private let suites = SDESNegotiation()
    private var random: TokenSource
    private var pending: PendingOffer?
    private var lines: SDESAgreement?
    /// Made when they are first needed: most legs know no ICE.
    private var credentials: ICECredentials?
    private var peerICE: PeerICE?

    /// - Parameters:
    ///   - certificate: the fingerprint of ours; `nil` when there is none: handshakes are then neither offered nor taken.
    ///   - random: makes keys and passwords: never a seeded one but in tests.
    package init(certificate: CertificateFingerprint?, random: TokenSource) {
        self.certificate = certificate
        self.random = random
    }

    /// As what the agreement would be offered again.
    package var agreedOffer: SecurityOffer {
        switch self.agreed {
        case .none: .plain
        case .keys: .sdes
        case .handshake: .dtls
        }
    }

    /// The transports that offers of this kind name, and of which answers may be.
    package static func profiles(of offer: SecurityOffer) -> [TransportProfile] {
        switch offer {
        case .plain: [.rtpAVP, .rtpAVPF]
        case .sdes: [.rtpSAVP, .rtpSAVPF]
        case .dtls: [.dtlsSAVPF, .dtlsSAVP]
        }
    }

    /// Every transport that an offer of the peer's may name.
    package static let answeredProfiles = SecurityOffer.allCases.flatMap(Self.profiles)

    // MARK: Our offer

    /// The lines of an offer of ours.
    ///
    /// - Parameters:
    ///   - address: where we receive, as the peer reaches it.
    ///   - port: of RTP and RTCP together.
    /// - Returns: `nil` for a handshake without a certificate.
    package mutating func offer(_ kind: SecurityOffer, address: String, port: UInt16) -> SecurityLines? {
        switch kind {
        case .plain:
            self.pending = .plain
            return SecurityLines()
        case .sdes:
            // What is agreed is offered again, alone: another key would be a change.
            let offered = self.lines.map { [$0.own] } ?? self.suites.offer(random: &self.random)
            self.pending = .sdes(offered)
            return SecurityLines(section: offered.map { Attribute("crypto", $0.value) })
        case .dtls:
            guard self.certificate != nil else { return nil }
            self.pending = .dtls
            return self.handshakeLines(setup: .activeOrPassive, hasICE: true, address: address, port: port)
        }
    }

    /// Takes the answer to our offer, or the preview of one.
    ///
    /// - Returns: whether it protects the stream as the offer wanted.
    package mutating func accept(_ section: MediaDescription, of answer: SessionDescription) -> Bool {
        switch self.pending {
        case nil: return false
        case .plain:
            self.settle(.none)
            return true
        case .sdes(let offered):
            guard let line = Self.cryptos(of: section).lazy.compactMap({ try? $0.get() }).first,
                let agreement = self.suites.accept(line, offer: offered)
            else { return false }
            self.settle(agreement)
            return true
        case .dtls:
            let peer = PeerSecurity(section, of: answer)
            guard !peer.fingerprints.isEmpty, peer.setup != .holdConnection else { return false }
            // Who answers to "either" without a word is the one that opens (RFC 5763 §5).
            let role: DTLSAssociation.Role = peer.setup == .passive ? .client : .server
            self.note(peer)
            self.settle(
                .handshake(HandshakeTerms(role: role, fingerprints: peer.fingerprints, ice: self.ice(with: peer)))
            )
            return true
        }
    }

    // MARK: Their offer

    /// The lines by which we answer a section of the peer's offer; `nil` when it cannot be protected as it must be.
    package mutating func answer(
        _ section: MediaDescription,
        of offer: SessionDescription,
        address: String,
        port: UInt16
    ) -> SecurityLines? {
        let peer = PeerSecurity(section, of: offer)
        switch section.profile {
        case .rtpAVP, .rtpAVPF:
            // Keys beside a transport in the clear: whoever understands them may use them.
            if let lines = self.answerKeys(of: section) { return lines }
            self.settle(.none)
            return SecurityLines()
        case .rtpSAVP, .rtpSAVPF:
            // Without keys, but with a fingerprint, it is DTLS as the first browsers wrote it.
            return self.answerKeys(of: section) ?? self.answerHandshake(peer, address: address, port: port)
        case .dtlsSAVP, .dtlsSAVPF:
            return self.answerHandshake(peer, address: address, port: port)
        default:
            return nil
        }
    }

    private mutating func answerKeys(of section: MediaDescription) -> SecurityLines? {
        let offered = Self.cryptos(of: section)
        let agreement: SDESAgreement
        if let lines = self.lines, offered.contains(.success(lines.peer)) {
            agreement = lines
        } else if let made = self.suites.answer(to: offered, random: &self.random) {
            agreement = made
        } else {
            return nil
        }
        self.settle(agreement)
        return SecurityLines(section: [Attribute("crypto", agreement.own.value)])
    }

    private mutating func answerHandshake(_ peer: PeerSecurity, address: String, port: UInt16) -> SecurityLines? {
        guard self.certificate != nil, !peer.fingerprints.isEmpty, let role = self.role(for: peer) else { return nil }
        self.note(peer)
        let ice = self.ice(with: peer)
        self.settle(.handshake(HandshakeTerms(role: role, fingerprints: peer.fingerprints, ice: ice)))
        let setup: SetupRole = role == .client ? .active : .passive
        return self.handshakeLines(setup: setup, hasICE: ice != nil, address: address, port: port)
    }

    /// We let the peer open where it can, since it knows when the path is there. Within an association roles stay
    /// (RFC 8842 §5.3).
    private func role(for peer: PeerSecurity) -> DTLSAssociation.Role? {
        switch peer.setup {
        case .holdConnection: return nil
        case .passive: return .client
        case .active, nil: return .server
        case .activeOrPassive:
            if case .handshake(let terms) = self.agreed, terms.fingerprints == peer.fingerprints { return terms.role }
            return .server
        }
    }

    // MARK: Both

    private mutating func settle(_ agreement: SDESAgreement) {
        self.lines = agreement
        self.agreed = .keys(agreement.keys)
    }

    private mutating func settle(_ security: StreamSecurity) {
        self.lines = nil
        self.agreed = security
    }

    /// New credentials of the peer's are a restart, which wants new ones of ours (RFC 8445 §9).
    private mutating func note(_ peer: PeerSecurity) {
        guard let fragment = peer.userFragment, let password = peer.password else { return }
        let now = PeerICE(userFragment: fragment, password: password)
        if let former = self.peerICE, former != now { self.credentials = nil }
        self.peerICE = now
    }

    /// ICE serves RTP and RTCP on one port, with a peer that makes the checks: one of two lite sides has to go without.
    private mutating func ice(with peer: PeerSecurity) -> ICECredentials? {
        peer.userFragment != nil && peer.password != nil && peer.multiplexesControl && !peer.isLite
            ? self.ownCredentials() : nil
    }

    private mutating func ownCredentials() -> ICECredentials {
        if let credentials = self.credentials { return credentials }
        let made = ICECredentials(random: &self.random)
        self.credentials = made
        return made
    }

    private mutating func handshakeLines(
        setup: SetupRole,
        hasICE: Bool,
        address: String,
        port: UInt16
    ) -> SecurityLines {
        var lines = SecurityLines(section: [Attribute("setup", setup.rawValue)])
        if let certificate = self.certificate { lines.section.append(Attribute("fingerprint", certificate.value)) }
        guard hasICE else { return lines }
        let credentials = self.ownCredentials()
        lines.section.append(Attribute("ice-ufrag", credentials.userFragment))
        lines.section.append(Attribute("ice-pwd", credentials.password))
        for candidate in ICELiteCandidate.candidates(addresses: [address], port: port) {
            lines.section.append(Attribute("candidate", candidate.value))
        }
        // Browsers make a stream of it; without one their programs get a track that belongs to none (RFC 8830).
        lines.section.append(Attribute("msid", "martlet sound"))
        lines.session.append(Attribute("ice-lite"))
        return lines
    }

    private static func cryptos(of section: MediaDescription) -> [Result<SDESCrypto, SDESRefusal>] {
        section.attributes.cryptos.prefix(SDESNegotiation.lineLimit).map { line in
            Result { () throws(SDESRefusal) -> SDESCrypto in
                try SDESCrypto(
                    tag: line.tag,
                    suite: line.suite,
                    keyParameters: line.keyParameters,
                    sessionParameters: line.sessionParameters
                )
            }
        }
    }
}

/// What a description says of handshake and ICE; where its section is silent, the whole speaks (RFC 8839 §5.4, RFC 8122
/// §5).
private struct PeerSecurity {
    /// More are not looked at.
    private static let fingerprintLimit = 8

    let fingerprints: [CertificateFingerprint]
    let setup: SetupRole?
    let userFragment: String?
    let password: String?
    let isLite: Bool
    let multiplexesControl: Bool

    init(_ section: MediaDescription, of description: SessionDescription) {
        let (own, shared) = (section.attributes, description.attributes)
        let lines = own.contains("fingerprint") ? own.fingerprints : shared.fingerprints
        self.fingerprints = lines.prefix(Self.fingerprintLimit).compactMap {
            CertificateFingerprint(hashName: $0.hash, digest: $0.digest)
        }
        self.setup = own.setup ?? shared.setup
        self.userFragment = own.iceUserFragment ?? shared.iceUserFragment
        self.password = own.icePassword ?? shared.icePassword
        self.isLite = shared.isICELite
        self.multiplexesControl = own.multiplexesControl
    }
}
