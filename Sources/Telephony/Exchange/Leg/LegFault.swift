package import Model

/// Why a leg could not be made or cannot go on: the cause for the caller, a sentence for the log.
package struct LegFault: Error, Equatable, Sendable, CustomStringConvertible {
    package let cause: EndCause
    package let detail: String

    package init(_ cause: EndCause, _ detail: String) {
        self.cause = cause
        self.detail = detail
    }

    package var description: String { self.detail }
}
