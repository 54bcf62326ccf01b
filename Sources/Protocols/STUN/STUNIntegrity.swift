/// A signature in a message, and what it covers (RFC 8489 §14.5, §14.6). Whoever has the key and an HMAC checks it.
public struct STUNIntegrity: Equatable, Sendable {
    /// How a message is signed.
    public enum Algorithm: Hashable, Sendable {
        /// MESSAGE-INTEGRITY: HMAC-SHA-1, 20 bytes.
        case sha1
        /// MESSAGE-INTEGRITY-SHA256: HMAC-SHA-256, 16 to 32 bytes, perhaps cut short.
        case sha256
    }

    /// How the message is signed.
    public let algorithm: Algorithm
    /// The signature as sent.
    public let signature: [UInt8]
    /// The signed bytes of the message, from its start to the attribute.
    public let signedRange: Range<Int>
    /// What the message's length field must say, in its third and fourth byte, when the signature is computed.
    public let signedLength: UInt16

    /// The first signature of an algorithm in a whole message; `nil` when there is none or it has a wrong size.
    ///
    /// - Parameter bytes: a message that ``STUNMessage`` has accepted.
    public init?(_ algorithm: Algorithm, in bytes: [UInt8]) {
        let kind: STUNAttribute.Kind
        let sizes: ClosedRange<Int>
        switch algorithm {
        case .sha1: (kind, sizes) = (.messageIntegrity, 20...20)
        case .sha256: (kind, sizes) = (.messageIntegritySHA256, 16...32)
        }
        let found = bytes.withUnsafeBufferPointer { buffer -> Range<Int>? in
            let raw = UnsafeRawBufferPointer(buffer)
            guard raw.count >= STUNMessage.headerLength,
                case .success(let ranges) = Result(catching: { () throws(STUNParseError) in
                    try STUNAttributeRanges.all(in: raw)
                })
            else { return nil }
            return ranges.first { $0.kind == kind }?.range
        }
        guard let found, sizes.contains(found.count), found.upperBound <= Int(UInt16.max) else { return nil }
        self.algorithm = algorithm
        self.signature = Array(bytes[found])
        self.signedRange = 0..<(found.lowerBound - 4)
        self.signedLength = UInt16(found.upperBound - STUNMessage.headerLength)
    }

    /// The bytes to put through the HMAC: the signed part of `bytes` with the length field set.
    public func signedBytes(of bytes: [UInt8]) -> [UInt8] {
        guard self.signedRange.upperBound <= bytes.count, self.signedRange.count >= STUNMessage.headerLength else {
            return []
        }
        var signed = Array(bytes[self.signedRange])
        signed[2] = UInt8(self.signedLength >> 8)
        signed[3] = UInt8(self.signedLength & 0xff)
        return signed
    }
}
