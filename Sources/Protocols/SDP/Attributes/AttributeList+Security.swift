extension AttributeList {
    /// Keys for SRTP in the description itself, best first (RFC 4568).
    public var cryptos: [CryptoAttribute] { self.values(of: "crypto").compactMap(CryptoAttribute.init(parsing:)) }

    /// Digests of the certificate that DTLS will show (RFC 8122 §5).
    public var fingerprints: [Fingerprint] { self.values(of: "fingerprint").compactMap(Fingerprint.init(parsing:)) }

    /// Who opens the connection (RFC 4145 §4).
    public var setup: SetupRole? { self.first("setup").flatMap(SetupRole.init(rawValue:)) }
}

/// One `a=crypto` (RFC 4568 §9.1).
public struct CryptoAttribute: Hashable, Sendable {
    /// 0 to 999 999 999; the answer repeats that of the line it chose.
    public var tag: UInt32
    /// `AES_CM_128_HMAC_SHA1_80` for instance.
    public var suite: String
    /// `inline:<base64>…`, one or more parted by semicolons. A secret: never logged.
    public var keyParameters: String
    /// What follows the keys: `KDR=…`, `UNENCRYPTED_SRTP` …
    public var sessionParameters: [String]

    /// A key offer of these parts.
    public init(tag: UInt32, suite: String, keyParameters: String, sessionParameters: [String] = []) {
        self.tag = tag
        self.suite = suite
        self.keyParameters = keyParameters
        self.sessionParameters = sessionParameters
    }

    /// Reads the attribute's value; `nil` when it is malformed.
    public init?(parsing value: String) {
        let fields = value.split(separator: " ").map(String.init)
        guard fields.count >= 3, let tag = decimal(fields[0].utf8), tag <= 999_999_999 else { return nil }
        self.init(
            tag: UInt32(tag),
            suite: fields[1],
            keyParameters: fields[2],
            sessionParameters: Array(fields.dropFirst(3))
        )
    }

    /// The value as it is written.
    public var value: String {
        (["\(self.tag)", self.suite, self.keyParameters] + self.sessionParameters).joined(separator: " ")
    }
}

/// One `a=fingerprint` (RFC 8122 §5).
public struct Fingerprint: Hashable, Sendable {
    /// `sha-256` for instance, in lower case.
    public var hash: String
    /// The certificate's digest.
    public var digest: [UInt8]

    /// A digest. The name of its hash is kept in lower case.
    public init(hash: String, digest: [UInt8]) {
        self.hash = hash.lowercased()
        self.digest = digest
    }

    /// Reads `sha-256 12:AB:…`; at most 64 bytes of digest, as SHA-512 has.
    public init?(parsing value: String) {
        let fields = value.split(separator: " ")
        guard fields.count == 2 else { return nil }
        let pairs = fields[1].split(separator: ":", omittingEmptySubsequences: false)
        guard (1...64).contains(pairs.count) else { return nil }
        var digest: [UInt8] = []
        for pair in pairs {
            guard pair.utf8.count == 2, pair.utf8.allSatisfy(\.isHexadecimal), let byte = UInt8(pair, radix: 16) else {
                return nil
            }
            digest.append(byte)
        }
        self.init(hash: String(fields[0]), digest: digest)
    }

    /// The value as it is written.
    public var value: String {
        let pairs = self.digest.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
        return "\(self.hash) \(pairs.joined(separator: ":"))"
    }
}

/// Who opens the connection (RFC 4145 §4, RFC 5763 §5).
public enum SetupRole: String, Hashable, Sendable {
    case active
    case passive
    /// Either; offers only.
    case activeOrPassive = "actpass"
    case holdConnection = "holdconn"
}

extension UInt8 {
    var isHexadecimal: Bool {
        self.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
    }
}
