/// What could not be stored or found, and why.
///
/// `code` is for callers that must choose, `detail` for people, `cause` keeps the error below.
package struct ModelError: Error, CustomStringConvertible {
    /// Closed on purpose: a new case does not compile until every edge says what it means there.
    package enum Code: String, CaseIterable, Sendable {
        /// There is no such domain, user, trunk, line or call.
        case notFound = "not-found"
        /// A login, extension, number or name is taken.
        case taken
        /// Somebody changed the object in between (versions differ).
        case conflict
        /// The domain has as much of it as it may have (TEN-03).
        case limitReached = "limit-reached"
        /// A value breaks a rule; `detail` says which.
        case invalid
        /// The store could not be reached, is full or locked, or failed.
        case storeFailed = "store-failed"
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
        let below = self.cause.map { " (\($0))" } ?? ""
        return "\(self.detail)\(below)"
    }
}
