import CSRTP

/// libsrtp2, made ready once per process.
///
/// Its ciphers are replaced, as its header `cipher.h` offers, by thin ones over OpenSSL. Debian's libsrtp2 is built
/// with NSS, whose ciphers make a new context for each packet: 8 allocations and 2.4 µs for 20 ms of G.711, where these
/// take none. The protocol (key derivation, indices, replay windows) stays libsrtp2's. Every replacement passes
/// libsrtp2's self-tests with its own vectors and ours before it is taken.
enum SRTPLibrary {
    /// Whether all suites can be used.
    static let isReady: Bool = {
        guard srtp_init() == srtp_err_status_ok else { return false }
        let ciphers: [(UnsafePointer<srtp_cipher_type_t>, Int32)] = [
            (CounterModeCipher.type(.aes128), SRTP_AES_ICM_128),
            (CounterModeCipher.type(.aes256), SRTP_AES_ICM_256),
            (GaloisModeCipher.type(.aes128), SRTP_AES_GCM_128),
            (GaloisModeCipher.type(.aes256), SRTP_AES_GCM_256),
        ]
        let authenticator = SHA1Authenticator.type()
        return ciphers.allSatisfy { srtp_replace_cipher_type($0.0, srtp_cipher_type_id_t($0.1)) == srtp_err_status_ok }
            && srtp_replace_auth_type(authenticator, srtp_auth_type_id_t(SRTP_HMAC_SHA1)) == srtp_err_status_ok
    }()
}

/// What libsrtp2 keeps pointers to for the life of the process, and is therefore never given back.
enum Permanent {
    static func value<Value>(_ value: Value) -> UnsafePointer<Value> {
        let place = UnsafeMutablePointer<Value>.allocate(capacity: 1)
        place.initialize(to: value)
        return UnsafePointer(place)
    }

    static func bytes(_ bytes: [UInt8]) -> UnsafeMutablePointer<UInt8> {
        let place = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
        place.initialize(from: bytes, count: bytes.count)
        return place
    }

    static func text(_ text: StaticString) -> UnsafePointer<CChar> {
        UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
