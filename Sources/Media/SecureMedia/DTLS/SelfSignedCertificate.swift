import CDTLS
import Kernel

/// An ECDSA P-256 key and a certificate that it signs itself; the owner of both OpenSSL handles.
struct SelfSignedCertificate: ~Copyable {
    let key: OpaquePointer
    let certificate: OpaquePointer

    /// MBSTRING_UTF8, a macro that Swift cannot read.
    private static let textIsUTF8: Int32 = 0x1000
    private static let validity = Duration.seconds(3_650 * 86_400)

    init(random: inout TokenSource, at time: Timestamp) throws(DTLSError) {
        guard let key = CDTLS_generate_P256() else { throw DTLSError("make a key") }
        guard let certificate = X509_new() else {
            EVP_PKEY_free(key)
            throw DTLSError("make a certificate")
        }
        guard Self.fill(certificate, key, &random, time) else {
            X509_free(certificate)
            EVP_PKEY_free(key)
            throw DTLSError("sign the certificate")
        }
        self.key = key
        self.certificate = certificate
    }

    deinit {
        X509_free(self.certificate)
        EVP_PKEY_free(self.key)
    }

    /// As SDP says it.
    func fingerprint() -> CertificateFingerprint? {
        Self.digest(of: self.certificate, .sha256).flatMap { CertificateFingerprint(.sha256, $0) }
    }

    static func digest(of certificate: OpaquePointer, _ hash: CertificateFingerprint.Hash) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard X509_digest(certificate, hash.algorithm, &digest, &length) == 1 else { return nil }
        return Array(digest.prefix(Int(length)))
    }

    private static func fill(
        _ certificate: OpaquePointer,
        _ key: OpaquePointer,
        _ random: inout TokenSource,
        _ time: Timestamp
    ) -> Bool {
        let version3 = 2
        // 63 bits: a serial number is positive (RFC 5280 §4.1.2.2).
        let serial = random.next() >> 1 | 1
        // The same name for all would help whoever wants to know what runs here.
        let name = random.token()
        let start = time.advanced(by: .seconds(-86_400))
        guard X509_set_version(certificate, version3) == 1,
            ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1,
            ASN1_TIME_set(X509_getm_notBefore(certificate), time_t(start.seconds)) != nil,
            ASN1_TIME_set(
                X509_getm_notAfter(certificate),
                time_t(start.advanced(by: Self.validity).seconds)
            ) != nil,
            let subject = X509_get_subject_name(certificate),
            X509_NAME_add_entry_by_txt(subject, "CN", Self.textIsUTF8, name, -1, -1, 0) == 1,
            X509_set_issuer_name(certificate, subject) == 1,
            X509_set_pubkey(certificate, key) == 1
        else { return false }
        return X509_sign(certificate, key, EVP_sha256()) > 0
    }
}
