import CDTLS
package import Kernel

/// Why there is no DTLS.
package struct DTLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What OpenSSL did not do, and why.
    package let description: String

    init(_ step: StaticString) {
        self.description = "\(step): \(OpenSSLErrors.takeLatest() ?? "no reason given")"
    }
}

/// What all DTLS associations of the process share: a certificate made at start and the rules of the protocol. The
/// owner of the OpenSSL context.
///
/// DTLS 1.2 only, forward secrecy only, no sessions kept, no tickets, no renegotiation.
///
/// Unchecked: OpenSSL counts references to a context atomically, and nothing changes in it after `init`.
package final class DTLSContext: @unchecked Sendable {
    /// What SDP must say of our certificate.
    package let fingerprint: CertificateFingerprint
    let handle: OpaquePointer

    /// AEAD suites first; those of CBC for phones that have nothing else.
    private static let cipherSuites = "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES:!PSK:!aNULL"
    private static let groups = "X25519:P-256"
    /// The longest chain of certificates taken from a peer, in bytes. It also bounds what OpenSSL puts together from
    /// fragments.
    private static let certificateLimit = 16_384

    /// Makes a certificate (ECDSA with P-256, signed by itself) and a context with it.
    ///
    /// The key comes from OpenSSL's own generator; names and serial number, which need no secrecy, from `random`.
    ///
    /// - Parameters:
    ///   - suites: those of DTLS-SRTP that are offered and accepted, best first; others are passed over.
    ///   - time: the certificate holds from a day before it, for clocks that differ.
    package init(
        suites: [SRTPSuite] = [.galois128, .galois256, .counterMode128Tag80, .counterMode128Tag32],
        random: inout TokenSource,
        at time: Timestamp
    ) throws(DTLSError) {
        guard let context = SSL_CTX_new(DTLS_method()) else { throw DTLSError("new context") }
        do throws(DTLSError) {
            self.fingerprint = try Self.prepare(context, suites, &random, time)
        } catch {
            SSL_CTX_free(context)
            throw error
        }
        self.handle = context
    }

    deinit {
        SSL_CTX_free(self.handle)
    }

    private static func prepare(
        _ context: OpaquePointer,
        _ suites: [SRTPSuite],
        _ random: inout TokenSource,
        _ time: Timestamp
    ) throws(DTLSError) -> CertificateFingerprint {
        let certificate = try SelfSignedCertificate(random: &random, at: time)
        guard SSL_CTX_use_certificate(context, certificate.certificate) == 1,
            SSL_CTX_use_PrivateKey(context, certificate.key) == 1
        else { throw DTLSError("take the certificate") }
        guard CDTLS_CTX_set_version(context, DTLS1_2_VERSION) == 1 else { throw DTLSError("set DTLS 1.2") }
        guard SSL_CTX_set_cipher_list(context, Self.cipherSuites) == 1, CDTLS_set_groups(context, Self.groups) == 1
        else { throw DTLSError("set the cipher suites") }
        CDTLS_CTX_limit_memory(context, Self.certificateLimit)
        SSL_CTX_set_options(
            context,
            SSLOption.noRenegotiation | SSLOption.noTicket | SSLOption.noQueryMTU | SSLOption.noCompression
                | SSLOption.serverPreference
        )
        // The certificate is asked for and not judged: who it belongs to is said by the fingerprint in SDP (RFC 5763
        // §5).
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        SSL_CTX_set_cert_verify_callback(context, { _, _ in 1 }, nil)
        SSL_CTX_set_cookie_generate_cb(context, DatagramExchange.writeCookie)
        SSL_CTX_set_cookie_verify_cb(context, DatagramExchange.checkCookie)
        let profiles = suites.compactMap(\.profileName).joined(separator: ":")
        // Returns 0 when it has done it.
        guard SSL_CTX_set_tlsext_use_srtp(context, profiles) == 0 else { throw DTLSError("offer the SRTP profiles") }
        guard let fingerprint = certificate.fingerprint() else { throw DTLSError("fingerprint the certificate") }
        return fingerprint
    }
}

/// OpenSSL's options, whose macros Swift cannot read.
enum SSLOption {
    static let noQueryMTU: UInt64 = 1 << 12
    static let cookieExchange: UInt64 = 1 << 13
    static let noTicket: UInt64 = 1 << 14
    static let noCompression: UInt64 = 1 << 17
    static let serverPreference: UInt64 = 1 << 22
    static let noRenegotiation: UInt64 = 1 << 30
}

/// The thread's queue of errors, which must be empty before an operation whose result is asked for.
enum OpenSSLErrors {
    static func clear() {
        ERR_clear_error()
    }

    /// The last error as a sentence; the queue is empty afterwards.
    static func takeLatest() -> String? {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        guard code != 0, let reason = ERR_reason_error_string(code) else { return nil }
        return String(cString: reason)
    }
}
