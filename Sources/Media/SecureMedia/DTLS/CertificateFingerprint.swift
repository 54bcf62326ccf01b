import CDTLS

/// The digest of a certificate, by which SDP vouches for it (RFC 8122 §5).
package struct CertificateFingerprint: Hashable, Sendable, CustomStringConvertible {
    /// The hashes that are accepted, weakest first. MD5 and MD2 are not among them (RFC 8122 §5).
    package enum Hash: String, CaseIterable, Comparable, Sendable {
        /// Old phones have no other.
        case sha1 = "sha-1"
        case sha256 = "sha-256"
        case sha384 = "sha-384"
        case sha512 = "sha-512"

        var length: Int {
            switch self {
            case .sha1: 20
            case .sha256: 32
            case .sha384: 48
            case .sha512: 64
            }
        }

        var algorithm: OpaquePointer? {
            switch self {
            case .sha1: EVP_sha1()
            case .sha256: EVP_sha256()
            case .sha384: EVP_sha384()
            case .sha512: EVP_sha512()
            }
        }

        package static func < (left: Hash, right: Hash) -> Bool { left.length < right.length }
    }

    package let hash: Hash
    package let digest: [UInt8]

    /// `nil` when the digest has not the hash's length.
    package init?(_ hash: Hash, _ digest: [UInt8]) {
        guard digest.count == hash.length else { return nil }
        self.hash = hash
        self.digest = digest
    }

    /// A fingerprint in the parts that SDP's `Fingerprint` has; `nil` when the hash is not accepted, or the digest has
    /// not its length.
    package init?(hashName: String, digest: [UInt8]) {
        guard let hash = Hash(rawValue: hashName.lowercased()) else { return nil }
        self.init(hash, digest)
    }

    /// As `a=fingerprint` writes it: `sha-256 12:AB:…`.
    package var value: String {
        let digits = Array("0123456789ABCDEF")
        let pairs = self.digest.map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }
        return "\(self.hash.rawValue) \(pairs.joined(separator: ":"))"
    }

    package var description: String { self.value }

    /// Whether a certificate is the one that SDP spoke of: it must match a fingerprint of the strongest hash given
    /// (RFC 8122 §5).
    ///
    /// - Parameter digest: makes the certificate's digest.
    static func match(_ fingerprints: [CertificateFingerprint], digest: (Hash) -> [UInt8]?) -> Bool {
        guard let strongest = fingerprints.map(\.hash).max(), let found = digest(strongest) else { return false }
        return fingerprints.contains { $0.hash == strongest && $0.digest == found }
    }
}
