/// The server that takes our mail.
package struct MailSettings: Hashable, Sendable {
    package enum Security: String, Hashable, Sendable, CaseIterable {
        /// In the clear: for a server on this machine.
        case none
        /// Begins in the clear and must become TLS before anything is said (RFC 3207).
        case startTLS = "starttls"
        /// TLS from the beginning (RFC 8314).
        case tls
    }

    package var host: String
    package var port: Int
    package var security: Security
    /// `nil`: no sign-in.
    package var user: String?
    package var password: String?
    /// The address that mail comes from.
    package var sender: String
    /// A PEM file of authorities to believe, instead of the system's.
    package var authorities: String?
    /// Messages that wait at most; what is beyond is lost, and logged. Default 1 000.
    package var queueLimit = 1_000
    /// Tries of one message, the pauses between them doubling. Default 8 within some three hours.
    package var attempts = 8
    /// The first pause. Default 90 s.
    package var firstPause = Duration.seconds(90)

    package init(
        host: String,
        port: Int,
        security: Security,
        user: String? = nil,
        password: String? = nil,
        sender: String,
        authorities: String? = nil
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.user = user
        self.password = password
        self.sender = sender
        self.authorities = authorities
    }
}

/// Why mail could not be handed over.
package struct MailError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whether another try may do better: the server is away or busy; not: it refuses the address.
    package let isPassing: Bool
    /// One sentence.
    package let detail: String

    package var description: String { self.detail }
}
