/// What proves a password without being it: HA1 = hash(user:realm:password), for each hash (RFC 7616 §3.4.2).
///
/// Whoever holds it can answer challenges of its realm, so it is kept as carefully as the password.
public struct DigestSecret: Hashable, Sendable {
    /// 32 lower-case hexadecimal digits, or empty when not known.
    let md5: [UInt8]
    /// 64 lower-case hexadecimal digits, or empty when not known.
    let sha256: [UInt8]

    /// Computes both hashes; the password is not kept.
    public init(user: String, realm: String, password: String) {
        let text = Array("\(user):\(realm):\(password)".utf8)
        self.md5 = DigestHash.md5(text)
        self.sha256 = DigestHash.sha256(text)
    }

    /// A secret as it was stored; `nil` unless each text is empty or has the right number of hexadecimal digits, and
    /// one is not empty.
    public init?(md5: String, sha256: String) {
        func digits(_ text: String, _ count: Int) -> [UInt8]? {
            let octets = text.utf8.map(\.lowercased)
            guard octets.isEmpty || octets.count == count, octets.allSatisfy({ $0.hexValue != nil }) else { return nil }
            return octets
        }
        guard let md5 = digits(md5, 32), let sha256 = digits(sha256, 64), !md5.isEmpty || !sha256.isEmpty else {
            return nil
        }
        self.md5 = md5
        self.sha256 = sha256
    }

    /// 32 hexadecimal digits, for storing; empty when not known.
    public var md5Text: String { String(decoding: self.md5, as: UTF8.self) }
    /// 64 hexadecimal digits, for storing; empty when not known.
    public var sha256Text: String { String(decoding: self.sha256, as: UTF8.self) }

    /// HA1 for the algorithm; `nil` when it was not stored or the algorithm is not computed here.
    func proof(_ algorithm: DigestAlgorithm, nonce: String, clientNonce: String?) -> [UInt8]? {
        let base: [UInt8]
        switch algorithm {
        case .md5, .md5Session: base = self.md5
        case .sha256, .sha256Session: base = self.sha256
        case .other: return nil
        }
        guard !base.isEmpty else { return nil }
        guard algorithm == .md5Session || algorithm == .sha256Session else { return base }
        var text = base
        text.append(Octet.colon)
        text.append(text: nonce)
        text.append(Octet.colon)
        text.append(text: clientNonce ?? "")
        return DigestHash.hash(text, with: algorithm)
    }
}
