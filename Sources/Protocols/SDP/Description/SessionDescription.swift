/// A session description (RFC 8866, and RFC 4566 before it): a value that is read, changed and printed.
///
/// What the library does not interpret is kept in order, so a description whose lines stand in the order of the RFC
/// prints as it was read.
public struct SessionDescription: Equatable, Sendable {
    /// The `o=` line.
    public var origin: Origin
    /// `-` for none.
    public var name: String
    /// Where media is received, for sections that do not say.
    public var connection: Connection?
    /// The `b=` lines of the session.
    public var bandwidths: [Bandwidth]
    /// At least one when printed: without any, `t=0 0` is written.
    public var timings: [Timing]
    /// Lines of the session that are kept as they are.
    public var otherLines: [OtherLine]
    /// The `a=` lines of the session.
    public var attributes: AttributeList
    /// The media sections, in order.
    public var media: [MediaDescription]

    /// A description of these parts.
    public init(
        origin: Origin,
        name: String = "-",
        connection: Connection? = nil,
        bandwidths: [Bandwidth] = [],
        timings: [Timing] = [.unbounded],
        otherLines: [OtherLine] = [],
        attributes: AttributeList = [],
        media: [MediaDescription] = []
    ) {
        self.origin = origin
        self.name = name
        self.connection = connection
        self.bandwidths = bandwidths
        self.timings = timings
        self.otherLines = otherLines
        self.attributes = attributes
        self.media = media
    }

    /// The address that counts for a section: its own, else the session's; `nil` when neither has one.
    public func connection(of section: MediaDescription) -> Connection? {
        section.connection ?? self.connection
    }

    /// The direction that counts for a section: its own, else the session's, else both ways (RFC 8866 §6.7).
    public func direction(of section: MediaDescription) -> MediaDirection {
        section.attributes.direction ?? self.attributes.direction ?? .sendReceive
    }
}
