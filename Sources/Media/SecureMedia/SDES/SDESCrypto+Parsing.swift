/// Why a line of `a=crypto` cannot be used. Scope: this line; the next one may do (RFC 4568 §5.1.2).
package enum SDESRefusal: Error, Hashable, Sendable, CaseIterable {
    /// The tag, the key method, the base64 or the lifetime is malformed.
    case malformed
    /// The suite is unknown or not among those wanted.
    case unsupportedSuite
    /// The key has not as many bytes as the suite's.
    case wrongKeyLength
    /// The packets are to carry a master key identifier, or there are several keys, which needs one.
    case masterKeyIdentifier
    /// A session parameter asks for what is not done: unencrypted or unauthenticated packets, key derivation rates,
    /// forward error correction, or something unknown.
    case unsupportedParameter
}

extension SDESCrypto {
    private static let lifetimeLimit: UInt64 = 1 << 48

    /// Reads a line in the parts that SDP's `CryptoAttribute` has.
    ///
    /// - Parameters:
    ///   - suite: the name as written.
    ///   - keyParameters: `inline:<base64>[|lifetime][|MKI:length]`.
    ///   - sessionParameters: what follows. `WSH`, a hint, is passed over, as is what begins with `-` (§6.3.7).
    package init(
        tag: UInt32,
        suite: some StringProtocol,
        keyParameters: some StringProtocol,
        sessionParameters: [String] = []
    ) throws(SDESRefusal) {
        guard tag <= 999_999_999 else { throw .malformed }
        guard let suite = SRTPSuite(named: suite) else { throw .unsupportedSuite }
        guard sessionParameters.allSatisfy({ Self.isHarmless($0) }) else { throw .unsupportedParameter }
        guard !keyParameters.contains(";") else { throw .masterKeyIdentifier }

        let method = "inline:"
        guard keyParameters.utf8.count <= 256, keyParameters.prefix(method.count).lowercased() == method else {
            throw .malformed
        }
        let fields = keyParameters.dropFirst(method.count).split(separator: "|", omittingEmptySubsequences: false)
        // An identifier is told from a lifetime by its colon; either may be absent (§6.1).
        guard !fields.dropFirst().contains(where: { $0.contains(":") }) else { throw .masterKeyIdentifier }
        guard fields.count <= 2, let bytes = Base64.decode(fields[0]) else { throw .malformed }
        guard let key = SRTPMasterKey(suite, bytes) else { throw .wrongKeyLength }
        var lifetime: UInt64?
        if fields.count == 2 {
            guard let number = Self.lifetime(fields[1]) else { throw .malformed }
            lifetime = number
        }
        self.init(tag: tag, key: key, lifetime: lifetime)
    }

    /// Reads a whole value: `1 AES_CM_128_HMAC_SHA1_80 inline:…`.
    package init(parsing value: String) throws(SDESRefusal) {
        let fields = value.split(separator: " ").map(String.init)
        guard fields.count >= 3, let tag = Self.number(fields[0]), let tag = UInt32(exactly: tag) else {
            throw .malformed
        }
        try self.init(
            tag: tag,
            suite: fields[1],
            keyParameters: fields[2],
            sessionParameters: Array(fields.dropFirst(3))
        )
    }

    /// `2^48` or a decimal number.
    private static func lifetime(_ text: some StringProtocol) -> UInt64? {
        let number: UInt64?
        if text.hasPrefix("2^") {
            number = Self.number(text.dropFirst(2)).flatMap { $0 <= 48 ? 1 << $0 : nil }
        } else {
            number = Self.number(text)
        }
        return number.flatMap { (1...Self.lifetimeLimit).contains($0) ? $0 : nil }
    }

    /// Digits only, where Swift's own reading takes signs.
    private static func number(_ text: some StringProtocol) -> UInt64? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? UInt64(text) : nil
    }

    private static func isHarmless(_ parameter: String) -> Bool {
        parameter.hasPrefix("-") || parameter.hasPrefix("WSH=") || parameter == "KDR=0"
    }
}
