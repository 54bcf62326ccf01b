import Kernel
import Model

/// A trunk as it lies on disk, in its table and in the history of changes.
struct TrunkRow: Codable {
    var id: String
    var name: String
    var host: String
    var port: Int?
    var transport: String
    /// `address`, `registration` or `both`.
    var authentication: String
    var username: String?
    var password: String?
    var expiresSeconds: Int?
    var sources: [String]
    var channelLimit: Int
    var priority: Int
    var weight: Int
    var probeSeconds: Int
    var isActive: Bool
    /// JSON; missing for a provider's trunk.
    var route: PrivateRoute?
    /// Missing in what was written before there was FMC.
    var isMobileOperators: Bool?
    var version: Int

    static let columns = """
        id, name, host, port, transport, authentication, username, password, expires_seconds, sources, channel_limit, \
        priority, weight, probe_seconds, is_active, version, route, is_mobile_operators
        """

    init(_ trunk: Trunk) {
        self.id = trunk.id.text
        self.name = trunk.name
        self.host = trunk.host
        self.port = trunk.port
        self.transport = trunk.transport.rawValue
        self.authentication =
            switch trunk.authentication {
            case .address: "address"
            case .registration: "registration"
            case .both: "both"
            }
        self.username = trunk.account?.username
        self.password = trunk.account?.password
        self.expiresSeconds = trunk.account?.expiresSeconds
        self.sources = trunk.sources
        self.channelLimit = trunk.channelLimit
        self.priority = trunk.priority
        self.weight = trunk.weight
        self.probeSeconds = trunk.probeSeconds
        self.isActive = trunk.isActive
        self.version = trunk.version
        self.route = trunk.route
        self.isMobileOperators = trunk.isMobileOperators
    }

    init(_ row: any SQLRow) {
        self.id = row.text(0)
        self.name = row.text(1)
        self.host = row.text(2)
        self.port = row.optionalInteger(3).map { Int(truncatingIfNeeded: $0) }
        self.transport = row.text(4)
        self.authentication = row.text(5)
        self.username = row.optionalText(6)
        self.password = row.optionalText(7)
        self.expiresSeconds = row.optionalInteger(8).map { Int(truncatingIfNeeded: $0) }
        // No source has a space in it.
        self.sources = row.text(9).split(separator: " ").map(String.init)
        self.channelLimit = row.count(10)
        self.priority = row.count(11)
        self.weight = row.count(12)
        self.probeSeconds = row.count(13)
        self.isActive = row.boolean(14)
        self.version = row.count(15)
        self.route = JSONColumn.read(row.optionalText(16))
        // A private route that this version cannot read is nobody's way out.
        if self.route == nil, row.optionalText(16) != nil { self.isActive = false }
        self.isMobileOperators = row.boolean(17)
    }

    var trunk: Trunk {
        let account = Trunk.Account(
            username: self.username ?? "",
            password: self.password ?? "",
            expiresSeconds: self.expiresSeconds ?? 600
        )
        let authentication: Trunk.Authentication =
            switch self.authentication {
            case "registration": .registration(account)
            case "both": .both(account)
            default: .address
            }
        return Trunk(
            id: TrunkID(self.id),
            name: self.name,
            host: self.host,
            port: self.port,
            transport: Trunk.Transport(rawValue: self.transport) ?? .udp,
            authentication: authentication,
            sources: self.sources,
            channelLimit: self.channelLimit,
            priority: self.priority,
            weight: self.weight,
            probeSeconds: self.probeSeconds,
            isActive: self.isActive,
            route: self.route,
            isMobileOperators: self.isMobileOperators ?? false,
            version: self.version
        )
    }

    func store(_ connection: any SQLConnection) throws(SQLError) {
        try connection.execute(
            """
            INSERT INTO trunks (\(Self.columns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
            ON CONFLICT (id) DO UPDATE SET
                name = excluded.name, host = excluded.host, port = excluded.port, transport = excluded.transport,
                authentication = excluded.authentication, username = excluded.username, password = excluded.password,
                expires_seconds = excluded.expires_seconds, sources = excluded.sources,
                channel_limit = excluded.channel_limit, priority = excluded.priority, weight = excluded.weight,
                probe_seconds = excluded.probe_seconds, is_active = excluded.is_active, version = excluded.version,
                route = excluded.route, is_mobile_operators = excluded.is_mobile_operators
            """,
            [
                .text(self.id), .text(self.name), .text(self.host), .optional(self.port.map(Int64.init)),
                .text(self.transport), .text(self.authentication), .optional(self.username), .optional(self.password),
                .optional(self.expiresSeconds.map(Int64.init)), .text(self.sources.joined(separator: " ")),
                .count(self.channelLimit), .count(self.priority), .count(self.weight), .count(self.probeSeconds),
                .boolean(self.isActive), .count(self.version),
                try self.route.map { route throws(SQLError) in try JSONColumn.write(route) } ?? .null,
                .boolean(self.isMobileOperators ?? false),
            ]
        )
    }
}
