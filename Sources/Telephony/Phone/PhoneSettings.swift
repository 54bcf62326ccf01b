package import SDP
package import SIP
package import SIPTransport
package import SecureMedia

/// How a phone reaches its server. A client over WebSocket is a browser's part: ``SIPEndpoint`` accepts such
/// connections and never opens one.
package enum PhoneTransport: String, Sendable, CaseIterable {
    case udp
    case tcp
    case tls

    var kind: SIPTransportKind {
        switch self {
        case .udp: .udp
        case .tcp: .tcp
        case .tls: .tls
        }
    }
}

/// What a phone does by itself with a call that comes in. What is not refused goes to
/// ``Phone/nextIncoming(within:)``.
package enum AnswerPolicy: Sendable, Equatable {
    /// Rings (180) until told what to do.
    case manual
    /// Rings, and answers after this time; at once, and without ringing, when it is zero.
    case automatic(after: Duration)
    /// Refuses with this status, 400 to 699.
    case refuse(status: Int)
    /// Sends the caller elsewhere (302); the target is written as for ``Phone/call(_:_:)``.
    case redirect(to: String)
    /// Says nothing but 100 Trying, which the transaction sends by itself, until told what to do.
    case silentRinging

    /// 486.
    package static let busy = AnswerPolicy.refuse(status: 486)
    /// 603: nobody shall ring this person's other phones either.
    package static let decline = AnswerPolicy.refuse(status: 603)
}

/// One phone: who it is, where its server is, how it behaves.
package struct PhoneSettings: Sendable {
    /// The user part of its address.
    package var user: String
    package var password: String
    /// The host part of its address and of numbers it dials.
    package var domain: String
    /// Where everything is sent, whatever the URIs say (an outbound proxy). `nil`: there is no server, and only URIs with
    /// numeric hosts can be called.
    package var server: TransportAddress?

    /// The name in digest answers. Default: ``user``.
    package var authenticationName: String?
    package var displayName: String?
    package var transport = PhoneTransport.udp
    /// Where SIP is bound. Default 0.0.0.0, port 0: a free one.
    package var local = TransportAddress(.anyIPv4, port: 0)
    /// The name in the server's certificate, when it is not its address.
    package var serverName: String?
    /// Whether the server's certificate is checked (TLS). Default `true`.
    package var verifiesServer = true

    /// Voice codecs in order of preference. Default: G.711 A, then µ.
    package var codecs: [Codec] = [.pcma, .pcmu]
    /// Whether RFC 4733 events are offered and taken.
    package var hasTelephoneEvents = true
    /// How its own offers protect the sound. Default: not. Whatever it is offered it takes.
    package var encryption = SecurityOffer.plain
    /// What Contact, Via and SDP claim as this phone's address, as one behind a NAT does. `nil`: the real one.
    package var pretendedHost: String?

    package var answerPolicy = AnswerPolicy.manual
    /// Whether REFER is followed (202 and a new call) or refused (603).
    package var followsTransfers = true
    /// Option tags, session timers, 100rel.
    package var session: InviteSessionSettings
    /// Base timers of the transactions.
    package var timing = TransactionTiming()
    /// Hears what happens, on the event loop; for the lines of `martlet phone`.
    package var onEvent: (@Sendable (PhoneEvent) -> Void)?
    /// Sees every message as it goes over the wire.
    package var trace: (@Sendable (SIPTraceRecord) -> Void)?

    package init(user: String, password: String = "", domain: String = "127.0.0.1", server: TransportAddress? = nil) {
        self.user = user
        self.password = password
        self.domain = domain
        self.server = server
        self.session = InviteSessionSettings()
        self.session.agent = "Martlet phone"
    }

    var offeredCodecs: [Codec] { self.codecs + (self.hasTelephoneEvents ? [.telephoneEvent] : []) }
}

/// What one call is made with, beyond its target.
package struct CallOptions: Sendable {
    /// Whether the INVITE comes without a session description, so that the far end has to offer.
    package var offersLate = false
    /// Further headers of the INVITE.
    package var headers: [ExtraHeader] = []
    /// The dialog whose place the call takes (RFC 3891); see ``PhoneCall/replacement``.
    package var replacing: Replaces?
    /// What the far end hears once there is a stream.
    package var sound = PhoneSound.silence

    package init() {}
}
