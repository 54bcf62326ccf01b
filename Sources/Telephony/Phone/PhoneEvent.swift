package import Kernel

/// Something that happened to a phone, as `martlet phone` prints it.
package struct PhoneEvent: Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        case registered(lifetime: Duration)
        case registrationFailed(String)
        case unregistered
        /// A step of the call with this number, counted from 1.
        case call(Int, CallStep)
        case message(ReceivedMessage)
        /// What a script expected and heard.
        case heard(Hearing)
    }

    package let at: Timestamp
    package let kind: Kind

    package var description: String {
        switch self.kind {
        case .registered(let lifetime): "registered for \(lifetime.spoken)"
        case .registrationFailed(let why): "registration failed: \(why)"
        case .unregistered: "unregistered"
        case .call(let number, let step): "call \(number): \(step)"
        case .heard(let hearing): "heard \(hearing)"
        case .message(let message): "message from \(message.sender): \(message.text)"
        }
    }
}

/// A MESSAGE that arrived (RFC 3428).
package struct ReceivedMessage: Sendable, Equatable {
    /// The user part of From, or its host.
    package let sender: String
    package let text: String
}
