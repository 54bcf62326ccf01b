/// Why the server cannot start or go on: one sentence that says what to do.
package struct ServerError: Error, CustomStringConvertible {
    package enum Code: Sendable {
        /// Somebody else listens there.
        case addressTaken
        /// The address is not this machine's, or needs rights.
        case cannotListen
        case badCertificate
        /// Another server has the database.
        case databaseTaken
        case mediaFailed
        case internalFailure
    }

    package let code: Code
    package let detail: String
    package let cause: (any Error)?

    package init(_ code: Code, _ detail: String, cause: (any Error)? = nil) {
        self.code = code
        self.detail = detail
        self.cause = cause
    }

    package var description: String {
        self.cause.map { "\(self.detail) (\($0))" } ?? self.detail
    }

    /// In the manner of sysexits.h.
    package var exitStatus: Int32 {
        switch self.code {
        case .addressTaken, .cannotListen, .databaseTaken: 69
        case .badCertificate: 78
        case .mediaFailed, .internalFailure: 70
        }
    }
}
