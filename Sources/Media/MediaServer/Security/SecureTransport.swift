import Kernel
import SecureMedia

/// What protects the packets of one stream: the session with its keys, and where the keys come from: signalling, or ICE
/// and DTLS on the stream's own port (RFC 7983).
///
/// Made when a stream is first to be protected, touched by its media thread only. With keys, a packet allocates nothing
/// and stays in its buffer; without them nothing passes in either direction.
final class SecureTransport {
    /// What is to be done or told, in order.
    enum Step {
        case send([UInt8], to: MediaAddress)
        /// ICE has found the peer: media goes there and is taken from there.
        case nominated(MediaAddress)
        case secured(SRTPSuite)
        case failed(DTLSFailure)
        case consentLost
    }

    private(set) var security: StreamSecurity
    private var session: SRTPSession?
    private var agent: ICELiteAgent?
    private var association: DTLSAssociation?
    /// Where the handshake's datagrams go: whence the last one came.
    private var peer: MediaAddress?
    private var isConsentLost = false
    private(set) var suite: SRTPSuite?
    private(set) var unauthenticPackets: UInt64 = 0
    private(set) var replayedPackets: UInt64 = 0
    /// Why the last packet was dropped.
    private(set) var lastRefusal: Refusal?

    /// Why a packet was dropped, as far as that is counted.
    enum Refusal {
        case unauthentic
        case replayed
        /// There are no keys yet.
        case tooEarly
    }

    /// - Parameter former: whose counts go on.
    init(_ security: StreamSecurity, after former: SecureTransport?) {
        self.security = security
        self.unauthenticPackets = former?.unauthenticPackets ?? 0
        self.replayedPackets = former?.replayedPackets ?? 0
    }

    /// Where ICE has found the peer.
    var remote: MediaAddress? { self.agent?.remote.flatMap(MediaAddress.init) }

    var isHandshake: Bool {
        if case .handshake = self.security { true } else { false }
    }

    /// Whether a handshake is still to end.
    var isSecuring: Bool { self.association?.deadline != nil || self.agent != nil && self.session == nil }

    // MARK: - Agreement

    /// Begins.
    ///
    /// - Parameter remote: what the peer's description announces; with ICE it means nothing.
    func begin(_ certificate: DTLSContext, remote: MediaAddress?, at now: Moment) -> [Step] {
        switch self.security {
        case .none: return []
        case .keys(let keys): return self.take(keys)
        case .handshake(let terms):
            self.agent = terms.ice.map(ICELiteAgent.init(credentials:))
            self.peer = terms.ice == nil ? remote : nil
            var settings = DTLSSettings()
            // Without ICE nothing else shows that a hello comes from where it claims to.
            settings.asksForCookie = terms.ice == nil
            do throws(DTLSError) {
                self.association = try DTLSAssociation(
                    certificate,
                    role: terms.role,
                    fingerprints: terms.fingerprints,
                    settings: settings
                )
            } catch {
                return [.failed(.protocolError(error.description))]
            }
            guard terms.ice == nil, remote != nil else { return [] }
            return self.perform(self.association?.handle(.start, at: now))
        }
    }

    /// Takes a later agreement that the present keys outlive.
    ///
    /// - Returns: whether they do; else a new transport takes the place of this one.
    func goOn(with security: StreamSecurity, at now: Moment) -> Bool {
        if security == self.security { return true }
        if case .keys(let keys) = security, case .keys(let former) = self.security, keys.sending == former.sending {
            do throws(SRTPError) {
                try self.session?.receive(with: keys.receiving)
            } catch {
                return false
            }
            self.security = security
            return true
        }
        guard case .handshake(let terms) = security, case .handshake(let former) = self.security,
            terms.sharesAssociation(with: former), (terms.ice == nil) == (former.ice == nil)
        else { return false }
        if let credentials = terms.ice, credentials != former.ice {
            _ = self.agent?.handle(.restarted(credentials), at: now)
        }
        self.security = security
        return true
    }

    private func take(_ keys: SRTPKeys) -> [Step] {
        do throws(SRTPError) {
            self.session = try SRTPSession(keys)
            self.suite = keys.suite
            return [.secured(keys.suite)]
        } catch {
            return [.failed(.noSuite)]
        }
    }

