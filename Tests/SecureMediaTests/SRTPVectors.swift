import Testing

@testable import SecureMedia

/// One RTP and one RTCP packet under each suite.
///
/// Computed apart from libsrtp2 and OpenSSL's Swift side by a program after the texts of RFC 3711, RFC 6188 and RFC
/// 7714 (which print session keys, and no whole packets from master keys), that also meets RFC 3711 appendix B.3. The
/// first master key is that appendix's.
enum SRTPVectors {
    struct Vector: Sendable, CustomTestStringConvertible {
        let suite: SRTPSuite
        let master: [UInt8]
        let media: [UInt8]
        let control: [UInt8]

        var testDescription: String { self.suite.name }
    }

    static let media = bytes("800f1234decafbadcafebabe" + "abababababababababababababababab")
    static let control = bytes("81c8000bcafebabe" + "abababababababababababababababab")

    private static let appendixB3 = "e1f97a0d3e018be0d64fa32c06de4139 0ec675ad498afeebb6960b3aabe6"
    private static let counting = "000102030405060708090a0b0c0d0e0f"

    static let all: [Vector] = [
        Vector(
            suite: .counterMode128Tag80,
            master: bytes(Self.appendixB3),
            media: bytes("800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb"),
            control: bytes("81c8000bcafebabe 7128035be487b9bdbef89041f977a5a8 80000001 993e08cd54d6c1230798")
        ),
        Vector(
            suite: .counterMode128Tag32,
            master: bytes(Self.appendixB3),
            media: bytes("800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc"),
            control: bytes("81c8000bcafebabe 7128035be487b9bdbef89041f977a5a8 80000001 993e08cd54d6c1230798")
        ),
        Vector(
            suite: .counterMode256Tag80,
            master: bytes(
                "f0f04914b513f2763a1b1fa130f10e29 98f6f6e43e4309d1e622a0e332b9f1b6 3b04803de51ee7c96423ab5b78d2"
            ),
            media: bytes("800f1234decafbadcafebabe f1d9de17ff251ff1aa007774b0b4b40d a08d9d9a5b3a55d8873b"),
            control: bytes("81c8000bcafebabe b4d0e7a917d24b9faab9d3b6127b3ba6 80000001 e04ac0ec2846f71bd31c")
        ),
        Vector(
            suite: .galois128,
            master: bytes(Self.counting + "a0a1a2a3a4a5a6a7a8a9aaab"),
            media: bytes(
                "800f1234decafbadcafebabe c5002ede04cfdd2eb91159e0880aa06e d2976826f796b201df3131a127e8a392"
            ),
            control: bytes(
                "81c8000bcafebabe c98b8b5df0392a55852b6c21ac8e7025 c52c6fbea2b3b446ea31123ba88ce61e 80000001"
            )
        ),
        Vector(
            suite: .galois256,
            master: bytes(Self.counting + "101112131415161718191a1b1c1d1e1f" + "a0a1a2a3a4a5a6a7a8a9aaab"),
            media: bytes(
                "800f1234decafbadcafebabe 0af7f21e8a90bdad7a425c9c31ed4bb1 d90238917e7390a2793500e1681acaea"
            ),
            control: bytes(
                "81c8000bcafebabe 8abfafa780070a90e80f9161cf4aac08 1ed93aaa53c15b0f3ed1a3b984167b03 80000001"
            )
        ),
    ]
}
