import CDTLS
import CSRTP

/// AES in counter mode as RFC 3711 §4.1.1 and RFC 6188 use it, by OpenSSL, in the form that libsrtp2 asks for.
///
/// libsrtp2 makes, uses and ends each; between `allocate` and `release` the OpenSSL handle belongs to the state alone.
enum CounterModeCipher {
    private struct State {
        /// At the head: libsrtp2 is given a pointer to it.
        var face: srtp_cipher_t
        var context: OpaquePointer
        var keyLength: AESKeyLength
        /// 14 bytes and two zeros, which the block counter takes.
        var salt: (UInt64, UInt64)
    }

    private static let saltLength = 14

    static func type(_ keyLength: AESKeyLength) -> UnsafePointer<srtp_cipher_type_t> {
        switch keyLength {
        case .aes128: self.type128
        case .aes256: self.type256
        }
    }

    // Unchecked: written once, before anybody sees them, and never freed.
    private nonisolated(unsafe) static let type128 = Self.make(.aes128, SRTP_AES_ICM_128, CipherVectors.counter128)
    // Unchecked: as above.
    private nonisolated(unsafe) static let type256 = Self.make(.aes256, SRTP_AES_ICM_256, CipherVectors.counter256)

    private static func make(_ keyLength: AESKeyLength, _ identifier: Int32, _ vector: CipherVectors.Vector)
        -> UnsafePointer<srtp_cipher_type_t>
    {
        Permanent.value(
            srtp_cipher_type_t(
                alloc: { face, keyLength, _ in CounterModeCipher.allocate(face, keyLength: keyLength) },
                dealloc: { CounterModeCipher.release($0) },
                init: { CounterModeCipher.setKey($0, $1) },
                set_aad: nil,
                encrypt: { CounterModeCipher.apply($0, $1, $2) },
                decrypt: { CounterModeCipher.apply($0, $1, $2) },
                set_iv: { state, vector, _ in CounterModeCipher.setVector(state, vector) },
                get_tag: nil,
                description: Permanent.text("AES counter mode by OpenSSL"),
                test_data: vector.testCase(),
                id: srtp_cipher_type_id_t(identifier)
            )
        )
    }

    private static func allocate(_ face: UnsafeMutablePointer<srtp_cipher_pointer_t?>?, keyLength: Int32)
        -> srtp_err_status_t
    {
        guard let face, let length = AESKeyLength(rawValue: Int(keyLength) - Self.saltLength) else {
            return srtp_err_status_bad_param
        }
        guard let context = EVP_CIPHER_CTX_new() else { return srtp_err_status_alloc_fail }
        let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
        state.initialize(
            to: State(
                face: srtp_cipher_t(
                    type: Self.type(length),
                    state: state,
                    key_len: keyLength,
                    algorithm: length == .aes128 ? SRTP_AES_ICM_128 : SRTP_AES_ICM_256
                ),
                context: context,
                keyLength: length,
                salt: (0, 0)
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
        OPENSSL_cleanse(state, MemoryLayout<State>.size)
        state.deallocate()
        return srtp_err_status_ok
    }

    private static func setKey(_ state: UnsafeMutableRawPointer?, _ key: UnsafePointer<UInt8>?) -> srtp_err_status_t {
        guard let state = state?.assumingMemoryBound(to: State.self), let key else { return srtp_err_status_bad_param }
        let keyLength = state.pointee.keyLength
        withUnsafeMutableBytes(of: &state.pointee.salt) { salt in
            salt.copyMemory(from: UnsafeRawBufferPointer(start: key + keyLength.rawValue, count: Self.saltLength))
        }
        let cipher = keyLength == .aes128 ? EVP_aes_128_ctr() : EVP_aes_256_ctr()
        let isSet = EVP_EncryptInit_ex(state.pointee.context, cipher, nil, key, nil) == 1
        return isSet ? srtp_err_status_ok : srtp_err_status_init_fail
    }

    @inline(__always)
    private static func setVector(_ state: UnsafeMutableRawPointer?, _ vector: UnsafeMutablePointer<UInt8>?)
        -> srtp_err_status_t
    {
        guard let state = state?.assumingMemoryBound(to: State.self), let vector else {
            return srtp_err_status_bad_param
        }
        let raw = UnsafeRawPointer(vector)
        var counter = state.pointee.salt
        counter.0 ^= raw.loadUnaligned(as: UInt64.self)
        counter.1 ^= raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        let isSet = withUnsafeBytes(of: &counter) { bytes in
            EVP_EncryptInit_ex(
                state.pointee.context,
                nil,
                nil,
                nil,
                bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            )
        }
        return isSet == 1 ? srtp_err_status_ok : srtp_err_status_cipher_fail
    }

    @inline(__always)
    private static func apply(
        _ state: UnsafeMutableRawPointer?,
        _ buffer: UnsafeMutablePointer<UInt8>?,
        _ count: UnsafeMutablePointer<UInt32>?
    ) -> srtp_err_status_t {
        guard let state = state?.assumingMemoryBound(to: State.self), let buffer, let count else {
            return srtp_err_status_bad_param
        }
        var written: Int32 = 0
        let done = EVP_EncryptUpdate(
            state.pointee.context,
            buffer,
            &written,
            buffer,
            Int32(truncatingIfNeeded: count.pointee)
        )
        guard done == 1 else { return srtp_err_status_cipher_fail }
        count.pointee = UInt32(truncatingIfNeeded: written)
        return srtp_err_status_ok
    }
}

/// The raw value is the key's length in bytes.
enum AESKeyLength: Int {
    case aes128 = 16
    case aes256 = 32
}
