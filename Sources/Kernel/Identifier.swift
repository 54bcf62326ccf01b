/// A text identifier that cannot be confused with an identifier of another kind.
///
/// The tag exists only at compile time: `Identifier<DomainTag>` and `Identifier<CallTag>` hold the same bytes and are
/// different types.
public struct Identifier<Tag>: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) {
        self.text = text
    }

    public init(from decoder: any Decoder) throws {
        self.text = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.text)
    }

    public var description: String { self.text }

    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}
