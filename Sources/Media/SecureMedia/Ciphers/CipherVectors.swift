import CSRTP

/// Published vectors that the ciphers must meet before libsrtp2 is given them.
enum CipherVectors {
    struct Vector: Sendable {
        /// With the salt, as libsrtp2 hands it over.
        var key: [UInt8]
        var vector: [UInt8]
        var plaintext: [UInt8]
        /// With the tag.
        var ciphertext: [UInt8]
        var authenticated: [UInt8] = []
        var tagLength = 0

        /// In memory that stays.
        func testCase() -> UnsafePointer<srtp_cipher_test_case_t> {
            Permanent.value(
                srtp_cipher_test_case_t(
                    key_length_octets: Int32(self.key.count),
                    key: UnsafePointer(Permanent.bytes(self.key)),
                    idx: Permanent.bytes(self.vector),
                    plaintext_length_octets: UInt32(self.plaintext.count),
                    plaintext: UnsafePointer(Permanent.bytes(self.plaintext)),
                    ciphertext_length_octets: UInt32(self.ciphertext.count),
                    ciphertext: UnsafePointer(Permanent.bytes(self.ciphertext)),
                    aad_length_octets: Int32(self.authenticated.count),
                    aad: UnsafePointer(Permanent.bytes(self.authenticated)),
                    tag_length_octets: Int32(self.tagLength),
                    next_test_case: nil
                )
            )
        }
    }

    /// RFC 3711 appendix B.2.
    static let counter128 = Vector(
        key: Self.bytes("2b7e151628aed2a6abf7158809cf4f3c f0f1f2f3f4f5f6f7f8f9fafbfcfd"),
        vector: [UInt8](repeating: 0, count: 16),
        plaintext: [UInt8](repeating: 0, count: 32),
        ciphertext: Self.bytes("e03ead0935c95e80e166b16dd92b4eb4 d23513162b02d0f72a43a2fe4a5f97ab")
    )

    /// RFC 6188 §7.1.
    static let counter256 = Vector(
        key: Self.bytes(
            "57f82fe3613fd170a85ec93c40b1f092 2ec4cb0dc025b58272147cc438944a98 f0f1f2f3f4f5f6f7f8f9fafbfcfd"
        ),
        vector: [UInt8](repeating: 0, count: 16),
        plaintext: [UInt8](repeating: 0, count: 32),
        ciphertext: Self.bytes("92bdd28a93c3f52511c677d08b5515a4 9da71b2378a854f67050756ded165bac")
    )

    /// Test cases 4 and 16 of McGrew and Viega's specification of the mode.
    static let galois128 = Self.galois(
        key: "feffe9928665731c6d6a8f9467308308",
        ciphertext: "42831ec2217774244b7221b784d0d49c e3aa212f2c02a4e035c17e2329aca12e"
            + "21d514b25466931c7d8f6a5aac84aa05 1ba30b396a0aac973d58e091 5bc94fbc3221a5db94fae95ae7121a47"
    )

    static let galois256 = Self.galois(
        key: "feffe9928665731c6d6a8f9467308308 feffe9928665731c6d6a8f9467308308",
        ciphertext: "522dc1f099567d07f47f37a32a84427d 643a8cdcbfe5c0c97598a2bd2555d1aa"
            + "8cb08e48590dbb3da7b08b1056828838 c5f61e6393ba7a0abcc9f662 76fc6ece0f4e1768cddf8853bb2d551b"
    )

    private static func galois(key: StaticString, ciphertext: String) -> Vector {
        Vector(
            key: Self.bytes(key.description) + [UInt8](repeating: 0, count: 12),
            vector: Self.bytes("cafebabefacedbaddecaf888"),
            plaintext: Self.bytes(
                "d9313225f88406e5a55909c5aff5269a 86a7a9531534f7da2e4c303d8a318a72"
                    + "1c3c0c95956809532fcf0e2449a6b525 b16aedf5aa0de657ba637b39"
            ),
            ciphertext: Self.bytes(ciphertext),
            authenticated: Self.bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
            tagLength: 16
        )
    }

    /// RFC 2202 §3, the first case.
    static func authenticatorTestCase() -> UnsafePointer<srtp_auth_test_case_t> {
        let key = [UInt8](repeating: 0x0b, count: 20)
        let message = Array("Hi There".utf8)
        let tag = Self.bytes("b617318655057264e28bc0b6fb378c8ef146be00")
        return Permanent.value(
            srtp_auth_test_case_t(
                key_length_octets: Int32(key.count),
                key: UnsafePointer(Permanent.bytes(key)),
                data_length_octets: Int32(message.count),
                data: UnsafePointer(Permanent.bytes(message)),
                tag_length_octets: Int32(tag.count),
                tag: UnsafePointer(Permanent.bytes(tag)),
                next_test_case: nil
            )
        )
    }

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
