/// Why the media server could not do what it was asked.
package struct MediaError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// Every pair of ports of the network is used or resting.
        case portsExhausted = "ports-exhausted"
        /// The process may not open more descriptors (`ulimit -n`).
        case tooManyFiles = "too-many-files"
        /// The settings have no network of that name.
        case unknownNetwork = "unknown-network"
        /// No port of the range could be bound, for instance because the address is not this machine's.
        case cannotBind = "cannot-bind"
        /// Nothing that one side sends can be given to the other.
        case noCommonCodec = "no-common-codec"
        /// ``MediaStream/configure(_:)`` must come first.
        case notConfigured = "not-configured"
        /// The peer is reached by IPv6 and the stream's network is IPv4, or the other way round.
        case wrongAddressFamily = "wrong-address-family"
        case closed
        /// The server was not started, or was stopped.
        case notStarted = "not-started"
        /// The media thread has not kept up with its commands.
        case overloaded
        /// The operating system gave no thread, timer or event descriptor.
        case threadFailed = "thread-failed"
        /// OpenSSL gave no certificate for DTLS.
        case noCertificate = "no-certificate"
        /// The text holds what no telephone key is, or the peer takes no digits of this kind.
        case digitNotSendable = "digit-not-sendable"
    }

    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String { "\(self.code.rawValue): \(self.detail)" }
}
