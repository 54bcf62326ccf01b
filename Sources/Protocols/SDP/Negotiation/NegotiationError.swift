/// Why an offer or answer cannot be accepted. Scope: this exchange; what was agreed before stays in force.
///
/// A SIP user agent answers 488 to all that concern an offer, but ``offerPending``, which is 491 (RFC 3261 §14.2).
public struct NegotiationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What stands in the way.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// A word for logs and metrics.
        public let description: String

        /// No audio section that is switched on.
        public static let noAudio = Code(description: "no-audio")
        /// Audio is there, but not by a transport that we allow.
        public static let unsupportedTransport = Code(description: "unsupported-transport")
        /// Neither the audio section nor the session says where to send.
        public static let noAddress = Code(description: "no-address")
        /// No codec that both sides know.
        public static let noCommonCodec = Code(description: "no-common-codec")
        /// The answer refuses the audio that we offered.
        public static let mediaRefused = Code(description: "media-refused")
        /// The answer's sections are not those of the offer (RFC 3264 §6).
        public static let answerDoesNotFit = Code(description: "answer-does-not-fit")
        /// An offer of ours waits for its answer.
        public static let offerPending = Code(description: "offer-pending")
        /// There is an answer, but no offer.
        public static let noOffer = Code(description: "no-offer")
    }

    /// What stands in the way.
    public let code: Code
    /// An English sentence for logs.
    public let detail: String

    /// An error of this kind.
    public init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// Code and sentence.
    public var description: String { "\(self.code): \(self.detail)" }
}
