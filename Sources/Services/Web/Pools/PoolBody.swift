import Kernel
import Model

/// A pool on the wire.
enum PoolBody {
    static let id = Schema.text(
        6...40,
        pattern: TextPattern("pool:[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?"),
        complaint: "A pool is named pool: and 1 to 32 of a–z 0–9 -",
        example: "pool:acme"
    )

    private static let name = Schema.text(
        1...32,
        pattern: TextPattern("[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?"),
        complaint: "A pool's name is 1 to 32 of a–z 0–9 -",
        example: "acme"
    )

    private static let signs = Schema.text(
        0...4,
        pattern: TextPattern("[*#]{0,4}"),
        complaint: "This is at most 4 of * and #.",
        example: "*"
    )

    private static let length = Schema.integer(1...10)
    private static let language = Schema.choice(SpokenLanguage.allCases.map(\.rawValue))

    static let routingNumber = Schema.text(
        1...10,
        pattern: TextPattern("[0-9]{1,10}"),
        complaint: "A routing number is digits, as many as the pool says.",
        example: "4455"
    )

    private static let settings: [SchemaField] = [
        .maybe("before", Self.signs, note: "Dialled before a routing number; default: nothing."),
        .maybe("between", Self.signs, note: "Dialled between a routing number and an extension; default: nothing."),
        .maybe("language", Self.language, note: "Of letters to its administrators; default `ru`."),
        .maybe("isBlocked", .boolean, note: "Nobody signs in to it; calls between its domains go on."),
    ]

    static let requestSchema = Schema.named(
        "NewPool",
        .object(
            [
                SchemaField("name", Self.name, note: "Its id is `pool:` and this."),
                SchemaField("shownName", Common.line(1...100)),
                SchemaField("routingLength", Self.length, note: "Digits of every routing number (TEN-04)."),
            ] + Self.settings
        )
    )

    static let changeSchema = Schema.named(
        "PoolChange",
        .object([.maybe("shownName", Common.line(1...100)), .maybe("routingLength", Self.length)] + Self.settings)
    )

    static let schema = Schema.named(
        "Pool",
        .object([
            SchemaField("id", Self.id), SchemaField("shownName", .text(0...100)),
            SchemaField("routingLength", Self.length), SchemaField("before", Self.signs),
            SchemaField("between", Self.signs), SchemaField("language", Self.language),
            SchemaField("isBlocked", .boolean),
            SchemaField("domains", .integer(0...PoolRules.memberLimit), note: "How many are in it."),
            SchemaField("version", Common.version),
        ])
    )

    static let placeSchema = Schema.named(
        "PoolPlace",
        .object([SchemaField("routingNumber", Self.routingNumber)])
    )

    static func json(_ domain: Domain, _ rules: PoolRules, in configuration: Configuration) -> JSONValue {
        [
            "id": .string(domain.id.text), "shownName": .string(domain.shownName),
            "routingLength": .whole(rules.routingLength), "before": .string(rules.before),
            "between": .string(rules.between), "language": .string(domain.language.rawValue),
            "isBlocked": .boolean(domain.isBlocked),
            "domains": .whole(configuration.routingNumbers(of: domain.id).count),
            "version": .whole(domain.version),
        ]
    }

    /// What the body does not name stays as it is.
    static func apply(_ body: JSONValue, to domain: inout Domain, _ rules: inout PoolRules) {
        if let name = body["shownName"]?.text { domain.shownName = name }
        if let isBlocked = body["isBlocked"]?.boolean { domain.isBlocked = isBlocked }
        if let language = body["language"]?.text.flatMap({ SpokenLanguage(rawValue: $0) }) {
            domain.language = language
        }
        if let length = body["routingLength"]?.whole { rules.routingLength = length }
        if let before = body["before"]?.text { rules.before = before }
        if let between = body["between"]?.text { rules.between = between }
    }
}

/// A domain of a pool on the wire, as the pool's administrators see it.
enum PoolDomainBody {
    private static let fields = [
        SchemaField("id", Common.domain), SchemaField("shownName", .text(0...100)),
        SchemaField("routingNumber", PoolBody.routingNumber), SchemaField("subgroup", .optional(Common.id)),
        SchemaField("mayManage", .boolean, note: "Whether the caller may change and enter it (TEN-08, TEN-09)."),
        SchemaField("isBlocked", .boolean),
        SchemaField("accountNumber", .optional(.text(0...100)), note: "Null until there is billing."),
        SchemaField("version", Common.version),
    ]

    static let schema = Schema.named("PoolDomain", .object(Self.fields))

