import Kernel

/// Why a phone could not do what it was asked, in words for the one who reads a failed test or a terminal.
package struct PhoneError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// What was waited for did not happen; ``detail`` says what happened instead.
        case unmet
        /// The server or far end refused; ``status`` is its answer.
        case refused
        /// Nobody answered, or the network refused.
        case unreachable
        /// The target, sound or setting makes no sense.
        case invalid
        /// The call is in no state for this.
        case notPossible
        /// Sockets, threads or session descriptions failed.
        case failed
    }

    package let code: Code
    package let detail: String
    /// The SIP status that was seen, when one decided.
    package let status: Int?

    package init(_ code: Code, _ detail: String, status: Int? = nil) {
        self.code = code
        self.detail = detail
        self.status = status
    }

    /// `expected ringing within 5 s, saw 486 Busy Here`.
    static func unmet(_ expectation: String, within limit: Duration, saw: String, status: Int? = nil) -> PhoneError {
        PhoneError(.unmet, "expected \(expectation) within \(limit.spoken), saw \(saw)", status: status)
    }

    package var description: String { self.detail }
}

extension Duration {
    /// `5 s`, `250 ms`.
    var spoken: String {
        let milliseconds = self.wholeMilliseconds
        return milliseconds.isMultiple(of: 1_000) ? "\(milliseconds / 1_000) s" : "\(milliseconds) ms"
    }
}
