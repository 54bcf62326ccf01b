/// Changes single fields of an RTP packet where it lies, so that a relay forwards the rest untouched.
///
/// Holds the caller's pointer: use it while the storage is valid and nobody else writes to it.
public struct RTPPacketEditor {
    private let bytes: UnsafeMutableRawBufferPointer

    /// `nil` when the bytes are too short for an RTP header or do not claim version 2.
    public init?(_ bytes: UnsafeMutableRawBufferPointer) {
        guard bytes.count >= RTPHeader.fixedLength, bytes[0] >> 6 == 2 else { return nil }
        self.bytes = bytes
    }

    /// The marker bit.
    public var hasMarker: Bool {
        get { self.bytes[1] & 0x80 != 0 }
        nonmutating set { self.bytes[1] = (self.bytes[1] & 0x7f) | (newValue ? 0x80 : 0) }
    }

    /// 0 to 127; the eighth bit of a new value is dropped.
    public var payloadType: UInt8 {
        get { self.bytes[1] & 0x7f }
        nonmutating set { self.bytes[1] = (self.bytes[1] & 0x80) | (newValue & 0x7f) }
    }

    /// The sequence number.
    public var sequenceNumber: UInt16 {
        get { UnsafeRawBufferPointer(self.bytes).number16(at: 2) }
        nonmutating set { self.bytes.store16(newValue, at: 2) }
    }

    /// The timestamp, in units of the codec's clock rate.
    public var timestamp: UInt32 {
        get { UnsafeRawBufferPointer(self.bytes).number32(at: 4) }
        nonmutating set { self.bytes.store32(newValue, at: 4) }
    }

    /// The source.
    public var ssrc: UInt32 {
        get { UnsafeRawBufferPointer(self.bytes).number32(at: 8) }
        nonmutating set { self.bytes.store32(newValue, at: 8) }
    }
}
