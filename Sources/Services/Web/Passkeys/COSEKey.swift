/// Public keys as authenticators write them (RFC 9052 §7, RFC 9053, RFC 8230).
enum COSEKey {
    /// What is asked of authenticators, the one wanted most first: ES256, EdDSA over Ed25519, RS256.
    static let algorithms: [Int64] = [-7, -8, -257]

    private enum Label {
        static let kind: Int64 = 1
        static let algorithm: Int64 = 3
        /// Also the modulus of RSA.
        static let curve: Int64 = -1
        /// Also the exponent of RSA.
        static let x: Int64 = -2
        static let y: Int64 = -3
    }

    /// - Returns: `nil` for what is no such map, and for other algorithms, curves and sizes.
    static func key(_ value: CBORValue) -> SignatureKey? {
        switch (value[Label.kind]?.integer, value[Label.algorithm]?.integer, value[Label.curve]) {
        case (2, -7, .integer(1)):
            guard let x = value[Label.x]?.bytes, let y = value[Label.y]?.bytes else { return nil }
            return SignatureKey(x: x, y: y)
        case (1, -8, .integer(6)):
            return value[Label.x]?.bytes.flatMap { SignatureKey(ed25519: $0) }
        case (3, -257, .bytes(let modulus)):
            return value[Label.x]?.bytes.flatMap { SignatureKey(modulus: modulus, exponent: $0) }
        default:
            return nil
        }
    }

    static func key(_ bytes: [UInt8]) -> SignatureKey? { (try? CBORReader.read(bytes)).flatMap { Self.key($0) } }
}
