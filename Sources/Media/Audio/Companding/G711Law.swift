/// The two companding laws of ITU-T G.711: 8 000 samples a second, one byte each.
///
/// Samples are 16-bit linear with the law's own resolution left-aligned: 14 bits for µ-law, 13 bits for A-law. Encoding
/// and decoding are table look-ups; the tables are made once from the Recommendation's segment rules.
package enum G711Law: UInt8, Hashable, Sendable, CaseIterable {
    /// RTP payload type 0, PCMU.
    case muLaw
    /// RTP payload type 8, PCMA.
    case aLaw

    /// The byte for a linear sample. Never fails; louder samples than the law carries are clipped.
    @inlinable
    package func encode(_ sample: Int16) -> UInt8 {
        switch self {
        case .muLaw: G711Tables.muLawFromLinear[Int(UInt16(bitPattern: sample) >> 2)]
        case .aLaw: G711Tables.aLawFromLinear[Int(UInt16(bitPattern: sample) >> 3)]
        }
    }

    /// The linear sample for a byte.
    @inlinable
    package func decode(_ byte: UInt8) -> Int16 {
        switch self {
        case .muLaw: G711Tables.linearFromMuLaw[Int(byte)]
        case .aLaw: G711Tables.linearFromALaw[Int(byte)]
        }
    }

    package func encode(_ samples: some Sequence<Int16>) -> [UInt8] {
        samples.map { self.encode($0) }
    }

    package func decode(_ bytes: some Sequence<UInt8>) -> [Int16] {
        bytes.map { self.decode($0) }
    }

    /// The byte that says nothing: linear zero.
    package var silence: UInt8 {
        switch self {
        case .muLaw: 0xff
        case .aLaw: 0xd5
        }
    }

    /// The other law's bytes for this law's bytes, by Tables 3 and 4 of G.711, 256 entries.
    ///
    /// The tables are not the same as decoding and encoding again: they are matched to the laws' overload points
    /// (3.17 and 3.14 dBm0), so a call that crosses several conversions loses nothing more after the first.
    @inlinable
    package var toOtherLaw: [UInt8] {
        switch self {
        case .muLaw: G711Tables.aLawFromMuLaw
        case .aLaw: G711Tables.muLawFromALaw
        }
    }

    package var other: G711Law { self == .muLaw ? .aLaw : .muLaw }

    /// Rewrites `bytes` into the other law where they lie. Allocates nothing: it is run for each relayed packet.
    package func convertToOther(_ bytes: UnsafeMutableRawBufferPointer) {
        self.toOtherLaw.withUnsafeBufferPointer { table in
            for index in bytes.indices { bytes[index] = table[Int(bytes[index])] }
        }
    }

    /// Decodes into the caller's storage; the shorter of the two decides.
    package func decode(_ bytes: UnsafeRawBufferPointer, into samples: UnsafeMutableBufferPointer<Int16>) {
        let table = self == .muLaw ? G711Tables.linearFromMuLaw : G711Tables.linearFromALaw
        table.withUnsafeBufferPointer { table in
            for index in 0..<min(bytes.count, samples.count) { samples[index] = table[Int(bytes[index])] }
        }
    }

    /// Encodes into the caller's storage; the shorter of the two decides.
    package func encode(_ samples: UnsafeBufferPointer<Int16>, into bytes: UnsafeMutableRawBufferPointer) {
        let shift = self == .muLaw ? 2 : 3
        let table = self == .muLaw ? G711Tables.muLawFromLinear : G711Tables.aLawFromLinear
        table.withUnsafeBufferPointer { table in
            for index in 0..<min(bytes.count, samples.count) {
                bytes[index] = table[Int(UInt16(bitPattern: samples[index]) >> shift)]
            }
        }
    }
}