    static let cardSchema = Schema.named(
        "PoolDomainCard",
        .object(
            Self.fields + [
                SchemaField(
                    "email",
                    .optional(.text(0...254)),
                    note: "Where letters about it go: its own address, else an administrator's."
                ),
                SchemaField("balance", .optional(.text(0...40)), note: "Null until there is billing."),
                SchemaField("blocks", .list(.choice(["blocked"]), atMost: 1)),
                SchemaField("users", .integer(0...1_000_000)), SchemaField("operators", .integer(0...1_000_000)),
                SchemaField("lines", .integer(0...1_000_000)),
                SchemaField("freeLines", .integer(0...1_000_000), note: "Those free for callers, 8 800 in Russia."),
            ]
        )
    )

    static let changeSchema = Schema.named(
        "PoolDomainChange",
        .object([
            .maybe("shownName", Common.line(1...100)), .maybe("routingNumber", PoolBody.routingNumber),
        ])
    )

    static let listSchema = Schema.named(
        "PoolDomains",
        .object([
            SchemaField(
                "groups",
                .list(
                    .object([
                        SchemaField("id", .optional(Common.id), note: "Null: the domains in no sub-group."),
                        SchemaField("name", .text(0...100)), SchemaField("mayManage", .boolean),
                        SchemaField("domains", .list(Self.schema, atMost: PoolRules.memberLimit)),
                    ]),
                    atMost: DomainEntry.limit + 1
                )
            ),
            SchemaField("total", .integer(0...PoolRules.memberLimit), note: "Domains of all groups."),
        ])
    )

    static let moveSchema = Schema.named(
        "PoolMove",
        .object([
            SchemaField("domains", .list(Common.domain, atMost: PoolRules.memberLimit)),
            .maybe("subgroup", .optional(Common.id), note: "Where they go; null: out of their sub-groups."),
            .maybe("newSubgroup", Common.line(1...100), note: "Makes one of this name, in place of `subgroup`."),
        ])
    )

    static let movedSchema = Schema.named(
        "PoolMoved",
        .object([
            SchemaField("subgroup", .optional(SubgroupBody.schema)),
            SchemaField(
                "items",
                .list(
                    .object([
                        SchemaField("domain", Common.domain),
                        SchemaField(
                            "code",
                            .optional(.choice(["not-found", "conflict"])),
                            note: "Null: done. `conflict`: it was in no sub-group that it could be taken out of."
                        ),
                    ]),
                    atMost: PoolRules.memberLimit
                )
            ),
        ])
    )

    static func json(_ domain: Domain, seenBy caller: Caller, in configuration: Configuration) -> JSONValue {
        [
            "id": .string(domain.id.text), "shownName": .string(domain.shownName),
            "routingNumber": .string(domain.membership?.routingNumber ?? ""),
            "subgroup": .text(configuration.subgroup(of: domain)?.text),
            "mayManage": .boolean(caller.manages(domain, configuration)), "isBlocked": .boolean(domain.isBlocked),
            "accountNumber": .null, "version": .whole(domain.version),
        ]
    }

    static func card(_ domain: Domain, seenBy caller: Caller, in configuration: Configuration) -> JSONValue {
        let users = configuration.tenants[domain.id].map { Array($0.users.values) } ?? []
        let lines = configuration.lines.values.filter { $0.domain == domain.id }
        let more: JSONValue = [
            "email": .text(configuration.tenants[domain.id]?.noticeAddresses.first), "balance": .null,
            "blocks": .array(domain.isBlocked ? ["blocked"] : []), "users": .whole(users.count),
            "operators": .whole(users.count(where: \.isOperator)), "lines": .whole(lines.count),
            "freeLines": .whole(lines.count { NumberPlan.russia.isFreeForCallers($0.number) }),
        ]
        return Self.json(domain, seenBy: caller, in: configuration).merging(more)
    }
}

/// A sub-group of a pool on the wire.
enum SubgroupBody {
    static let requestSchema = Schema.named("NewSubgroup", .object([SchemaField("name", Common.line(1...100))]))

    static let schema = Schema.named(
        "Subgroup",
        .object([
            SchemaField("id", Common.id), SchemaField("name", .text(0...100)),
            SchemaField("domains", .integer(0...PoolRules.memberLimit), note: "How many are in it."),
            SchemaField("mayManage", .boolean), SchemaField("version", Common.version),
        ])
    )

    static func json(_ entry: DomainEntry, seenBy caller: Caller, in configuration: Configuration) -> JSONValue {
        let domains = configuration.members(of: entry.domain).count { configuration.subgroup(of: $0) == entry.id }
        return [
            "id": .string(entry.id.text), "name": .string(entry.name), "domains": .whole(domains),
            "mayManage": .boolean(caller.manages(entry.id)), "version": .whole(entry.version),
        ]
    }
}
