/// Why bytes are not a STUN message. Scope: this datagram, which is dropped.
///
/// A struct with static codes, so that new ones do not break users of the library.
public struct STUNParseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sentence for logs.
    public let description: String

    /// Fewer than the 20 bytes of the header.
    public static let tooShort = STUNParseError(description: "the message is shorter than its header")
    /// The first two bits or the magic cookie are not STUN's (RFC 8489 §5).
    public static let notSTUN = STUNParseError(description: "the message has no magic cookie")
    /// The length field is not a multiple of four or not that of the bytes there are.
    public static let badLength = STUNParseError(description: "the length does not fit the message")
    /// An attribute reaches past the end.
    public static let badAttribute = STUNParseError(description: "an attribute is longer than the message")
    /// More than ``STUNMessage/attributeLimit`` attributes.
    public static let tooManyAttributes = STUNParseError(description: "the message has too many attributes")
    /// FINGERPRINT is there and wrong, or not the last attribute (RFC 8489 §14.7).
    public static let badFingerprint = STUNParseError(description: "the fingerprint is wrong")
}
