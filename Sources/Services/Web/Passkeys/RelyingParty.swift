import Crypto

/// Whom passkeys are made for: the host under which people reach the cabinet, and the only page that may ask for them
/// (WebAuthn level 3 §5.1.3).
struct RelyingParty: Equatable, Sendable {
    /// The host's name: authenticators show a passkey to no other.
    let id: String
    /// What a browser says that the page comes from, for instance `https://pbx.example:8443`.
    let origin: String

    /// - Parameter address: where people reach the cabinet (`webAddress`), not where this process listens: behind a proxy
    ///   they differ, and a header of a request could say anything.
    /// - Returns: `nil` where browsers have no passkeys: without TLS, save on this very machine, and at a bare address.
    init?(address: String?) {
        guard let address = address?.lowercased(), let mark = address.firstRange(of: "://") else { return nil }
        let scheme = address[..<mark.lowerBound]
        let authority = address[mark.upperBound...].prefix { !"/?#".contains($0) }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let host = parts.first, Self.isName(host) else { return nil }
        let isLocal = host == "localhost" || host.hasSuffix(".localhost")
        guard scheme == "https" || (scheme == "http" && isLocal) else { return nil }
        self.id = String(host)
        guard parts.count == 2 else {
            self.origin = "\(scheme)://\(host)"
            return
        }
        guard let port = UInt16(parts[1]), port > 0 else { return nil }
        // Browsers leave out the scheme's own.
        let isOwn = (scheme == "https" && port == 443) || (scheme == "http" && port == 80)
        self.origin = isOwn ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
    }

    /// Letters, digits, hyphens and dots, and no IPv4 address, whose last part is a number.
    private static func isName(_ host: Substring) -> Bool {
        guard let last = host.split(separator: ".").last, (1...253).contains(host.utf8.count) else { return false }
        let isPlain = host.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
        return isPlain && UInt32(last) == nil
    }

    var hash: [UInt8] { Array(SHA256.hash(data: Array(self.id.utf8))) }
}
