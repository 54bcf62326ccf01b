import Kernel
import Model

/// The brake against toll fraud on the wire (BYD-18).
enum TollBody {
    private static let reach = Schema.choice(TollCap.Reach.allCases.map(\.rawValue))
    private static let counted = Schema.choice(TollCap.Counted.allCases.map(\.rawValue))
    private static let measure = Schema.choice(TollCap.Measure.allCases.map(\.rawValue))
    private static let limit = Schema.choice(TollCap.Limit.allCases.map(\.rawValue))
    private static let prefix = Schema.text(
        1...15,
        pattern: TextPattern("[0-9]{1,15}"),
        complaint: "A prefix is 1 to 15 digits beginning with the country code, as in 7900."
    )

    private static let cap = Schema.named(
        "TollCap",
        .object([
            SchemaField("reach", Self.reach, note: "Calls to where."),
            SchemaField("prefixes", .list(Self.prefix, atMost: TollCap.prefixLimit), note: "Of `prefixes` only."),
            SchemaField(
                "counted",
                Self.counted,
                note: "Each user's calls by themselves, or those of the whole domain."
            ),
            SchemaField("hourlyCalls", .optional(.integer(1...100_000)), note: "Within any 60 minutes."),
            SchemaField("dailyCalls", .optional(.integer(1...1_000_000)), note: "Within any 24 hours."),
            SchemaField("dailyMinutes", .optional(.integer(1...1_000_000)), note: "Talked within any 24 hours."),
            SchemaField("simultaneousCalls", .optional(.integer(1...10_000)), note: "One more is refused."),
            SchemaField("measure", Self.measure, note: "Tell the administrators, or also stop such calls."),
        ])
    )

    private static let hours = Schema.integer(1...720)
    private static let caps = Schema.list(Self.cap, atMost: TollRules.capLimit)

    static let changeSchema = Schema.named(
        "TollRulesChange",
        .object([
            .maybe("isOn", .boolean), .maybe("caps", Self.caps),
            .maybe(
                "stopHours",
                Self.hours,
                note:
                    "How long a stop lasts unless somebody lifts it; what was counted counts for its hour or day all the same."
            ),
        ])
    )

    static let schema = Schema.named(
        "TollRules",
        .object([
            SchemaField("isOn", .boolean), SchemaField("caps", Self.caps), SchemaField("stopHours", Self.hours),
            SchemaField("version", Common.version),
        ])
    )

    static let stopSchema = Schema.named(
        "TollStop",
        .object([
            SchemaField("id", Common.id), SchemaField("domain", Common.domain),
            SchemaField("user", .optional(Common.id), note: "Whose calls have stopped; null: everybody's."),
            SchemaField("cap", Self.cap, note: "As it was when it was reached."), SchemaField("reached", Self.limit),
            SchemaField("since", .timestamp), SchemaField("until", .timestamp), SchemaField("version", Common.version),
        ])
    )

    static func json(_ domain: Domain) -> JSONValue {
        .object(Self.members(domain.toll) + [JSONMember(name: "version", value: .whole(domain.version))])
    }

    static func members(_ rules: TollRules) -> [JSONMember] {
        [
            JSONMember(name: "isOn", value: .boolean(rules.isOn)),
            JSONMember(name: "caps", value: .array(rules.caps.map(Self.json))),
            JSONMember(name: "stopHours", value: .whole(rules.stopHours)),
        ]
    }

    static func members(_ stop: TollStop) -> [JSONMember] {
        [
            JSONMember(name: "user", value: .text(stop.user?.text)),
            JSONMember(name: "cap", value: Self.json(stop.cap)),
            JSONMember(name: "reached", value: .string(stop.reached.rawValue)),
            JSONMember(name: "since", value: .string("\(stop.since)")),
            JSONMember(name: "until", value: .string("\(stop.until)")),
        ]
    }

    private static func json(_ cap: TollCap) -> JSONValue {
        .object(
            [
                JSONMember(name: "reach", value: .string(cap.reach.rawValue)),
                JSONMember(name: "prefixes", value: .array(cap.prefixes.map { .string($0) })),
                JSONMember(name: "counted", value: .string(cap.counted.rawValue)),
            ]
                + TollCap.Limit.allCases.sorted { $0.rawValue < $1.rawValue }.map { limit in
                    JSONMember(name: limit.rawValue, value: cap[limit].map { .whole($0) } ?? .null)
                }
                + [JSONMember(name: "measure", value: .string(cap.measure.rawValue))]
        )
    }

    /// - Parameter body: in the shape of ``changeSchema``; what it does not name stays as it is.
    static func changed(_ rules: TollRules, by body: JSONValue) -> TollRules {
        var rules = rules
        if let isOn = body["isOn"]?.boolean { rules.isOn = isOn }
        if let hours = body["stopHours"]?.whole { rules.stopHours = hours }
        if let caps = body["caps"]?.elements { rules.caps = caps.compactMap(Self.cap) }
        return rules
    }

    private static func cap(_ body: JSONValue) -> TollCap? {
        guard let reach = body["reach"]?.text.flatMap({ TollCap.Reach(rawValue: $0) }),
            let counted = body["counted"]?.text.flatMap({ TollCap.Counted(rawValue: $0) }),
            let measure = body["measure"]?.text.flatMap({ TollCap.Measure(rawValue: $0) })
        else { return nil }
        return TollCap(
            reach,
            (body["prefixes"]?.elements ?? []).compactMap(\.text),
            of: counted,
            hourlyCalls: body["hourlyCalls"]?.whole,
            dailyCalls: body["dailyCalls"]?.whole,
            dailyMinutes: body["dailyMinutes"]?.whole,
            simultaneousCalls: body["simultaneousCalls"]?.whole,
            measure: measure
        )
    }
}
