/// The settings of the web server, read once at the start.
package struct WebSettings: Equatable, Sendable {
    /// Where it listens. Default all addresses of IPv4.
    package var host = "0.0.0.0"
    /// 0 takes a free port. Default 8080.
    package var port = 8_080
    /// The folder of the built web app; `nil` serves the API only.
    package var staticFolder: String?
    /// How long a sign-in lasts. 5 min to 90 days, default 7 days.
    package var sessionLifetime = Duration.seconds(7 * 86_400)
    /// Whether administrators must have a second factor (AUTH-07). Default no.
    package var administratorsNeedCode = false
    /// Where people reach the cabinet, `https://pbx.example`: passkeys are made for that host. `nil`: there are none.
    package var publicAddress: String?
    /// Whether identity providers may be at private addresses, and on this machine without TLS. Default no.
    package var allowsInsideProviders = false
    /// Addresses of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    package var trustedProxies: Set<String> = []
    /// What a scraper from elsewhere shows as bearer token at `/metrics`; `nil`: only this machine may read them.
    package var metricsToken: String?
    /// Connections at the same time; more wait in the system's backlog. Default 4 096.
    package var connectionLimit = 4_096
    /// Event sockets at the same time. Default 1 024.
    package var eventSocketLimit = 1_024
    /// A connection that asks nothing for so long is closed. Default 75 s.
    package var idleTimeout = Duration.seconds(75)
    /// Shown by `/health`.
    package var version = "development"

    package init() {}

    /// The largest body of a request, in bytes.
    static let bodyLimit = 1 << 20
    /// The largest head of a request, in bytes.
    static let headerLimit = 32 * 1_024
    /// Header fields of one request.
    static let headerCountLimit = 100
}
