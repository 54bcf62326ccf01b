/// A provider's SIP trunk, at system level (SIP-04), or a private route to a company's office PBX (TRK).
package struct Trunk: Equatable, Sendable, Codable {
    package enum Transport: String, Sendable, Codable, CaseIterable {
        case udp, tcp, tls
    }

    /// How the provider and Martlet know one another.
    package enum Authentication: Equatable, Sendable, Codable {
        /// Calls are accepted from these addresses or networks (`192.0.2.0/24`) without a password.
        case address
        /// Martlet registers and answers the provider's challenges; calls come to the registered contact or from `host`.
        case registration(Account)
        /// Both: registers, and accepts calls from the addresses.
        case both(Account)
    }

    package struct Account: Equatable, Sendable, Codable {
        package var username: String
        /// Kept readable because digest needs it towards a provider; masked in every output.
        package var password: String
        /// Asked for at registration. 60 to 86 400 s.
        package var expiresSeconds: Int

        package init(username: String, password: String, expiresSeconds: Int = 600) {
            self.username = username
            self.password = password
            self.expiresSeconds = expiresSeconds
        }
    }

    package var id: TrunkID
    /// Unique, 1 to 64 of `a–z 0–9 . _ -`.
    package var name: String
    package var host: String
    /// `nil`: by SRV and the transport's own port (RFC 3263).
    package var port: Int?
    package var transport: Transport
    package var authentication: Authentication
    /// Further source addresses or networks (CIDR) that calls come from, beside `host`.
    package var sources: [String]
    /// Concurrent calls in and out. 1 to 100 000.
    package var channelLimit: Int
    /// Lower is tried first.
    package var priority: Int
    /// Share among trunks of one priority. 1 to 1 000.
    package var weight: Int
    /// Seconds between OPTIONS probes, 0 = never. Default 30.
    package var probeSeconds: Int
    package var isActive: Bool
    /// `nil`: a provider's, for every domain.
    package var route: PrivateRoute?
    /// The mobile operator's: what its SIMs with FMC dial behind a star comes here, and they are rung here. No way out to
    /// other numbers (FWD-04).
    package var isMobileOperators: Bool
    package var version: Int

    package init(
        id: TrunkID,
        name: String,
        host: String,
        port: Int? = nil,
        transport: Transport = .udp,
        authentication: Authentication = .address,
        sources: [String] = [],
        channelLimit: Int = 1_000,
        priority: Int = 10,
        weight: Int = 100,
        probeSeconds: Int = 30,
        isActive: Bool = true,
        route: PrivateRoute? = nil,
        isMobileOperators: Bool = false,
        version: Int = 0
    ) {
        self.id = id
        self.name = name
        self.host = host
        self.port = port
        self.transport = transport
        self.authentication = authentication
        self.sources = sources
        self.channelLimit = channelLimit
        self.priority = priority
        self.weight = weight
        self.probeSeconds = probeSeconds
        self.isActive = isActive
        self.route = route
        self.isMobileOperators = isMobileOperators
        self.version = version
    }

    /// The account of a registering trunk.
    package var account: Account? {
        switch self.authentication {
        case .address: nil
        case .registration(let account), .both(let account): account
        }
    }

    /// Whether it joins the public network: calls by it take channels of their domain and are held against its caps.
    package var isPublic: Bool { self.route == nil && !self.isMobileOperators }

    package var acceptsByAddress: Bool {
        switch self.authentication {
        case .address, .both: true
        case .registration: false
        }
    }
}
