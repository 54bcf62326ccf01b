import CSRTP

/// One direction of a session; the owner of a libsrtp2 handle.
///
/// libsrtp2 reads headers in words of 32 bits and trusts a few lengths; what it would misread is refused before.
///
/// Unchecked: the handle is no thread's own, and whoever holds this value is its only user.
struct SRTPContext: ~Copyable, @unchecked Sendable {
    enum Direction: Sendable {
        case sending
        case receiving
    }

    /// Packets by which one may be late and still be told from a replay. 20 s of 20 ms packets, as browsers have it;
    /// RFC 3711 §3.3.2 asks for 64.
    private static let replayWindow: UInt = 1_024
    private static let mediaHeaderLength = 12
    private static let controlHeaderLength = 8

    private let handle: srtp_t
    private let mediaOverhead: Int
    private let controlOverhead: Int
    private var sources = SourceSet(limit: SRTPSession.sourceLimit)

    init(_ key: SRTPMasterKey, _ direction: Direction) throws(SRTPError) {
        guard SRTPLibrary.isReady else { throw .libraryFailed }
        var policy = srtp_policy_t()
        key.suite.fill(&policy)
        policy.ssrc.type = direction == .sending ? ssrc_any_outbound : ssrc_any_inbound
        policy.window_size = Self.replayWindow
        var created: srtp_t?
        // libsrtp2 copies the key; its parameter only lacks a const.
        var bytes = key.bytes
        let status = bytes.withUnsafeMutableBufferPointer { buffer in
            policy.key = buffer.baseAddress
            return srtp_create(&created, &policy)
        }
        guard status == srtp_err_status_ok, let created else { throw .contextFailed }
        self.handle = created
        self.mediaOverhead = key.suite.mediaOverhead
        self.controlOverhead = key.suite.controlOverhead
    }

    deinit {
        srtp_dealloc(self.handle)
    }

    @inline(__always)
    mutating func protect(_ buffer: UnsafeMutableRawBufferPointer, length: Int) -> SRTPOutcome {
        guard length >= Self.mediaHeaderLength, length <= buffer.count else { return .refused(.malformed) }
        guard buffer.count - length >= self.mediaOverhead else { return .refused(.noRoom) }
        return self.run(srtp_protect, buffer, length: length, sourceAt: 8)
    }

    @inline(__always)
    mutating func unprotect(_ packet: UnsafeMutableRawBufferPointer) -> SRTPOutcome {
        guard packet.count >= Self.mediaHeaderLength + self.mediaOverhead else { return .refused(.malformed) }
        return self.run(srtp_unprotect, packet, length: packet.count, sourceAt: 8)
    }

    mutating func protectControl(_ buffer: UnsafeMutableRawBufferPointer, length: Int) -> SRTPOutcome {
        guard length >= Self.controlHeaderLength, length <= buffer.count else { return .refused(.malformed) }
        guard buffer.count - length >= self.controlOverhead else { return .refused(.noRoom) }
        return self.run(srtp_protect_rtcp, buffer, length: length, sourceAt: 4)
    }

    mutating func unprotectControl(_ packet: UnsafeMutableRawBufferPointer) -> SRTPOutcome {
        guard packet.count >= Self.controlHeaderLength + self.controlOverhead else { return .refused(.malformed) }
        return self.run(srtp_unprotect_rtcp, packet, length: packet.count, sourceAt: 4)
    }

    /// - Parameter offset: where the packet has its synchronisation source.
    @inline(__always)
    private mutating func run(
        _ operation: (srtp_t?, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int32>?) -> srtp_err_status_t,
        _ buffer: UnsafeMutableRawBufferPointer,
        length: Int,
        sourceAt offset: Int
    ) -> SRTPOutcome {
        // No UDP datagram is longer, and libsrtp2 counts in 32 bits.
        guard length <= Int(UInt16.max), buffer[0] >> 6 == 2 else { return .refused(.malformed) }
        let source = buffer.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        let isKnown = self.sources.contains(source)
        guard isKnown || !self.sources.isFull else { return .refused(.tooManySources) }
        var octets = Int32(truncatingIfNeeded: length)
        let status = operation(self.handle, buffer.baseAddress, &octets)
        guard status == srtp_err_status_ok else { return .refused(SRTPRefusal(status)) }
        if !isKnown { self.sources.insert(source) }
        return .packet(length: Int(octets))
    }
}

/// The sources for which libsrtp2 keeps a stream. It would keep any number.
struct SourceSet: Sendable {
    private let limit: Int
    private var latest: UInt32?
    private var all: [UInt32] = []

    init(limit: Int) {
        self.limit = limit
    }

    var isFull: Bool { self.all.count >= self.limit }

    @inline(__always)
    mutating func contains(_ source: UInt32) -> Bool {
        if source == self.latest { return true }
        guard self.all.contains(source) else { return false }
        self.latest = source
        return true
    }

    mutating func insert(_ source: UInt32) {
        self.all.append(source)
        self.latest = source
    }
}

extension SRTPRefusal {
    init(_ status: srtp_err_status_t) {
        switch status {
        case srtp_err_status_auth_fail: self = .unauthentic
        // A tag of GCM that is wrong, and a packet too short to have one.
        case srtp_err_status_cipher_fail: self = .unauthentic
        case srtp_err_status_replay_fail: self = .replayed
        case srtp_err_status_replay_old, srtp_err_status_pkt_idx_old: self = .tooOld
        case srtp_err_status_key_expired: self = .keyExpired
        case srtp_err_status_bad_param, srtp_err_status_parse_err: self = .malformed
        default: self = .failed
        }
    }
}

extension SRTPSuite {
    func fill(_ policy: inout srtp_policy_t) {
        switch self {
        case .counterMode128Tag80:
            srtp_crypto_policy_set_rtp_default(&policy.rtp)
            srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
        case .counterMode128Tag32:
            srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(&policy.rtp)
            srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
        case .counterMode256Tag80:
            srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&policy.rtp)
            srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&policy.rtcp)
        case .galois128:
            srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp)
            srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp)
        case .galois256:
            srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtp)
            srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtcp)
        }
    }
}
