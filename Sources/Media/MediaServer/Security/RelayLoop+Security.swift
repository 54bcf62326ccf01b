import Kernel
import RTP
import SecureMedia

/// A datagram of a handshake that waits until no packet does.
struct PendingHandshake {
    let stream: StreamPointer
    let datagram: [UInt8]
    let source: MediaAddress
}

/// Protection of packets, first and last on their way, and the handshakes that make the keys (SIP-06).
///
/// A step of a handshake costs some hundreds of microseconds, a packet a few: one step is done between two looks at the
/// sockets, after all packets that were ready (docs/decisions: secure media).
extension RelayLoop {
    /// Datagrams of handshakes that may wait. What is beyond is dropped: DTLS repeats itself.
    private static let handshakeLimit = 256

    // MARK: - Packets

    /// Takes the protection off a datagram of the RTP port; what is no RTP or RTCP ends here.
    ///
    /// - Returns: the length of the packet that is left at the head of the buffer.
    @inline(__always)
    mutating func open(
        _ datagram: UnsafeMutableRawBufferPointer,
        _ kind: DatagramKind,
        _ transport: SecureTransport,
        _ stream: StreamPointer
    ) -> Int? {
        guard kind == .rtp else { return self.openOther(datagram, kind, transport, stream) }
        guard let length = transport.unprotect(datagram) else {
            self.noteRefusal(by: transport)
            return nil
        }
        return length
    }

    private mutating func openOther(
        _ datagram: UnsafeMutableRawBufferPointer,
        _ kind: DatagramKind,
        _ transport: SecureTransport,
        _ stream: StreamPointer
    ) -> Int? {
        switch kind {
        case .rtcp where stream.pointee.configuration.isControlMultiplexed:
            return self.openControl(datagram, transport, stream)
        case .stun where transport.security.usesICE:
            let steps = transport.takeCheck(Array(datagram), from: self.source.mediaAddress, at: self.now)
            self.perform(steps, stream)
        case .dtls:
            self.queueHandshake(Array(datagram), transport, stream)
        default:
            self.reject(stream)
        }
        return nil
    }

    /// The same for RTCP.
    mutating func openControl(
        _ datagram: UnsafeMutableRawBufferPointer,
        _ transport: SecureTransport,
        _ stream: StreamPointer
    ) -> Int? {
        guard let length = transport.unprotectControl(datagram) else {
            self.noteRefusal(by: transport)
            return nil
        }
        return length
    }

    /// Sends the RTP packet at the head of the buffer.
    ///
    /// - Returns: whether the kernel took it. `false` also while there are no keys.
    @inline(__always)
    mutating func transmit(_ length: Int, _ stream: StreamPointer, to destination: SocketAddress) -> Bool {
        var length = length
        if let transport = stream.pointee.transport {
            guard let protected = transport.protect(self.roomyBuffer, length: length) else { return false }
            length = protected
        }
        let datagram = UnsafeRawBufferPointer(rebasing: self.roomyBuffer[..<length])
        return stream.pointee.sockets.media.send(datagram, to: destination)
    }

    /// Sends the RTCP packet at the head of the buffer.
    mutating func transmitControl(_ length: Int, _ stream: StreamPointer, to destination: SocketAddress) {
        var length = length
        if let transport = stream.pointee.transport {
            guard let protected = transport.protectControl(self.roomyBuffer, length: length) else { return }
            length = protected
        }
        let datagram = UnsafeRawBufferPointer(rebasing: self.roomyBuffer[..<length])
        if stream.pointee.configuration.isControlMultiplexed {
            _ = stream.pointee.sockets.media.send(datagram, to: destination)
        } else {
            _ = stream.pointee.sockets.control.send(datagram, to: destination)
        }
    }

    // MARK: - Agreement

