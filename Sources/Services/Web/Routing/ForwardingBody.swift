import Kernel
import Model

/// Where a user's calls ring, on the wire (FWD-01).
enum ForwardingBody {
    private static let terms: [SchemaField] = [
        SchemaField("priority", .integer(1...99), note: "The lowest rings first, equal ones together (FWD-02)."),
        SchemaField("seconds", .integer(5...120), note: "How long it rings."),
        .maybe("isActive", .boolean, note: "Default true."),
        .maybe("schedule", ScheduleBody.schema, note: "When it rings; null: always."),
    ]

    private static let own = Schema.named("ForwardingOwn", .object(Self.terms))

    private static let number = Schema.named(
        "ForwardingNumber",
        .object(
            [
                SchemaField("kind", .choice(Forwarding.Number.Kind.allCases.map(\.rawValue))),
                SchemaField(
                    "dialled",
                    Common.line(1...64),
                    note: "The number as it is dialled; of `sip` an extension or a login of the domain."
                ),
                .maybe(
                    "fmc",
                    .optional(.choice(FMC.allCases.map(\.rawValue))),
                    note: "A mobile number as a phone of the extension: `on` switches it on, null off; what the "
                        + "operator or the owner did stays, as does what is left out (FWD-04)."
                ),
            ] + Self.terms
        )
    )

    private static let members = [
        SchemaField("own", Self.own, note: "The user's own phones."),
        SchemaField("others", .list(Self.number, atMost: Forwarding.limit)),
    ]

    static let changeSchema = Schema.named("ForwardingChange", .object(Self.members))

    static let schema = Schema.named(
        "Forwarding",
        .object(
            Self.members + [
                SchemaField("offersFMC", .boolean, note: "Whether this installation has a mobile operator."),
                SchemaField("version", Common.version),
            ]
        )
    )

    static func json(_ user: User, offersFMC: Bool) -> JSONValue {
        [
            "own": .object(Self.members(user.forwarding.own)),
            "others": .array(
                user.forwarding.others.map { number in
                    let named = [
                        JSONMember(name: "kind", value: .string(number.kind.rawValue)),
                        JSONMember(name: "dialled", value: .string(number.dialled)),
                        JSONMember(name: "fmc", value: .text(number.fmc?.rawValue)),
                    ]
                    return .object(named + Self.members(number.terms))
                }
            ),
            "offersFMC": .boolean(offersFMC), "version": .whole(user.version),
        ]
    }

    private static func members(_ terms: Forwarding.Terms) -> [JSONMember] {
        [
            JSONMember(name: "priority", value: .whole(terms.priority)),
            JSONMember(name: "seconds", value: .whole(terms.seconds)),
            JSONMember(name: "isActive", value: .boolean(terms.isActive)),
            JSONMember(name: "schedule", value: ScheduleBody.json(terms.schedule)),
        ]
    }

    /// - Throws: ``APIError`` with the field: a number that cannot be called, a colleague who is not there, a bad schedule.
    static func read(_ body: JSONValue, for user: User, in configuration: Configuration) throws -> Forwarding {
        let known = Set(user.forwarding.others.map(Named.init))
        let others = try (body["others"]?.elements ?? []).enumerated().map { index, element in
            let field = "others[\(index)]"
            let kind = element["kind"]?.text.flatMap { Forwarding.Number.Kind(rawValue: $0) } ?? .landline
            var number = Forwarding.Number(kind, Self.dialled(element["dialled"]?.text ?? "", kind))
            number.terms = try Self.terms(element, field: field)
            number.fmc = Self.fmc(element["fmc"], of: number, formerly: user.forwarding)
            // What was there already is not asked for again: a colleague may have left meanwhile.
            if !known.contains(Named(number)) {
                try Self.check(number, of: user, in: configuration, field: "\(field).dialled")
            }
            if number.fmc != nil, number.kind != .mobile || FMC.number(number.dialled) == nil {
                throw APIError(.badNumber, "FMC is for mobile numbers of the country.", field: "\(field).dialled")
            }
            return number
        }
        return Forwarding(own: try Self.terms(body["own"] ?? .null, field: "own"), others: others)
    }

    /// What is wished newly is ``FMC/pending`` until the operator has been asked.
    private static func fmc(_ wish: JSONValue?, of number: Forwarding.Number, formerly: Forwarding) -> FMC? {
        let mobile = FMC.number(number.dialled)
        let former = formerly.others.first { other in
            other.kind == number.kind
                && (other.dialled == number.dialled || mobile != nil && FMC.number(other.dialled) == mobile)
        }
        guard let wish else { return former?.fmc }
        guard let state = wish.text.flatMap({ FMC(rawValue: $0) }) else { return nil }
        if let fmc = former?.fmc, fmc.isConnected || state != .on { return fmc }
        return state == .on ? .pending : nil
    }

    private struct Named: Hashable {
        var kind: Forwarding.Number.Kind
        var dialled: String

        init(_ number: Forwarding.Number) {
            self.kind = number.kind
            self.dialled = number.dialled
        }
    }

    private static func terms(_ body: JSONValue, field: String) throws -> Forwarding.Terms {
        Forwarding.Terms(
            priority: body["priority"]?.whole ?? 10,
            seconds: body["seconds"]?.whole ?? 40,
            isActive: body["isActive"]?.boolean ?? true,
            schedule: try ScheduleBody.read(body["schedule"], field: "\(field).schedule")
        )
    }

    /// Without the spaces and hyphens that people write numbers with.
    private static func dialled(_ text: String, _ kind: Forwarding.Number.Kind) -> String {
        switch kind {
        case .landline, .mobile: DialString(text)?.text ?? text
        case .sip: text.lowercased()
        }
    }

    private static func check(
        _ number: Forwarding.Number,
        of user: User,
        in configuration: Configuration,
        field: String
    ) throws {
        switch number.kind {
        case .landline, .mobile:
            guard let dialled = DialString(number.dialled),
                case .external(let outside) = NumberPlan.russia.read(dialled)
            else { throw APIError(.badNumber, "This is not a number that can be called.", field: field) }
            if let line = configuration.line(number: outside), line.domain == user.domain {
                let sentence = "\(outside) is a line of the company: what rings there may lead back here."
                throw APIError(.badNumber, sentence, field: field)
            }
        case .sip:
            let tenant = configuration.tenants[user.domain]
            guard let other = tenant?.user(extension: number.dialled) ?? tenant?.user(login: number.dialled) else {
                throw APIError.notFound("user", field: field)
            }
            guard other.id != user.id else {
                throw APIError(
                    .conflict,
                    "These are the user's own phones; they are in the list already.",
                    field: field
                )
            }
        }
    }
}
