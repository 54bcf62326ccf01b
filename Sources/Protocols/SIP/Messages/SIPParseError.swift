/// Why octets are not the SIP message, header or URI that they should be.
///
/// The codes can grow without breaking users; ``detail`` is an English sentence for logs and for the reason phrase of
/// the refusing response, and never holds octets of the message.
public struct SIPParseError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of fault.
    public struct Code: Hashable, Sendable {
        let number: UInt8

        /// A rule of the grammar is broken: 400.
        public static let malformed = Code(number: 0)
        /// A header that every message of this kind carries is not there: 400.
        public static let missing = Code(number: 1)
        /// Two parts of the message contradict one another, or stand there twice: 400.
        public static let contradiction = Code(number: 2)
        /// The body is shorter than Content-Length says: 400.
        public static let truncated = Code(number: 3)
        /// A limit of ``SIPLimits`` is passed: 513.
        public static let tooLarge = Code(number: 4)
        /// The version is not SIP/2.0: 505.
        public static let version = Code(number: 5)
        /// Nothing that looks like a SIP message at all: dropped.
        public static let notSIP = Code(number: 6)
    }

    /// What kind of fault it is.
    public let code: Code
    /// What is wrong, without a full stop.
    public let detail: String

    /// A fault; the sentence must hold no octets of the message.
    public init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    static func malformed(_ detail: String) -> SIPParseError { SIPParseError(.malformed, detail) }
    static func missing(_ detail: String) -> SIPParseError { SIPParseError(.missing, detail) }
    static func contradiction(_ detail: String) -> SIPParseError { SIPParseError(.contradiction, detail) }
    static func tooLarge(_ detail: String) -> SIPParseError { SIPParseError(.tooLarge, detail) }

    /// The status of the response that refuses a request with this fault.
    public var status: Int {
        switch self.code {
        case .tooLarge: 513
        case .version: 505
        default: 400
        }
    }

    public var description: String { self.detail }
}
