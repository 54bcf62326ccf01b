package import Kernel

/// One line of `a=crypto` that can be used: a suite and the key of whoever wrote it (RFC 4568).
///
/// SDP has the line in four texts (`CryptoAttribute`); here they are read and written.
package struct SDESCrypto: Hashable, Sendable {
    /// 0 to 999 999 999; an answer repeats that of the line it chose.
    package var tag: UInt32
    /// Protects what the writer of the line sends.
    package var key: SRTPMasterKey
    /// How many packets the key may protect, 1 to 2⁴⁸; `nil` when the line does not say, which means the suite's most.
    package var lifetime: UInt64?

    /// A line of these parts.
    package init(tag: UInt32, key: SRTPMasterKey, lifetime: UInt64? = nil) {
        self.tag = tag
        self.key = key
        self.lifetime = lifetime
    }

    /// A line with a fresh key.
    package init(tag: UInt32, suite: SRTPSuite, random: inout TokenSource) {
        self.init(tag: tag, key: SRTPMasterKey(suite, random: &random))
    }

    /// The suite that the line is for.
    package var suite: SRTPSuite { self.key.suite }

    /// `inline:…`, as the attribute carries it. A secret: never logged.
    package var keyParameters: String {
        let key = "inline:" + Base64.encode(self.key.bytes)
        guard let lifetime = self.lifetime else { return key }
        let isPower = lifetime.nonzeroBitCount == 1
        return key + (isPower ? "|2^\(lifetime.trailingZeroBitCount)" : "|\(lifetime)")
    }

    /// The attribute's value: tag, suite, key. A secret: never logged.
    package var value: String { "\(self.tag) \(self.suite.name) \(self.keyParameters)" }
}

extension SRTPMasterKey {
    /// A fresh key and salt.
    package init(_ suite: SRTPSuite, random: inout TokenSource) {
        self.suite = suite
        let words = (0..<(suite.masterLength + 7) / 8).map { _ in random.next() }
        self.bytes = Array(words.flatMap { word in withUnsafeBytes(of: word) { Array($0) } }.prefix(suite.masterLength))
    }
}
