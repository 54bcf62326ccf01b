/// Why something could not be opened, reached or sent.
public struct SIPTransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong; may grow.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// A short name for logs.
        public let description: String

        /// The address cannot be bound, or is taken.
        public static let cannotListen = Code(description: "cannot-listen")
        /// No connection came about in time, or the peer refused it.
        public static let cannotConnect = Code(description: "cannot-connect")
        /// The flow's connection is closed.
        public static let flowClosed = Code(description: "flow-closed")
        /// There is no socket of this transport and family, or no route.
        public static let unreachable = Code(description: "unreachable")
        /// A limit of ``SIPEndpointSettings`` is reached.
        public static let limitReached = Code(description: "limit-reached")
        /// TLS was asked for and there are no certificates for it.
        public static let notConfigured = Code(description: "not-configured")
    }

    /// What went wrong.
    public let code: Code
    /// A sentence for logs.
    public let detail: String

    /// An error with a sentence for logs.
    public init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// `code: detail`.
    public var description: String { "\(self.code): \(self.detail)" }
}
