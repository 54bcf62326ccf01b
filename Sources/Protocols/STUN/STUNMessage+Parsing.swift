extension STUNMessage {
    /// Reads one whole message and checks its FINGERPRINT, if it has one.
    ///
    /// What follows MESSAGE-INTEGRITY is not covered by it and is left out, but for the longer signature (RFC 8489
    /// §14.5).
    public init(parsing bytes: UnsafeRawBufferPointer) throws(STUNParseError) {
        guard bytes.count >= Self.headerLength else { throw .tooShort }
        let type = bytes.number16(at: 0)
        guard type & 0xc000 == 0, bytes.number32(at: 4) == Self.magicCookie else { throw .notSTUN }
        let length = Int(bytes.number16(at: 2))
        guard length.isMultiple(of: 4), bytes.count == Self.headerLength + length else { throw .badLength }

        var attributes: [STUNAttribute] = []
        var hasFingerprint = false
        var isSigned = false
        for (kind, range) in try STUNAttributeRanges.all(in: bytes) {
            // Nothing may follow it.
            guard !hasFingerprint else { throw .badFingerprint }
            switch kind {
            case .fingerprint:
                guard range.count == 4,
                    bytes.number32(at: range.lowerBound) == Self.fingerprint(of: bytes[..<(range.lowerBound - 4)])
                else { throw .badFingerprint }
                hasFingerprint = true
            case .messageIntegrity, .messageIntegritySHA256:
                isSigned = true
                attributes.append(STUNAttribute(kind, Array(bytes[range])))
            default:
                if !isSigned { attributes.append(STUNAttribute(kind, Array(bytes[range]))) }
            }
        }
        self.init(
            class: Class(rawValue: UInt8((type >> 7) & 2 | (type >> 4) & 1)) ?? .request,
            method: Method(rawValue: (type >> 2) & 0x0f80 | (type >> 1) & 0x0070 | type & 0x000f),
            transactionID: TransactionID(high: bytes.number32(at: 8), low: bytes.number64(at: 12)),
            attributes: attributes,
            hasFingerprint: hasFingerprint
        )
    }

    /// Reads a message held in an array.
    public init(parsing bytes: [UInt8]) throws(STUNParseError) {
        self = try bytes.withUnsafeBufferPointer { buffer throws(STUNParseError) in
            try STUNMessage(parsing: UnsafeRawBufferPointer(buffer))
        }
    }

    /// The CRC of what stands before the attribute, marked so that it differs from other protocols' (RFC 8489 §14.7).
    static func fingerprint(of bytes: some Sequence<UInt8>) -> UInt32 {
        CRC32.checksum(of: bytes) ^ 0x5354_554e
    }
}

/// Where the values of a message's attributes lie.
enum STUNAttributeRanges {
    /// `bytes` is a whole message whose length field has been checked.
    static func all(
        in bytes: UnsafeRawBufferPointer
    ) throws(STUNParseError) -> [(kind: STUNAttribute.Kind, range: Range<Int>)] {
        var ranges: [(kind: STUNAttribute.Kind, range: Range<Int>)] = []
        var offset = STUNMessage.headerLength
        while offset < bytes.count {
            guard offset + 4 <= bytes.count else { throw .badAttribute }
            guard ranges.count < STUNMessage.attributeLimit else { throw .tooManyAttributes }
            let length = Int(bytes.number16(at: offset + 2))
            let start = offset + 4
            let padded = (length + 3) & ~3
            guard start + padded <= bytes.count else { throw .badAttribute }
            ranges.append((STUNAttribute.Kind(rawValue: bytes.number16(at: offset)), start..<(start + length)))
            offset = start + padded
        }
        return ranges
    }
}

/// Numbers in network order at offsets that the caller has checked against `count`.
extension UnsafeRawBufferPointer {
    func number16(at offset: Int) -> UInt16 {
        UInt16(bigEndian: self.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    func number32(at offset: Int) -> UInt32 {
        UInt32(bigEndian: self.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    func number64(at offset: Int) -> UInt64 {
        UInt64(bigEndian: self.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
