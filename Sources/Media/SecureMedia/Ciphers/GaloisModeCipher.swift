import CDTLS
import CSRTP

/// AES in Galois/counter mode as RFC 7714 uses it, by OpenSSL, in the form that libsrtp2 asks for.
///
/// libsrtp2 makes, uses and ends each; between `allocate` and `release` the OpenSSL handle belongs to the state alone.
enum GaloisModeCipher {
    private struct State {
        /// At the head: libsrtp2 is given a pointer to it.
        var face: srtp_cipher_t
        var context: OpaquePointer
        var keyLength: AESKeyLength
        var tagLength: Int32
    }

    private static let saltLength = 12

    static func type(_ keyLength: AESKeyLength) -> UnsafePointer<srtp_cipher_type_t> {
        switch keyLength {
        case .aes128: self.type128
        case .aes256: self.type256
        }
    }

    // Unchecked: written once, before anybody sees them, and never freed.
    private nonisolated(unsafe) static let type128 = Self.make(SRTP_AES_GCM_128, CipherVectors.galois128)
    // Unchecked: as above.
    private nonisolated(unsafe) static let type256 = Self.make(SRTP_AES_GCM_256, CipherVectors.galois256)

    private static func make(_ identifier: Int32, _ vector: CipherVectors.Vector)
        -> UnsafePointer<srtp_cipher_type_t>
    {
        Permanent.value(
            srtp_cipher_type_t(
                alloc: { GaloisModeCipher.allocate($0, keyLength: $1, tagLength: $2) },
                dealloc: { GaloisModeCipher.release($0) },
                init: { GaloisModeCipher.setKey($0, $1) },
                set_aad: { GaloisModeCipher.authenticate($0, $1, $2) },
                encrypt: { GaloisModeCipher.encrypt($0, $1, $2) },
                decrypt: { GaloisModeCipher.decrypt($0, $1, $2) },
                set_iv: { GaloisModeCipher.setVector($0, $1, $2) },
                get_tag: { GaloisModeCipher.writeTag($0, $1, $2) },
                description: Permanent.text("AES Galois/counter mode by OpenSSL"),
                test_data: vector.testCase(),
                id: srtp_cipher_type_id_t(identifier)
            )
        )
    }

    private static func allocate(
        _ face: UnsafeMutablePointer<srtp_cipher_pointer_t?>?,
        keyLength: Int32,
        tagLength: Int32
    ) -> srtp_err_status_t {
        guard let face, let length = AESKeyLength(rawValue: Int(keyLength) - Self.saltLength),
            tagLength == 16 || tagLength == 8
        else { return srtp_err_status_bad_param }
        guard let context = EVP_CIPHER_CTX_new() else { return srtp_err_status_alloc_fail }
        let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
        state.initialize(
            to: State(
                face: srtp_cipher_t(
                    type: Self.type(length),
                    state: state,
                    key_len: keyLength,
                    algorithm: length == .aes128 ? SRTP_AES_GCM_128 : SRTP_AES_GCM_256
                ),
                context: context,
                keyLength: length,
                tagLength: tagLength
            )
        )
        face.pointee = UnsafeMutableRawPointer(state).assumingMemoryBound(to: srtp_cipher_t.self)
        return srtp_err_status_ok
    }

    private static func release(_ face: srtp_cipher_pointer_t?) -> srtp_err_status_t {
        guard let state = face?.pointee.state?.assumingMemoryBound(to: State.self) else {
            return srtp_err_status_bad_param
        }
        EVP_CIPHER_CTX_free(state.pointee.context)
        state.deallocate()
        return srtp_err_status_ok
    }

    private static func setKey(_ state: UnsafeMutableRawPointer?, _ key: UnsafePointer<UInt8>?) -> srtp_err_status_t {
        guard let state = state?.assumingMemoryBound(to: State.self), let key else { return srtp_err_status_bad_param }
        let cipher = state.pointee.keyLength == .aes128 ? EVP_aes_128_gcm() : EVP_aes_256_gcm()
        let isSet = EVP_CipherInit_ex(state.pointee.context, cipher, nil, key, nil, 1) == 1
        return isSet ? srtp_err_status_ok : srtp_err_status_init_fail
    }

