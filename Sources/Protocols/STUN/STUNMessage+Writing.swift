extension STUNMessage {
    /// The message as it is sent, with its FINGERPRINT when it has one.
    ///
    /// Attributes that would carry the message past 65 535 bytes are left out.
    public var bytes: [UInt8] {
        var output = self.unsignedBytes
        guard self.hasFingerprint else { return output }
        Self.setLength(of: &output, to: output.count - Self.headerLength + 8)
        let fingerprint = Self.fingerprint(of: output)
        Self.append(STUNAttribute(.fingerprint, number: fingerprint), to: &output)
        return output
    }

    /// The message without FINGERPRINT, and the bytes over which the sender's signature goes: the length field counts
    /// `signatureLength` bytes of an attribute that is not there yet (RFC 8489 §14.5).
    ///
    /// Sign them with HMAC, append the signature as an attribute, and write ``bytes``.
    ///
    /// - Parameter signatureLength: 20 for SHA-1, 32 for SHA-256.
    public func bytesToSign(signatureLength: Int = 20) -> [UInt8] {
        var output = self.unsignedBytes
        Self.setLength(of: &output, to: output.count - Self.headerLength + 4 + max(0, signatureLength))
        return output
    }

    private var unsignedBytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(128)
        let (method, group) = (self.method.rawValue, UInt16(self.class.rawValue))
        // The class's two bits lie between the method's twelve (RFC 8489 §5).
        let type =
            (method & 0x0f80) << 2 | (method & 0x0070) << 1 | method & 0x000f | (group & 2) << 7 | (group & 1) << 4
        output.append(UInt8(type >> 8))
        output.append(UInt8(type & 0xff))
        output.append(0)
        output.append(0)
        output.append(contentsOf: self.addressMask)
        for attribute in self.attributes where attribute.kind != .fingerprint {
            Self.append(attribute, to: &output)
        }
        Self.setLength(of: &output, to: output.count - Self.headerLength)
        return output
    }

    private static func append(_ attribute: STUNAttribute, to output: inout [UInt8]) {
        let length = attribute.value.count
        // 8 bytes stay free for the fingerprint.
        let limit = Int(UInt16.max) - (attribute.kind == .fingerprint ? 0 : 8)
        guard output.count + 4 + (length + 3) & ~3 <= limit else { return }
        output.append(UInt8(attribute.kind.rawValue >> 8))
        output.append(UInt8(attribute.kind.rawValue & 0xff))
        output.append(UInt8(length >> 8))
        output.append(UInt8(length & 0xff))
        output.append(contentsOf: attribute.value)
        for _ in 0..<(-length & 3) { output.append(0) }
    }

    private static func setLength(of output: inout [UInt8], to length: Int) {
        output[2] = UInt8(truncatingIfNeeded: length >> 8)
        output[3] = UInt8(truncatingIfNeeded: length)
    }
}
