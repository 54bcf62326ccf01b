/// Why the web server cannot start or take a new certificate.
package struct WebError: Error, CustomStringConvertible {
    /// Closed: the composition root says for each what to do.
    package enum Code: String, CaseIterable, Sendable {
        case staticFolderUnreadable = "static-folder-unreadable"
        case staticFolderTooLarge = "static-folder-too-large"
        /// The certificate or key is missing, malformed, or they do not belong together.
        case badCertificate = "bad-certificate"
    }

    package let code: Code
    package let detail: String
    package let cause: (any Error)?

    init(_ code: Code, _ detail: String, cause: (any Error)? = nil) {
        self.code = code
        self.detail = detail
        self.cause = cause
    }

    package var description: String { self.cause.map { "\(self.detail) (\($0))" } ?? self.detail }
}