    @inline(__always)
    private static func setVector(
        _ state: UnsafeMutableRawPointer?,
        _ vector: UnsafeMutablePointer<UInt8>?,
        _ direction: srtp_cipher_direction_t
    ) -> srtp_err_status_t {
        guard let state = state?.assumingMemoryBound(to: State.self), let vector else {
            return srtp_err_status_bad_param
        }
        let encrypts: Int32 = direction == srtp_direction_encrypt ? 1 : 0
        let isSet = EVP_CipherInit_ex(state.pointee.context, nil, nil, nil, vector, encrypts) == 1
        return isSet ? srtp_err_status_ok : srtp_err_status_cipher_fail
    }

    @inline(__always)
    private static func authenticate(
        _ state: UnsafeMutableRawPointer?,
        _ bytes: UnsafePointer<UInt8>?,
        _ count: UInt32
    ) -> srtp_err_status_t {
        guard let state = state?.assumingMemoryBound(to: State.self), let bytes else {
            return srtp_err_status_bad_param
        }
        var taken: Int32 = 0
        let isDone =
            EVP_CipherUpdate(state.pointee.context, nil, &taken, bytes, Int32(truncatingIfNeeded: count)) == 1
        return isDone ? srtp_err_status_ok : srtp_err_status_algo_fail
    }

    @inline(__always)
    private static func encrypt(
        _ state: UnsafeMutableRawPointer?,
        _ buffer: UnsafeMutablePointer<UInt8>?,
        _ count: UnsafeMutablePointer<UInt32>?
    ) -> srtp_err_status_t {
        guard let state = state?.assumingMemoryBound(to: State.self), let buffer, let count else {
            return srtp_err_status_bad_param
        }
        var written: Int32 = 0
        let length = Int32(truncatingIfNeeded: count.pointee)
        guard EVP_CipherUpdate(state.pointee.context, buffer, &written, buffer, length) == 1 else {
            return srtp_err_status_cipher_fail
        }
        return srtp_err_status_ok
    }

    /// Closes the message that `encrypt` wrote.
    @inline(__always)
    private static func writeTag(
        _ state: UnsafeMutableRawPointer?,
        _ tag: UnsafeMutablePointer<UInt8>?,
        _ length: UnsafeMutablePointer<UInt32>?
    ) -> srtp_err_status_t {
        guard let state = state?.assumingMemoryBound(to: State.self), let tag, let length else {
            return srtp_err_status_bad_param
        }
        let context = state.pointee.context
        let tagLength = state.pointee.tagLength
        var written: Int32 = 0
        guard EVP_CipherFinal_ex(context, tag, &written) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tagLength, tag) == 1
        else { return srtp_err_status_cipher_fail }
        length.pointee = UInt32(tagLength)
        return srtp_err_status_ok
    }

    /// - Parameter count: of the ciphertext with its tag; of the plaintext afterwards.
    @inline(__always)
    private static func decrypt(
        _ state: UnsafeMutableRawPointer?,
        _ buffer: UnsafeMutablePointer<UInt8>?,
        _ count: UnsafeMutablePointer<UInt32>?
    ) -> srtp_err_status_t {
        guard let state = state?.assumingMemoryBound(to: State.self), let buffer, let count else {
            return srtp_err_status_bad_param
        }
        let context = state.pointee.context
        let tagLength = state.pointee.tagLength
        guard count.pointee >= UInt32(tagLength) else { return srtp_err_status_cipher_fail }
        let length = Int32(truncatingIfNeeded: count.pointee) - tagLength
        let tag = buffer + Int(length)
        var written: Int32 = 0
        var rest: Int32 = 0
        guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tagLength, tag) == 1,
            EVP_CipherUpdate(context, buffer, &written, buffer, length) == 1
        else { return srtp_err_status_cipher_fail }
        guard EVP_CipherFinal_ex(context, tag, &rest) == 1 else { return srtp_err_status_auth_fail }
        count.pointee = UInt32(truncatingIfNeeded: length)
        return srtp_err_status_ok
    }
}
