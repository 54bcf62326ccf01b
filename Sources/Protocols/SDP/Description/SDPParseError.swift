/// Why a text is not a session description, and in which line. Scope: this message body.
///
/// `code` is for programs and may grow; `detail` is an English sentence for logs.
public struct SDPParseError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of mistake it is.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// A word for logs and metrics.
        public let description: String

        /// A limit of ``SDPLimits`` is passed.
        public static let tooLarge = Code(description: "too-large")
        /// A line is not `letter=value`, or holds a byte that no line may hold.
        public static let badLine = Code(description: "bad-line")
        /// The first line is not `v=0`.
        public static let badVersion = Code(description: "bad-version")
        /// `o=` is missing, repeated or malformed.
        public static let badOrigin = Code(description: "bad-origin")
        /// `c=` is malformed.
        public static let badConnection = Code(description: "bad-connection")
        /// `t=` or `r=` is malformed or stands in the wrong place.
        public static let badTiming = Code(description: "bad-timing")
        /// `b=` is malformed.
        public static let badBandwidth = Code(description: "bad-bandwidth")
        /// `m=` is malformed.
        public static let badMedia = Code(description: "bad-media")
    }

    /// What kind of mistake it is.
    public let code: Code
    /// Counted from 1; 0 when it concerns the whole text.
    public let line: Int
    /// An English sentence for logs.
    public let detail: String

    /// A mistake in a line; line 0 for the whole text.
    public init(_ code: Code, line: Int, _ detail: String) {
        self.code = code
        self.line = line
        self.detail = detail
    }

    /// Code, line and sentence.
    public var description: String {
        self.line == 0 ? "\(self.code): \(self.detail)" : "\(self.code) in line \(self.line): \(self.detail)"
    }
}
