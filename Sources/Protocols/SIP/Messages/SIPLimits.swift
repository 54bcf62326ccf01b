/// How large a message may be. Everything past a limit is refused before it costs memory.
public struct SIPLimits: Equatable, Sendable {
    /// The longest message with its body, in octets.
    public var messageBytes: Int
    /// The most header lines of one message.
    public var headerCount: Int
    /// The longest header line with its continuation lines, in octets. At most 65 535.
    public var headerBytes: Int
    /// How deep multipart bodies may nest.
    public var multipartDepth: Int
    /// How many parts all levels of a multipart body may hold together.
    public var multipartParts: Int

    /// Limits; what is not named is that of a datagram.
    public init(
        messageBytes: Int = 65_535,
        headerCount: Int = 256,
        headerBytes: Int = 16_384,
        multipartDepth: Int = 4,
        multipartParts: Int = 64
    ) {
        self.messageBytes = messageBytes
        self.headerCount = headerCount
        self.headerBytes = min(headerBytes, 65_535)
        self.multipartDepth = multipartDepth
        self.multipartParts = multipartParts
    }

    /// What fits into one UDP datagram.
    public static let datagram = SIPLimits()
    /// A message on a stream, where a body may be larger: 1 MiB.
    public static let stream = SIPLimits(messageBytes: 1_048_576)
}
