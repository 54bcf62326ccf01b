import Kernel
import Model

/// A trunk on the wire. The password goes in and never comes out.
enum TrunkBody {
    /// An IPv6 address (RFC 4291 §2.2), exactly.
    private static let version6: String = {
        let groups = [
            "(?:HEX:){7}HEX", "(?:HEX:){1,7}:", "(?:HEX:){1,6}:HEX", "(?:HEX:){1,5}(?::HEX){1,2}",
            "(?:HEX:){1,4}(?::HEX){1,3}", "(?:HEX:){1,3}(?::HEX){1,4}", "(?:HEX:){1,2}(?::HEX){1,5}",
            "HEX:(?::HEX){1,6}", ":(?::HEX){1,7}", "::",
        ]
        return groups.joined(separator: "|").replacing("HEX", with: "[0-9A-Fa-f]{1,4}")
    }()

    /// An IPv4 or IPv6 address, perhaps with the length of a network: exactly what the exchange can compare.
    private static let network: TextPattern = {
        let byte = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
        let version4 = #"(?:BYTE\.){3}BYTE(?:/(?:3[0-2]|[12]?[0-9]))?"#.replacing("BYTE", with: byte)
        return TextPattern("\(version4)|(?:\(Self.version6))(?:/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9]))?")
    }()

    private static let account: [SchemaField] = [
        SchemaField("username", .text(1...128, pattern: TextPattern("[ -~]{1,128}"))),
        .maybe("expiresSeconds", .integer(60...86_400), note: "Asked for at registration; default 600."),
    ]

    private static let settings: [SchemaField] = [
        .maybe("port", .optional(.integer(1...65_535)), note: "Null: found by SRV (RFC 3263)."),
        .maybe("transport", .choice(Trunk.Transport.allCases.map(\.rawValue))),
        .maybe("acceptsByAddress", .boolean, note: "Takes calls from the host and the sources without a password."),
        .maybe(
            "sources",
            .list(
                .text(2...50, pattern: Self.network, complaint: "This is not an address or network."),
                atMost: 256
            ),
            note: "Further addresses or networks that calls come from."
        ),
        .maybe("channelLimit", .integer(1...100_000)), .maybe("priority", .integer(0...1_000)),
        .maybe("weight", .integer(1...1_000)),
        .maybe("probeSeconds", .integer(0...3_600), note: "Between OPTIONS probes; 0 = never."),
        .maybe("isActive", .boolean),
        .maybe(
            "isMobileOperators",
            .boolean,
            note: "The mobile operator's: phones with FMC call and are called by it, nobody else is (FWD-04)."
        ),
    ]

    private static let name = Schema.text(
        1...64,
        pattern: TextPattern("[a-z0-9._-]{1,64}"),
        complaint: "A name is 1 to 64 of a–z 0–9 . _ -"
    )
    private static let host = Schema.text(
        1...253,
        pattern: TextPattern("\(Common.hostPattern(letters: "A-Za-z"))|\(Self.version6)"),
        complaint: "This is not a host name or address."
    )
    private static let password = Schema.text(1...128, pattern: TextPattern("[!-~]{1,128}"), isSecret: true)

    static let requestSchema = Schema.named(
        "NewTrunk",
        .object(
            [
                SchemaField("name", Self.name), SchemaField("host", Self.host),
                .maybe(
                    "account",
                    .optional(.object(Self.account + [SchemaField("password", Self.password)])),
                    note: "With it Martlet registers and answers challenges."
                ),
            ] + Self.settings
        )
    )

    static let changeSchema = Schema.named(
        "TrunkChange",
        .object(
            [
                .maybe("name", Self.name), .maybe("host", Self.host),
                .maybe(
                    "account",
                    .optional(.object(Self.account + [.maybe("password", Self.password)])),
                    note: "Without a password the former one stays."
                ),
            ] + Self.settings
        )
    )

