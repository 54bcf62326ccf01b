import CDTLS
import CSRTP

/// HMAC-SHA-1 (RFC 2104) by OpenSSL, in the form that libsrtp2 asks for.
///
/// The states after the padded key are kept, so that a packet costs its own blocks and two more and copies 96 bytes
/// twice; OpenSSL's HMAC would allocate for each.
enum SHA1Authenticator {
    private struct State {
        /// At the head: libsrtp2 is given a pointer to it.
        var face: srtp_auth_t
        var inner = SHA_CTX()
        var outer = SHA_CTX()
        var running = SHA_CTX()
    }

    private static let blockLength = 64
    private static let digestLength = 20

    static func type() -> UnsafePointer<srtp_auth_type_t> { self.shared }

    // Unchecked: written once, before anybody sees it, and never freed.
    private nonisolated(unsafe) static let shared = Permanent.value(
        srtp_auth_type_t(
            alloc: { SHA1Authenticator.allocate($0, keyLength: $1, tagLength: $2) },
            dealloc: { SHA1Authenticator.release($0) },
            init: { SHA1Authenticator.setKey($0, $1, $2) },
            compute: { SHA1Authenticator.finish($0, $1, $2, tagLength: $3, $4) },
            update: { SHA1Authenticator.update($0, $1, $2) },
            start: { SHA1Authenticator.start($0) },
            description: Permanent.text("HMAC-SHA-1 by OpenSSL"),
            test_data: CipherVectors.authenticatorTestCase(),
            id: srtp_auth_type_id_t(SRTP_HMAC_SHA1)
        )
    )

    private static func allocate(
        _ face: UnsafeMutablePointer<srtp_auth_pointer_t?>?,
        keyLength: Int32,
        tagLength: Int32
    ) -> srtp_err_status_t {
        guard let face, (0...Int32(Self.blockLength)).contains(keyLength),
            (0...Int32(Self.digestLength)).contains(tagLength)
        else { return srtp_err_status_bad_param }
        let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
        state.initialize(
            to: State(
                face: srtp_auth_t(
                    type: Self.shared,
                    state: state,
                    out_len: tagLength,
                    key_len: keyLength,
                    prefix_len: 0
                )
            )
        )
        face.pointee = UnsafeMutableRawPointer(state).assumingMemoryBound(to: srtp_auth_t.self)
        return srtp_err_status_ok
    }

    private static func release(_ face: srtp_auth_pointer_t?) -> srtp_err_status_t {
        guard let state = face?.pointee.state?.assumingMemoryBound(to: State.self) else {
            return srtp_err_status_bad_param
        }
        OPENSSL_cleanse(state, MemoryLayout<State>.size)
        state.deallocate()
        return srtp_err_status_ok
    }

    private static func setKey(_ state: UnsafeMutableRawPointer?, _ key: UnsafePointer<UInt8>?, _ length: Int32)
        -> srtp_err_status_t
    {
        guard let state = state?.assumingMemoryBound(to: State.self), let key,
            (0...Int32(Self.blockLength)).contains(length)
        else { return srtp_err_status_bad_param }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.blockLength) { block in
            func absorb(_ pad: UInt8, into hash: inout SHA_CTX) {
                for index in 0..<Self.blockLength { block[index] = (index < Int(length) ? key[index] : 0) ^ pad }
                SHA1_Init(&hash)
                SHA1_Update(&hash, block.baseAddress, Self.blockLength)
            }
            absorb(0x36, into: &state.pointee.inner)
            absorb(0x5c, into: &state.pointee.outer)
            OPENSSL_cleanse(block.baseAddress, Self.blockLength)
        }
        return self.start(UnsafeMutableRawPointer(state))
    }

    @inline(__always)
    private static func start(_ state: UnsafeMutableRawPointer?) -> srtp_err_status_t {
        guard let state = state?.assumingMemoryBound(to: State.self) else { return srtp_err_status_bad_param }
        state.pointee.running = state.pointee.inner
        return srtp_err_status_ok
    }

    @inline(__always)
    private static func update(_ state: UnsafeMutableRawPointer?, _ bytes: UnsafePointer<UInt8>?, _ count: Int32)
        -> srtp_err_status_t
    {
        guard let state = state?.assumingMemoryBound(to: State.self), count >= 0 else {
            return srtp_err_status_bad_param
        }
        return SHA1_Update(&state.pointee.running, bytes, Int(count)) == 1
            ? srtp_err_status_ok : srtp_err_status_algo_fail
    }

    /// Takes the last bytes and writes the first `tagLength` of the signature.
    @inline(__always)
    private static func finish(
        _ state: UnsafeMutableRawPointer?,
        _ bytes: UnsafePointer<UInt8>?,
        _ count: Int32,
        tagLength: Int32,
        _ tag: UnsafeMutablePointer<UInt8>?
    ) -> srtp_err_status_t {
        guard let state = state?.assumingMemoryBound(to: State.self), let tag, count >= 0,
            (0...Int32(Self.digestLength)).contains(tagLength)
        else { return srtp_err_status_bad_param }
        SHA1_Update(&state.pointee.running, bytes, Int(count))
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.digestLength) { digest in
            SHA1_Final(digest.baseAddress, &state.pointee.running)
            state.pointee.running = state.pointee.outer
            SHA1_Update(&state.pointee.running, digest.baseAddress, Self.digestLength)
            SHA1_Final(digest.baseAddress, &state.pointee.running)
            for index in 0..<Int(tagLength) { tag[index] = digest[index] }
        }
        return srtp_err_status_ok
    }
}
