/// The packets of one RTCP datagram (RFC 3550 §6.1), read where they lie and without allocation.
///
/// Making one checks the whole chain (RFC 3550 §A.2), so that going through it cannot fail.
public struct RTCPCompound: Sequence {
    private let bytes: UnsafeRawBufferPointer

    /// - Parameters:
    ///   - bytes: one datagram; valid as long as the compound and what it yields are used.
    ///   - allowsReducedSize: whether a compound may start with something else than a report (RFC 5506).
    public init(
        parsing bytes: UnsafeRawBufferPointer,
        allowsReducedSize: Bool = true
    ) throws(RTPParseError) {
        guard bytes.count >= 4 else { throw .tooShort }
        guard bytes.count <= Int(UInt16.max) else { throw .tooLong }
        var offset = 0
        while offset < bytes.count {
            guard offset + 4 <= bytes.count else { throw .badLength }
            let first = bytes[offset]
            guard first >> 6 == 2 else { throw .wrongVersion }
            let type = bytes[offset + 1]
            let length = 4 + 4 * Int(bytes.number16(at: offset + 2))
            guard offset + length <= bytes.count else { throw .badLength }
            var body = length
            if first & 0x20 != 0 {
                // Only the last packet of a compound may be padded.
                let padding = Int(bytes[offset + length - 1])
                guard offset + length == bytes.count, padding > 0, padding.isMultiple(of: 4), padding <= length - 4
                else { throw .badPadding }
                body -= padding
            }
            guard body >= Self.minimumLength(of: type, count: Int(first & 0x1f)) else { throw .badLength }
            if offset == 0, !allowsReducedSize {
                guard type == RTCPType.senderReport || type == RTCPType.receiverReport else { throw .badOrder }
            }
            offset += length
        }
        self.bytes = bytes
    }

    private static func minimumLength(of type: UInt8, count: Int) -> Int {
        switch type {
        case RTCPType.senderReport: 28 + RTCPReportBlock.length * count
        case RTCPType.receiverReport: 8 + RTCPReportBlock.length * count
        case RTCPType.goodbye: 4 + 4 * count
        case RTCPType.application, RTCPType.transportFeedback, RTCPType.payloadFeedback: 12
        default: 4
        }
    }

    /// Goes through the packets from the first.
    public func makeIterator() -> Iterator {
        Iterator(self.bytes)
    }

    /// Goes through the packets of a compound.
    public struct Iterator: IteratorProtocol {
        private let bytes: UnsafeRawBufferPointer
        private var offset = 0

        init(_ bytes: UnsafeRawBufferPointer) {
            self.bytes = bytes
        }

        /// The next packet; `nil` at the end.
        public mutating func next() -> RTCPPacket? {
            guard self.offset < self.bytes.count else { return nil }
            let start = self.offset
            let first = self.bytes[start]
            let length = 4 + 4 * Int(self.bytes.number16(at: start + 2))
            self.offset = start + length
            let padding = first & 0x20 != 0 ? Int(self.bytes[start + length - 1]) : 0
            return self.packet(at: start, end: start + length - padding)
        }

        private func packet(at start: Int, end: Int) -> RTCPPacket {
            let (bytes, type) = (self.bytes, self.bytes[start + 1])
            let count = Int(bytes[start] & 0x1f)
            switch type {
            case RTCPType.senderReport:
                let report = RTCPSenderReport(
                    ssrc: bytes.number32(at: start + 4),
                    ntp: NTPTimestamp(bits: bytes.number64(at: start + 8)),
                    rtpTimestamp: bytes.number32(at: start + 16),
                    packetCount: bytes.number32(at: start + 20),
                    octetCount: bytes.number32(at: start + 24)
                )
                return .senderReport(report, blocks: RTCPReportBlocks(at: start + 28, count: count, in: bytes))
            case RTCPType.receiverReport:
                let blocks = RTCPReportBlocks(at: start + 8, count: count, in: bytes)
                return .receiverReport(ssrc: bytes.number32(at: start + 4), blocks: blocks)
            case RTCPType.sourceDescription:
                return .sourceDescription(
                    RTCPSourceDescription(at: start + 4, end: end, chunkCount: count, in: bytes)
                )
            case RTCPType.goodbye:
                return .goodbye(RTCPGoodbye(at: start + 4, end: end, sourceCount: count, in: bytes))
            case RTCPType.application:
                return .application(
                    RTCPApplication(
                        ssrc: bytes.number32(at: start + 4),
                        subtype: UInt8(count),
                        name: bytes.number32(at: start + 8),
                        dataRange: (start + 12)..<end
                    )
                )
            case RTCPType.transportFeedback, RTCPType.payloadFeedback:
                return .feedback(
                    RTCPFeedback(
                        level: type == RTCPType.transportFeedback ? .transport : .payload,
                        format: UInt8(count),
                        senderSSRC: bytes.number32(at: start + 4),
                        mediaSSRC: bytes.number32(at: start + 8),
                        controlRange: (start + 12)..<end
                    )
                )
            default:
                return .other(type: type, range: (start + 4)..<end)
            }
        }
    }
}
