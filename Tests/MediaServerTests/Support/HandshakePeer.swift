import Kernel
import RTP
import STUN
import SecureMedia

@testable import MediaServer

/// A browser's media side: checks the path, shakes hands, and has keys then.
final class HandshakePeer {
    let peer: Peer
    let context: DTLSContext
    private let time = SystemTimeSource()
    private var association: DTLSAssociation
    private(set) var keys: SRTPKeys?
    private(set) var failure: DTLSFailure?
    /// Datagrams of the server that get lost.
    var losses = 0

    /// - Parameter server: the fingerprint that its description has.
    init(_ peer: Peer, role: DTLSAssociation.Role, server: CertificateFingerprint?) throws {
        var random = TokenSource.system()
        let context = try DTLSContext(random: &random, at: self.time.timestamp)
        self.peer = peer
        self.context = context
        self.association = try DTLSAssociation(context, role: role, fingerprints: server.map { [$0] } ?? [])
    }

    /// Sends a check and gives the answer to it.
    func check(_ credentials: ICECredentials, password: String? = nil, nominates: Bool = true, to stream: MediaStream)
        -> STUNMessage?
    {
        var request = STUNMessage(class: .request, transactionID: .init(high: 7, low: 8), hasFingerprint: true)
        request.attributes = [
            STUNAttribute(.username, text: "\(credentials.userFragment):theirs"), .priority(2_130_706_431),
            .iceControlling(1),
        ]
        if nominates { request.attributes.append(STUNAttribute(.useCandidate)) }
        let bytes = STUNSignature.sign(request, password: password ?? credentials.password)
        self.peer.send(raw: bytes, to: stream.localPort)
        return self.peer.receiveBytes(within: 10_000).flatMap { try? STUNMessage(parsing: $0) }
    }

    /// Shakes hands until there are keys, a failure, or half a minute has passed.
    func shakeHands(with stream: MediaStream) {
        let deadline = self.time.now.advanced(by: .seconds(30))
        self.perform(self.association.handle(.start, at: self.time.now), stream)
        while self.keys == nil, self.failure == nil, self.time.now < deadline {
            guard let bytes = self.peer.receiveBytes(within: 100) else {
                self.perform(self.association.handle(.timePassed, at: self.time.now), stream)
                continue
            }
            guard DatagramKind(of: bytes) == .dtls else { continue }
            guard self.losses == 0 else {
                self.losses -= 1
                continue
            }
            self.perform(self.association.handle(.datagram(bytes), at: self.time.now), stream)
        }
    }

    private func perform(_ effects: [DTLSAssociation.Effect], _ stream: MediaStream) {
        for effect in effects {
            switch effect {
            case .send(let bytes): self.peer.send(raw: bytes, to: stream.localPort)
            case .established(let keys): self.keys = keys
            case .failed(let failure): self.failure = failure
            case .closed: break
            }
        }
    }
}
