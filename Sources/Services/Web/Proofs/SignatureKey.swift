import Crypto
import CryptoExtras
import Foundation

/// A public key that signatures are checked with: of a passkey, or of an identity provider. Each kind knows one algorithm,
/// so that no message can choose another for it.
enum SignatureKey: Sendable {
    /// ECDSA over P-256 with SHA-256.
    case p256(P256.Signing.PublicKey)
    /// RSASSA-PKCS1-v1_5 with SHA-256, 2 048 to 4 096 bits.
    case rsa(_RSA.Signing.PublicKey)
    case ed25519(Curve25519.Signing.PublicKey)

    /// How a signature over P-256 is written.
    enum Form {
        /// A sequence of two integers in DER (WebAuthn level 3 §6.5.5).
        case der
        /// Both numbers of 32 bytes one after the other (RFC 7518 §3.4).
        case plain
    }

    init?(x: [UInt8], y: [UInt8]) {
        // The library refuses what is no point of the curve.
        guard x.count == 32, y.count == 32, let key = try? P256.Signing.PublicKey(rawRepresentation: x + y) else {
            return nil
        }
        self = .p256(key)
    }

    init?(modulus: [UInt8], exponent: [UInt8]) {
        let (number, power) = (Array(modulus.drop { $0 == 0 }), Array(exponent.drop { $0 == 0 }))
        // 2 048 to 4 096 bits; a larger exponent would make checking dear.
        guard (256...512).contains(number.count), (1...4).contains(power.count),
            let key = try? _RSA.Signing.PublicKey(n: number, e: power)
        else { return nil }
        self = .rsa(key)
    }

    init?(ed25519 bytes: [UInt8]) {
        guard bytes.count == 32, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
            return nil
        }
        self = .ed25519(key)
    }

    func accepts(_ signature: [UInt8], of message: [UInt8], form: Form) -> Bool {
        switch self {
        case .p256(let key):
            let read: P256.Signing.ECDSASignature? =
                switch form {
                case .der: try? P256.Signing.ECDSASignature(derRepresentation: signature)
                case .plain: try? P256.Signing.ECDSASignature(rawRepresentation: signature)
                }
            return read.map { key.isValidSignature($0, for: message) } ?? false
        case .rsa(let key):
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature),
                for: SHA256.hash(data: message),
                padding: .insecurePKCS1v1_5
            )
        case .ed25519(let key):
            return key.isValidSignature(signature, for: message)
        }
    }
}
