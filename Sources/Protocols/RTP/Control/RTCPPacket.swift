/// What a sender tells about itself in a sender report (RFC 3550 §6.4.1).
public struct RTCPSenderReport: Hashable, Sendable {
    /// The sender.
    public var ssrc: UInt32
    /// When the report was sent, by the sender's clock.
    public var ntp: NTPTimestamp
    /// The same instant in units of the codec's clock rate.
    public var rtpTimestamp: UInt32
    /// Packets sent since the start.
    public var packetCount: UInt32
    /// Payload bytes sent since the start.
    public var octetCount: UInt32

    /// A report of these figures.
    public init(ssrc: UInt32, ntp: NTPTimestamp, rtpTimestamp: UInt32, packetCount: UInt32, octetCount: UInt32) {
        self.ssrc = ssrc
        self.ntp = ntp
        self.rtpTimestamp = rtpTimestamp
        self.packetCount = packetCount
        self.octetCount = octetCount
    }
}

/// One packet of a compound, read where it lies. Views are valid as long as the datagram's bytes are.
public enum RTCPPacket {
    case senderReport(RTCPSenderReport, blocks: RTCPReportBlocks)
    case receiverReport(ssrc: UInt32, blocks: RTCPReportBlocks)
    case sourceDescription(RTCPSourceDescription)
    case goodbye(RTCPGoodbye)
    case application(RTCPApplication)
    /// NACK, PLI and their kin (RFC 4585): recognised, not interpreted.
    case feedback(RTCPFeedback)
    /// A type this library does not know, for instance an extended report; skipped by its length.
    case other(type: UInt8, range: Range<Int>)
}

/// The packet types this library reads (RFC 3550 §12.1, RFC 4585 §6.1).
enum RTCPType {
    static let senderReport: UInt8 = 200
    static let receiverReport: UInt8 = 201
    static let sourceDescription: UInt8 = 202
    static let goodbye: UInt8 = 203
    static let application: UInt8 = 204
    static let transportFeedback: UInt8 = 205
    static let payloadFeedback: UInt8 = 206
}

/// Sources that leave, and why (RFC 3550 §6.6).
public struct RTCPGoodbye {
    private let bytes: UnsafeRawBufferPointer
    private let offset: Int
    /// 0 to 31.
    public let sourceCount: Int
    /// Where the reason's UTF-8 lies in the datagram; empty without one.
    public let reasonRange: Range<Int>

    /// `bytes` holds `sourceCount` whole identifiers from `offset` on.
    init(at offset: Int, end: Int, sourceCount: Int, in bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        self.offset = offset
        self.sourceCount = sourceCount
        let start = offset + 4 * sourceCount
        if start < end, start + 1 + Int(bytes[start]) <= end {
            self.reasonRange = (start + 1)..<(start + 1 + Int(bytes[start]))
        } else {
            self.reasonRange = start..<start
        }
    }

    /// `nil` past the last.
    public func source(_ index: Int) -> UInt32? {
        guard index >= 0, index < self.sourceCount else { return nil }
        return self.bytes.number32(at: self.offset + 4 * index)
    }

    /// The reason as text, `nil` without one. Allocates.
    public var reason: String? {
        self.reasonRange.isEmpty ? nil : String(decoding: self.bytes[self.reasonRange], as: UTF8.self)
    }
}

/// A packet whose meaning an application defines (RFC 3550 §6.7).
public struct RTCPApplication: Equatable, Sendable {
    /// The source that sent it.
    public let ssrc: UInt32
    /// 0 to 31.
    public let subtype: UInt8
    /// Four ASCII characters in network order.
    public let name: UInt32
    /// Where the data lies in the datagram.
    public let dataRange: Range<Int>
}

/// Feedback about single packets or pictures (RFC 4585 §6.1).
public struct RTCPFeedback: Equatable, Sendable {
    /// What the feedback is about.
    public enum Level: Equatable, Sendable {
        /// About transport: NACK is format 1.
        case transport
        /// About the payload: PLI is format 1.
        case payload
    }

    /// What the feedback is about.
    public let level: Level
    /// 0 to 31.
    public let format: UInt8
    /// Who gives the feedback.
    public let senderSSRC: UInt32
    /// The source it is about.
    public let mediaSSRC: UInt32
    /// Where the control information lies in the datagram.
    public let controlRange: Range<Int>
}
