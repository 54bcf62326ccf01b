import Kernel
package import Model
package import SIPTransport

/// How an exchange behaves. Every field has a default that suits a company of one machine.
package struct ExchangeSettings: Sendable {
    /// The domain of requests whose host is one of the server's own addresses; `nil`: the only domain there is.
    package var defaultDomain: DomainID?
    /// Lifetime of a registration that names none. Default 600 s.
    package var registrationDefault: Duration = .seconds(600)
    /// Shorter wishes are refused with 423 (RFC 3261 §10.2.8). Default 30 s.
    package var registrationMinimum: Duration = .seconds(30)
    /// Longer wishes are shortened. Default 3 600 s.
    package var registrationMaximum: Duration = .seconds(3_600)
    /// How long a provider has for its first response before the next address or trunk is tried. Default 5 s: four copies
    /// of the INVITE.
    package var trunkPatience: Duration = .seconds(5)
    /// How long an outside number may ring. Default 120 s.
    package var outsideRingTime: Duration = .seconds(120)
    /// A talking leg that sends nothing for so long is taken for lost. Default 5 min; checked where no hold explains it.
    package var silenceLimit: Duration = .seconds(300)
    /// New calls per second above which INVITE is answered 503 (SIP-08). Default 5 000.
    package var callRateLimit = 5_000
    /// The media network by which a peer is reached (BYD-04); `nil` names the first one.
    package var mediaNetwork: @Sendable (IPAddress) -> String? = { _ in nil }
    /// Told on the exchange's loop what the brake against toll fraud noticed; returns at once (BYD-18).
    package var tollNotice: @Sendable (TollNotice) -> Void = { _ in }
    /// Value of User-Agent and Server.
    package var agent = "Martlet"
    /// Requests a source may fail before it is blocked are the guard's matter; this is how long a nonce lives.
    package var nonceLifetime: Duration = .seconds(300)

    package init() {}
}