    // MARK: - Handshake

    /// A datagram of ICE.
    func takeCheck(_ datagram: [UInt8], from source: MediaAddress, at now: Moment) -> [Step] {
        guard let address = source.stunAddress,
            let effects = self.agent?.handle(.datagram(datagram, from: address), at: now)
        else { return [] }
        return self.perform(effects, at: now)
    }

    /// A datagram of DTLS, from whom ICE or the latch allows.
    func takeRecord(_ datagram: [UInt8], from source: MediaAddress, at now: Moment) -> [Step] {
        self.peer = source
        return self.perform(self.association?.handle(.datagram(datagram), at: now))
    }

    /// Time for repetitions and limits.
    func look(at now: Moment) -> [Step] {
        var steps: [Step] = []
        if let deadline = self.agent?.deadline, deadline <= now, let effects = self.agent?.handle(.timePassed, at: now)
        {
            steps += self.perform(effects, at: now)
        }
        if let deadline = self.association?.deadline, deadline <= now {
            steps += self.perform(self.association?.handle(.timePassed, at: now))
        }
        return steps
    }

    /// Says goodbye to the peer.
    func close(at now: Moment) -> [Step] {
        self.perform(self.association?.handle(.close, at: now))
    }

    private func perform(_ effects: [ICELiteAgent.Effect], at now: Moment) -> [Step] {
        var steps: [Step] = []
        for effect in effects {
            switch effect {
            case .send(let datagram, let destination):
                if let address = MediaAddress(destination) { steps.append(.send(datagram, to: address)) }
            case .nominated(let found):
                guard let address = MediaAddress(found) else { continue }
                self.peer = address
                steps.append(.nominated(address))
                steps += self.perform(self.association?.handle(.start, at: now))
            case .consentLost:
                self.isConsentLost = true
                steps.append(.consentLost)
            case .consentRegained:
                self.isConsentLost = false
            }
        }
        return steps
    }

    private func perform(_ effects: [DTLSAssociation.Effect]?) -> [Step] {
        var steps: [Step] = []
        for effect in effects ?? [] {
            switch effect {
            case .send(let datagram):
                if let peer = self.peer { steps.append(.send(datagram, to: peer)) }
            case .established(let keys): steps += self.take(keys)
            case .failed(let failure): steps.append(.failed(failure))
            // The end of a call is for signalling to say.
            case .closed: break
            }
        }
        return steps
    }

    // MARK: - Packets

    /// - Returns: the length of the RTP packet that is left; `nil` when it is to be dropped.
    @inline(__always)
    func unprotect(_ packet: UnsafeMutableRawBufferPointer) -> Int? {
        self.count(self.session?.unprotect(packet))
    }

    /// - Returns: the length of the RTCP packet that is left; `nil` when it is to be dropped.
    func unprotectControl(_ packet: UnsafeMutableRawBufferPointer) -> Int? {
        self.count(self.session?.unprotectControl(packet))
    }

    /// - Parameter buffer: the packet and behind it room for its tag.
    /// - Returns: the length to send; `nil` when nothing may be sent.
    @inline(__always)
    func protect(_ buffer: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        guard !self.isConsentLost, case .packet(let length)? = self.session?.protect(buffer, length: length) else {
            return nil
        }
        return length
    }

    /// As ``protect(_:length:)`` for RTCP.
    func protectControl(_ buffer: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        guard !self.isConsentLost, case .packet(let length)? = self.session?.protectControl(buffer, length: length)
        else { return nil }
        return length
    }

    @inline(__always)
    private func count(_ outcome: SRTPOutcome?) -> Int? {
        switch outcome {
        case .packet(let length): return length
        case .refused(let refusal):
            if refusal == .replayed || refusal == .tooOld {
                self.replayedPackets += 1
                self.lastRefusal = .replayed
            } else {
                self.unauthenticPackets += 1
                self.lastRefusal = .unauthentic
            }
            return nil
        case nil:
            self.lastRefusal = .tooEarly
            return nil
        }
    }
}
