import CDTLS
import Kernel

/// What OpenSSL is made to do, and what came of it.
extension DTLSAssociation {
    /// Goes on with the handshake as far as the datagrams there are allow.
    mutating func advance(at now: Moment, _ effects: inout [Effect]) {
        OpenSSLErrors.clear()
        let result = SSL_do_handshake(self.connection)
        self.send(&effects)
        if result == 1 {
            self.state = .unverified(since: now)
            self.verify(&effects)
        } else {
            self.judge(result, &effects)
        }
    }

    mutating func retransmit(_ effects: inout [Effect]) {
        OpenSSLErrors.clear()
        let result = CDTLS_handle_timeout(self.connection)
        self.send(&effects)
        if result < 0 { self.fail(.timeout, &effects) }
    }

    /// What the cipher adds to each record at least: nonce and tag of GCM, the tag of ChaCha20. CBC adds more than either.
    var sealLength: Int {
        SSL_CIPHER_get_cipher_nid(SSL_get_current_cipher(self.connection)) == NID_chacha20_poly1305 ? 16 : 24
    }

    /// After the handshake: alerts, repeated flights, and data of which nobody wants any.
    mutating func listen(_ effects: inout [Effect]) {
        // More than any datagram has; the loop ends when the datagram does.
        let recordLimit = 128
        OpenSSLErrors.clear()
        var result: Int32 = 1
        withUnsafeTemporaryAllocation(byteCount: 2_048, alignment: 8) { scratch in
            for _ in 0..<recordLimit where result > 0 {
                result = SSL_read(self.connection, scratch.baseAddress, Int32(scratch.count))
            }
        }
        self.send(&effects)
        if result <= 0 { self.judge(result, &effects) }
    }

    /// Compares the certificate, once SDP has spoken, and takes the keys.
    mutating func verify(_ effects: inout [Effect]) {
        guard !self.fingerprints.isEmpty else { return }
        guard let certificate = SSL_get1_peer_certificate(self.connection) else {
            self.shutDown(&effects)
            effects.append(.failed(.fingerprintMismatch))
            return
        }
        defer { X509_free(certificate) }
        let isAnnounced = CertificateFingerprint.match(self.fingerprints) { hash in
            SelfSignedCertificate.digest(of: certificate, hash)
        }
        guard isAnnounced else {
            self.shutDown(&effects)
            effects.append(.failed(.fingerprintMismatch))
            return
        }
        guard let keys = self.exportKeys() else {
            self.shutDown(&effects)
            effects.append(.failed(.noSuite))
            return
        }
        self.state = .established
        effects.append(.established(keys))
    }

    /// The keys of both directions (RFC 5764 §4.2): client's key, server's key, client's salt, server's salt.
    private func exportKeys() -> SRTPKeys? {
        guard let profile = SSL_get_selected_srtp_profile(self.connection)?.pointee.id,
            let suite = SRTPSuite.allCases.first(where: { $0.profile == UInt(profile) })
        else { return nil }
        let label = "EXTRACTOR-dtls_srtp"
        var material = [UInt8](repeating: 0, count: 2 * suite.masterLength)
        let isDone = SSL_export_keying_material(
            self.connection,
            &material,
            material.count,
            label,
            label.utf8.count,
            nil,
            0,
            0
        )
        guard isDone == 1 else { return nil }
        let salts = material[(2 * suite.keyLength)...]
        let client = SRTPMasterKey(suite, material.prefix(suite.keyLength) + salts.prefix(suite.saltLength))
        let server = SRTPMasterKey(
            suite,
            material[suite.keyLength..<(2 * suite.keyLength)] + salts.suffix(suite.saltLength)
        )
        material.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
        guard let client, let server else { return nil }
        return switch self.role {
        case .client: SRTPKeys(sending: client, receiving: server)
        case .server: SRTPKeys(sending: server, receiving: client)
        }
    }

    /// Says goodbye, where there is somebody to say it to.
    mutating func shutDown(_ effects: inout [Effect]) {
        OpenSSLErrors.clear()
        if SSL_is_init_finished(self.connection) == 1 { SSL_shutdown(self.connection) }
        self.send(&effects)
        OpenSSLErrors.clear()
        self.state = .over
    }

    mutating func fail(_ failure: DTLSFailure, _ effects: inout [Effect]) {
        self.state = .over
        effects.append(.failed(failure))
    }

    /// What a result below 1 means.
    private mutating func judge(_ result: Int32, _ effects: inout [Effect]) {
        switch SSL_get_error(self.connection, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE, SSL_ERROR_NONE: break
        case SSL_ERROR_ZERO_RETURN:
            self.shutDown(&effects)
            effects.append(.closed)
        default: self.fail(OpenSSLErrors.takeFailure(), &effects)
        }
    }

    private func send(_ effects: inout [Effect]) {
        for datagram in self.exchange.takeOutgoing() { effects.append(.send(datagram)) }
    }
}

extension OpenSSLErrors {
    /// The last error as a failure; the queue is empty afterwards.
    static func takeFailure() -> DTLSFailure {
        // A peer's alert stands as its number above this.
        let alerts: UInt = 1_000
        let reason = ERR_peek_last_error() & 0x7f_ffff
        if (alerts..<(alerts + 256)).contains(reason) {
            Self.clear()
            return .alert(UInt8(reason - alerts))
        }
        return .protocolError(Self.takeLatest() ?? "no reason given")
    }
}
