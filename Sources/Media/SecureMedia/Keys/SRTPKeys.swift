/// A master key and its salt, for one direction. A secret: its description does not show it.
package struct SRTPMasterKey: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The suite that the key is for.
    package let suite: SRTPSuite
    /// The key, then the salt: ``SRTPSuite/masterLength`` bytes.
    package let bytes: [UInt8]

    /// `nil` when the number of bytes is not that of the suite.
    package init?(_ suite: SRTPSuite, _ bytes: some Collection<UInt8>) {
        guard bytes.count == suite.masterLength else { return nil }
        self.suite = suite
        self.bytes = Array(bytes)
    }

    package var description: String { "\(self.suite.name) key" }

    package var customMirror: Mirror { Mirror(self, children: ["suite": self.suite]) }
}

/// What two sides agreed on: one suite, a key for each direction.
package struct SRTPKeys: Hashable, Sendable {
    /// Protects what we send.
    package let sending: SRTPMasterKey
    /// Protects what the peer sends.
    package let receiving: SRTPMasterKey

    /// `nil` when the keys are for different suites.
    package init?(sending: SRTPMasterKey, receiving: SRTPMasterKey) {
        guard sending.suite == receiving.suite else { return nil }
        self.sending = sending
        self.receiving = receiving
    }

    /// The suite of both directions.
    package var suite: SRTPSuite { self.sending.suite }
}
