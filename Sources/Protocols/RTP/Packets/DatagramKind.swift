/// What a datagram on a media port is, by its first bytes (RFC 7983 §7, RFC 5761 §4).
public enum DatagramKind: Equatable, Sendable {
    case rtp
    case rtcp
    case stun
    case dtls
    case zrtp
    case turnChannel
    /// Nothing that belongs on a media port; dropped.
    case unknown

    /// Looks at the first two bytes only: the parser of the kind decides about the rest.
    public init(of bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 2 else {
            self = .unknown
            return
        }
        switch bytes[0] {
        case 0...3: self = .stun
        case 16...19: self = .zrtp
        case 20...63: self = .dtls
        case 64...79: self = .turnChannel
        case 128...191:
            // RTCP types are 192 to 223: the RTP payload types 64 to 95 with a marker, which RFC 5761 keeps free.
            self = (192...223).contains(bytes[1]) ? .rtcp : .rtp
        default: self = .unknown
        }
    }

    /// The kind of a datagram held in an array.
    public init(of bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { DatagramKind(of: $0) }
    }
}
