/// Why something cannot be done to a call: a closed code for programs, a sentence for people.
package struct CallRefusal: Error, Equatable, Sendable {
    package enum Code: String, Sendable, CaseIterable {
        case unknownCall = "unknown-call"
        case unknownLeg = "unknown-leg"
        /// The call or the leg is not in a state that allows it.
        case wrongState = "wrong-state"
        case notAllowed = "not-allowed"
        /// The user to be rung has no phone that is registered.
        case noPhone = "no-phone"
        /// The number leads nowhere, or may not be called.
        case badNumber = "bad-number"
        /// The domain's channels, or the server's rate, are used up.
        case tooManyCalls = "too-many-calls"
        /// The server stops.
        case unavailable
    }

    package var code: Code
    /// One sentence.
    package var detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}
