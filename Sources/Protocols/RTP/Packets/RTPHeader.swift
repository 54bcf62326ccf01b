/// The header of one RTP packet and where its parts lie (RFC 3550 §5.1).
///
/// Reading it allocates nothing and keeps no pointer: the ranges count from the start of the datagram, whose bytes stay
/// with the caller. The padding is outside ``payloadRange``.
public struct RTPHeader: Equatable, Sendable {
    /// The header without contributors and extension, in bytes.
    public static let fixedLength = 12

    /// For audio, the first packet after silence (RFC 3551 §4.1).
    public var hasMarker: Bool
    /// 0 to 127.
    public var payloadType: UInt8
    /// One more with each packet, around 65 535.
    public var sequenceNumber: UInt16
    /// In units of the codec's clock rate.
    public var timestamp: UInt32
    /// The synchronisation source: who sends.
    public var ssrc: UInt32

    /// How many contributing sources (CSRC) follow the fixed header. 0 to 15.
    public let contributorCount: UInt8
    /// Bytes of padding after the payload, its count byte included. 0 when there is none.
    public let paddingLength: UInt8
    /// What the extension's first 16 bits say; 0 when the packet has no extension.
    public let extensionProfile: UInt16
    // Offsets are 16 bits wide so that the whole header fits into 24 bytes.
    private let extensionStart: UInt16
    private let payloadStart: UInt16
    private let payloadEnd: UInt16

    /// The header of a packet to be built: no contributors, no extension, no padding.
    ///
    /// - Parameter payloadType: 0 to 127; the eighth bit is dropped.
    public init(
        payloadType: UInt8,
        sequenceNumber: UInt16,
        timestamp: UInt32,
        ssrc: UInt32,
        hasMarker: Bool = false
    ) {
        self.hasMarker = hasMarker
        self.payloadType = payloadType & 0x7f
        self.sequenceNumber = sequenceNumber
        self.timestamp = timestamp
        self.ssrc = ssrc
        self.contributorCount = 0
        self.paddingLength = 0
        self.extensionProfile = 0
        self.extensionStart = UInt16(Self.fixedLength)
        self.payloadStart = UInt16(Self.fixedLength)
        self.payloadEnd = UInt16(Self.fixedLength)
    }

    /// Reads the header of one datagram.
    ///
    /// Anything that claims version 2 and whose lengths add up is accepted: whether it is RTCP is for ``DatagramKind``,
    /// whether the sender may speak for ``SequenceTracker`` and the owner of the socket.
    public init(parsing bytes: UnsafeRawBufferPointer) throws(RTPParseError) {
        guard bytes.count >= Self.fixedLength else { throw .tooShort }
        guard bytes.count <= Int(UInt16.max) else { throw .tooLong }
        let first = bytes[0]
        guard first >> 6 == 2 else { throw .wrongVersion }
        let contributors = first & 0x0f
        var offset = Self.fixedLength + 4 * Int(contributors)
        guard offset <= bytes.count else { throw .tooShort }

        var profile: UInt16 = 0
        var extensionStart = offset
        if first & 0x10 != 0 {
            guard offset + 4 <= bytes.count else { throw .badExtension }
            profile = bytes.number16(at: offset)
            let length = 4 * Int(bytes.number16(at: offset + 2))
            extensionStart = offset + 4
            offset = extensionStart + length
            guard offset <= bytes.count else { throw .badExtension }
        }

        var padding: UInt8 = 0
        if first & 0x20 != 0 {
            padding = bytes[bytes.count - 1]
            guard padding > 0, offset + Int(padding) <= bytes.count else { throw .badPadding }
        }

        let second = bytes[1]
        self.hasMarker = second & 0x80 != 0
        self.payloadType = second & 0x7f
        self.sequenceNumber = bytes.number16(at: 2)
        self.timestamp = bytes.number32(at: 4)
        self.ssrc = bytes.number32(at: 8)
        self.contributorCount = contributors
        self.paddingLength = padding
        self.extensionProfile = profile
        self.extensionStart = UInt16(extensionStart)
        self.payloadStart = UInt16(offset)
        self.payloadEnd = UInt16(bytes.count - Int(padding))
    }

    /// Reads the header of a packet held in an array.
    public init(parsing bytes: [UInt8]) throws(RTPParseError) {
        let parsed = bytes.withUnsafeBytes { buffer in
            Result { () throws(RTPParseError) in try RTPHeader(parsing: buffer) }
        }
        self = try parsed.get()
    }

    /// Where the payload lies in the datagram, padding excluded.
    public var payloadRange: Range<Int> { Int(self.payloadStart)..<Int(self.payloadEnd) }

    /// Where the extension's data lies in the datagram, after its four bytes of profile and length; empty without one.
    public var extensionRange: Range<Int> {
        self.extensionStart < self.payloadStart
            ? Int(self.extensionStart)..<Int(self.payloadStart) : Int(self.payloadStart)..<Int(self.payloadStart)
    }

    /// One contributing source (CSRC) of the datagram that this header was read from; `nil` past the last.
    public func contributor(_ index: Int, in bytes: UnsafeRawBufferPointer) -> UInt32? {
        let offset = Self.fixedLength + 4 * index
        guard index >= 0, index < Int(self.contributorCount), offset + 4 <= bytes.count else { return nil }
        return bytes.number32(at: offset)
    }
}
