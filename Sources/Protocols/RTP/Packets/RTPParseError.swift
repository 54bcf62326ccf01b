/// Why bytes are not an RTP or RTCP packet. Scope: this datagram.
///
/// A struct with static codes, so that new ones do not break users of the library. It holds one byte and is thrown
/// without allocation, which the packet path relies on.
public struct RTPParseError: Error, Hashable, Sendable, CustomStringConvertible {
    private enum Code: UInt8, Sendable {
        case tooShort, tooLong, wrongVersion, badExtension, badPadding, badLength, badOrder
    }

    private let code: Code

    private init(_ code: Code) {
        self.code = code
    }

    /// Fewer bytes than the headers need.
    public static let tooShort = RTPParseError(.tooShort)
    /// More bytes than a UDP datagram carries (65 535).
    public static let tooLong = RTPParseError(.tooLong)
    /// The version is not 2 (RFC 3550 §5.1).
    public static let wrongVersion = RTPParseError(.wrongVersion)
    /// The header extension reaches past the end of the packet.
    public static let badExtension = RTPParseError(.badExtension)
    /// The padding count is zero or larger than the payload, or padding stands where it must not.
    public static let badPadding = RTPParseError(.badPadding)
    /// An RTCP length field or count disagrees with the bytes there are.
    public static let badLength = RTPParseError(.badLength)
    /// A compound RTCP packet does not start with a report (RFC 3550 §6.1).
    public static let badOrder = RTPParseError(.badOrder)

    /// A sentence for logs.
    public var description: String {
        switch self.code {
        case .tooShort: "the packet is shorter than its header"
        case .tooLong: "the packet is longer than a datagram"
        case .wrongVersion: "the version is not 2"
        case .badExtension: "the header extension is longer than the packet"
        case .badPadding: "the padding is wrong"
        case .badLength: "a length does not fit the packet"
        case .badOrder: "the compound packet does not start with a report"
        }
    }
}
