import Glibc
import Kernel
import RTP
import SecureMedia

@testable import MediaServer

/// A phone's media side that protects what it sends and opens what it gets.
final class SecurePeer {
    let peer: Peer
    private var session: SRTPSession
    /// As the server knows them, with the directions turned round.
    let serverKeys: SRTPKeys

    init(_ peer: Peer, suite: SRTPSuite = .counterMode128Tag80, seed: UInt64 = 1) throws {
        var random = TokenSource(SeededGenerator(seed: seed))
        let (own, servers) = (SRTPMasterKey(suite, random: &random), SRTPMasterKey(suite, random: &random))
        guard let keys = SRTPKeys(sending: own, receiving: servers),
            let serverKeys = SRTPKeys(sending: servers, receiving: own)
        else { throw MediaError(.noCertificate, "keys of two suites") }
        self.peer = peer
        self.session = try SRTPSession(keys)
        self.serverKeys = serverKeys
    }

    init(_ peer: Peer, keys: SRTPKeys) throws {
        guard let serverKeys = SRTPKeys(sending: keys.receiving, receiving: keys.sending) else {
            throw MediaError(.noCertificate, "keys of two suites")
        }
        self.peer = peer
        self.session = try SRTPSession(keys)
        self.serverKeys = serverKeys
    }

    /// The next packet in order, protected.
    func packet(_ payload: [UInt8], as payloadType: UInt8 = 8) -> [UInt8] {
        let header = RTPHeader(
            payloadType: payloadType,
            sequenceNumber: self.peer.sequence,
            timestamp: self.peer.timestamp,
            ssrc: self.peer.ssrc
        )
        self.peer.sequence &+= 1
        self.peer.timestamp &+= 160
        return self.run(
            header.packet(payload: payload),
            { session, buffer, length in session.protect(buffer, length: length) }
        )
    }

    func send(_ payload: [UInt8], as payloadType: UInt8 = 8, to stream: MediaStream) {
        self.peer.send(raw: self.packet(payload, as: payloadType), to: stream.localPort)
    }

    func protectedControl(_ packet: [UInt8]) -> [UInt8] {
        self.run(packet) { $0.protectControl($1, length: $2) }
    }

    func opened(_ bytes: [UInt8]) -> [UInt8] {
        self.run(bytes) { session, buffer, length in
            session.unprotect(UnsafeMutableRawBufferPointer(rebasing: buffer[..<length]))
        }
    }

    func openedControl(_ bytes: [UInt8]) -> [UInt8] {
        self.run(bytes) { session, buffer, length in
            session.unprotectControl(UnsafeMutableRawBufferPointer(rebasing: buffer[..<length]))
        }
    }

    /// The next packet that comes, opened; `nil` when none comes or it does not open.
    func receive(within milliseconds: Int32 = 2_000) -> Peer.Packet? {
        guard let bytes = self.peer.receiveBytes(within: milliseconds) else { return nil }
        let opened = self.opened(bytes)
        guard let header = try? RTPHeader(parsing: opened) else { return nil }
        return Peer.Packet(header: header, payload: Array(opened[header.payloadRange]))
    }

    /// - Returns: nothing for a packet that is refused.
    private func run(
        _ packet: [UInt8],
        _ operation: (inout SRTPSession, UnsafeMutableRawBufferPointer, Int) -> SRTPOutcome
    ) -> [UInt8] {
        var bytes = packet + [UInt8](repeating: 0, count: SRTPSession.overheadLimit)
        let outcome = bytes.withUnsafeMutableBytes { operation(&self.session, $0, packet.count) }
        guard case .packet(let length) = outcome else { return [] }
        return Array(bytes[..<length])
    }
}