    /// Protects a stream as is agreed now.
    mutating func secure(_ stream: StreamPointer, _ security: StreamSecurity) {
        guard security != .none else {
            self.stopSecuring(stream)
            stream.pointee.transport = nil
            return
        }
        if let transport = stream.pointee.transport, transport.goOn(with: security, at: self.now) {
            // What the descriptions announce counts for nothing where ICE has found the peer.
            if let remote = transport.remote { self.follow(nominated: remote, stream) }
            return
        }
        self.stopSecuring(stream)
        let transport = SecureTransport(security, after: stream.pointee.transport)
        stream.pointee.transport = transport
        let remote = stream.pointee.destination?.mediaAddress
        self.perform(transport.begin(self.certificate, remote: remote, at: self.now), stream)
        self.continueSecuring(stream)
    }

    /// Puts a stream whose handshake is not done on the list that is looked at often.
    mutating func continueSecuring(_ stream: StreamPointer) {
        if stream.pointee.transport?.isSecuring == true { self.securing.append(stream) }
    }

    mutating func stopSecuring(_ stream: StreamPointer) {
        self.securing.removeAll { $0 == stream }
        self.handshakes.removeAll { $0.stream == stream }
    }

    mutating func closeSecurity(of stream: StreamPointer) {
        guard let transport = stream.pointee.transport else { return }
        self.perform(transport.close(at: self.now), stream)
    }

    // MARK: - Handshakes

    private mutating func queueHandshake(
        _ datagram: [UInt8],
        _ transport: SecureTransport,
        _ stream: StreamPointer
    ) {
        let source = self.source.mediaAddress
        let isPeer = transport.security.usesICE ? transport.remote == source : stream.pointee.latch.mayBe(source)
        guard isPeer, self.handshakes.count < Self.handshakeLimit else {
            self.counts.refusedPackets += 1
            stream.pointee.refusedPackets += 1
            return
        }
        self.handshakes.append(PendingHandshake(stream: stream, datagram: datagram, source: source))
    }

    /// One step of one handshake.
    mutating func advanceHandshake() {
        let next = self.handshakes.removeFirst()
        guard let transport = next.stream.pointee.transport else { return }
        self.perform(transport.takeRecord(next.datagram, from: next.source, at: self.now), next.stream)
    }

    /// Repeats what was lost on the way; ten times a second.
    mutating func watchHandshakes() {
        guard !self.securing.isEmpty else { return }
        for stream in self.securing { self.watchSecurity(of: stream) }
        self.securing.removeAll { $0.pointee.transport?.isSecuring != true }
    }

    mutating func watchSecurity(of stream: StreamPointer) {
        guard let transport = stream.pointee.transport else { return }
        self.perform(transport.look(at: self.now), stream)
    }

    private mutating func perform(_ steps: [SecureTransport.Step], _ stream: StreamPointer) {
        for step in steps {
            switch step {
            case .send(let datagram, let address):
                // What is lost is repeated, by us or by the peer.
                _ = datagram.withUnsafeBytes { stream.pointee.sockets.media.send($0, to: SocketAddress(address)) }
            case .nominated(let address):
                self.follow(nominated: address, stream)
                stream.pointee.onEvent(.latched(address))
            case .secured(let suite):
                if stream.pointee.transport?.isHandshake == true { self.counts.handshakes += 1 }
                stream.pointee.onEvent(.secured(suite))
            case .failed(let failure):
                self.counts.failedHandshakes += 1
                stream.pointee.onEvent(.notSecured(failure))
            case .consentLost:
                stream.pointee.onEvent(.consentLost)
            }
        }
    }

    /// ICE says where the peer is, and nobody else may send for it.
    private func follow(nominated address: MediaAddress, _ stream: StreamPointer) {
        stream.pointee.latch.expect(address, signalledHost: nil, rule: .announced, at: self.now)
        stream.pointee.destination = SocketAddress(address)
        stream.pointee.controlDestination = SocketAddress(address)
    }

    private mutating func noteRefusal(by transport: SecureTransport) {
        switch transport.lastRefusal {
        case .unauthentic: self.counts.unauthenticPackets += 1
        case .replayed: self.counts.replayedPackets += 1
        case .tooEarly, nil: break
        }
    }
}
