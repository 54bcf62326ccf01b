import CDTLS
package import STUN

/// Short-term credentials on STUN messages (RFC 8489 §9.1): the HMAC that the STUN library leaves to others.
package enum STUNSignature {
    /// Whether a message carries a MESSAGE-INTEGRITY made with this password.
    ///
    /// - Parameter datagram: bytes that ``STUNMessage`` has accepted.
    package static func isValid(_ datagram: [UInt8], password: String) -> Bool {
        guard let integrity = STUNIntegrity(.sha1, in: datagram) else { return false }
        let expected = Self.code(of: integrity.signedBytes(of: datagram), password: password)
        return expected.count == integrity.signature.count
            && CRYPTO_memcmp(expected, integrity.signature, expected.count) == 0
    }

    /// The message's bytes with MESSAGE-INTEGRITY, and FINGERPRINT if it is to have one.
    package static func sign(_ message: STUNMessage, password: String) -> [UInt8] {
        var signed = message
        let code = Self.code(of: message.bytesToSign(), password: password)
        signed.attributes.append(STUNAttribute(.messageIntegrity, code))
        return signed.bytes
    }

    /// HMAC-SHA-1, 20 bytes.
    private static func code(of bytes: [UInt8], password: String) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: 20)
        var length: UInt32 = 0
        let key = Array(password.utf8)
        HMAC(EVP_sha1(), key, Int32(key.count), bytes, bytes.count, &code, &length)
        return code
    }
}