    static let schema = Schema.named(
        "Trunk",
        .object([
            SchemaField("id", Common.id), SchemaField("name", Self.name), SchemaField("host", .text(0...253)),
            SchemaField("port", .optional(.integer(1...65_535))),
            SchemaField("transport", .choice(Trunk.Transport.allCases.map(\.rawValue))),
            SchemaField(
                "account",
                .optional(
                    .object([
                        SchemaField("username", .text(0...128)), SchemaField("expiresSeconds", .integer(0...86_400)),
                    ])
                )
            ),
            SchemaField("acceptsByAddress", .boolean), SchemaField("sources", .list(.text(0...50), atMost: 256)),
            SchemaField("channelLimit", .integer(0...100_000)),
            SchemaField("priority", .integer(-1_000_000...1_000_000)), SchemaField("weight", .integer(0...1_000)),
            SchemaField("probeSeconds", .integer(0...86_400)), SchemaField("isActive", .boolean),
            SchemaField("isMobileOperators", .boolean),
            SchemaField("state", .choice(TrunkState.Availability.allCases.map(\.rawValue))),
            SchemaField("stateReason", .text(0...1_000)), SchemaField("version", Common.version),
        ])
    )

    static func json(_ trunk: Trunk, state: TrunkState) -> JSONValue {
        let account = trunk.account.map { account -> JSONValue in
            ["username": .string(account.username), "expiresSeconds": .whole(account.expiresSeconds)]
        }
        return [
            "id": .string(trunk.id.text), "name": .string(trunk.name), "host": .string(trunk.host),
            "port": .whole(trunk.port), "transport": .string(trunk.transport.rawValue), "account": account ?? .null,
            "acceptsByAddress": .boolean(trunk.acceptsByAddress),
            "sources": .array(trunk.sources.map { .string($0) }), "channelLimit": .whole(trunk.channelLimit),
            "priority": .whole(trunk.priority), "weight": .whole(trunk.weight),
            "probeSeconds": .whole(trunk.probeSeconds), "isActive": .boolean(trunk.isActive),
            "isMobileOperators": .boolean(trunk.isMobileOperators), "state": .string(state.availability.rawValue),
            "stateReason": .string(state.reason),
            "version": .whole(trunk.version),
        ]
    }

    /// What the body does not name stays as it is.
    static func apply(_ body: JSONValue, to trunk: inout Trunk) throws {
        if let name = body["name"]?.text { trunk.name = name }
        if let host = body["host"]?.text { trunk.host = host }
        if let port = body["port"] { trunk.port = port.whole }
        if let transport = body["transport"]?.text.flatMap({ Trunk.Transport(rawValue: $0) }) {
            trunk.transport = transport
        }
        if let sources = body["sources"]?.elements { trunk.sources = sources.compactMap(\.text) }
        if let limit = body["channelLimit"]?.whole { trunk.channelLimit = limit }
        if let priority = body["priority"]?.whole { trunk.priority = priority }
        if let weight = body["weight"]?.whole { trunk.weight = weight }
        if let seconds = body["probeSeconds"]?.whole { trunk.probeSeconds = seconds }
        if let isActive = body["isActive"]?.boolean { trunk.isActive = isActive }
        if let isOperators = body["isMobileOperators"]?.boolean { trunk.isMobileOperators = isOperators }
        let account = try body["account"].map { try Self.account($0, former: trunk.account) } ?? trunk.account
        let isByAddress = body["acceptsByAddress"]?.boolean ?? trunk.acceptsByAddress
        trunk.authentication = account.map { isByAddress ? .both($0) : .registration($0) } ?? .address
    }

    private static func account(_ body: JSONValue, former: Trunk.Account?) throws -> Trunk.Account? {
        guard let username = body["username"]?.text else { return nil }
        guard let password = body["password"]?.text ?? former?.password else {
            throw APIError(.conflict, "There is no password to keep yet.", field: "account.password")
        }
        let seconds = body["expiresSeconds"]?.whole ?? former?.expiresSeconds ?? 600
        return Trunk.Account(username: username, password: password, expiresSeconds: seconds)
    }
}
